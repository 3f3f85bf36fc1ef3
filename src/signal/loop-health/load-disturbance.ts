/**
 * Oscillation of a control error by counting load disturbances (Hägglund, Control Eng. Practice 3 (1995) 1543): between
 * two crossings of zero the absolute error adds up, and a half period whose sum exceeds IAE_lim = 2a/ω_i is a
 * disturbance: that is what an oscillation of amplitude a at ω_i = 2π/T_i makes of half a period. Ten disturbances that
 * fade over the supervision time T_sup = 50 T_i are an oscillation: x ← x e^(−h/T_sup), plus one at each.
 * Noise crosses zero often and so sums to little: no filter is needed. One number of memory for each loop.
 */
import { invariant } from '../../physics/invariant.ts';
import type { Finding } from './finding.ts';
import { above, findingOf, undecided } from './finding.ts';

export interface LoadDisturbanceSettings {
  /** T_i in the law above: the ultimate period where a relay experiment told it, else the integral time, s. */
  readonly referencePeriodS: number;
  /** Smallest amplitude of interest, units of the error: 1 % of span in the paper. */
  readonly leastAmplitude: number;
  /** Longest time between readings that is bridged, s. */
  readonly longestGapS: number;
}

export interface LoadDisturbances {
  readonly settings: LoadDisturbanceSettings;
  readonly iaeLimit: number;
  lastS: number;
  lastError: number;
  /** Of the half period under way. */
  iae: number;
  startS: number;
  /** Fading number of disturbances. */
  count: number;
  /** Sum and duration of the last half period that was one; 0 before. */
  lastIae: number;
  lastHalfPeriodS: number;
  refused: number;
}

const ENOUGH = 10;
const SUPERVISION_PERIODS = 5 * ENOUGH;

/** Units of the error times s. */
export function iaeLimitOf({ referencePeriodS, leastAmplitude }: LoadDisturbanceSettings): number {
  return (2 * leastAmplitude * referencePeriodS) / (2 * Math.PI);
}

export function createLoadDisturbances(settings: LoadDisturbanceSettings): LoadDisturbances {
  const { referencePeriodS, leastAmplitude, longestGapS } = settings;
  invariant(referencePeriodS > 0 && leastAmplitude > 0 && longestGapS > 0, 'a period is positive');
  return {
    settings,
    iaeLimit: iaeLimitOf(settings),
    lastS: Number.NEGATIVE_INFINITY,
    lastError: 0,
    iae: 0,
    startS: 0,
    count: 0,
    lastIae: 0,
    lastHalfPeriodS: 0,
    refused: 0,
  };
}

/** @param error set-point less PV; not a number where either is bad or the loop is not in automatic */
export function pushLoadDisturbance(state: LoadDisturbances, timeS: number, error: number): void {
  if (!Number.isFinite(error) || !(timeS > state.lastS)) {
    state.refused += 1;
    return;
  }
  const dtS = timeS - state.lastS;
  const { lastError } = state;
  state.lastS = timeS;
  state.lastError = error;
  if (dtS > state.settings.longestGapS) {
    state.iae = 0;
    state.startS = timeS;
    return;
  }
  state.count *= Math.exp(-dtS / (SUPERVISION_PERIODS * state.settings.referencePeriodS));
  if (error * lastError >= 0) {
    state.iae += ((Math.abs(lastError) + Math.abs(error)) / 2) * dtS;
    return;
  }
  // By a straight line from the one error to the other, zero lies this share of the way.
  const share = lastError / (lastError - error);
  state.iae += (Math.abs(lastError) / 2) * share * dtS;
  if (state.iae > state.iaeLimit) {
    state.count += 1;
    state.lastIae = state.iae;
    state.lastHalfPeriodS = timeS - (1 - share) * dtS - state.startS;
  }
  state.iae = (Math.abs(error) / 2) * (1 - share) * dtS;
  state.startS = timeS - (1 - share) * dtS;
}

export function loadDisturbanceFinding(state: LoadDisturbances): Finding {
  if (state.lastS === Number.NEGATIVE_INFINITY) return undecided('not started');
  return findingOf([above('load disturbances in the supervision time', state.count, ENOUGH)]);
}

/** Of the sinusoid whose half period the last disturbance was: IAE = 2A/ω; 0 before the first. */
export function disturbanceAmplitude({ lastIae, lastHalfPeriodS }: LoadDisturbances): number {
  return lastHalfPeriodS > 0 ? (Math.PI * lastIae) / (2 * lastHalfPeriodS) : 0;
}
