/**
 * U(T) of a real gas in a chamber whose water condenses and freezes. The vapour is what has the condensate's fugacity,
 * Λ(T) = ln(f/p°), or all the water where that has less:
 *
 *   U = U_gas(T, V, n_v) + n_c (h°v − RT²Λ')
 *   dn_v/dT = n_v (Λ' − ∂ln f/∂T)/(∂ln f/∂ln n_v)
 *   dU/dT = Cv_gas + n_c (cp°v − R(2TΛ' + T²Λ'')) + dn_v/dT RT² (Λ' − ∂ln f/∂T)
 *
 * The last term is a square: evaporation always takes heat. Condensed volume neglected: see condensate.ts.
 */
import { REFERENCE_PRESSURE_PA } from '../gas.ts';
import { CRITICAL_POINT_K } from '../properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT } from '../species.ts';
import type { Condensate, CondensatePoint } from './condensate.ts';
import { COLDEST_WATER_K, lookUp, WARMEST_LIQUID_K } from './condensate.ts';
import type { EnergyCurve } from './energy-search.ts';
import { HelmholtzGas } from './helmholtz-gas.ts';
import { vapourEnthalpyOverR, vapourHeatCapacityOverR, WATER } from './ideal-mixture.ts';
import { findActivity, waterActivity } from './water-activity.ts';

const R = MOLAR_GAS_CONSTANT;
const SETTLED = 1e-11;
const MOST_ITERATIONS = 60;
/** Of ln n_v, in one step. */
const FURTHEST = 1;

export class RealChamber implements EnergyCurve {
  readonly gas = new HelmholtzGas();
  holdsWater = false;
  coldestK = 0;
  energyJ = 0;
  heatCapacityJPerK = 0;
  volumeM3 = 0;
  waterMol = 0;
  vapourMol = 0;
  condensedMol = 0;
  /** (∂p/∂T) at constant volume and amounts, with evaporation. */
  pressurePerK = 0;
  private readonly condensate: Condensate | null;
  private readonly amounts = new Float64Array(6);
  private readonly point: CondensatePoint = { lnFugacity: 0, slopePerK: 0, curvaturePerK2: 0 };
  private readonly activity = waterActivity();
  /** Where the first saturation starts; zero where nothing is known of it. */
  private guessMol = 0;
  /** Vapour over that of an ideal gas at the last saturation: where the next one starts. */
  private enhancement = 1;

  /** @param condensate null where water stays vapour */
  constructor(condensate: Condensate | null) {
    this.condensate = condensate;
  }

  /** @param vapourMol where the search for the vapour starts; zero where nothing is known of it */
  load(vector: Float64Array, base: number, volumeM3: number, vapourMol: number): void {
    const { amounts } = this;
    for (let k = 0; k < amounts.length; k++) amounts[k] = vector[base + k] as number;
    this.waterMol = Math.max(amounts[WATER] as number, 0);
    this.holdsWater = this.condensate !== null && this.waterMol > 0;
    this.coldestK = this.holdsWater ? COLDEST_WATER_K : 0;
    this.volumeM3 = volumeM3;
    this.guessMol = vapourMol;
    this.enhancement = 1;
    this.gas.load(amounts, 0, this.waterMol);
  }

  evaluate(temperatureK: number, frozen: boolean): void {
    const { gas, volumeM3 } = this;
    const t = temperatureK;
    this.vapourMol = this.waterMol;
    const mayCondense = this.holdsWater && t <= WARMEST_LIQUID_K;
    const exists = mayCondense ? this.saturate(t, frozen) : this.evaluateGas(t, this.waterMol);
    this.condensedMol = this.waterMol - this.vapourMol;
    if (!exists) {
      this.energyJ = Number.NaN;
      this.heatCapacityJPerK = Number.NaN;
      return;
    }
    this.energyJ = gas.totalMol * gas.energyJPerMol();
    this.heatCapacityJPerK = gas.totalMol * gas.cvJPerMolK();
    this.pressurePerK = gas.pressurePerK();
    if (this.condensedMol === 0) return;
    const { slopePerK, curvaturePerK2 } = this.point;
    const { activity } = this;
    const excessSlope = slopePerK - activity.slopePerK;
    const evaporation = (this.vapourMol * excessSlope) / activity.slopePerLogMol;
    const latentSlope = 2 * t * slopePerK + t * t * curvaturePerK2;
    this.energyJ += R * this.condensedMol * (vapourEnthalpyOverR(t) - t * t * slopePerK);
    this.heatCapacityJPerK += R * this.condensedMol * (vapourHeatCapacityOverR(t) - latentSlope);
    this.heatCapacityJPerK += R * t * t * evaporation * excessSlope;
    this.pressurePerK += (evaporation * activity.pressureVolumePerMol) / volumeM3;
  }

  /**
   * Whether the gas as evaluated may hold liquid where the model has none: between its warmest liquid and the critical
   * point, with more fugacity than that warmest liquid.
   */
  isBeyondLiquid(): boolean {
    const t = this.gas.temperatureK;
    if (this.condensate === null || !this.holdsWater) return false;
    if (t <= WARMEST_LIQUID_K || t >= CRITICAL_POINT_K) return false;
    findActivity(this.activity, this.gas);
    lookUp(this.condensate.liquid, WARMEST_LIQUID_K, this.point);
    return this.activity.lnFugacity > this.point.lnFugacity;
  }

  /** Finds the vapour and leaves the gas evaluated with it; false where there is no such gas. */
  private saturate(t: number, frozen: boolean): boolean {
    const { gas, activity, point, waterMol } = this;
    const idealMol = this.idealSaturatedMol(t, frozen);
    let vapourMol = Math.min(waterMol, this.guessMol > 0 ? this.guessMol : this.enhancement * idealMol);
    this.guessMol = 0;
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      const exists = this.evaluateGas(t, vapourMol);
      if (exists) findActivity(activity, gas);
      if (!exists || !(activity.slopePerLogMol > 0)) {
        // The guess may be of another temperature; from an ideal gas's vapour on, the gas is stable up to saturation.
        if (vapourMol <= idealMol) return false;
        vapourMol = idealMol;
        continue;
      }
      const excess = point.lnFugacity - activity.lnFugacity;
      if (vapourMol === waterMol && excess >= 0) return true;
      const step = excess / activity.slopePerLogMol;
      if (Math.abs(step) <= SETTLED) {
        this.vapourMol = vapourMol;
        this.enhancement = vapourMol / idealMol;
        return true;
      }
      vapourMol = Math.min(vapourMol * Math.exp(Math.min(Math.max(step, -FURTHEST), FURTHEST)), waterMol);
    }
    return false;
  }

  private evaluateGas(temperatureK: number, vapourMol: number): boolean {
    this.gas.load(this.amounts, 0, vapourMol);
    return this.gas.evaluate(temperatureK, this.gas.totalMol / this.volumeM3);
  }

  private idealSaturatedMol(t: number, frozen: boolean): number {
    if (this.condensate === null) return Number.POSITIVE_INFINITY;
    lookUp(frozen ? this.condensate.ice : this.condensate.liquid, t, this.point);
    return (REFERENCE_PRESSURE_PA * Math.exp(this.point.lnFugacity) * this.volumeM3) / (R * t);
  }
}
