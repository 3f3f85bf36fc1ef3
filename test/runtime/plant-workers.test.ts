import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import type { HelperProgram, Helpers } from '../../src/physics/kernel/helpers.ts';
import type { Plant } from '../../src/physics/plant.ts';
import { createPlant, stepPlant } from '../../src/physics/plant.ts';
import { PlantWorkers, plantWorkers } from '../../src/runtime/plant-workers.ts';
import { benchPlant } from '../bench/plant/networks.ts';

const COUNT = 700;
const STEPS = 50;
const lost: string[] = [];
const started: PlantWorkers[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((workers) => workers.end()));
  lost.length = 0;
});

function workersFor(threads: number): PlantWorkers {
  const workers = plantWorkers(threads, (reason) => lost.push(reason));
  if (workers === null) throw new Error('one thread needs no workers');
  started.push(workers);
  return workers;
}

function step(plant: Plant, steps: number): void {
  for (let i = 0; i < steps; i++) expect(stepPlant(plant)).toBeNull();
}

function bytesOf(plant: Plant): Buffer {
  return Buffer.from(Float64Array.from(plant.integrator.state.memory.state).buffer);
}

const alone = (steps: number): Buffer => {
  const plant = createPlant(benchPlant('ring', COUNT));
  step(plant, steps);
  return bytesOf(plant);
};

/** Threads take their time to come; whatever was computed without them counts too. */
async function stepUntilHelped(plant: Plant, workers: PlantWorkers): Promise<number> {
  let steps = 0;
  while (workers.helpedParts === 0) {
    step(plant, 1);
    steps++;
    await new Promise(setImmediate);
  }
  return steps;
}

describe('a plant on several threads', () => {
  test.each([2, 3, 5])('comes with %d of them to the bits that one comes to', async (threads) => {
    const workers = workersFor(threads);
    const plant = createPlant(benchPlant('ring', COUNT), { helpers: workers });
    const before = await stepUntilHelped(plant, workers);
    step(plant, STEPS);
    expect(bytesOf(plant).equals(alone(before + STEPS))).toBe(true);
    expect(lost).toEqual([]);
  });

  test('goes on without them when they have been ended, and they are gone by then', async () => {
    const workers = workersFor(2);
    const plant = createPlant(benchPlant('ring', COUNT), { helpers: workers });
    const before = await stepUntilHelped(plant, workers);
    await workers.end();
    const helped = workers.helpedParts;
    step(plant, STEPS);
    expect(workers.helpedParts).toBe(helped);
    expect(bytesOf(plant).equals(alone(before + STEPS))).toBe(true);
    expect(lost).toEqual([]);
  });

  test('that is too small is left to one', () => {
    const workers = workersFor(2);
    const plant = createPlant(benchPlant('ring', 8), { helpers: workers });
    expect(workers.areStarted).toBe(false);
    step(plant, STEPS);
    expect(workers.helpedParts).toBe(0);
  });
});

describe('a thread that is lost', () => {
  test('is reported, and the plant is computed without it', async () => {
    const reasons: string[] = [];
    const workers = new PlantWorkers(1, (reason) => reasons.push(reason));
    started.push(workers);
    const helpers: Helpers = {
      count: 1,
      patienceMs: 50,
      start: (program) => workers.start({ ...program, places: [['no such place', 0]] }),
    };
    const plant = createPlant(benchPlant('ring', COUNT), { helpers });
    while (reasons.length === 0) {
      step(plant, 1);
      await new Promise(setImmediate);
    }
    expect(reasons.length).toBe(1);
    const steps = plant.tick;
    step(plant, STEPS);
    expect(bytesOf(plant).equals(alone(steps + STEPS))).toBe(true);
  });

  test('in the middle of a part fails the plant in bounded time, and does not hang it', async () => {
    const robber = new Robber();
    const plant = createPlant(benchPlant('ring', COUNT), { helpers: robber });
    const steps = async (): Promise<void> => {
      for (;;) {
        stepPlant(plant);
        await new Promise(setImmediate);
      }
    };
    await expect(steps()).rejects.toThrow('stopped in the middle');
    await robber.worker?.terminate();
  });
});

/** Takes one part and never gives it back: what a thread that dies at work does. */
class Robber implements Helpers {
  readonly count = 1;
  readonly patienceMs = 50;
  worker: Worker | null = null;

  start({ module, memory }: HelperProgram): void {
    this.worker = new Worker(
      `const { module, memory } = require('node:worker_threads').workerData;
       const { exports } = new WebAssembly.Instance(module, { env: { memory, helperLost() {} } });
       const ticket = new Int32Array(memory.buffer, exports.TEAM.value, 1);
       for (;;) {
         const seen = Atomics.load(ticket, 0);
         if ((seen & 0xff) >= ((seen >> 8) & 0xff)) continue;
         if (Atomics.compareExchange(ticket, 0, seen, seen - 256) === seen) break;
       }`,
      { eval: true, workerData: { module, memory } },
    );
  }
}
