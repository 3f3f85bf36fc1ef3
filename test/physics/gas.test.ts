import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  entropyJPerK,
  heatCapacityRatio,
  internalEnergyJ,
  molesOf,
  soundSpeedMPerS,
  temperatureOfEnergyK,
} from '../../src/physics/gas.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../../src/physics/species.ts';
import { relative } from './plants.ts';
import gas from './vectors/gas.json' with { type: 'json' };
import vessels from './vectors/vessels.json' with { type: 'json' };

const amounts = fc
  .array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 6, maxLength: 6 })
  .map((list) => Float64Array.from(list))
  .filter((moles) => moles.some((amount) => amount > 1e-3));

describe('mixture properties', () => {
  test('gamma and speed of sound match every spot value to 1e-6', () => {
    let values = 0;
    for (const name of SPECIES) {
      const moles = molesOf({ [name]: 1 }, 2);
      for (const row of gas.nasa7[name].table) {
        expect(relative(heatCapacityRatio(moles, row.T), row.gamma)).toBeLessThan(1e-6);
        expect(relative(soundSpeedMPerS(moles, row.T), row.a)).toBeLessThan(1e-6);
        values += 2;
      }
    }
    expect(values).toBe(6 * 7 * 2);
  });

  test('the entropy is that of the tables at 1 bar', () => {
    const row = gas.nasa7.N2.table[1];
    const s = entropyJPerK(molesOf({ N2: 1 }, 1), { temperatureK: row?.T ?? 0, pressurePa: 1e5 });
    expect(relative(s, row?.s ?? 0)).toBeLessThan(1e-6);
  });

  test('helium and argon from equal volumes generate the entropy of mixing', () => {
    const { n_each, p, T, dS } = vessels.mixing_entropy.He_Ar_equal_volumes;
    const state = { temperatureK: T, pressurePa: p };
    const mixed = entropyJPerK(molesOf({ He: 0.5, Ar: 0.5 }, 2 * n_each), state);
    const apart =
      entropyJPerK(molesOf({ He: 1 }, n_each), state) + entropyJPerK(molesOf({ Ar: 1 }, n_each), state);
    expect(relative(mixed - apart, dS)).toBeLessThan(1e-6);
  });

  test('air has the entropy of mixing of its composition', () => {
    const state = { temperatureK: 300, pressurePa: 1e5 };
    const mixed = entropyJPerK(molesOf({ N2: 0.79, O2: 0.21 }, 1), state);
    const apart =
      entropyJPerK(molesOf({ N2: 1 }, 0.79), state) + entropyJPerK(molesOf({ O2: 1 }, 0.21), state);
    expect(relative(mixed - apart, vessels.mixing_entropy.air_79_21_J_per_mol_K)).toBeLessThan(1e-6);
  });

  test('temperature from energy undoes energy from temperature to rounding, in and out of range', () => {
    fc.assert(
      fc.property(amounts, fc.double({ min: 2, max: 12_000, noNaN: true }), (moles, temperatureK) => {
        const found = temperatureOfEnergyK(moles, internalEnergyJ(moles, temperatureK));
        // Water's energy of formation is 100 times its heat: that many digits of the energy are gone.
        expect(relative(found ?? Number.NaN, temperatureK)).toBeLessThan(1e-11 + 1e-10 / temperatureK);
      }),
      { numRuns: 300 },
    );
  });

  test('an energy below that of 0 K has no temperature', () => {
    const moles = molesOf({ N2: 1 }, 1);
    const atZero = internalEnergyJ(moles, 1e-9);
    expect(temperatureOfEnergyK(moles, atZero - 1)).toBeNull();
    expect(temperatureOfEnergyK(moles, Number.NaN)).toBeNull();
    expect(temperatureOfEnergyK(moles, atZero + MOLAR_GAS_CONSTANT)).toBeGreaterThan(0);
  });
});
