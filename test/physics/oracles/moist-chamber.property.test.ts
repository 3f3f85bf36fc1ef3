import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WARMEST_LIQUID_K } from '../../../src/physics/gas-model/condensate.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { moistEnergyJ, moistEntropyJPerK, moistStateOfEnergy, waterSplit } from './moist-chamber.ts';

const WATER = SPECIES.indexOf('H2O');

const contents = fc
  .record({
    volumeM3: fc.double({ min: 1e-6, max: 10, noNaN: true }),
    concentrations: fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 6, maxLength: 6 }),
    waterExponent: fc.oneof(
      fc.double({ min: -8, max: 3, noNaN: true }),
      fc.double({ min: 1, max: 3, noNaN: true }),
    ),
  })
  .map(({ volumeM3, concentrations, waterExponent }) => ({
    volumeM3,
    moles: Float64Array.from(
      concentrations,
      (one, k) => (k === WATER ? 10 ** waterExponent : one + 0.1) * volumeM3,
    ),
  }));

const temperatures = fc.oneof(
  fc.double({ min: 60, max: WARMEST_LIQUID_K - 1, noNaN: true }),
  fc.double({ min: 274, max: 400, noNaN: true }),
);

/** What rounding of the parts leaves of the sum: water's energy of formation is 100 times its heat. */
function roundingJ({ moles }: { moles: Float64Array }): number {
  return 1e-15 * moles.reduce((sum, amount, k) => sum + amount * (k === WATER ? 3e5 : 2e4), 0);
}

describe('water in a chamber', () => {
  test('the phases add up to the inventory, and vapour never exceeds saturation', () => {
    fc.assert(
      fc.property(contents, temperatures, ({ volumeM3, moles }, temperatureK) => {
        const waterMol = moles[WATER] as number;
        const split = waterSplit(waterMol, { temperatureK, volumeM3 });
        const sum = split.vapourMol + split.liquidMol + split.iceMol;
        expect(Math.abs(sum - waterMol)).toBeLessThanOrEqual(Number.EPSILON * waterMol);
        expect(split.saturated).toBe(split.liquidMol + split.iceMol > 0);
        expect(Math.min(split.vapourMol, split.liquidMol, split.iceMol)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });

  test('the temperature of an energy has that energy to rounding, wet or dry, frozen or not', () => {
    const seen = { dry: 0, liquid: 0, ice: 0 };
    fc.assert(
      fc.property(contents, temperatures, (chamber, temperatureK) => {
        const split = waterSplit(chamber.moles[WATER] as number, {
          temperatureK,
          volumeM3: chamber.volumeM3,
        });
        const energyJ = moistEnergyJ(chamber, temperatureK, split);
        const found = moistStateOfEnergy(chamber, energyJ);
        expect(found).not.toBeNull();
        if (found === null) return;
        seen[found.liquidMol > 0 ? 'liquid' : found.iceMol > 0 ? 'ice' : 'dry']++;
        expect(Math.abs(found.temperatureK / temperatureK - 1)).toBeLessThan(1e-9);
        const allowedJ = 20 * roundingJ(chamber) + 3e-13 * Math.abs(energyJ);
        expect(Math.abs(moistEnergyJ(chamber, found.temperatureK, found) - energyJ)).toBeLessThan(allowedJ);
      }),
      { numRuns: 400 },
    );
    expect(Math.min(seen.dry, seen.liquid, seen.ice)).toBeGreaterThan(10);
  });

  test('energy rises with temperature everywhere, so that the temperature is unique', () => {
    fc.assert(
      fc.property(contents, temperatures, temperatures, (chamber, one, other) => {
        fc.pre(Math.abs(one - other) > 1e-3);
        const energyAt = (temperatureK: number) =>
          moistEnergyJ(
            chamber,
            temperatureK,
            waterSplit(chamber.moles[WATER] as number, { temperatureK, volumeM3: chamber.volumeM3 }),
          );
        expect(energyAt(Math.max(one, other))).toBeGreaterThan(energyAt(Math.min(one, other)));
      }),
      { numRuns: 300 },
    );
  });

  test('dS = dU/T at constant volume through condensation', () => {
    fc.assert(
      fc.property(contents, temperatures, (chamber, temperatureK) => {
        const waterMol = chamber.moles[WATER] as number;
        const stepK = 1e-3 * temperatureK;
        const at = (t: number) => {
          const split = waterSplit(waterMol, { temperatureK: t, volumeM3: chamber.volumeM3 });
          const saturated = split.saturated;
          const iced = split.iceMol > 0;
          return {
            kind: `${saturated} ${iced}`,
            energyJ: moistEnergyJ(chamber, t, split),
            entropy: moistEntropyJPerK(chamber, t, split),
          };
        };
        const above = at(temperatureK + stepK);
        const below = at(temperatureK - stepK);
        fc.pre(above.kind === below.kind);
        const heatJ = above.energyJ - below.energyJ;
        // Trapezoids of 1/T over 0.2 % of T, and exp(−L/RT) within: a few 1e-4 at most.
        expect(Math.abs(((above.entropy - below.entropy) * temperatureK) / heatJ - 1)).toBeLessThan(2e-3);
      }),
      { numRuns: 300 },
    );
  });

  test('any energy has an answer', () => {
    fc.assert(
      fc.property(contents, fc.double(), (chamber, energyJ) => {
        const found = moistStateOfEnergy(chamber, energyJ);
        if (found !== null) expect(found.temperatureK).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
