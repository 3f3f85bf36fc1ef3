/**
 * What a limit cycle under relay feedback tells about a process.
 *
 *   describing function   Kᵤ ≈ 4d/(π √(a² − ε²)), Pᵤ ≈ the period: the first harmonic stands for the square wave.
 *                         Åström and Hägglund, Automatica 20 (1984) 645. Up to some 20 % off where the process does
 *                         not filter the harmonics
 *   first order           with k, the mean of the PV over that of the output, the cycle of k e^(−Ls)/(1 + Ts) between
 *                         levels d₁ above and d₂ below, hysteresis ε, is exactly
 *                           peak a₁ = k d₁ − (k d₁ − ε) e^(−L/T), trough −a₂ alike with d₂,
 *                           period 2L + T ln[(k d₁ + a₂)/(k d₁ − ε)] + T ln[(k d₂ + a₁)/(k d₂ − ε)],
 *                         which gives L and T back; integrating, k e^(−Ls)/s: a₁ = k d₁ L + ε, a₂ = k d₂ L + ε,
 *                           period 2L + (a₂ + ε)/(k d₁) + (a₁ + ε)/(k d₂).
 *                         Wang, Hang and Zou, Ind. Eng. Chem. Res. 36 (1997) 2365
 *
 * Checked by test/control/tuning/relay-estimate.test.ts against exact limit cycles.
 */
import type { FirstOrderModel } from './reduction.ts';
import type { UltimatePoint } from './ultimate.ts';

/** A limit cycle, averaged over its last periods. */
export interface LimitCycle {
  readonly periodS: number;
  /** Of the PV above and below the set-point that the relay switched at, > 0. */
  readonly peak: number;
  readonly trough: number;
  /** Of the output above and below its rest, > 0, already with the relay's direction: above drives the PV up. */
  readonly above: number;
  readonly below: number;
  /** Of the relay, ≥ 0, in the unit of the PV. */
  readonly hysteresis: number;
  /** Mean of the PV over whole periods, from the set-point. */
  readonly meanPv: number;
  /** Mean of the output over whole periods, from its rest, with the same direction. */
  readonly meanOutput: number;
  /** Sign of the process' gain. */
  readonly direction: 1 | -1;
}

/** By the describing function; null where the swing does not go beyond the hysteresis. */
export function describingFunctionOf(cycle: LimitCycle): UltimatePoint | null {
  const amplitude = (cycle.peak + cycle.trough) / 2;
  const swing = (cycle.above + cycle.below) / 2;
  const effective = amplitude ** 2 - cycle.hysteresis ** 2;
  if (!(effective > 0)) return null;
  return {
    gain: (cycle.direction * 4 * swing) / (Math.PI * Math.sqrt(effective)),
    periodS: cycle.periodS,
  };
}

/**
 * A first-order model with dead time that has exactly this cycle.
 *
 * @param gain of the process, PV per output; null: from the means, which needs levels that are not alike
 * @returns null where no such model has it: the PV moves further than the gain allows, or the means say nothing
 */
export function firstOrderOf(cycle: LimitCycle, gain: number | null): FirstOrderModel | null {
  const k = gain === null ? gainOfMeans(cycle) : Math.abs(gain);
  if (k === null) return null;
  const { above, below, hysteresis, peak, trough, periodS } = cycle;
  const [up, down] = [k * above, k * below];
  const decay = ((up - peak) / (up - hysteresis) + (down - trough) / (down - hysteresis)) / 2;
  if (!(decay > 0 && decay < 1 && up > peak && down > trough)) return null;
  const delayOverT = -Math.log(decay);
  const crossings =
    Math.log((up + trough) / (up - hysteresis)) + Math.log((down + peak) / (down - hysteresis));
  const timeConstantS = periodS / (2 * delayOverT + crossings);
  return {
    gain: cycle.direction * k,
    delayS: delayOverT * timeConstantS,
    timeConstantS,
    integrating: false,
  };
}

/** The integrating model with dead time that has this cycle; null where the swing stays within the hysteresis. */
export function integratingOf(cycle: LimitCycle): FirstOrderModel | null {
  const { above, below, hysteresis, peak, trough, periodS } = cycle;
  // Of k L, from peak and trough; the period then has L alone.
  const reach = ((peak - hysteresis) / above + (trough - hysteresis) / below) / 2;
  if (!(reach > 0)) return null;
  const crossings = ((trough + hysteresis) / above + (peak + hysteresis) / below) / reach;
  const delayS = periodS / (2 + crossings);
  return { gain: (cycle.direction * reach) / delayS, delayS, timeConstantS: 0, integrating: true };
}

/** Of the output's swing, below which its mean says nothing about the gain. */
const LEAST_MEAN = 0.02;

function gainOfMeans({ meanPv, meanOutput, above, below }: LimitCycle): number | null {
  if (Math.abs(meanOutput) < LEAST_MEAN * (above + below)) return null;
  const gain = meanPv / meanOutput;
  return gain > 0 ? gain : null;
}
