import { describe, expect, test } from 'vitest';
import { blowdownShares } from '../../scripts/figures/cases/blowdown.ts';
import { fixedStepError } from '../../scripts/figures/cases/convergence.ts';
import { generatedJPerK } from '../../scripts/figures/cases/entropy.ts';
import { simulatedLoss, theoreticalLoss } from '../../scripts/figures/cases/gas-spring.ts';
import { murphyKoopPa } from '../../scripts/figures/cases/moist-air.ts';
import { modeError } from '../../scripts/figures/cases/resonance.ts';
import { errorOf, seriesShare } from '../../scripts/figures/cases/slab.ts';
import { vesselPa } from '../../scripts/figures/cases/stiff.ts';
import { twoLumps } from '../../scripts/figures/cases/wall.ts';
import { pengRobinson } from '../../scripts/figures/peng-robinson.ts';
import { FLOW_LAW, flowFunction } from '../../src/physics/flow.ts';
import { entropyJPerK, molesOf } from '../../src/physics/gas.ts';
import { MOLAR_GAS_CONSTANT } from '../../src/physics/species.ts';
import { relative } from '../physics/plants.ts';
import real from '../physics/properties/vectors/real-gas.json' with { type: 'json' };
import vessels from '../physics/vectors/vessels.json' with { type: 'json' };

describe('what the figures compare with is', () => {
  test.each(vessels.blowdown_adiabatic_choked.rows)('the reference blowdown at $t_s s', (row) => {
    const { p0_Pa, T0_K, m0_kg } = vessels.blowdown_adiabatic_choked;
    const { pressure, temperature, mass } = blowdownShares(row.t_s);
    expect(relative(pressure * p0_Pa, row.pressure_Pa)).toBeLessThan(1e-12);
    expect(relative(temperature * T0_K, row.temperature_K)).toBeLessThan(1e-12);
    expect(relative(mass * m0_kg, row.mass_kg)).toBeLessThan(1e-12);
  });

  test.each(vessels.wall_coupled_linear.rows)('the reference gas and wall at $t s', ({ t, Tg, Tw }) => {
    expect(relative(twoLumps(t).gasK, Tg)).toBeLessThan(1e-11);
    expect(relative(twoLumps(t).wallK, Tw)).toBeLessThan(1e-11);
  });

  test.each((['N2', 'Ar'] as const).flatMap((gas) => real.rows[gas].map((row) => ({ gas, ...row }))))(
    'Peng and Robinson for $gas at $T K and $p Pa',
    ({ gas, T, p, pengRobinsonZ }) => {
      const { densityMolPerM3, cpJPerMolK, soundSpeedMPerS } = pengRobinson(gas, T, p);
      expect(relative(p / (densityMolPerM3 * MOLAR_GAS_CONSTANT * T), pengRobinsonZ)).toBeLessThan(1e-9);
      // a² is the isentropic dp/dρ: along s, dT/dp is (∂T/∂p)_h + 1/(ρ cp), all from densities alone.
      const volumeAt = (t: number, pa: number) => 1 / pengRobinson(gas, t, pa).densityMolPerM3;
      const volume = 1 / densityMolPerM3;
      const expansion = (volumeAt(T + 0.01, p) - volumeAt(T - 0.01, p)) / 0.02;
      const compression = (volumeAt(T, 1.0001 * p) - volumeAt(T, 0.9999 * p)) / (2e-4 * p);
      const isentropic = compression + (T * expansion ** 2) / cpJPerMolK;
      const molarMass = gas === 'N2' ? 0.028014 : 0.03995;
      expect(relative(soundSpeedMPerS, Math.sqrt(-(volume ** 2) / (molarMass * isentropic)))).toBeLessThan(
        1e-5,
      );
    },
  );

  test('the entropy that gas tables give the two vessels at equal pressure', () => {
    const { V1_m3, V2_m3, T1_K, pf_Pa, p1_Pa, p2_Pa } = vessels.two_vessels;
    const entropyOf = (pressurePa: number, volumeM3: number, temperatureK: number) => {
      const amountMol = (pressurePa * volumeM3) / (MOLAR_GAS_CONSTANT * temperatureK);
      const entropyJ = entropyJPerK(molesOf({ Ar: 1 }, amountMol), { pressurePa, temperatureK });
      return { amountMol, entropyJ };
    };
    const start = [entropyOf(p1_Pa, V1_m3, T1_K), entropyOf(p2_Pa, V2_m3, T1_K)] as const;
    const left = entropyOf(pf_Pa, V1_m3, T1_K * (pf_Pa / p1_Pa) ** 0.4);
    const otherMol = start[0].amountMol + start[1].amountMol - left.amountMol;
    const other = entropyOf(pf_Pa, V2_m3, (pf_Pa * V2_m3) / (otherMol * MOLAR_GAS_CONSTANT));
    const expected = left.entropyJ + other.entropyJ - start[0].entropyJ - start[1].entropyJ;
    expect(relative(generatedJPerK(pf_Pa), expected)).toBeLessThan(1e-12);
    expect(generatedJPerK(p1_Pa)).toBeCloseTo(0, 12);
  });

  test('the vessel that loses through two nozzles what both of them pass', () => {
    const start = vesselPa(0);
    expect(start).toBe(1e6);
    const gamma = 5 / 3;
    const rootRT = Math.sqrt((MOLAR_GAS_CONSTANT / 0.004002602) * 300);
    // d(ln p)/dt = −γ ṁ/m, ṁ = A p φ(r)/√(RT), m = pV/(RT)
    const phi = (ratio: number) => flowFunction(FLOW_LAW.nozzle, 0, gamma, ratio);
    const lossPerS = (start - vesselPa(1e-5)) / start / 1e-5;
    const phiFirst = (lossPerS * 0.1) / (gamma * 1e-4 * rootRT);
    const ratio = phiFirst / phi(0);
    expect(ratio).toBeGreaterThan(0.5);
    expect(relative(phi(ratio), phiFirst)).toBeLessThan(1e-4);
  });

  test('the first term of Incropera and DeWitt once the others have died out', () => {
    // Table 5.1, Bi = 1: ζ₁ = 0.8603, C₁ = 1.1191.
    expect(seriesShare(1, 0)).toBeCloseTo(1.1191 * Math.exp(-(0.8603 ** 2)), 4);
    expect(seriesShare(0, 0.3)).toBeCloseTo(1, 2);
  });

  test('the vapour pressure at the triple point and over ice that Murphy and Koop print', () => {
    expect(murphyKoopPa(273.16)).toBeCloseTo(611.66, 1);
    expect(relative(murphyKoopPa(240), 27.272)).toBeLessThan(1e-4);
  });
});

describe('the orders that the figures show are', () => {
  test('four, of the substep', () => {
    const errors = [0.8, 0.4, 0.2].map(fixedStepError);
    const orders = errors.slice(1).map((later, i) => Math.log2((errors[i] ?? 0) / later));
    expect(orders).toHaveLength(2);
    for (const order of orders) expect(Math.abs(order - 4)).toBeLessThan(0.15);
  });

  test('two, of the slices of a wall', () => {
    expect(Math.abs(Math.log2(errorOf(4) / errorOf(8)) - 2)).toBeLessThan(0.1);
  });

  test.each([1, 2, 3])('two, of the chambers of a tube in mode %d', (mode) => {
    expect(Math.abs(Math.log2(modeError(8, mode) / modeError(16, mode)) - 2)).toBeLessThan(0.1);
  });

  test('two, of the swing of a gas spring', () => {
    expect(relative(simulatedLoss(1), theoreticalLoss(1))).toBeLessThan(1.2e-4);
  });
});
