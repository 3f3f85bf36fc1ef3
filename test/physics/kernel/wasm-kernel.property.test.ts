import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENERGY, ROW } from '../../../src/physics/layout.ts';
import type { Kernels } from './memories.ts';
import { bothKernels, fillNode, nodeOf, SENTINEL } from './memories.ts';
import { chamber, surroundings } from './random-data.ts';

const RELATIVE = 1e-12;
const RUNS = { numRuns: 400 };

test('properties of chambers are those of the plain kernel', () => {
  fc.assert(
    fc.property(fc.array(chamber, { minLength: 1, maxLength: 7 }), (chambers) => {
      const { plain, wasm } = bothKernels({ chambers, boundaries: [BOUNDARY], orifices: [] });
      expect(plain.chambers(plain.memory.state)).toBe(true);
      expect(wasm.chambers(wasm.memory.state)).toBe(true);
      const [expected, actual] = [plain.memory.nodes, wasm.memory.nodes];
      for (const name of ['temperatureK', 'pressurePa', 'kappa', 'sonic', 'choked', 'massFlux'] as const) {
        const spare = chambers.length % 2 === 1 ? chambers.length : -1;
        expected[name].forEach((value, node) => {
          if (node !== spare) expectNear(actual[name][node], value, `${name} of ${node}`);
        });
      }
      for (let node = 0; node < chambers.length; node++) {
        for (let k = 0; k < ENERGY; k++) {
          expectNear(actual.perKg[node * ROW + k], expected.perKg[node * ROW + k], `amount ${k} of ${node}`);
        }
        // Enthalpy is U + pV, which may all but cancel: what both know to rounding is pV.
        const pvJPerKg = ((expected.pressurePa[node] ?? 0) / (expected.massFlux[node] ?? 0)) ** 2;
        const hJPerKg = expected.perKg[node * ROW + ENERGY] ?? Number.NaN;
        const errorJPerKg = Math.abs((actual.perKg[node * ROW + ENERGY] ?? Number.NaN) - hJPerKg);
        expect(errorJPerKg).toBeLessThanOrEqual(RELATIVE * (pvJPerKg + Math.abs(hJPerKg)));
        expect(actual.perKg[node * ROW + ENERGY + 1]).toBe(0);
      }
    }),
    RUNS,
  );
});

test('mass flows of orifices are those of the plain kernel, and no other stream is touched', () => {
  fc.assert(
    fc.property(surroundings, ({ plant, properties }) => {
      const kernels = withProperties(plant, properties);
      kernels.plain.orifices();
      kernels.wasm.orifices();
      const expected = kernels.plain.memory.streams.massFlowKgPerS;
      const actual = kernels.wasm.memory.streams.massFlowKgPerS;
      expected.forEach((value, v) => {
        expectNear(actual[v], value, `orifice ${v}`);
      });
      expect([...actual.subarray(plant.orifices.length)]).toEqual(
        [...actual.subarray(plant.orifices.length)].fill(SENTINEL),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a rate begins and is booked number by number as in the plain kernel', () => {
  fc.assert(
    fc.property(surroundings, fc.double({ min: 200, max: 400, noNaN: true }), (around, ambientK) => {
      const kernels = withProperties(around.plant, around.properties);
      kernels.plain.orifices();
      kernels.wasm.memory.streams.massFlowKgPerS.set(kernels.plain.memory.streams.massFlowKgPerS);
      const rates = [kernels.plain, kernels.wasm].map((kernel) => {
        const [rate] = kernel.memory.scratch;
        if (rate === undefined) throw new Error('no scratch');
        rate.fill(SENTINEL);
        kernel.rates(kernel.memory.state, rate, ambientK);
        // −0 and 0 are one rate.
        return rate.map((value) => value + 0);
      });
      expect(rates[1]).toEqual(rates[0]);
    }),
    RUNS,
  );
});

test('a step along a slope is number by number that of the plain kernel, own variables included', () => {
  fc.assert(
    fc.property(
      fc.array(chamber, { minLength: 1, maxLength: 5 }),
      fc.double({ min: -10, max: 10, noNaN: true }),
      fc.boolean(),
      (chambers, factor, inPlace) => {
        const kernels = bothKernels({ chambers, boundaries: [BOUNDARY], orifices: [] });
        const results = [kernels.plain, kernels.wasm].map((kernel) => {
          const [slope, target] = scratchOf(kernel);
          slope.forEach((_, i) => {
            slope[i] = Math.sin(i + 1) * 1e3;
          });
          const base = kernel.memory.state;
          kernel.along(inPlace ? base : target, base, factor, slope);
          return inPlace ? base : target;
        });
        expect(results[1]).toEqual(results[0]);
      },
    ),
    RUNS,
  );
});

test('the largest coupling is that of the plain kernel, whichever chamber it comes from', () => {
  fc.assert(
    fc.property(surroundings, fc.nat(), ({ plant, properties }, fastest) => {
      // Walls ask for a gas that is there.
      const there = properties.map((node) => ({ ...node, pressurePa: Math.max(node.pressurePa, 1) }));
      const kernels = withProperties(plant, there);
      kernels.plain.orifices();
      const [expected = Number.NaN, actual = Number.NaN] = [kernels.plain, kernels.wasm].map((kernel) => {
        const { streams, chambers, nodes } = kernel.memory;
        streams.massFlowKgPerS.set(kernels.plain.memory.streams.massFlowKgPerS);
        plant.chambers.forEach(({ temperatureK }, c) => {
          nodes.temperatureK[c] = temperatureK;
        });
        const c = fastest % plant.chambers.length;
        chambers.volumeM3[c] = (chambers.volumeM3[c] ?? 0) * 1e-6;
        return kernel.couplingPerS();
      });
      expectNear(actual, expected, 'coupling');
    }),
    RUNS,
  );
});

test('a copy is a copy, own variables included', () => {
  const { wasm } = bothKernels({ chambers: fc.sample(chamber, 3), boundaries: [BOUNDARY], orifices: [] });
  const [target] = scratchOf(wasm);
  wasm.copy(target, wasm.memory.state);
  expect(wasm.memory.state.some((value) => value !== 0)).toBe(true);
  expect(target).toEqual(wasm.memory.state);
});

test('the largest error is that of the plain kernel, whichever number it comes from', () => {
  fc.assert(
    fc.property(
      fc.array(chamber, { minLength: 1, maxLength: 5 }),
      fc.array(fc.tuple(fc.nat({ max: 5 * ROW - 1 }), fc.double({ min: -1, max: 1, noNaN: true })), {
        minLength: 1,
        maxLength: 4,
      }),
      (chambers, changes) => {
        const kernels = bothKernels({ chambers, boundaries: [BOUNDARY], orifices: [] });
        const [expected = Number.NaN, actual = Number.NaN] = [kernels.plain, kernels.wasm].map((kernel) => {
          const { state } = kernel.memory;
          expect(kernel.chambers(state)).toBe(true);
          const [a, b] = scratchOf(kernel);
          a.set(state);
          b.set(state);
          for (const [index, share] of changes) {
            const i = index % (chambers.length * ROW);
            a[i] = (a[i] ?? 0) * (1 + share);
          }
          return kernel.largestError(-0.25, a, b);
        });
        expectNear(actual, expected, 'error');
      },
    ),
    RUNS,
  );
});

const BOUNDARY = { pressurePa: 1e5, gamma: 1.4, massFlux: 300, perKg: [35, 0, 0, 0, 0, 0, 3e5, 0] };

function withProperties(
  plant: Parameters<typeof bothKernels>[0],
  properties: readonly Parameters<typeof fillNode>[2][],
): Kernels {
  const kernels = bothKernels(plant);
  properties.forEach((data, number) => {
    fillNode(kernels.plain.memory, nodeOf(plant, number), data);
    fillNode(kernels.wasm.memory, nodeOf(plant, number), data);
  });
  return kernels;
}

function scratchOf({ memory }: Kernels['plain']): readonly [Float64Array, Float64Array] {
  const [first, second] = memory.scratch;
  if (first === undefined || second === undefined) throw new Error('too few vectors');
  return [first, second];
}

function expectNear(actual: number | undefined, expected: number | undefined, what: string): void {
  const [a, e] = [actual ?? Number.NaN, expected ?? Number.NaN];
  if (!(Math.abs(a - e) <= RELATIVE * Math.abs(e))) {
    expect.fail(`${what}: ${a} is not ${e}, ${Math.abs(a / e - 1)} off`);
  }
}
