/** One bench on every wire: what the drivers decode, and the bytes that they do it from. */
import { afterEach, describe, expect, test } from 'vitest';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import type { FieldRunner } from '../../src/field/field-runner.ts';
import { createMemoryField } from '../../src/field/memory/memory-field.ts';
import type { Transcript } from '../../src/field/memory/transcript.ts';
import { createRealField } from '../../src/field/real-field.ts';
import { onPseudoTerminals } from '../../src/field/serial/pty-wiring.ts';
import type { Wiring } from '../../src/field/wiring.ts';
import type { Reading } from '../../src/units/reading.ts';
import { shipped } from '../devices/shipped-profiles.ts';
import {
  benchDevices,
  device,
  drive,
  freePort,
  modbusBus,
  readTruth,
  sense,
  serialBus,
  wiring,
} from './fixtures.ts';
import { SerialCable } from './serial/socat.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const COMMANDS: Readonly<Record<string, number>> = {
  'inlet1.position': 0.5,
  'vent1.position': 0.25,
  'vent2.position': 1,
  'cross.position': 1,
  'rack1.enabled': 0,
  'ch1.heating': 0.5,
};
const FURTHER_TRUTH: Readonly<Record<string, number>> = { 'ch1.co2': 4e-4, 'ch1.temperature_again': 300.15 };
const STEPS = 20;
const PERIOD_S = 0.02;

interface Run {
  readonly readings: Readonly<Record<string, Reading>>;
  /** What each unit was asked and what it answered, in order: nothing orders the units among each other. */
  readonly bytes: ReadonlyMap<number, readonly string[]>;
  readonly places: readonly string[];
}

/** Runs the bench on a clock of its own, which moves on when the wire has come to rest. */
async function run(site: Wiring, wire: 'memory' | 'real'): Promise<Run> {
  const emulated = createEmulatedField(site, { seed: 7 });
  const bytes = new Map<number, string[]>();
  let underWay = 0;
  const transcript: Transcript = (_, __, kind, frame) => {
    underWay += kind === 'request' ? 1 : -1;
    const unit = frame[0] ?? 0;
    const lines = bytes.get(unit) ?? [];
    bytes.set(unit, lines);
    lines.push(`${kind} ${Buffer.from(frame.subarray(1)).toString('hex')}`);
  };
  let nowS = 0;
  const options = { readBack: false, transcript };
  const field: FieldRunner =
    wire === 'memory'
      ? createMemoryField(site, emulated, options)
      : createRealField(site, emulated, { ...options, speed: 1, now: () => nowS, serve: true });
  cleanups.push(() => field.stop());
  expect(await field.start()).toBeNull();
  const readings: Record<string, Reading> = {};
  for (let step = 0; step < STEPS; step++) {
    nowS = step * PERIOD_S;
    emulated.update(nowS, (point) => FURTHER_TRUTH[point] ?? readTruth(point));
    if (step === 2) for (const [tag, position] of Object.entries(COMMANDS)) field.write(tag, position, nowS);
    field.exchange(nowS);
    await atRest(
      () => underWay === 0 && field.links().every(({ requests, replies }) => requests === replies),
    );
    for (const { tag, reading } of field.drain()) readings[tag] = reading;
  }
  return { readings, bytes, places: field.endpoints().map(({ kind }) => kind) };
}

/** Nothing is under way, and an answer has had its turn to bring up the next request. */
async function atRest(isQuiet: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet = isQuiet() ? quiet + 1 : 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function tcp(framing: 'tcp' | 'rtu'): Promise<Wiring> {
  const endpoint = { host: '127.0.0.1', port: await freePort() };
  return wiring(modbusBus(devices(), { framing, connect: endpoint, listen: endpoint }));
}

/** Nothing here may depend on how slow the machine is. */
function devices() {
  // A probe whose state is far from its reading, and a controller that says how many decimals it has.
  const probe = shipped('vaisala-gmp252.toml');
  const controller = shipped('autonics-tk4s.toml');
  const further = [
    device('gas1', 6, probe, [sense(probe, 'co2', 'ch1.co2')]),
    device('tc1', 7, controller, [
      sense(controller, 'temperature', 'ch1.temperature_again'),
      drive(controller, 'setpoint', 'ch1.heating'),
    ]),
  ];
  return [...benchDevices(), ...further].map((device) => ({ ...device, staleS: 1e6 }));
}

const PATIENT = { timeoutS: 60, retries: 0, backoffFirstS: 1, backoffMaxS: 1 };

describe('the same site', () => {
  const patient = (site: Wiring): Wiring => ({ buses: site.buses.map((bus) => ({ ...bus, link: PATIENT })) });
  const memorySite = patient(wiring(modbusBus(devices())));

  test('has values and bytes worth comparing', async () => {
    const { readings, bytes } = await run(memorySite, 'memory');
    expect(readings['ch1.pressure']).toEqual({ value: 2.5e5, quality: 'good', reason: null });
    expect(readings['inlet1.position']?.value).toBeCloseTo(0.5, 3);
    expect(readings['ch1.co2']).toMatchObject({ quality: 'good' });
    expect(readings['ch1.temperature_again']).toMatchObject({ quality: 'good' });
    expect(readings['ch1.heating']?.value).toBeCloseTo(0.5, 3);
    expect([...bytes.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const lines = [...bytes.values()].flat();
    expect(lines.length).toBeGreaterThan(4 * STEPS);
    const functions = lines
      .map((line) => /^request (..)/u.exec(line)?.[1])
      .filter((code) => code !== undefined);
    expect([...new Set(functions)].sort()).toEqual(['03', '04', '06', '0f', '10']);
  });

  test.each([
    ['Modbus TCP', () => tcp('tcp'), ['modbus-tcp']],
    ['Modbus RTU over TCP', () => tcp('rtu'), ['modbus-rtu-tcp']],
    ['pseudo-terminals', async () => wiring(serialBus(devices())), ['modbus-rtu']],
    ['pseudo-terminals in place of TCP', async () => onPseudoTerminals(await tcp('tcp')), ['modbus-rtu']],
    [
      'two serial ports and a cable',
      async () => {
        const { near, far } = await SerialCable.plugged();
        return wiring(serialBus(devices(), { connect: near, listen: far }));
      },
      ['modbus-rtu'],
    ],
  ])('gives the same values from the same bytes over %s as in memory', async (_, site, places) => {
    const memory = await run(memorySite, 'memory');
    const real = await run(patient(await site()), 'real');
    expect(real.places).toEqual(places);
    expect(real.readings).toEqual(memory.readings);
    expect(real.bytes.size).toBe(7);
    for (const [unit, lines] of real.bytes) expect(lines, `unit ${unit}`).toEqual(memory.bytes.get(unit));
  });
});
