import { describe, expect, test } from 'vitest';
import { enthalpyJ, entropyJPerK, molesOf } from '../../../src/physics/gas.ts';
import { condensedWater } from '../../../src/physics/properties/condensed-water.ts';
import {
  saturationOver,
  saturationPressurePa,
  TRIPLE_POINT_K,
} from '../../../src/physics/properties/water-saturation.ts';
import { SPECIES_DATA } from '../../../src/physics/species.ts';
import { relative } from '../plants.ts';
import { errorTable } from './error-table.ts';

const STEAM = molesOf({ H2O: 1 }, 1);
const MOLAR_MASS = SPECIES_DATA.H2O.molarMassKgPerMol;

describe('saturation pressure', () => {
  // IAPWS SR1-86, table 1, and IAPWS R14-08, table of computer-program verification values.
  test.each([
    [273.16, 611.657],
    [373.1243, 0.101325e6],
    [647.096, 22.064e6],
    [230, 8.94735],
  ])('at %d K is %d Pa to the printed digits', (temperatureK, expected) => {
    expect(relative(saturationPressurePa(temperatureK), expected)).toBeLessThan(1e-6);
  });

  // Wagner and Pruss, J. Phys. Chem. Ref. Data 31 (2002) 387, table 13.1 (IAPWS-95), Pa.
  test.each([
    [280, 991.82],
    [300, 3536.8],
    [350, 41682],
    [400, 245770],
    [450, 932200],
    [500, 2639200],
  ])('at %d K is within 1e-4 of the steam table, %d Pa', (temperatureK, expected) => {
    expect(relative(saturationPressurePa(temperatureK), expected)).toBeLessThan(1e-4);
  });

  // Murphy and Koop, Q. J. R. Meteorol. Soc. 131 (2005) 1539, eq. 7, an independent fit for ice.
  const murphyKoop = (t: number) =>
    Math.exp(9.550426 - 5723.265 / t + 3.53068 * Math.log(t) - 0.00728332 * t);
  test.each([150, 180, 200, 220, 240, 260, 273])('over ice at %d K agrees with Murphy and Koop', (t) => {
    expect(relative(saturationPressurePa(t), murphyKoop(t))).toBeLessThan(3e-3);
  });

  test('ice and liquid meet at the triple point exactly', () => {
    const ice = saturationOver('ice', TRIPLE_POINT_K).lnPressure;
    expect(ice).toBe(saturationOver('liquid', TRIPLE_POINT_K).lnPressure);
  });

  test.each(['ice', 'liquid'] as const)('the slopes over %s are derivatives', (phase) => {
    for (const t of phase === 'ice' ? [60, 150, 270] : [275, 373, 550]) {
      const step = 1e-3;
      const { slopePerK, curvaturePerK2 } = saturationOver(phase, t);
      const above = saturationOver(phase, t + step);
      const below = saturationOver(phase, t - step);
      expect(relative((above.lnPressure - below.lnPressure) / (2 * step), slopePerK)).toBeLessThan(1e-7);
      expect(relative((above.slopePerK - below.slopePerK) / (2 * step), curvaturePerK2)).toBeLessThan(1e-7);
    }
  });
});

describe('condensed water', () => {
  // Heats of evaporation: Wagner and Pruss (2002), table 13.1; of sublimation: Murphy and Koop (2005), eq. 5, J/kg.
  const heats = [
    ['ice', 230, 2837.4e3, 2e-3],
    ['ice', 273.16, 2834.4e3, 2e-3],
    ['liquid', 273.16, 2500.9e3, 1e-3],
    ['liquid', 300, 2437.3e3, 2e-3],
    ['liquid', 320, 2389.6e3, 5e-3],
    ['liquid', 350, 2317.0e3, 1e-2],
    ['liquid', 373.1243, 2256.5e3, 1.7e-2],
  ] as const;

  test('latent heats are near the tables by what an ideal vapour allows, and the errors are printed', () => {
    const rows = heats.map(([phase, t, expected, allowed]) => {
      const found = condensedWater(phase, t).latentHeatJPerMol / MOLAR_MASS;
      return { label: `${phase} ${t} K`, error: found / expected - 1, allowed };
    });
    console.info(
      errorTable(
        ['latent heat', 'error'],
        rows.map(({ label, error }) => [label, error]),
      ),
    );
    for (const { label, error, allowed } of rows) expect(Math.abs(error), label).toBeLessThan(allowed);
  });

  test('ice melts with 333.4 kJ/kg, and its entropy of melting is that over the temperature', () => {
    const ice = condensedWater('ice', TRIPLE_POINT_K);
    const liquid = condensedWater('liquid', TRIPLE_POINT_K);
    const heat = liquid.enthalpyJPerMol - ice.enthalpyJPerMol;
    expect(relative(heat / MOLAR_MASS, 333.4e3)).toBeLessThan(4e-3);
    expect(relative((liquid.entropyJPerMolK - ice.entropyJPerMolK) * TRIPLE_POINT_K, heat)).toBeLessThan(
      1e-12,
    );
  });

  test('heat capacities are near 4.22 and 2.10 kJ/(kg K) at the triple point', () => {
    const heatCapacity = (phase: 'ice' | 'liquid') =>
      condensedWater(phase, TRIPLE_POINT_K).heatCapacityJPerMolK / MOLAR_MASS;
    expect(relative(heatCapacity('liquid'), 4220)).toBeLessThan(0.03);
    expect(relative(heatCapacity('ice'), 2097)).toBeLessThan(0.03);
  });

  test('the formation of liquid water at 298.15 K is that of the CODATA key values', () => {
    expect(Math.abs(condensedWater('liquid', 298.15).enthalpyJPerMol - -285_830)).toBeLessThan(100);
    expect(Math.abs(condensedWater('liquid', 298.15).entropyJPerMolK - 69.95)).toBeLessThan(0.3);
  });

  test.each([
    ['ice', 60],
    ['ice', 200],
    ['ice', 273],
    ['liquid', 274],
    ['liquid', 400],
    ['liquid', 540],
  ] as const)('%s at %d K has the Gibbs energy of its vapour, and dh = c dT = T ds', (phase, t) => {
    const here = condensedWater(phase, t);
    const pressurePa = Math.exp(saturationOver(phase, t).lnPressure);
    const vapourG = enthalpyJ(STEAM, t) - t * entropyJPerK(STEAM, { temperatureK: t, pressurePa });
    expect(relative(here.enthalpyJPerMol - t * here.entropyJPerMolK, vapourG)).toBeLessThan(1e-13);
    const step = 1e-2;
    const above = condensedWater(phase, t + step);
    const below = condensedWater(phase, t - step);
    const dh = (above.enthalpyJPerMol - below.enthalpyJPerMol) / (2 * step);
    const ds = (above.entropyJPerMolK - below.entropyJPerMolK) / (2 * step);
    expect(here.heatCapacityJPerMolK).toBeGreaterThan(0);
    expect(relative(dh, here.heatCapacityJPerMolK)).toBeLessThan(1e-6);
    expect(relative(t * ds, here.heatCapacityJPerMolK)).toBeLessThan(1e-6);
  });
});
