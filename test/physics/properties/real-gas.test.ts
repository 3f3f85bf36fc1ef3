import { describe, expect, test } from 'vitest';
import { entropyJPerK, heatCapacityJPerK, molesOf, soundSpeedMPerS } from '../../../src/physics/gas.ts';
import { densityOf } from '../../../src/physics/properties/density.ts';
import { realMixture } from '../../../src/physics/properties/real-gas.ts';
import type { Composition, Species } from '../../../src/physics/species.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../../../src/physics/species.ts';
import { realGasProperties } from '../oracles/real-gas-properties.ts';
import { relative } from '../plants.ts';
import { errorTable } from './error-table.ts';
import reference from './vectors/real-gas.json' with { type: 'json' };

const mixtureOf = (gas: Composition) => realMixture(molesOf(gas, 1));

function densityAt(gas: Composition, temperatureK: number, pressurePa: number): number {
  const found = densityOf(mixtureOf(gas), { temperatureK, pressurePa });
  if (found.kind !== 'gas') throw new Error(`${JSON.stringify(gas)} is ${found.kind}`);
  return found.densityMolPerM3;
}

/** cm³/mol, from the compressibility where only the second coefficient matters. */
function secondVirial(gas: Composition, temperatureK: number): number {
  const densityMolPerM3 = 1e-3;
  const { compressibility } = realGasProperties(mixtureOf(gas), { temperatureK, densityMolPerM3 });
  return ((compressibility - 1) / densityMolPerM3) * 1e6;
}

describe('real gas against the reference equations of nitrogen and argon', () => {
  const rows = (['N2', 'Ar'] as const).flatMap((name) =>
    reference.rows[name].map((row) => {
      const mixture = mixtureOf({ [name]: 1 });
      const densityMolPerM3 = densityAt({ [name]: 1 }, row.T, row.p);
      const found = realGasProperties(mixture, { temperatureK: row.T, densityMolPerM3 });
      const massOf = mixture.molarMassKgPerMol;
      return {
        label: `${name} ${row.T} K ${row.p / 1e6} MPa`,
        density: relative(densityMolPerM3, row.rho),
        cp: relative(found.cpJPerMolK / massOf, row.cp),
        cv: relative(found.cvJPerMolK / massOf, row.cv),
        soundSpeed: relative(found.soundSpeedMPerS, row.a),
        jouleThomson: Math.abs(found.jouleThomsonKPerPa * 1e6 - row.jouleThomson),
        pengRobinson: relative(row.p / (row.pengRobinsonZ * MOLAR_GAS_CONSTANT * row.T), row.rho),
      };
    }),
  );

  test('every row is within its bound, and the errors are printed', () => {
    console.info(
      errorTable(
        ['state', 'density', 'cp', 'cv', 'sound', 'JT, K/MPa', 'density by Peng-Robinson'],
        rows.map((row) => [
          row.label,
          row.density,
          row.cp,
          row.cv,
          row.soundSpeed,
          row.jouleThomson,
          row.pengRobinson,
        ]),
      ),
    );
    expect(rows).toHaveLength(12);
    for (const row of rows) {
      expect(row.density, row.label).toBeLessThan(5e-4);
      expect(row.cp, row.label).toBeLessThan(6e-4);
      expect(row.cv, row.label).toBeLessThan(2.5e-3);
      expect(row.soundSpeed, row.label).toBeLessThan(2e-3);
      expect(row.jouleThomson, row.label).toBeLessThan(0.06);
    }
  });

  test('above 1 MPa the density is ten times nearer than that of plain Peng-Robinson', () => {
    const dense = rows.filter((row) => row.pengRobinson > 5e-3);
    expect(dense.length).toBeGreaterThanOrEqual(8);
    for (const row of dense) expect(row.density, row.label).toBeLessThan(row.pengRobinson / 10);
  });
});

describe('real gas against the reference equation of oxygen', () => {
  test.each(reference.oxygen.rows)('the density at $T K and $p Pa is within 7e-4', ({ T, p, rho }) => {
    expect(relative(densityAt({ O2: 1 }, T, p), rho)).toBeLessThan(7e-4);
  });
});

test('saturated steam at 400 K has its pressure within 0.5 %', () => {
  // Wagner and Pruss (2002), table 13.1: 1.3694 kg/m³ and 0.24577 MPa.
  const steam = mixtureOf({ H2O: 1 });
  const densityMolPerM3 = 1.3694 / steam.molarMassKgPerMol;
  const { pressurePa } = realGasProperties(steam, { temperatureK: 400, densityMolPerM3 });
  expect(relative(pressurePa, 0.24577e6)).toBeLessThan(5e-3);
});

describe('second virial coefficients', () => {
  // Dymond and Smith, "The Virial Coefficients of Pure Gases and Mixtures" (1980), smoothed values, cm³/mol, with the
  // deviation allowed: their own uncertainty, or for neon-argon what the plain combining rule leaves.
  const published: readonly (readonly [Composition, number, number, number])[] = [
    [{ N2: 1 }, 300, -4.2, 0.5],
    [{ N2: 1 }, 200, -35.2, 1],
    [{ O2: 1 }, 300, -16, 1],
    [{ He: 1 }, 300, 11.9, 0.3],
    [{ Ne: 1 }, 300, 11.3, 0.6],
    [{ Ar: 1 }, 300, -15.5, 0.5],
    [{ Ar: 1 }, 200, -47.4, 1],
    // Measured neon-argon mixtures: Turk. J. Chem., "The Second and Third Density Virial Coefficients of Six Ar-Ne
    // Mixtures at 25.0 °C".
    [{ Ne: 0.6382, Ar: 0.3618 }, 298.15, 7.65, 2],
    [{ Ne: 0.4162, Ar: 0.5838 }, 298.15, 1.83, 2],
  ];

  test.each(published)('%j at %d K is %d within %d', (gas, temperatureK, expected, allowed) => {
    expect(Math.abs(secondVirial(gas, temperatureK) - expected)).toBeLessThan(allowed);
  });
});

describe('real gas in its limits', () => {
  const gases: readonly Composition[] = [
    ...SPECIES.map((name: Species) => ({ [name]: 1 })),
    { N2: 0.78, O2: 0.21, Ar: 0.01 },
    { N2: 0.3, O2: 0.2, H2O: 0.1, He: 0.2, Ne: 0.1, Ar: 0.1 },
  ];

  test.each(gases)('%j becomes the ideal gas at low density', (gas) => {
    const moles = molesOf(gas, 1);
    for (const temperatureK of [200, 300, 1000]) {
      const densityMolPerM3 = 1e-6;
      const found = realGasProperties(realMixture(moles), { temperatureK, densityMolPerM3 });
      const pressurePa = densityMolPerM3 * MOLAR_GAS_CONSTANT * temperatureK;
      expect(relative(found.pressurePa, pressurePa)).toBeLessThan(1e-7);
      expect(relative(found.cpJPerMolK, heatCapacityJPerK(moles, temperatureK))).toBeLessThan(1e-6);
      expect(relative(found.soundSpeedMPerS, soundSpeedMPerS(moles, temperatureK))).toBeLessThan(1e-6);
      expect(relative(found.entropyJPerMolK, entropyJPerK(moles, { temperatureK, pressurePa }))).toBeLessThan(
        1e-7,
      );
    }
  });
});
