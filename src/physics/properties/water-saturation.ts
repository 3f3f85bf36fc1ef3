/**
 * Saturation pressure of water over ice and over liquid, with two derivatives, because latent heat and heat capacity
 * of the condensed phases follow from them.
 *
 *   liquid: ln(p/pc) = (Tc/T) Σ aᵢ (1 − T/Tc)^eᵢ     IAPWS SR1-86 (1992): Wagner and Pruss, J. Phys. Chem. Ref.
 *                                                    Data 22 (1993) 783; 273.16 K to 647.096 K
 *   ice:    ln(p/pt) = (Tt/T) Σ aᵢ (T/Tt)^bᵢ         IAPWS R14-08 (2011): Wagner, Riethmann, Feistel, Harvey,
 *                                                    J. Phys. Chem. Ref. Data 40 (2011) 043103; 50 K to 273.16 K
 *
 * The pressure over ice is tied to that over liquid at the triple point (they differ there by 1e-7 as published), so
 * that no free energy is lost or won by melting. Checked by test/physics/properties/water.test.ts.
 */

/** Triple point, K; exact in the older temperature scale, and as published for both equations. */
export const TRIPLE_POINT_K = 273.16;
export const CRITICAL_POINT_K = 647.096;
const CRITICAL_PRESSURE_PA = 22.064e6;
/** Lowest temperature of the equation for ice, K. */
export const COLDEST_ICE_K = 50;

/** Coefficient and exponent of each term. */
const LIQUID = [
  [-7.85951783, 1],
  [1.84408259, 1.5],
  [-11.7866497, 3],
  [22.6807411, 3.5],
  [-15.9618719, 4],
  [1.80122502, 7.5],
] as const;

const ICE = [
  [-21.2144006, 0.00333333333],
  [27.3203819, 1.20666667],
  [-6.1059813, 1.70333333],
] as const;

/** ln p (p in Pa) with its first and second derivative by temperature. */
export interface Saturation {
  readonly lnPressure: number;
  readonly slopePerK: number;
  readonly curvaturePerK2: number;
}

export type CondensedPhase = 'liquid' | 'ice';

/** The phase that condenses at a temperature; at the triple point itself, liquid. */
export function condensedPhaseAt(temperatureK: number): CondensedPhase {
  return temperatureK < TRIPLE_POINT_K ? 'ice' : 'liquid';
}

/** Saturation over a phase; for liquid up to the critical point, for ice from 50 K. */
export function saturationOver(phase: CondensedPhase, temperatureK: number): Saturation {
  return phase === 'ice' ? overIce(temperatureK) : overLiquid(temperatureK);
}

/** Saturation pressure, Pa, over the phase that is stable: 50 K to 647.096 K. */
export function saturationPressurePa(temperatureK: number): number {
  return Math.exp(saturationOver(condensedPhaseAt(temperatureK), temperatureK).lnPressure);
}

function overLiquid(temperatureK: number): Saturation {
  const distance = 1 - temperatureK / CRITICAL_POINT_K;
  let sum = 0;
  let first = 0;
  let second = 0;
  for (const [a, e] of LIQUID) {
    sum += a * distance ** e;
    first += a * e * distance ** (e - 1);
    // The 1.5th power has no finite second derivative at the critical point itself.
    if (distance > 0) second += a * e * (e - 1) * distance ** (e - 2);
  }
  const t = temperatureK;
  return {
    lnPressure: Math.log(CRITICAL_PRESSURE_PA) + (CRITICAL_POINT_K * sum) / t,
    slopePerK: -((CRITICAL_POINT_K * sum) / t + first) / t,
    curvaturePerK2:
      ((2 * CRITICAL_POINT_K * sum) / t + 2 * first) / (t * t) + second / (CRITICAL_POINT_K * t),
  };
}

const LN_TRIPLE_PRESSURE = overLiquid(TRIPLE_POINT_K).lnPressure;
const ICE_SUM_AT_TRIPLE_POINT = ICE.reduce((sum, [a]) => sum + a, 0);

function overIce(temperatureK: number): Saturation {
  const theta = temperatureK / TRIPLE_POINT_K;
  let sum = -ICE_SUM_AT_TRIPLE_POINT;
  let slopePerK = 0;
  let curvaturePerK2 = 0;
  for (const [a, b] of ICE) {
    sum += a * theta ** (b - 1);
    slopePerK += (a * (b - 1) * theta ** (b - 2)) / TRIPLE_POINT_K;
    curvaturePerK2 += (a * (b - 1) * (b - 2) * theta ** (b - 3)) / TRIPLE_POINT_K ** 2;
  }
  return { lnPressure: LN_TRIPLE_PRESSURE + sum, slopePerK, curvaturePerK2 };
}
