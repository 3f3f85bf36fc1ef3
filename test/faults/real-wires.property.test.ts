/** Any timeline on real wires: whatever the bytes and the moment, no good reading is a wrong one, and all come back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import { createRealField } from '../../src/field/real-field.ts';
import type { Device, Wiring } from '../../src/field/wiring.ts';
import type { Reading } from '../../src/units/reading.ts';
import { device, modbusBus, sense, serialBus, TRANSMITTER, wiring } from '../field/fixtures.ts';
import { boardOn, type Table } from './bench.ts';

const LINK = { timeoutS: 0.1, retries: 1, backoffFirstS: 0.05, backoffMaxS: 0.2, probeShare: 1 };

const TRUTHS: Readonly<Record<string, number>> = {
  'd1.pressure': 1.5e5,
  'd2.pressure': 2.5e5,
  'd3.pressure': 3.5e5,
  'd1.temperature': 280.15,
  'd2.temperature': 290.15,
  'd3.temperature': 300.15,
};

/**
 * On TCP two requests of one shape for each device, which only their transactions tell apart. A serial line has no
 * such thing: there an answer that comes at the very moment of the next request could be taken for its answer, and
 * with one request for each device that is no wrong value.
 */
function devices(points: readonly ('pressure' | 'temperature')[]): Device[] {
  return [1, 2, 3].map((unit) =>
    device(
      `d${unit}`,
      unit,
      TRANSMITTER,
      points.map((point) => sense(TRANSMITTER, point, `d${unit}.${point}`)),
    ),
  );
}

const ms = (max: number) => fc.integer({ min: 1, max }).map((value) => `${value} ms`);
const onTcp = fc.oneof(
  ms(300).map((delay) => ({ kind: 'delay', delay })),
  ms(300).map((jitter) => ({ kind: 'jitter', jitter })),
  fc.constantFrom(
    { kind: 'no-reply' },
    { kind: 'duplicate' },
    { kind: 'truncation' },
    { kind: 'wrong-unit' },
    { kind: 'wrong-function' },
    { kind: 'exception', code: 4 },
  ),
);
const onLines = fc.oneof(onTcp, fc.constantFrom({ kind: 'crc-error' }, { kind: 'noise' }));
const wholeBus = ms(20).map((pause) => ({ kind: 'slow-writer', pause }));
const connections = fc.oneof(wholeBus, fc.constantFrom({ kind: 'half-open' }, { kind: 'reset' }));
const dice = fc.record({
  probability: fc.double({ min: 0.1, max: 1, noNaN: true }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  at: ms(300),
  clear_after: ms(500),
});

function timeline(effects: fc.Arbitrary<object>, whole: fc.Arbitrary<object>): fc.Arbitrary<Table[]> {
  const target = fc.constantFrom({ bus: 'modbus0' }, { device: 'd1' }, { device: 'd2' });
  const one = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(effects, target, dice) },
    { weight: 1, arbitrary: fc.tuple(whole, fc.constant({ bus: 'modbus0' }), dice) },
  );
  return fc.array(
    one.map((parts) => Object.assign({}, ...parts) as Table),
    { minLength: 1, maxLength: 4 },
  );
}

/** Runs until every fault is over and every reading good again; the good readings that were wrong. */
async function wrongReadings(site: Wiring, tables: readonly Table[]): Promise<readonly string[]> {
  const board = boardOn(site, tables);
  const emulated = createEmulatedField(site, { seed: 1 });
  const startMs = performance.now();
  const now = () => (performance.now() - startMs) / 1000;
  const options = { speed: 1, readBack: false, now, serve: true, faults: board };
  const field = createRealField(site, emulated, options);
  expect(await field.start()).toBeNull();
  const last = new Map<string, Reading>();
  const wrong: string[] = [];
  const isOver = () => board.list().every(({ state }) => state === 'cleared');
  const allGood = () =>
    emulatedTags(site).every((tag) => last.get(tag)?.quality === 'good') && last.size >= 3;
  while (!(isOver() && allGood())) {
    board.advanceTo(now());
    emulated.update(now(), (tag) => TRUTHS[tag] ?? Number.NaN);
    for (const { tag, reading } of field.drain()) {
      last.set(tag, reading);
      const truth = TRUTHS[tag] ?? reading.value;
      if (reading.quality === 'good' && Math.abs(reading.value - truth) > 1e-6 * truth)
        wrong.push(`${tag} ${reading.value}`);
    }
    field.exchange(now());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await field.stop();
  return wrong;
}

function emulatedTags({ buses }: Wiring): readonly string[] {
  return buses.flatMap((bus) => bus.devices.flatMap(({ points }) => points.map(({ tag }) => tag)));
}

describe('any timeline', () => {
  test.each<[string, () => Wiring, fc.Arbitrary<Table[]>]>([
    [
      'Modbus TCP',
      () => wiring(modbusBus(devices(['pressure', 'temperature']), { link: LINK })),
      timeline(onTcp, connections),
    ],
    [
      'Modbus RTU over TCP',
      () => wiring(modbusBus(devices(['pressure']), { link: LINK, framing: 'rtu' })),
      timeline(onLines, connections),
    ],
    [
      'a pseudo-terminal',
      () => wiring(serialBus(devices(['pressure']), { link: LINK })),
      timeline(onLines, wholeBus),
    ],
  ])('on %s brings no wrong reading, and ends in good ones', async (_, site, tables) => {
    await fc.assert(
      fc.asyncProperty(tables, async (faults) => {
        expect(await wrongReadings(site(), faults)).toEqual([]);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
