/**
 * The bounds of Carnot: what no refrigerator and no engine between two temperatures exceeds.
 *
 *   COP = T_c/(T_h − T_c),   η = 1 − T_c/T_h
 *
 * Source: Carnot (1824); Moran and Shapiro, "Fundamentals of Engineering Thermodynamics", chapter 5. For every
 * pair of positive temperatures. Checked by test/physics/laws/carnot.test.ts.
 */

export interface Reservoirs {
  readonly coldK: number;
  readonly hotK: number;
}

/** Greatest heat taken from the cold side per work; infinite where it is not the colder one. */
export function carnotCoolingRatio({ coldK, hotK }: Reservoirs): number {
  return coldK < hotK ? coldK / (hotK - coldK) : Number.POSITIVE_INFINITY;
}

/** Greatest work per heat taken from the hot side, 0 … 1; zero where it is not the hotter one. */
export function carnotEfficiency({ coldK, hotK }: Reservoirs): number {
  return Math.max(1 - coldK / hotK, 0);
}
