/**
 * Heat passed between two streams in an exchanger, by effectiveness and number of transfer units:
 *
 *   Q = ε C_min (T_a − T_b),   NTU = UA/C_min,   C_r = C_min/C_max,   C = ṁ cp
 *   counter    ε = (1 − E)/(1 − C_r E),  E = exp(−NTU (1 − C_r));   C_r = 1: NTU/(1 + NTU)
 *   parallel   ε = (1 − exp(−NTU (1 + C_r)))/(1 + C_r)
 *   cross      ε = 1 − exp(NTU^0.22 (exp(−C_r NTU^0.78) − 1)/C_r), both streams unmixed
 *
 * Source: Kays and London, "Compact Heat Exchangers", 3rd ed. (1984), chapter 2; Incropera and DeWitt, "Fundamentals
 * of Heat and Mass Transfer", 6th ed. (2007), table 11.3. The first two are exact for constant UA and cp; the third is
 * the fit of the textbooks to the series of Mason (Proc. 2nd U.S. Nat. Congr. Appl. Mech., 1954), from which it is
 * 0.011 of ε away at most up to NTU of 3, and 0.02 up to 10; a test prints the errors. C_r → 0 gives 1 − exp(−NTU) in
 * all three.
 *
 * Holds for every UA ≥ 0 and C ≥ 0: ε stays in 0 … 1, so that no outlet passes the other stream's inlet, and with
 * that the entropy generated, which is concave in Q and not negative at either end of 0 … C_min (T_a − T_b), is never
 * negative. Q is smooth in all its arguments, but for cross flow, where it has a kink at C_a = C_b.
 * Checked by test/physics/laws/heat-exchanger.test.ts and heat-exchanger.property.test.ts.
 */
import type { HeatExchangerDefinition } from '../plant-definition.ts';

export type Arrangement = HeatExchangerDefinition['arrangement'];

export interface ExchangerStream {
  /** Mass flow times specific heat capacity, W/K; at or below zero the stream stands still. */
  readonly capacityRateWPerK: number;
  /** Where the stream enters, K. */
  readonly temperatureK: number;
}

export interface ExchangerDuty {
  readonly uaWPerK: number;
  readonly arrangement: Arrangement;
  readonly a: ExchangerStream;
  readonly b: ExchangerStream;
}

/** Heat from stream a to stream b, W; zero when either stands still. */
export function exchangedHeatW({ uaWPerK, arrangement, a, b }: ExchangerDuty): number {
  const least = Math.min(a.capacityRateWPerK, b.capacityRateWPerK);
  if (!(least > 0)) return 0;
  const ratio = least / Math.max(a.capacityRateWPerK, b.capacityRateWPerK);
  return effectiveness(arrangement, uaWPerK / least, ratio) * least * (a.temperatureK - b.temperatureK);
}

/**
 * Share of the greatest possible heat that is passed, 0 … 1.
 *
 * @param transferUnits UA/C_min, ≥ 0; may be infinite
 * @param capacityRatio C_min/C_max, 0 … 1
 */
export function effectiveness(
  arrangement: Arrangement,
  transferUnits: number,
  capacityRatio: number,
): number {
  switch (arrangement) {
    case 'counter':
      return Math.min(counterFlow(transferUnits, capacityRatio), 1);
    case 'parallel':
      return -Math.expm1(-transferUnits * (1 + capacityRatio)) / (1 + capacityRatio);
    case 'cross':
      return crossFlow(transferUnits, capacityRatio);
  }
}

function counterFlow(transferUnits: number, capacityRatio: number): number {
  const imbalance = 1 - capacityRatio;
  // As 1/(1 + 1/NTU), which is also right at both ends.
  if (imbalance === 0) return 1 / (1 + 1 / transferUnits);
  const decay = -Math.expm1(-transferUnits * imbalance);
  return decay / (imbalance + capacityRatio * decay);
}

function crossFlow(transferUnits: number, capacityRatio: number): number {
  // Here the series of the exponential ends with its first term in double precision; 0·∞ comes this way too.
  if (!(capacityRatio * transferUnits ** 0.78 >= 1e-16)) return -Math.expm1(-transferUnits);
  return -Math.expm1(
    (transferUnits ** 0.22 * Math.expm1(-capacityRatio * transferUnits ** 0.78)) / capacityRatio,
  );
}
