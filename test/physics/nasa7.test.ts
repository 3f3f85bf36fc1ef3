import { describe, expect, test } from 'vitest';
import {
  enthalpyOverR,
  entropyOverR,
  fitTable,
  heatCapacityOverR,
  RANGE_SPLIT_K,
} from '../../src/physics/nasa7.ts';
import { MOLAR_GAS_CONSTANT, SPECIES, SPECIES_DATA } from '../../src/physics/species.ts';
import { relative } from './plants.ts';
import gas from './vectors/gas.json' with { type: 'json' };

const raw = (fit: readonly number[]): Float64Array => Float64Array.from(fit);

describe('NASA-7 data', () => {
  test.each(SPECIES)('%s has the published molar mass and low range', (name) => {
    expect(SPECIES_DATA[name].low).toEqual(gas.nasa7[name].low);
    expect(SPECIES_DATA[name].molarMassKgPerMol * 1e3).toBeCloseTo(gas.nasa7[name].molarMassGPerMol, 12);
  });

  test.each(SPECIES)('%s: the published ranges meet at 1000 K in cp, h and s', (name) => {
    const { low, high } = SPECIES_DATA[name];
    for (const property of [heatCapacityOverR, enthalpyOverR, entropyOverR]) {
      const below = property(raw(low), 0, RANGE_SPLIT_K);
      expect(relative(property(raw(high), 0, RANGE_SPLIT_K), below)).toBeLessThan(1e-8);
    }
  });

  test.each(SPECIES)('%s: the ranges as used meet at 1000 K to rounding in h and s', (name) => {
    const table = fitTable([name]);
    for (const property of [enthalpyOverR, entropyOverR]) {
      const below = property(table.low, 0, RANGE_SPLIT_K);
      expect(relative(property(table.high, 0, RANGE_SPLIT_K), below)).toBeLessThan(1e-14);
    }
  });

  test('every spot value of cp, h and s holds to 1e-6', () => {
    let values = 0;
    for (const name of SPECIES) {
      const { low } = fitTable([name]);
      for (const row of gas.nasa7[name].table) {
        expect(relative(MOLAR_GAS_CONSTANT * heatCapacityOverR(low, 0, row.T), row.cp)).toBeLessThan(1e-6);
        const h = MOLAR_GAS_CONSTANT * enthalpyOverR(low, 0, row.T);
        expect(Math.abs(h - row.h)).toBeLessThan(1e-6 * Math.max(Math.abs(row.h), 1));
        expect(relative(MOLAR_GAS_CONSTANT * entropyOverR(low, 0, row.T), row.s)).toBeLessThan(1e-6);
        values += 3;
      }
    }
    expect(values).toBe(6 * 7 * 3);
  });

  test('enthalpy and entropy are the integrals of cp on both ranges and beyond them', () => {
    const dT = 1e-2;
    for (const name of SPECIES) {
      const { low, high } = fitTable([name]);
      for (const [fits, t] of [
        [low, 100],
        [low, 300],
        [low, 900],
        [high, 1500],
        [high, 5500],
        [high, 9000],
      ] as const) {
        const cp = heatCapacityOverR(fits, 0, t);
        const dh = enthalpyOverR(fits, 0, t + dT) - enthalpyOverR(fits, 0, t - dT);
        const ds = entropyOverR(fits, 0, t + dT) - entropyOverR(fits, 0, t - dT);
        expect(relative(dh / (2 * dT), cp)).toBeLessThan(1e-6);
        expect(relative((t * ds) / (2 * dT), cp)).toBeLessThan(1e-6);
      }
    }
  });

  test('cv stays near its classical value where the data are continued beyond their range', () => {
    for (const name of SPECIES) {
      const { low, high } = fitTable([name]);
      for (let t = 1; t < 200; t++) {
        const cv = heatCapacityOverR(low, 0, t) - 1;
        expect(cv).toBeGreaterThan(1.4);
        expect(cv).toBeLessThan(3.3);
      }
      expect(heatCapacityOverR(high, 0, 20_000)).toBe(heatCapacityOverR(high, 0, 6000));
    }
  });
});
