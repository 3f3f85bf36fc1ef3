import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FLOW_LAW } from '../../../src/physics/flow.ts';
import type { Kernel } from '../../../src/physics/kernel/kernel.ts';
import { ENERGY, ROW, WALL } from '../../../src/physics/layout.ts';
import type { ChamberData, OrificeData, PlantData } from './memories.ts';
import { bothKernels } from './memories.ts';

const AMBIENT_K = 295;

function chamberAt(number: number): ChamberData {
  return {
    amountsMol: [1, 0.5, 0.1, 0.05, 0.02, 0.3].map((mol, k) => mol * (1 + 0.3 * Math.sin(number + k))),
    temperatureK: 300 + 40 * Math.sin(2 * number),
    guessK: 310,
    volumeM3: 0.01 * (1 + 0.5 * Math.cos(3 * number)),
    wallK: 300,
    wallCapacityJPerK: 500,
    gasConductanceWPerK: 2,
    ambientConductanceWPerK: 1,
    heatInputW: 50 * Math.sin(number),
  };
}

/** A ring with an orifice to a boundary at every third chamber. */
function ring(count: number): PlantData {
  const law = (number: number): number => [FLOW_LAW.nozzle, FLOW_LAW.iso6358, FLOW_LAW.kv][number % 3] ?? 0;
  const orifice = (from: number, to: number, number: number): OrificeData => ({
    from,
    to,
    openAreaM2: 1e-5,
    law: number < count ? FLOW_LAW.nozzle : law(number),
    parameter: 0.4,
    laminarDrop: 1e-3,
    check: number % 5 === 4,
  });
  const links = Array.from({ length: count }, (_, c) => orifice(c, (c + 1) % count, c));
  const vents = Array.from({ length: Math.ceil(count / 3) }, (_, i) => orifice(3 * i, count, count + i));
  return {
    chambers: Array.from({ length: count }, (_, c) => chamberAt(c)),
    boundaries: [{ pressurePa: 1e5, gamma: 1.4, massFlux: 340, perKg: [35, 0, 0, 0, 0, 0, 3e5, 0] }],
    orifices: [...links, ...vents],
  };
}

/** Classical Runge-Kutta steps of 1 ms. */
function run({ memory, ...kernel }: Kernel, steps: number): Float64Array {
  const { state } = memory;
  const [slope, sum, trial] = memory.scratch as readonly [Float64Array, Float64Array, Float64Array];
  const derivative = (vector: Float64Array): void => {
    if (!kernel.chambers(vector)) throw new Error('no state of matter');
    kernel.orifices();
    kernel.heats(vector, slope, AMBIENT_K);
    kernel.bookOrifices(slope);
  };
  const h = 1e-3;
  for (let i = 0; i < steps; i++) {
    derivative(state);
    kernel.along(sum, state, h / 6, slope);
    for (const [ahead, weight] of [
      [h / 2, h / 3],
      [h / 2, h / 3],
      [h, h / 6],
    ] as const) {
      kernel.along(trial, state, ahead, slope);
      derivative(trial);
      kernel.along(sum, sum, weight, slope);
    }
    state.set(sum);
  }
  return state;
}

describe.each([1, 2, 7, 12])('a plant of %i chambers', (count) => {
  test('goes the same way with either kernel', () => {
    const { plain, wasm } = bothKernels(ring(count));
    const expected = run(plain, 300);
    const actual = run(wasm, 300);
    for (let i = 0; i < count * ROW; i++) {
      expect(Math.abs((actual[i] ?? Number.NaN) / (expected[i] ?? Number.NaN) - 1)).toBeLessThan(1e-11);
    }
  });

  test('goes to the same bytes every time, and the kernel keeps to its memory', () => {
    const hashes = [1, 2].map(() => {
      const { wasm } = bothKernels(ring(count));
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

describe('a vector that is no state of matter is refused', () => {
  const COUNT = 5;
  const OF_ALL = [0, 1, 4];

  test.each([
    ['a negative amount', 3, -1e-300],
    ['an amount that is not a number', 2, Number.NaN],
    ['an infinite amount', 0, Number.POSITIVE_INFINITY],
    ['an energy that is not a number', ENERGY, Number.NaN],
    ['an infinite energy', ENERGY, Number.POSITIVE_INFINITY],
    ['less energy than at 0 K', ENERGY, -1e6],
    ['a negative wall', WALL, -1e-300],
    ['a wall that is not a number', WALL, Number.NaN],
  ])('for %s', (_, index, value) => {
    for (const c of OF_ALL) {
      for (const kernel of Object.values(bothKernels(ring(COUNT)))) {
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
      for (const kernel of Object.values(bothKernels(ring(COUNT)))) {
        const { state, nodes } = kernel.memory;
        state.fill(0, c * ROW, c * ROW + ENERGY);
        expect(kernel.chambers(state)).toBe(false);
        expect([...nodes.temperatureK].every((temperatureK) => temperatureK >= 0)).toBe(true);
      }
    }
  });

  test('but not for a wall at 0 K or a trace of gas', () => {
    for (const kernel of Object.values(bothKernels(ring(COUNT)))) {
      const { state } = kernel.memory;
      state[WALL] = 0;
      for (let k = 0; k <= ENERGY; k++) state[k] = (state[k] ?? 0) * 1e-250;
      expect(kernel.chambers(state)).toBe(true);
      expect(kernel.memory.nodes.temperatureK[0]).toBeCloseTo(chamberAt(0).temperatureK, 8);
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
