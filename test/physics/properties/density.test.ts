import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { molesOf } from '../../../src/physics/gas.ts';
import { densityOf, waterSaturationRatio } from '../../../src/physics/properties/density.ts';
import { realMixture } from '../../../src/physics/properties/real-gas.ts';
import { saturationPressurePa } from '../../../src/physics/properties/water-saturation.ts';
import type { Composition } from '../../../src/physics/species.ts';
import {
  REAL_GAS_VALID_FROM_K,
  REAL_GAS_VALID_TO_K,
  REAL_GAS_VALID_TO_PA,
  realGasProperties,
} from '../oracles/real-gas-properties.ts';
import { relative } from '../plants.ts';

const densityAt = (gas: Composition, temperatureK: number, pressurePa: number) =>
  densityOf(realMixture(molesOf(gas, 1)), { temperatureK, pressurePa });

describe('density from temperature and pressure', () => {
  const dry = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
    .map((amounts) => Float64Array.from(amounts, (amount, k) => (k === 2 ? 0 : amount)))
    .filter((moles) => moles.some((amount) => amount > 1e-3));

  test('is undone by the pressure, for any dry mixture from vacuum to 35 MPa', () => {
    fc.assert(
      fc.property(
        dry,
        fc.double({ min: REAL_GAS_VALID_FROM_K, max: REAL_GAS_VALID_TO_K, noNaN: true }),
        fc.double({ min: -3, max: Math.log10(REAL_GAS_VALID_TO_PA), noNaN: true }),
        (moles, temperatureK, exponent) => {
          const mixture = realMixture(moles);
          const pressurePa = 10 ** exponent;
          const found = densityOf(mixture, { temperatureK, pressurePa });
          expect(found.kind).toBe('gas');
          const densityMolPerM3 = found.kind === 'gas' ? found.densityMolPerM3 : Number.NaN;
          const back = realGasProperties(mixture, { temperatureK, densityMolPerM3 }).pressurePa;
          expect(relative(back, pressurePa)).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('any input has an answer: no throw, no hang, no density that is not a number', () => {
    const any = fc.oneof(fc.double(), fc.double({ min: 1, max: 1000, noNaN: true }));
    const anyMoles = fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
      .map((list) => Float64Array.from(list));
    let seen = 0;
    fc.assert(
      fc.property(anyMoles, any, any, (moles, temperatureK, pressurePa) => {
        const found = densityOf(realMixture(moles), { temperatureK, pressurePa });
        seen++;
        if (found.kind === 'gas') expect(found.densityMolPerM3).toBeGreaterThan(0);
        if (found.kind === 'two-phase' && found.densityMolPerM3 !== null) {
          expect(found.densityMolPerM3).toBeGreaterThan(0);
        }
        if (found.kind === 'none') expect(found.problem).not.toBe('');
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeGreaterThanOrEqual(500);
  });

  test('a pressure beyond the equation of state is told, with its end', () => {
    const found = densityAt({ He: 1 }, 300, 1e11);
    expect(found.kind).toBe('none');
    expect(found.kind === 'none' ? found.problem : '').toMatch(/reaches .* MPa at 300 K/u);
  });

  test.each([Number.NaN, 0, -1, Number.POSITIVE_INFINITY])(
    '%d is neither temperature nor pressure',
    (value) => {
      expect(densityAt({ N2: 1 }, value, 1e5).kind).toBe('none');
      expect(densityAt({ N2: 1 }, 300, value).kind).toBe('none');
    },
  );
});

test('above 1.2 reducing temperatures the pressure rises with density all the way, so there is one root', () => {
  const amounts = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
    .map((list) => Float64Array.from(list, (amount) => amount ** 4))
    .filter((moles) => moles.some((amount) => amount > 1e-3));
  fc.assert(
    fc.property(amounts, fc.double({ min: 1.2, max: 5, noNaN: true }), (moles, ratio) => {
      const mixture = realMixture(moles);
      const temperatureK = Math.max(200, ratio * mixture.reducing.temperatureK);
      let lastPa = 0;
      for (let i = 1; i <= 100; i++) {
        const densityMolPerM3 = 3.5 * mixture.reducing.densityMolPerM3 * (i / 100);
        const { pressurePa } = realGasProperties(mixture, { temperatureK, densityMolPerM3 });
        expect(pressurePa).toBeGreaterThan(lastPa);
        lastPa = pressurePa;
      }
    }),
    { numRuns: 100 },
  );
});

test('no gas has no density', () => {
  const found = densityOf(realMixture(new Float64Array(6)), { temperatureK: 300, pressurePa: 1e5 });
  expect(found).toEqual({ kind: 'none', problem: 'there is no gas' });
});

describe('two phases', () => {
  // Boiling pressures at 110 K to 120 K from the reference equations: NIST WebBook, fluid properties (2023), Pa.
  test.each([
    ['N2', 110, 1.467e6],
    ['Ar', 120, 1.213e6],
    ['O2', 120, 1.022e6],
  ] as const)(
    '%s at %d K is a gas just below its boiling pressure and splits just above it',
    (name, t, boilingPa) => {
      expect(densityAt({ [name]: 1 }, t, 0.98 * boilingPa).kind).toBe('gas');
      expect(densityAt({ [name]: 1 }, t, 1.02 * boilingPa).kind).toBe('two-phase');
    },
  );

  test.each([250, 280, 300, 350, 400, 500])('steam at %d K splits at the saturation pressure', (t) => {
    const saturationPa = saturationPressurePa(t);
    expect(densityAt({ H2O: 1 }, t, 0.99 * saturationPa).kind).toBe('gas');
    expect(densityAt({ H2O: 1 }, t, 1.01 * saturationPa).kind).toBe('two-phase');
  });

  test('moist air at 1 bar splits when its water has more than the saturation pressure', () => {
    const share = saturationPressurePa(300) / 1e5;
    const air = (water: number) => ({ N2: 0.79 * (1 - water), O2: 0.21 * (1 - water), H2O: water });
    expect(densityAt(air(0.98 * share), 300, 1e5).kind).toBe('gas');
    expect(densityAt(air(1.02 * share), 300, 1e5).kind).toBe('two-phase');
  });

  test('under pressure the gas holds more water than Dalton says', () => {
    // Enhancement factor of water in nitrogen: Poynting alone gives 1.07 at 10 MPa and 300 K.
    const pressurePa = 1e7;
    const share = (1.05 * saturationPressurePa(300)) / pressurePa;
    const mixture = realMixture(molesOf({ N2: 1 - share, H2O: share }, 1));
    const found = densityOf(mixture, { temperatureK: 300, pressurePa });
    expect(found.kind).toBe('gas');
    const densityMolPerM3 = found.kind === 'gas' ? found.densityMolPerM3 : Number.NaN;
    expect(waterSaturationRatio(mixture, { temperatureK: 300, pressurePa }, densityMolPerM3)).toBeLessThan(1);
  });

  test('dry gas never counts as wet', () => {
    const mixture = realMixture(molesOf({ N2: 1 }, 1));
    expect(waterSaturationRatio(mixture, { temperatureK: 200, pressurePa: 1e7 }, 5000)).toBe(0);
  });
});
