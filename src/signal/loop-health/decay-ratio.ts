/**
 * Decay ratio of the autocorrelation (Miao and Seborg, Control Eng. Practice 7 (1999) 773): R = a/b, a the height of
 * the first maximum over the line through the minima beside it, b the depth of the first minimum under the line
 * from lag zero to the first maximum; R > 0.5 is excessive oscillation. For a second-order process driven by white noise
 * R = e^(−πζ/√(1−ζ²)) exactly. White noise on the signal raises lag zero alone and lowers R: a loop in noise is
 * judged too calm rather than too lively. Checked in test/signal/loop-health/oscillation.test.ts against the reference table.
 */
import type { Outcome } from '../outcome.ts';
import { absent, present } from '../outcome.ts';
import { turningPoints } from '../turning-points.ts';

export interface DecayRatio {
  /** R. */
  readonly ratio: number;
  /** Lag of the first maximum, samples: a period. */
  readonly periodSamples: number;
  /** Correlation there; R² for a second-order process, so above 0.25 where R is excessive. */
  readonly afterPeriod: number;
}

export const EXCESSIVE_DECAY_RATIO = 0.5;

/**
 * @param correlation from lag zero, as far as the second minimum
 * @param gate smallest swing that counts: 2/√N for an autocorrelation of N samples
 */
export function decayRatio(correlation: Float64Array, gate: number): Outcome<DecayRatio> {
  const [low, high, next] = turningPoints(correlation, gate);
  if (low === undefined || high === undefined || next === undefined) return absent('no oscillation');
  const start = correlation[0] ?? Number.NaN;
  const height = high.value - between(low.value, next.value, (high.at - low.at) / (next.at - low.at));
  const depth = between(start, high.value, low.at / high.at) - low.value;
  if (!(depth > 0) || !(height > 0)) return absent('no oscillation');
  return present({ ratio: height / depth, periodSamples: high.at, afterPeriod: high.value });
}

function between(one: number, other: number, share: number): number {
  return one + share * (other - one);
}
