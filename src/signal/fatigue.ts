/**
 * Damage of counted cycles by Palmgren and Miner: Σ n_i / N(range_i), 1 at the end of life, with Basquin's law
 * N(range) = N_ref (range_ref/range)^m and no damage below the endurance limit. Both are engineering rules: the sum at failure of real parts
 * scatters from about 0.3 to 3 (Haibach, Betriebsfestigkeit, 3rd ed. 2006).
 */
export interface FatigueCurve {
  readonly referenceRange: number;
  /** Cycles of the reference range that end the life. */
  readonly referenceCycles: number;
  /** m. */
  readonly exponent: number;
  /** Ranges below do no damage; 0 where there is no such limit. */
  readonly enduranceRange: number;
}

/** Share of the life that `count` cycles of a range use. */
export function fatigueDamage(curve: FatigueCurve, range: number, count: number): number {
  if (!(range > 0) || range < curve.enduranceRange) return 0;
  return (count / curve.referenceCycles) * (range / curve.referenceRange) ** curve.exponent;
}
