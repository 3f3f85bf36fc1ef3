/**
 * U(T) of an ideal gas in a chamber whose water condenses and freezes:
 *
 *   n_v = min(n_w, p° exp(Λ) V/(RT)),   U = U_dry + n_w h°v − n_c L − n_v RT,   L = RT²Λ',   n_c = n_w − n_v
 *   dU/dT = C_dry + n_w cp°v − n_c dL/dT − n_v R + (L − RT) dn_v/dT,   dn_v/dT = n_v (Λ' − 1/T)
 *
 * Pure condensed phases, condensed volume neglected: the gas fills V. See condensate.ts; plain functions for the same are
 * in test/physics/oracles/moist-chamber.ts, which test/physics/gas-model/ideal-gas-model.test.ts holds this against.
 */
import { REFERENCE_PRESSURE_PA } from '../gas.ts';
import { CRITICAL_POINT_K } from '../properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT } from '../species.ts';
import type { Condensate, CondensatePoint } from './condensate.ts';
import { COLDEST_WATER_K, lookUp, WARMEST_LIQUID_K } from './condensate.ts';
import type { EnergyCurve } from './energy-search.ts';
import { IdealMixture, vapourEnthalpyOverR, vapourHeatCapacityOverR, WATER } from './ideal-mixture.ts';

const R = MOLAR_GAS_CONSTANT;

export class IdealChamber implements EnergyCurve {
  /** Everything but the water that may condense. */
  readonly dry = new IdealMixture();
  holdsWater = false;
  coldestK = 0;
  energyJ = 0;
  heatCapacityJPerK = 0;
  volumeM3 = 0;
  waterMol = 0;
  vapourMol = 0;
  condensedMol = 0;
  /** dn_v/dT. */
  evaporationMolPerK = 0;
  private readonly condensate: Condensate | null;
  private readonly point: CondensatePoint = { lnFugacity: 0, slopePerK: 0, curvaturePerK2: 0 };

  /** @param condensate null where water stays vapour */
  constructor(condensate: Condensate | null) {
    this.condensate = condensate;
  }

  load(vector: Float64Array, base: number, volumeM3: number): void {
    this.waterMol = this.condensate === null ? 0 : Math.max(vector[base + WATER] as number, 0);
    this.holdsWater = this.waterMol > 0;
    this.coldestK = this.holdsWater ? COLDEST_WATER_K : 0;
    this.volumeM3 = volumeM3;
    this.dry.load(vector, base, this.holdsWater);
  }

  /** Most water vapour that a volume holds, mol; at the temperatures of the condensate. */
  saturatedMol(temperatureK: number, frozen: boolean, volumeM3: number): number {
    if (this.condensate === null) return Number.POSITIVE_INFINITY;
    lookUp(frozen ? this.condensate.ice : this.condensate.liquid, temperatureK, this.point);
    return (REFERENCE_PRESSURE_PA * Math.exp(this.point.lnFugacity) * volumeM3) / (R * temperatureK);
  }

  evaluate(temperatureK: number, frozen: boolean): void {
    const { dry, waterMol } = this;
    const t = temperatureK;
    let energy = dry.enthalpyOverR(t) - dry.totalMol * t;
    let capacity = dry.heatCapacityOverR(t) - dry.totalMol;
    this.vapourMol = waterMol;
    this.condensedMol = 0;
    this.evaporationMolPerK = 0;
    if (waterMol > 0) {
      energy += waterMol * vapourEnthalpyOverR(t);
      capacity += waterMol * vapourHeatCapacityOverR(t);
      if (t <= WARMEST_LIQUID_K && waterMol > this.saturatedMol(t, frozen, this.volumeM3)) {
        this.saturate(t);
        const { slopePerK, curvaturePerK2 } = this.point;
        const latent = t * t * slopePerK;
        energy -= this.condensedMol * latent;
        capacity -= this.condensedMol * (2 * t * slopePerK + t * t * curvaturePerK2);
        capacity += this.evaporationMolPerK * (latent - t);
      }
      energy -= this.vapourMol * t;
      capacity -= this.vapourMol;
    }
    this.energyJ = R * energy;
    this.heatCapacityJPerK = R * capacity;
  }

  /**
   * Whether it may hold liquid where the model has none: between its warmest liquid and the critical point, with more
   * water than that warmest liquid leaves as vapour.
   */
  isBeyondLiquid(temperatureK: number): boolean {
    if (!this.holdsWater || temperatureK <= WARMEST_LIQUID_K || temperatureK >= CRITICAL_POINT_K)
      return false;
    return this.waterMol > this.saturatedMol(WARMEST_LIQUID_K, false, this.volumeM3);
  }

  private saturate(temperatureK: number): void {
    const { lnFugacity, slopePerK } = this.point;
    this.vapourMol = (REFERENCE_PRESSURE_PA * Math.exp(lnFugacity) * this.volumeM3) / (R * temperatureK);
    this.condensedMol = this.waterMol - this.vapourMol;
    this.evaporationMolPerK = this.vapourMol * (slopePerK - 1 / temperatureK);
  }
}
