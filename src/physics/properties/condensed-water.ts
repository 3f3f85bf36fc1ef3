/**
 * Enthalpy, entropy and heat capacity of liquid water and ice on the reference of the NASA-7 vapour, so that heats of
 * condensation, freezing and reaction add up.
 *
 *   g = g°v(T) + RT ln(psat/p°)   ⇒   h = hv − L,   s = sv(T, psat) − L/T,   c = cpv − dL/dT,   L = RT² d(ln psat)/dT
 *
 * The vapour is an ideal gas and the condensed volume is neglected: with these two the saturation pressure alone fixes
 * everything, and Clausius-Clapeyron and the second law hold to rounding. The price is the vapour's own non-ideality:
 * L is above the tables by 0.05 % at 273 K, 0.1 % at 300 K and 1.5 % at 373 K. Checked by
 * test/physics/properties/water.test.ts against published heats.
 */
import { REFERENCE_PRESSURE_PA } from '../gas.ts';
import { enthalpyOverR, entropyOverR, fitsAt, fitTable, heatCapacityOverR } from '../nasa7.ts';
import { MOLAR_GAS_CONSTANT } from '../species.ts';
import type { CondensedPhase } from './water-saturation.ts';
import { saturationOver } from './water-saturation.ts';

export interface CondensedWater {
  readonly enthalpyJPerMol: number;
  readonly entropyJPerMolK: number;
  readonly heatCapacityJPerMolK: number;
  /** Of evaporation or sublimation. */
  readonly latentHeatJPerMol: number;
}

const VAPOUR = fitTable(['H2O']);
const LN_REFERENCE_PRESSURE = Math.log(REFERENCE_PRESSURE_PA);

/** A condensed phase in equilibrium with its vapour. */
export function condensedWater(phase: CondensedPhase, temperatureK: number): CondensedWater {
  const fit = fitsAt(VAPOUR, temperatureK);
  const { lnPressure, slopePerK, curvaturePerK2 } = saturationOver(phase, temperatureK);
  const t = temperatureK;
  const latentOverR = t * t * slopePerK;
  const latentSlopeOverR = 2 * t * slopePerK + t * t * curvaturePerK2;
  return {
    enthalpyJPerMol: MOLAR_GAS_CONSTANT * (enthalpyOverR(fit, 0, t) - latentOverR),
    entropyJPerMolK:
      MOLAR_GAS_CONSTANT * (entropyOverR(fit, 0, t) - (lnPressure - LN_REFERENCE_PRESSURE) - latentOverR / t),
    heatCapacityJPerMolK: MOLAR_GAS_CONSTANT * (heatCapacityOverR(fit, 0, t) - latentSlopeOverR),
    latentHeatJPerMol: MOLAR_GAS_CONSTANT * latentOverR,
  };
}
