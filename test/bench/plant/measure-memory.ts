/**
 * A process of its own, with a collector that can be called and room for young objects: what one plant holds, which is
 * all that it needs of its definition, and what a step leaves behind. Prints JSON.
 */
import type { Plant } from '../../../src/physics/plant.ts';
import { createPlant, stepPlant } from '../../../src/physics/plant.ts';
import { runTo } from '../../physics/plants.ts';
import { benchPlant, STEP_S, shapeNamed } from './networks.ts';

/** Enough for the compiler to have done what it will do: before that every number is an object. */
const WARM_CHAMBER_STEPS = 300_000;
/** Few enough for the young generation that the collector does not come in between. */
const COUNTED_CHAMBER_STEPS = 100_000;

const [shapeName, countText] = process.argv.slice(2);
const shape = shapeNamed(shapeName);
const count = Number(countText);

/** Once with a small plant, so that code and tables that every plant shares are there before the first look. */
runTo(createPlant(benchPlant(shape, 8)), 8 * STEP_S);
const before = heldBytes();
const plant = plantAlone();
// No counter of the process knows of memory that threads may share.
const { buffer } = plant.integrator.state.memory;
const sharedBytes = buffer instanceof SharedArrayBuffer ? buffer.byteLength : 0;
const held = heldBytes() - before + sharedBytes;
runTo(plant, Math.ceil(WARM_CHAMBER_STEPS / count) * STEP_S);
const countedSteps = Math.ceil(COUNTED_CHAMBER_STEPS / count);
const litterBytesPerStep = (litterBytes(2 * countedSteps) - litterBytes(countedSteps)) / countedSteps;
console.log(JSON.stringify({ held, litterBytesPerStep }));

/** In a function of its own: the frame of a module keeps the definition that it has passed on. */
function plantAlone(): Plant {
  return createPlant(benchPlant(shape, count));
}

/** Two counts of steps cancel what the looking itself leaves behind. */
function litterBytes(steps: number): number {
  globalThis.gc?.();
  const young = process.memoryUsage().heapUsed;
  for (let i = 0; i < steps; i++) stepPlant(plant);
  return process.memoryUsage().heapUsed - young;
}

function heldBytes(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
