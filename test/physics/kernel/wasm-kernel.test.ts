import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FLOW_LAW } from '../../../src/physics/flow.ts';
import { ENERGY, ROW, WALL } from '../../../src/physics/layout.ts';
import { bothKernels } from './memories.ts';
import { chamberAt, mixedRing, run } from './rings.ts';

describe.each([1, 2, 7, 12])('a plant of %i chambers', (count) => {
  test('goes the same way with either kernel', () => {
    const { plain, wasm } = bothKernels(mixedRing(count));
    const expected = run(plain, 300);
    const actual = run(wasm, 300);
    for (let i = 0; i < count * ROW; i++) {
      expect(Math.abs((actual[i] ?? Number.NaN) / (expected[i] ?? Number.NaN) - 1)).toBeLessThan(1e-11);
    }
  });

  test('goes to the same bytes every time, and the kernel keeps to its memory', () => {
    const hashes = [1, 2].map(() => {
      const { wasm } = bothKernels(mixedRing(count));
      const { buffer, state } = wasm.memory;
      const before = Buffer.from(buffer.slice(0, state.byteOffset));
      run(wasm, 100);
      const after = Buffer.from(buffer.slice(0, state.byteOffset));
      expect(after.equals(before)).toBe(true);
      return createHash('sha256')
        .update(new Uint8Array(state.buffer, state.byteOffset, state.byteLength))
        .digest('hex');
    });
    expect(hashes[1]).toBe(hashes[0]);
  });
});

describe.each([1.0001, 1.05, 1.2, 1.4, 5 / 3, 1.7, 3])('an orifice behind a gas of γ = %d', (gamma) => {
  const drops = [
    0, 2e-16, 9e-14, 2e-13, 1e-12, 1e-10, 1e-8, 1e-6, 1e-3, 0.1, 0.3, 0.38, 0.392, 0.396, 0.45, 0.51, 0.53,
    0.6, 0.9, 1,
  ];
  const bands = [0, 1e-12, 1e-9, 1e-7, 1e-3, 0.39, 0.395, 0.45, 0.9];
  const node = (pressurePa: number) => ({ pressurePa, gamma, massFlux: 340, perKg: [] });

  test.each(Object.entries(FLOW_LAW))('by the law %s lets through what the plain kernel says', (_, law) => {
    const boundaries = [node(3e5), ...drops.map((drop) => node(3e5 * (1 - drop)))];
    const ends = drops.flatMap((_drop, i) => [
      [1, i + 2],
      [i + 2, 1],
    ]);
    const orifices = bands.flatMap((laminarDrop) =>
      ends.map(([from = 0, to = 0]) => ({
        ...{ from, to, openAreaM2: 1e-4, law, parameter: 0.4, laminarDrop },
        check: false,
      })),
    );
    const { plain, wasm } = bothKernels({ chambers: [chamberAt(0)], boundaries, orifices });
    plain.orifices();
    wasm.orifices();
    const actual = wasm.memory.streams.massFlowKgPerS;
    plain.memory.streams.massFlowKgPerS.forEach((expected, v) => {
      const error = Math.abs((actual[v] ?? Number.NaN) - expected);
      expect(error, JSON.stringify(orifices[v])).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
    });
  });
});

test('a temperature does not depend on where its search starts', () => {
  for (let i = 0; i < 400; i++) {
    // All distances from 1e-7 to a third, in both directions: those that one pass settles, and those that need more.
    const share = (i % 2 === 0 ? 1 : -1) * 10 ** (-7 + (6.5 * i) / 400);
    const temperatureK = 250 + 1.5 * i;
    const data = { ...chamberAt(0), amountsMol: [1, 0.2, 0, 0.1, 0, 0], temperatureK };
    const chambers = [{ ...data, guessK: temperatureK * (1 + share) }];
    const { wasm } = bothKernels({ chambers, boundaries: [], orifices: [] });
    expect(wasm.chambers(wasm.memory.state)).toBe(true);
    const found = wasm.memory.nodes.temperatureK[0] ?? Number.NaN;
    expect(Math.abs(found / temperatureK - 1)).toBeLessThan(1e-14);
  }
});

describe('a vector that is no state of matter is refused', () => {
  const COUNT = 5;
  const OF_ALL = [0, 1, 4];

  const flaws: readonly (readonly [flaw: string, index: number, value: number])[] = [
    ...[0, 1, 2, 3, 4, 5].map((k) => [`a negative amount of species ${k}`, k, -1e-300] as const),
    ['an amount that is not a number', 2, Number.NaN],
    ['an infinite amount', 0, Number.POSITIVE_INFINITY],
    ['an energy that is not a number', ENERGY, Number.NaN],
    ['an infinite energy', ENERGY, Number.POSITIVE_INFINITY],
    ['less energy than at 0 K', ENERGY, -1e6],
    ['a negative wall', WALL, -1e-300],
    ['a wall that is not a number', WALL, Number.NaN],
  ];

  test.each(flaws)('for %s', (_, index, value) => {
    for (const c of OF_ALL) {
      for (const kernel of Object.values(bothKernels(mixedRing(COUNT)))) {
        const { state, nodes } = kernel.memory;
        const sound = state.slice();
        state[c * ROW + index] = value;
        expect(kernel.chambers(state)).toBe(false);
        expect([...nodes.temperatureK].every((temperatureK) => temperatureK >= 0)).toBe(true);
        state.set(sound);
        expect(kernel.chambers(state)).toBe(true);
      }
    }
  });

  test('for no gas at all', () => {
    for (const c of OF_ALL) {
      for (const kernel of Object.values(bothKernels(mixedRing(COUNT)))) {
        const { state, nodes } = kernel.memory;
        state.fill(0, c * ROW, c * ROW + ENERGY);
        expect(kernel.chambers(state)).toBe(false);
        expect([...nodes.temperatureK].every((temperatureK) => temperatureK >= 0)).toBe(true);
      }
    }
  });

  test('but not for a wall at 0 K', () => {
    for (const kernel of Object.values(bothKernels(mixedRing(COUNT)))) {
      kernel.memory.state[WALL] = 0;
      expect(kernel.chambers(kernel.memory.state)).toBe(true);
    }
  });

  test.each([
    [1e-250, 10],
    // Here the coefficients of the mixture lose their digits, in any kernel; what is asked for is that nothing overflows.
    [5e-308, 5],
  ])('but not for as little gas as %d of some', (share, digits) => {
    for (const kernel of Object.values(bothKernels(mixedRing(COUNT)))) {
      const { state, nodes } = kernel.memory;
      expect(kernel.chambers(state)).toBe(true);
      const before = nodes.temperatureK[0] ?? Number.NaN;
      const perKg = nodes.perKg.slice(0, ROW);
      for (let k = 0; k <= ENERGY; k++) state[k] = (state[k] ?? 0) * share;
      expect(kernel.chambers(state)).toBe(true);
      expect((nodes.temperatureK[0] ?? Number.NaN) / before).toBeCloseTo(1, digits);
      perKg.subarray(0, ENERGY + 1).forEach((value: number, k: number) => {
        expect((nodes.perKg[k] ?? Number.NaN) / value).toBeCloseTo(1, digits);
      });
    }
  });
});

describe('where vectors are not available there is no kernel', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  const size = { chambers: 1, nodes: 2, orifices: 0, streams: 0, extras: 0 };

  test.each([
    ['no WebAssembly', undefined],
    ['WebAssembly that knows no vectors', { validate: () => false }],
  ])('as with %s', async (_, api) => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', api);
    const { wasmKernel } = await import('../../../src/physics/kernel/wasm-kernel.ts');
    expect(wasmKernel(size)).toBeNull();
  });
});

describe('the bytes of the kernel', () => {
  const script = fileURLToPath(new URL('../../../scripts/build-kernel.mjs', import.meta.url));

  test('are those of its source', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
