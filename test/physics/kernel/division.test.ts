import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divide, partsFor } from '../../../src/physics/kernel/division.ts';
import type { HelperProgram, Helpers } from '../../../src/physics/kernel/helpers.ts';
import type { SharedWork } from '../../../src/physics/kernel/wasm-kernel.ts';
import { chamberSlots, ENERGY, ROW, vectorLength } from '../../../src/physics/layout.ts';
import type { PlantData } from './memories.ts';
import { nodeOf, wasmKernelOf } from './memories.ts';
import { mixedRing, run } from './rings.ts';

describe('the parts of a plant', () => {
  const plant = fc.record({
    chambers: fc.integer({ min: 1, max: 300 }),
    orifices: fc.integer({ min: 0, max: 200 }),
    boundaries: fc.integer({ min: 1, max: 3 }),
    parts: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(),
  });

  test('are every chamber, orifice and byte once, in order, and begin at pairs', () => {
    fc.assert(
      fc.property(plant, (of) => {
        const { size, ends } = sizeOf(of);
        const { table } = divide(size, ends, of.parts);
        const bytes = vectorLength(size) * 8;
        const whole = [size.chambers, size.orifices, bytes];
        for (const [at, end] of whole.entries()) {
          const rows = Array.from({ length: of.parts }, (_, part) => table.subarray(8 * part + 2 * at));
          expect(rows[0]?.[0]).toBe(0);
          rows.forEach(([from = -1, to = -1], part) => {
            expect(to).toBeGreaterThanOrEqual(from);
            expect(to).toBe(rows[part + 1]?.[0] ?? end);
            if (from < end) expect(from % 2).toBe(0);
          });
        }
      }),
    );
  });

  test('know every orifice that touches their chambers, and no other, in rising order', () => {
    fc.assert(
      fc.property(plant, (of) => {
        const { size, ends } = sizeOf(of);
        const { table, touching } = divide(size, ends, of.parts);
        for (let part = 0; part < of.parts; part++) {
          const [first = 0, end = 0, , , , , from = 0, to = 0] = table.subarray(8 * part);
          const isOwn = (node: number | undefined): boolean =>
            node !== undefined && node >= first && node < end;
          const expected = Array.from({ length: size.orifices }, (_, v) => v).filter(
            (v) => isOwn(ends.from[v]) || isOwn(ends.to[v]),
          );
          expect([...touching.subarray(from, to)]).toEqual(expected);
        }
      }),
    );
  });

  test('are one for a single thread and for a small plant, and several for each thread of a large one', () => {
    expect(partsFor(100_000, 1)).toBe(1);
    expect(partsFor(8, 2)).toBe(1);
    expect(partsFor(10_000, 2)).toBeGreaterThan(2);
    for (let threads = 1; threads <= 64; threads++) expect(partsFor(1e6, threads)).toBeLessThanOrEqual(64);
  });

  function sizeOf({
    chambers,
    orifices,
    boundaries,
    seed,
  }: Record<'chambers' | 'orifices' | 'boundaries' | 'seed', number>) {
    const slots = chamberSlots(chambers);
    const node = (i: number): number => {
      const number = Math.floor(Math.abs(Math.sin(seed + i) * 1e4)) % (chambers + boundaries);
      return number < chambers ? number : number - chambers + slots;
    };
    const ends = {
      from: Array.from({ length: orifices }, (_, v) => node(2 * v)),
      to: Array.from({ length: orifices }, (_, v) => node(2 * v + 1)),
    };
    return { size: { chambers, nodes: slots + boundaries, orifices, streams: orifices, extras: 3 }, ends };
  }
});

/** Counts what it was asked to start, and starts nothing. */
class AbsentHelpers implements Helpers {
  readonly count: number;
  readonly patienceMs = 50;
  readonly programs: HelperProgram[] = [];

  constructor(count: number) {
    this.count = count;
  }

  start(program: HelperProgram): void {
    this.programs.push(program);
  }
}

describe('a plant in parts', () => {
  test.each([
    [256, 1],
    [257, 1],
    [555, 3],
    [1001, 6],
  ])(
    'of %d chambers comes to the bits of the undivided one, with %d helpers that never come',
    (count, helpers) => {
      const absent = new AbsentHelpers(helpers);
      const data = mixedRing(count);
      const divided = wasmKernelOf(data, sharedWork(data, absent));
      expect(absent.programs.length).toBe(1);
      const expected = run(wasmKernelOf(data), 20);
      expect(run(divided, 20)).toEqual(expected);
      expect(absent.programs[0]?.helpedParts()).toBe(0);
    },
  );

  test('refuses a vector that is no state of matter, wherever the flaw is, and leaves the same guesses behind', () => {
    const data = mixedRing(300);
    for (const c of [0, 77, 150, 299]) {
      const kernels = [wasmKernelOf(data), wasmKernelOf(data, sharedWork(data, new AbsentHelpers(1)))];
      const guesses = kernels.map((kernel) => {
        const { state, nodes } = kernel.memory;
        state[c * ROW + ENERGY] = Number.NaN;
        expect(kernel.chambers(state)).toBe(false);
        return nodes.temperatureK.slice();
      });
      expect(guesses[1]).toEqual(guesses[0]);
    }
  });

  test('finds the largest error and the fastest coupling in every part', () => {
    const data = mixedRing(300);
    for (const c of [0, 77, 150, 299]) {
      const kernels = [wasmKernelOf(data), wasmKernelOf(data, sharedWork(data, new AbsentHelpers(1)))];
      const errors = kernels.map((kernel) => {
        const { state, scratch } = kernel.memory;
        const [a, b] = scratch as readonly [Float64Array, Float64Array];
        expect(kernel.chambers(state)).toBe(true);
        a[c * ROW + ENERGY] = 1;
        kernel.memory.chambers.volumeM3[c] = 1e-9;
        return [kernel.largestError(0.5, a, b), kernel.couplingPerS()];
      });
      for (const error of errors[0] ?? []) expect(error).toBeGreaterThan(0);
      expect(errors[1]).toEqual(errors[0]);
    }
  });
});

function sharedWork(data: PlantData, helpers: Helpers): SharedWork {
  const ends = {
    from: data.orifices.map(({ from }) => nodeOf(data, from)),
    to: data.orifices.map(({ to }) => nodeOf(data, to)),
  };
  return { helpers, ends };
}
