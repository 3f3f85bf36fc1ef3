/**
 * Any timeline, any seed, in virtual time: a good reading is always one that the device held a moment ago, neighbours
 * that nothing is aimed at are never disturbed, and everything is good again when the last fault is over.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import { createMemoryField } from '../../src/field/memory/memory-field.ts';
import type { Device, Wiring } from '../../src/field/wiring.ts';
import {
  ANALOG_OUTPUT,
  device,
  drive,
  modbusBus,
  mqttBus,
  plugBus,
  sense,
  serialBus,
  TRANSMITTER,
  wiring,
} from '../field/fixtures.ts';
import { boardOn, type Table } from './bench.ts';

const PERIOD_S = 0.02;
const LAST_FAULT_S = 4;
const END_S = 12.4;
const TIMEOUT_S = 0.3;
const LINK = { timeoutS: TIMEOUT_S, retries: 1, backoffFirstS: 0.1, backoffMaxS: 0.8, probeShare: 1 };

/** Two readings of one device in two requests of one shape, where an answer to one could pass for one to the other. */
function twins(id: string, unit: number): Device {
  return device(id, unit, TRANSMITTER, [
    sense(TRANSMITTER, 'pressure', `${id}.pressure`),
    sense(TRANSMITTER, 'temperature', `${id}.temperature`),
  ]);
}

function twoOutputs(id: string, unit: number): Device {
  return device(id, unit, ANALOG_OUTPUT, [
    drive(ANALOG_OUTPUT, 'ao1', `${id}.a`),
    drive(ANALOG_OUTPUT, 'ao4', `${id}.b`),
  ]);
}

const SITE: Wiring = wiring(
  modbusBus([twins('t1', 1), twins('t2', 2), twoOutputs('ao', 3)], { id: 'tcp0', link: LINK }),
  modbusBus([twins('r1', 1), twins('r2', 2)], { id: 'rtu0', framing: 'rtu', link: LINK }),
  serialBus([twins('s1', 1), twins('s2', 2)], { id: 'line0', link: LINK }),
  mqttBus({ link: LINK, devices: [...mqttBus().devices, ...plugBus().devices] }),
);
const DEVICES = SITE.buses.flatMap((bus) => bus.devices.map((owner) => ({ bus, owner })));

const SENSED = DEVICES.flatMap(({ owner }) =>
  owner.points.filter(({ direction }) => direction === 'sense').map(({ tag }) => tag),
);
/** Told every 10 s. */
const MESSAGES: ReadonlySet<string> = new Set(['room.temperature', 'rack1.enabled']);
/** Every tag has a range of its own and rises in it, so that a value tells whose it is, and when. */
function truthAt(tag: string, timeS: number): number {
  const at = SENSED.indexOf(tag);
  if (tag.endsWith('.pressure')) return 7e4 * (1 + at) + 1e3 * timeS;
  return 240 + 8 * at + 0.5 * timeS;
}

const chance = fc.record(
  {
    probability: fc.double({ min: 0.05, max: 1, noNaN: true }),
    count: fc.integer({ min: 1, max: 20 }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  },
  { requiredKeys: [] },
);
const times = fc
  .record({ from: fc.integer({ min: 0, max: 150 }), length: fc.integer({ min: 1, max: 50 }) })
  .map(({ from, length }) => ({
    at: `${from * 0.02} s`,
    clear_after: `${Math.min(length * 0.02, LAST_FAULT_S - from * 0.02)} s`,
  }));
const ms = (max: number) => fc.integer({ min: 1, max }).map((value) => `${value} ms`);

const anywhere = fc.oneof(
  ms(2000).map((delay) => ({ kind: 'delay', delay })),
  ms(2000).map((jitter) => ({ kind: 'jitter', jitter })),
  fc.constant({ kind: 'no-reply' }),
);
const onModbus = fc.oneof(
  anywhere,
  fc.constantFrom({ kind: 'duplicate' }, { kind: 'truncation' }, { kind: 'wrong-function' }),
  fc.integer({ min: 0, max: 255 }).map((answer_unit) => ({ kind: 'wrong-unit', answer_unit })),
  fc.constantFrom(1, 2, 4, 6, 10, 11, 200).map((code) => ({ kind: 'exception', code })),
);
const onLines = fc.oneof(
  onModbus,
  fc.constantFrom({ kind: 'crc-error' }, { kind: 'noise' }),
  fc.integer({ min: 1, max: 64 }).map((bytes) => ({ kind: 'noise', bytes })),
);
const onMqtt = fc.oneof(
  anywhere,
  fc.constant({ kind: 'duplicate-delivery' }),
  fc.integer({ min: -1e6, max: 1e6 }).map((skew) => ({ kind: 'clock-skew', skew: `${skew} s` })),
);
const slow = ms(80).map((pause) => ({ kind: 'slow-writer', pause }));

function faultsOn(busId: string, effects: fc.Arbitrary<object>): fc.Arbitrary<Table> {
  const ids = DEVICES.filter(({ bus }) => bus.id === busId).map(({ owner }) => owner.id);
  const target = fc.oneof(
    fc.constant({ bus: busId }),
    fc.constantFrom(...ids).map((id) => ({ device: id })),
  );
  return fc.tuple(effects, target, chance, times).map((parts) => Object.assign({}, ...parts) as Table);
}

const fault = fc.oneof(
  faultsOn('tcp0', onModbus),
  faultsOn('rtu0', onLines),
  faultsOn('line0', onLines),
  // The relay tells no time, and a skew aimed at it would be refused.
  faultsOn('mqtt0', onMqtt).filter(({ kind, device: id }) => kind !== 'clock-skew' || id !== 'plug'),
  fc
    .tuple(slow, fc.constantFrom('tcp0', 'rtu0', 'line0'), chance, times)
    .map(([effect, bus, dice, when]) => ({ ...effect, bus, ...dice, ...when })),
  times.map((when) => ({ kind: 'broker-away', bus: 'mqtt0', ...when })),
);
const timeline = fc.array(fault, { minLength: 1, maxLength: 8 });

interface Told {
  readonly tag: string;
  readonly timeS: number;
  readonly value: number;
  readonly quality: string;
}

interface Run {
  readonly told: readonly Told[];
  readonly wire: string;
  readonly strikes: number;
  /** What the emulated outputs hold at the end. */
  readonly positions: readonly number[];
}

function run(tables: readonly Table[], seed: number): Run {
  const board = boardOn(SITE, tables, { wire: 'memory', seed });
  const emulated = createEmulatedField(SITE, { seed: 1 });
  let wire = '';
  const field = createMemoryField(SITE, emulated, {
    readBack: false,
    faults: board,
    transcript: (timeS, busId, kind, bytes) => {
      wire += `${timeS.toFixed(3)} ${busId} ${kind} ${Buffer.from(bytes).toString('hex')}\n`;
    },
  });
  void field.start();
  const told: Told[] = [];
  for (let step = 0; step * PERIOD_S <= END_S; step++) {
    const nowS = step * PERIOD_S;
    board.advanceTo(nowS);
    emulated.update(nowS, (tag) => truthAt(tag, nowS));
    for (const { tag, reading, timeS } of field.drain())
      told.push({ tag, timeS, value: reading.value, quality: reading.quality });
    field.write('ao.a', step % 50 < 25 ? 0.25 : 0.75, nowS);
    field.write('ao.b', 0.5, nowS);
    field.write('rack1.enabled', 1, nowS);
    field.exchange(nowS);
  }
  const positions: number[] = [];
  emulated.forEachDrive((_, position) => positions.push(position));
  return { told, wire, strikes: board.list().reduce((sum, { strikes }) => sum + strikes, 0), positions };
}

/** How far back the truth may lie that a reading shows: an answer comes within the time-out, a message when it likes. */
function isHeld({ tag, timeS, value }: Told): boolean {
  const isMessage = MESSAGES.has(tag);
  const newest = truthAt(tag, timeS);
  const oldest = truthAt(tag, isMessage ? 0 : Math.max(0, timeS - TIMEOUT_S - PERIOD_S));
  // Singles, and the tenth of a degree of the thermometer.
  const slack = isMessage ? 0.051 : Math.abs(value) * 1e-6;
  return value >= oldest - slack && value <= newest + slack;
}

const isStruck = (tables: readonly Table[], owner: Device, busId: string): boolean =>
  tables.some(({ bus, device: id }) => id === owner.id || bus === busId);

describe('any timeline and any seed', () => {
  test('bring no good reading that the device did not hold, and leave the others alone', () => {
    let strikes = 0;
    let looked = 0;
    fc.assert(
      fc.property(timeline, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (tables, seed) => {
        const result = run(tables, seed);
        strikes += result.strikes;
        const good = result.told.filter(({ tag, quality }) => quality === 'good' && SENSED.includes(tag));
        looked += good.length;
        expect(good.filter((sample) => !isHeld(sample))).toEqual([]);
        for (const { bus, owner } of DEVICES) {
          if (isStruck(tables, owner, bus.id)) continue;
          const tags = new Set(owner.points.map(({ tag }) => tag));
          // The first sample of every tag says that nothing has been read yet.
          const spoilt = result.told.filter(
            ({ tag, quality, value }) => tags.has(tag) && quality === 'bad' && !Number.isNaN(value),
          );
          expect(spoilt).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
    expect(strikes).toBeGreaterThan(1000);
    expect(looked).toBeGreaterThan(100_000);
  });

  test('are over when they are over: all readings are good and new, all outputs as commanded', () => {
    fc.assert(
      fc.property(timeline, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (tables, seed) => {
        const { told, positions } = run(tables, seed);
        for (const tag of [...SENSED, 'ao.a', 'ao.b', 'rack1.enabled']) {
          const last = told.findLast((sample) => sample.tag === tag);
          expect([tag, last?.quality]).toEqual([tag, 'good']);
          const age = MESSAGES.has(tag) ? 12 : 1.1;
          expect(END_S - (last?.timeS ?? 0)).toBeLessThan(age);
        }
        expect(positions.map((position) => Math.round(position * 100) / 100)).toEqual([0.25, 0.5, 1]);
      }),
      { numRuns: 40 },
    );
  });

  test('give the same bytes and readings each time', () => {
    fc.assert(
      fc.property(timeline, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (tables, seed) => {
        expect(run(tables, seed)).toEqual(run(tables, seed));
      }),
      { numRuns: 10 },
    );
  });
});

test('another seed gives other bytes, where chance has a say', () => {
  const tables = [{ kind: 'no-reply', bus: 'tcp0', probability: 0.3 }];
  expect(run(tables, 1).wire).not.toBe(run(tables, 2).wire);
});
