/**
 * Kuramoto's order parameter of N phases, r e^(jψ) = (1/N) Σ e^(jφ_i): 1 when all are alike, about √(π/4N) when they
 * have nothing to do with each other (Kuramoto, Chemical Oscillations, Waves, and Turbulence, 1984, ch. 5). How likely so much
 * agreement is by chance: Rayleigh's test in the form of Zar, Biostatistical Analysis, 5th ed. 2010, eq. 27.4.
 */
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';

export interface OrderParameter {
  /** r, 0 … 1. */
  readonly agreement: number;
  /** ψ, rad within (−π, π]. */
  readonly meanPhaseRad: number;
  /** Largest distance of a phase from the mean, rad. */
  readonly largestDeviationRad: number;
  /** Of phases that have nothing to do with each other agreeing so well. */
  readonly chanceRatio: number;
  /** Phases that were usable. */
  readonly count: number;
}

/** @param phasesRad not a number where a phase is unknown: it is left out, and `count` says so */
export function orderParameter(phasesRad: Float64Array): Outcome<OrderParameter> {
  let re = 0;
  let im = 0;
  let count = 0;
  for (const phase of phasesRad) {
    if (!Number.isFinite(phase)) continue;
    re += Math.cos(phase);
    im += Math.sin(phase);
    count += 1;
  }
  if (count === 0) return absent('nothing usable');
  const agreement = Math.min(1, Math.hypot(re, im) / count);
  const meanPhaseRad = Math.atan2(im, re);
  let largestDeviationRad = 0;
  for (const phase of phasesRad) {
    if (Number.isFinite(phase)) {
      largestDeviationRad = Math.max(largestDeviationRad, Math.abs(phaseDifference(phase, meanPhaseRad)));
    }
  }
  const chanceRatio = chanceOf(agreement, count);
  return present({ agreement, meanPhaseRad, largestDeviationRad, chanceRatio, count });
}

/** One less the other, rad within [−π, π]. */
export function phaseDifference(oneRad: number, otherRad: number): number {
  const turns = (oneRad - otherRad) / (2 * Math.PI);
  return 2 * Math.PI * (turns - Math.round(turns));
}

/** p = exp(√(1 + 4N + 4(N² − R²)) − (1 + 2N)), R = N r. */
function chanceOf(agreement: number, count: number): number {
  const rest = count * count * (1 - agreement * agreement);
  return Math.min(1, Math.exp(Math.sqrt(1 + 4 * count + 4 * Math.max(0, rest)) - (1 + 2 * count)));
}
