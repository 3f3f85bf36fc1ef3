import { describe, expect, test } from 'vitest';
import { criticalRatio, FLOW_LAW, flowFunction } from '../../../src/physics/flow.ts';
import { chokedExponent } from '../../../src/physics/gas-model/choked-flow.ts';
import { HelmholtzGas } from '../../../src/physics/gas-model/helmholtz-gas.ts';
import { flash } from '../../../src/physics/gas-model/real-flash.ts';
import type { Composition } from '../../../src/physics/species.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { errorTable } from '../properties/error-table.ts';
import { relative } from './contents.ts';

function gasAt(gas: Composition, temperatureK: number, pressurePa: number): HelmholtzGas {
  const out = new HelmholtzGas();
  out.load(
    Float64Array.from(SPECIES, (name) => gas[name] ?? 0),
    0,
    gas.H2O ?? 0,
  );
  if (Number.isNaN(out.findDensity(temperatureK, pressurePa))) throw new Error('no such gas');
  return out;
}

/** ρ√(2(h₀−h)) at a pressure ratio along the isentrope, by a flash to that pressure. */
function fluxAt(gas: Composition, temperatureK: number, pressurePa: number, ratio: number): number {
  const stream = gasAt(gas, temperatureK, pressurePa);
  const enthalpy = stream.enthalpyJPerMol();
  const entropy = stream.entropyJPerMolK();
  if (!flash(stream, 'entropy', entropy, ratio * pressurePa)) throw new Error('no throat');
  return stream.densityMolPerM3 * Math.sqrt(2 * (enthalpy - stream.enthalpyJPerMol()));
}

/** The largest of them, by golden section on the pressure ratio: nothing of the code under test. */
function largestFlux(
  gas: Composition,
  temperatureK: number,
  pressurePa: number,
): { flux: number; ratio: number } {
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = 0.2;
  let high = 0.8;
  while (high - low > 1e-6) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (fluxAt(gas, temperatureK, pressurePa, a) > fluxAt(gas, temperatureK, pressurePa, b)) high = b;
    else low = a;
  }
  return { flux: fluxAt(gas, temperatureK, pressurePa, low), ratio: low };
}

const cases: readonly (readonly [string, Composition, number, number])[] = [
  ['N2', { N2: 1 }, 300, 1e6],
  ['N2', { N2: 1 }, 300, 1e7],
  ['N2', { N2: 1 }, 300, 3e7],
  ['N2', { N2: 1 }, 250, 1e7],
  ['Ar', { Ar: 1 }, 300, 1e7],
  ['He', { He: 1 }, 300, 2e7],
  ['air', { N2: 0.78, O2: 0.21, Ar: 0.01 }, 293, 2e7],
  ['steam', { H2O: 1 }, 500, 2e6],
  ['neon mixture', { O2: 0.3916, Ne: 0.4066, Ar: 0.2018 }, 263.4417, 456383.6],
];

describe('choked flow of a real gas', () => {
  const rows = cases.map(([name, gas, temperatureK, pressurePa]) => {
    const stagnation = gasAt(gas, temperatureK, pressurePa);
    const scale = Math.sqrt(stagnation.pressurePa() * stagnation.densityMolPerM3);
    const k = chokedExponent(stagnation);
    const phi = (ratio: number) => flowFunctionOf(k, ratio) * scale;
    const { flux, ratio } = largestFlux(gas, temperatureK, pressurePa);
    const between = [0.999, 0.99, 0.9, 0.8, 0.7, 0.6].filter((r) => r > ratio);
    const errors = between.map((r) => relative(phi(r), fluxAt(gas, temperatureK, pressurePa, r)));
    return {
      label: `${name} ${temperatureK} K ${pressurePa / 1e6} MPa`,
      k,
      choked: relative(phi(0), flux),
      small: errors[0] as number,
      worst: Math.max(...errors),
      ratioError: criticalRatio(k) - ratio,
    };
  });

  test('is exact, and between it and small drops the error is bounded and printed', () => {
    console.info(
      errorTable(
        ['stagnation', 'k', 'choked', 'at 0.999', 'worst between', 'critical ratio'],
        rows.map((row) => [row.label, row.k, row.choked, row.small, row.worst, row.ratioError]),
      ),
    );
    expect(rows).toHaveLength(9);
    for (const row of rows) {
      expect(row.choked, row.label).toBeLessThan(1e-9);
      expect(row.small, row.label).toBeLessThan(1e-3);
      expect(row.worst, row.label).toBeLessThan(0.02);
    }
  });

  test('of a cold gas that leaves its phase first has the exponent of small expansions', () => {
    const nitrogen = gasAt({ N2: 1 }, 136.427, 7554930);
    const small = (nitrogen.soundEnergyJPerMol() * nitrogen.densityMolPerM3) / nitrogen.pressurePa();
    expect(chokedExponent(nitrogen)).toBe(small);
  });

  test('of a thin gas is that of the ideal gas with its γ along the expansion', () => {
    // Monatomic: γ = 5/3 at every temperature.
    for (const gas of [{ He: 1 }, { Ar: 1 }, { Ne: 1 }]) {
      expect(relative(chokedExponent(gasAt(gas, 300, 1)), 5 / 3)).toBeLessThan(1e-6);
    }
    const nitrogen = chokedExponent(gasAt({ N2: 1 }, 300, 1));
    expect(relative(nitrogen, 1.4)).toBeLessThan(1e-3);
  });
});

/** The nozzle's flow function without the shortcut that takes every ratio below 0.48 for choked. */
function flowFunctionOf(k: number, ratio: number): number {
  const critical = criticalRatio(k);
  const r = Math.max(ratio, critical);
  if (ratio === 0) return flowFunction(FLOW_LAW.nozzle, 0, k, 0);
  return Math.sqrt(((2 * k) / (k - 1)) * (r ** (2 / k) - r ** ((k + 1) / k)));
}
