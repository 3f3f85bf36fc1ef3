import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { molesOf } from '../../../src/physics/gas.ts';
import { diffusivityM2PerS } from '../../../src/physics/properties/diffusivity.ts';
import {
  mixtureThermalConductivityWPerMK,
  thermalConductivityWPerMK,
} from '../../../src/physics/properties/thermal-conductivity.ts';
import { mixtureViscosityPaS, viscosityPaS } from '../../../src/physics/properties/viscosity.ts';
import type { Species } from '../../../src/physics/species.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { DRY_AIR, relative } from '../plants.ts';
import { errorTable } from './error-table.ts';
import published from './vectors/transport.json' with { type: 'json' };

const AIR = molesOf(DRY_AIR, 1);
const NAMES = [...SPECIES, 'air'] as const;

/** Signed relative errors against the published row, in the order of its temperatures, without its gaps. */
function errors(
  row: readonly (number | null)[],
  unit: number,
  at: (temperatureK: number) => number,
): number[] {
  return published.temperatures.flatMap((t, i) => {
    const value = row[i];
    return typeof value === 'number' ? [at(t) / (value * unit) - 1] : [];
  });
}

const worst = (list: readonly number[]) => Math.max(...list.map(Math.abs));

describe('viscosity', () => {
  const of = (name: Species | 'air') => (t: number) =>
    name === 'air' ? mixtureViscosityPaS(AIR, t) : viscosityPaS(name, t);
  const found = NAMES.map((name) => [name, errors(published.viscosity[name], 1e-6, of(name))] as const);

  test('is within 1.5 % of the recommended values of every gas and of air, and the errors are printed', () => {
    console.info(
      errorTable(['viscosity', 'error at 200 K … 600 K'], []) +
        `\n${found.map(([name, list]) => `${name}  ${list.map((e) => e.toExponential(1)).join('  ')}`).join('\n')}`,
    );
    for (const [name, list] of found) {
      expect(list.length, name).toBeGreaterThanOrEqual(4);
      expect(worst(list), name).toBeLessThan(0.015);
    }
  });

  // Lemmon and Jacobsen (2004), table V, zero density, µPa·s.
  test.each([
    ['N2', 100, 6.90349],
    ['N2', 300, 17.8771],
    ['O2', 100, 7.70243],
    ['O2', 300, 20.6307],
    ['Ar', 100, 8.1894],
    ['Ar', 300, 22.7241],
  ] as const)('%s at %d K is %d µPa·s as its source prints it', (name, t, expected) => {
    expect(relative(viscosityPaS(name, t) * 1e6, expected)).toBeLessThan(5e-5);
  });

  test('helium at 298.15 K is within 0.3 % of the ab-initio standard, 19.8253 µPa·s', () => {
    expect(relative(viscosityPaS('He', 298.15) * 1e6, 19.8253)).toBeLessThan(3e-3);
  });
});

describe('thermal conductivity', () => {
  const of = (name: Species | 'air') => (t: number) =>
    name === 'air' ? mixtureThermalConductivityWPerMK(AIR, t) : thermalConductivityWPerMK(name, t);
  const found = NAMES.map((name) => [name, errors(published.conductivity[name], 1e-3, of(name))] as const);

  test('is within 4 % of the handbook for every gas and air, and the errors are printed', () => {
    console.info(
      errorTable(['conductivity', 'error at 200 K … 600 K'], []) +
        `\n${found.map(([name, list]) => `${name}  ${list.map((e) => e.toExponential(1)).join('  ')}`).join('\n')}`,
    );
    for (const [name, list] of found) {
      expect(list.length, name).toBeGreaterThanOrEqual(4);
      expect(worst(list), name).toBeLessThan(0.04);
    }
  });

  // Lemmon and Jacobsen (2004), table V, and IAPWS R15-11, table 4, zero density, mW/(m·K).
  test.each([
    ['N2', 100, 9.27749],
    ['N2', 300, 25.9361],
    ['O2', 100, 8.94334],
    ['O2', 300, 26.4403],
    ['Ar', 100, 6.36587],
    ['Ar', 300, 17.8042],
    ['H2O', 298.15, 18.4341883],
    ['H2O', 873.15, 79.1034659],
  ] as const)('%s at %d K is %d mW/(m·K) as its source prints it', (name, t, expected) => {
    expect(relative(thermalConductivityWPerMK(name, t) * 1e3, expected)).toBeLessThan(5e-5);
  });
});

describe('mixtures', () => {
  const temperatures = fc.double({ min: 200, max: 1000, noNaN: true });

  test('of one gas have its own viscosity and conductivity, also when the gas is split in two', () => {
    for (const name of SPECIES) {
      const moles = molesOf({ [name]: 1 }, 3);
      expect(relative(mixtureViscosityPaS(moles, 400), viscosityPaS(name, 400))).toBeLessThan(1e-14);
      expect(
        relative(mixtureThermalConductivityWPerMK(moles, 400), thermalConductivityWPerMK(name, 400)),
      ).toBeLessThan(1e-14);
    }
  });

  test('of helium and argon are more viscous than either, by the figure that Wilke gives', () => {
    // 22.7247 and 19.9262 µPa·s at 300 K through φ = 2.3929 and 0.2734, worked apart from this program.
    const equal = molesOf({ He: 0.5, Ar: 0.5 }, 1);
    expect(relative(mixtureViscosityPaS(equal, 300) * 1e6, 23.7184560143)).toBeLessThan(1e-9);
  });

  test('do not depend on the amount, and rise with temperature', () => {
    const amounts = fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
      .map((list) => Float64Array.from(list))
      .filter((moles) => moles.some((amount) => amount > 1e-3));
    fc.assert(
      fc.property(amounts, temperatures, (moles, t) => {
        for (const property of [mixtureViscosityPaS, mixtureThermalConductivityWPerMK]) {
          const here = property(moles, t);
          expect(
            relative(
              property(
                moles.map((amount) => 7 * amount),
                t,
              ),
              here,
            ),
          ).toBeLessThan(1e-13);
          expect(property(moles, t + 1)).toBeGreaterThan(here);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('diffusivity', () => {
  const rows = published.diffusion.flatMap(([one, other, points]) =>
    (points as [number, number][]).map(([t, expected]) => {
      const found = diffusivityM2PerS(one as Species, other as Species, {
        temperatureK: t,
        pressurePa: 101325,
      });
      return { label: `${one}-${other} ${t} K`, error: (found * 1e4) / expected - 1 };
    }),
  );

  test('is within 9 % of measured values, 4 % on average, and the errors are printed', () => {
    console.info(
      errorTable(
        ['pair', 'error'],
        rows.map(({ label, error }) => [label, error]),
      ),
    );
    expect(rows.length).toBe(25);
    for (const { label, error } of rows) expect(Math.abs(error), label).toBeLessThan(0.09);
    expect(rows.reduce((sum, { error }) => sum + Math.abs(error), 0) / rows.length).toBeLessThan(0.04);
  });

  test('is the same either way round and goes with 1/p', () => {
    const at = { temperatureK: 300, pressurePa: 1e5 };
    expect(diffusivityM2PerS('H2O', 'N2', at)).toBe(diffusivityM2PerS('N2', 'H2O', at));
    const half = diffusivityM2PerS('H2O', 'N2', { ...at, pressurePa: 2e5 });
    expect(relative(2 * half, diffusivityM2PerS('H2O', 'N2', at))).toBeLessThan(1e-15);
  });
});
