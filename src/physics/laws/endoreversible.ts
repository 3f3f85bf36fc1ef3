/**
 * A cooler whose two heat exchangers need a difference of temperature. It takes Q_c from T_c and rejects Q_h to T_h;
 * inside, between T_cw and T_hw, it works at a fraction f of Carnot's coefficient of performance:
 *
 *   T_cw = T_c − Q_c/UA_c,   T_hw = T_h + Q_h/UA_h,   Q_h = Q_c + W,   W = (Q_c/f)(T_hw/T_cw − 1)
 *   ⇒  W = Q_c (T₀/T_cw − 1)/(f (1 − a)),   T₀ = T_h + Q_c/UA_h,   a = Q_c/(f T_cw UA_h)
 *
 * which exists for a < 1 and T_cw > 0, that is for Q_c below
 *
 *   Q_max = T_c/(1/UA_c + 1/(f UA_h)),
 *
 * towards which W grows without bound. Where T₀ ≤ T_cw heat runs down by itself: W = 0, and the machine is a
 * throttle for heat. Continuous at T₀ = T_cw (C0). An infinite conductance is an end without a difference; with both
 * infinite this is the cooler at a fraction f of Carnot's COP.
 *
 * Entropy generated, Q_h/T_h − Q_c/T_c: of three parts, the two exchangers and the inside, each is ≥ 0 for 0 < f ≤ 1.
 *
 * Source: Curzon and Ahlborn, Am. J. Phys. 43 (1975) 22, turned into a refrigerator as by Klein, "Design
 * considerations for refrigeration cycles", Int. J. Refrigeration 15 (1992) 181.
 * Checked by test/physics/laws/endoreversible.test.ts and endoreversible.property.test.ts.
 */

export interface CoolerDuty {
  /** Taken from the cold side, W, ≥ 0. */
  coldHeatW: number;
  coldK: number;
  hotK: number;
  /** W/K, > 0; may be infinite. */
  coldConductanceWPerK: number;
  hotConductanceWPerK: number;
  /** f, in (0, 1]. */
  copFraction: number;
}

export interface CoolerSolution {
  /** Inside the machine, K. */
  coldInsideK: number;
  hotInsideK: number;
  /** Work put in, W, ≥ 0. */
  workW: number;
  /** Rejected to the hot side, W. */
  hotHeatW: number;
  entropyGeneratedWPerK: number;
}

/** What a cold heat stays below, W; infinite between two infinite conductances. */
export function coldHeatLimitW(duty: Omit<CoolerDuty, 'coldHeatW' | 'hotK'>): number {
  return duty.coldK / (1 / duty.coldConductanceWPerK + 1 / (duty.copFraction * duty.hotConductanceWPerK));
}

/** Solves a duty into `solution`; false, with the solution untouched, at or above the limit of the cold heat. */
export function solveCooler(duty: CoolerDuty, solution: CoolerSolution): boolean {
  const { coldHeatW, coldK, hotK, hotConductanceWPerK, copFraction } = duty;
  const coldDropK = coldHeatW / duty.coldConductanceWPerK;
  const coldInsideK = coldK - coldDropK;
  const share = 1 - coldHeatW / (copFraction * coldInsideK * hotConductanceWPerK);
  if (!(coldInsideK > 0 && share > 0)) return false;
  // T₀ − T_cw, summed so that it keeps its digits where the temperatures lie close together.
  const liftK = hotK - coldK + coldHeatW / hotConductanceWPerK + coldDropK;
  const workW = liftK > 0 ? (coldHeatW * liftK) / (coldInsideK * copFraction * share) : 0;
  const hotHeatW = coldHeatW + workW;
  solution.coldInsideK = coldInsideK;
  solution.hotInsideK = hotK + hotHeatW / hotConductanceWPerK;
  solution.workW = workW;
  solution.hotHeatW = hotHeatW;
  solution.entropyGeneratedWPerK = hotHeatW / hotK - coldHeatW / coldK;
  return true;
}
