/**
 * Fugacity of the water in a real gas, and how it changes with temperature and with more water at constant volume:
 *
 *   ln(f/p°) = ln(n_w RT/(V p°)) + Φ,   Φ = ∂(n αᵣ)/∂n_w = αᵣ_w + δα_δ A + τα_τ B
 *   A = n ∂ln δ/∂n_w = 1 − n ∂ln ρᵣ/∂n_w,   B = n ∂ln τ/∂n_w = n ∂ln Tᵣ/∂n_w
 *
 * Kunz and Wagner, J. Chem. Eng. Data 57 (2012) 3032, table 5, and once more differentiated: analytic, so that Newton
 * on the equilibrium of vapour and condensate is quadratic. Checked against differences by
 * test/physics/gas-model/helmholtz-gas.property.test.ts.
 */
import { REFERENCE_PRESSURE_PA } from '../gas.ts';
import { TEMPERATURE_RULE, VOLUME_RULE } from '../properties/reducing.ts';
import { MOLAR_GAS_CONSTANT } from '../species.ts';
import type { HelmholtzGas } from './helmholtz-gas.ts';
import { WATER } from './ideal-mixture.ts';

/**
 * Second derivatives of both mixing rules by water: of its own square alone, because β = 1 for every pair with water
 * makes the pair's shape x y, straight in each.
 */
const CURVATURE_T = 2 * (TEMPERATURE_RULE.pure[WATER] as number);
const CURVATURE_V = 2 * (VOLUME_RULE.pure[WATER] as number);

export interface WaterActivity {
  /** ln(f/p°). */
  lnFugacity: number;
  /** ∂ln f/∂T at constant volume and amounts. */
  slopePerK: number;
  /** ∂ln f/∂ln n_w at constant volume and temperature; positive where the gas is stable. */
  slopePerLogMol: number;
  /** ∂p/∂n_w at constant volume and temperature, times that volume, J/mol. */
  pressureVolumePerMol: number;
}

export function waterActivity(): WaterActivity {
  return { lnFugacity: 0, slopePerK: 0, slopePerLogMol: 0, pressureVolumePerMol: 0 };
}

/** Of a gas that holds water, where it was last evaluated. */
export function findActivity(out: WaterActivity, gas: HelmholtzGas): void {
  const { residual, reducingTemperature, reducingVolume, temperatureK: t } = gas;
  const x = gas.fractions[WATER] as number;
  residual.evaluateWater();
  const { dA, tA, ddA, dtA, ttA, waterA, waterDA, waterTA } = residual;
  const logSlopeT = (reducingTemperature.gradient[WATER] as number) / reducingTemperature.value;
  const logSlopeV = (reducingVolume.gradient[WATER] as number) / reducingVolume.value;
  // The rules are of second degree in the amounts, the reduced quantities of none.
  const byTau = logSlopeT - 2;
  const byDelta = logSlopeV - 1;
  const tauCurvature = CURVATURE_T / reducingTemperature.value - logSlopeT ** 2 + 2;
  const volumeCurvature = CURVATURE_V / reducingVolume.value - logSlopeV ** 2 + 2;
  const tauByTau = tA + ttA;
  const partialDA = waterDA - dA + (dA + ddA) * byDelta + dtA * byTau;
  const partialTA = waterTA - tA + dtA * byDelta + tauByTau * byTau;
  const excess = waterA + dA * byDelta + tA * byTau;
  const excessPerMol =
    waterDA * byDelta +
    waterTA * byTau +
    partialDA * byDelta +
    dA * (logSlopeV - 2 + volumeCurvature) +
    partialTA * byTau +
    tA * (byTau + tauCurvature);
  const rt = MOLAR_GAS_CONSTANT * t;
  out.lnFugacity = Math.log((x * gas.densityMolPerM3 * rt) / REFERENCE_PRESSURE_PA) + excess;
  out.slopePerK = (1 - waterTA - dtA * byDelta - tauByTau * byTau) / t;
  out.slopePerLogMol = 1 + x * excessPerMol;
  out.pressureVolumePerMol = rt * (1 + dA + partialDA);
}
