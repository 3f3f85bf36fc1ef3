import { describe, expect, test } from 'vitest';
import { lookUp } from '../../../src/physics/gas-model/condensate.ts';
import { HelmholtzGas } from '../../../src/physics/gas-model/helmholtz-gas.ts';
import { vapourEnthalpyOverR } from '../../../src/physics/gas-model/ideal-mixture.ts';
import { fugacityOver, realCondensate } from '../../../src/physics/gas-model/real-condensate.ts';
import { saturationPressurePa } from '../../../src/physics/properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../../src/physics/species.ts';
import { derivative, relative } from './contents.ts';

const steam = new HelmholtzGas();
steam.load(new Float64Array(6), 0, 1);

describe('condensed water under its real vapour', () => {
  test.each([
    ['ice', 80],
    ['ice', 200],
    ['ice', 265],
    ['liquid', 300],
    ['liquid', 400],
    ['liquid', 540],
  ] as const)('%s at %d K has the slopes of its own fugacity', (phase, t) => {
    const exact = fugacityOver(steam, phase, t);
    const slope = derivative((x) => fugacityOver(steam, phase, x).lnPressure, t, 1e-3 * t);
    const curvature = derivative((x) => fugacityOver(steam, phase, x).slopePerK, t, 1e-3 * t);
    expect(relative(exact.slopePerK, slope)).toBeLessThan(1e-8);
    expect(relative(exact.curvaturePerK2, curvature)).toBeLessThan(1e-6);
    const point = { lnFugacity: 0, slopePerK: 0, curvaturePerK2: 0 };
    lookUp(realCondensate()[phase], t + 0.13, point);
    const there = fugacityOver(steam, phase, t + 0.13);
    expect(Math.abs(point.lnFugacity + Math.log(1e5) - there.lnPressure)).toBeLessThan(1e-11);
    expect(relative(point.curvaturePerK2, there.curvaturePerK2)).toBeLessThan(1e-6);
  });

  // IAPWS-95 (Wagner and Pruss 2002, table 13.1), kJ/kg; ice: IAPWS R10-06 with IAPWS-95. The last column is the
  // deviation allowed; the neglected condensed volume makes 0.06 % of it at 373 K and 1.5 % at 500 K.
  test.each([
    ['ice', 263.15, 2837.5, 1e-3],
    ['liquid', 273.16, 2500.9, 1e-3],
    ['liquid', 300, 2437.3, 1e-3],
    ['liquid', 350, 2317.0, 2.5e-3],
    ['liquid', 373.12, 2256.5, 2.5e-3],
    ['liquid', 450, 2024.1, 2.5e-3],
    ['liquid', 500, 1827.9, 1.6e-2],
  ] as const)('%s at %d K takes %d kJ/kg to evaporate', (phase, t, expected, allowed) => {
    const { slopePerK } = fugacityOver(steam, phase, t);
    const density = steam.onlyDensity(t, saturationPressurePa(t));
    steam.evaluate(t, density);
    const condensed = MOLAR_GAS_CONSTANT * (vapourEnthalpyOverR(t) - t * t * slopePerK);
    const latent = (steam.enthalpyJPerMol() - condensed) / SPECIES_DATA.H2O.molarMassKgPerMol;
    expect(relative(latent, expected * 1e3)).toBeLessThan(allowed);
  });
});
