/**
 * Magnitude-squared coherence of two channels, |S_xy|²/(S_xx S_yy), from averaged segments (`welch.ts`).
 *
 * With n independent segments the estimate of no coherence at all scatters about 1/n, and exceeds
 * 1 − α^(1/(n−1)) with probability α; bias and variance elsewhere after Carter, Knapp and Nuttall, IEEE Trans. Audio
 * Electroacoust. 21 (1973) 337. One segment is always fully coherent with itself and says nothing.
 * Checked in test/signal/coherence.test.ts by Monte Carlo, and in peer.test.ts against SciPy.
 */
import { invariant } from '../physics/invariant.ts';
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';
import type { Welch } from './welch.ts';
import { binsOf, effectiveSegments } from './welch.ts';

export interface Coherence {
  readonly binHz: number;
  /** 0 … 1, bin by bin; 0 where one of the channels has no power. */
  readonly squared: Float64Array;
  /** By which the second channel leads the first, rad within (−π, π]. */
  readonly phaseRad: Float64Array;
  readonly effectiveSegments: number;
  /** What unrelated channels exceed with the given probability, in one bin. */
  readonly significantAbove: number;
}

const FEWEST_SEGMENTS = 2;

/**
 * @param pair index into the settings' pairs
 * @param falseAlarmRatio α, within (0, 1)
 */
export function coherenceOf(welch: Welch, pair: number, falseAlarmRatio: number): Outcome<Coherence> {
  invariant(falseAlarmRatio > 0 && falseAlarmRatio < 1, 'a false alarm ratio is within 0 and 1');
  const channels = welch.settings.pairs[pair];
  invariant(channels !== undefined, 'the pair is there');
  const segments = effectiveSegments(welch);
  if (segments < FEWEST_SEGMENTS) return absent('too few samples');
  const bins = binsOf(welch.settings);
  const [x, y] = channels;
  const squared = new Float64Array(bins);
  const phaseRad = new Float64Array(bins);
  for (let k = 0; k < bins; k += 1) {
    const re = welch.crossSums[2 * (pair * bins + k)] as number;
    const im = welch.crossSums[2 * (pair * bins + k) + 1] as number;
    const power = (welch.autoSums[x * bins + k] as number) * (welch.autoSums[y * bins + k] as number);
    // Rounding may carry the ratio past one.
    squared[k] = power > 0 ? Math.min(1, (re * re + im * im) / power) : 0;
    phaseRad[k] = Math.atan2(im, re);
  }
  return present({
    binHz: welch.settings.sampleRateHz / welch.settings.segmentSamples,
    squared,
    phaseRad,
    effectiveSegments: segments,
    significantAbove: significantCoherence(segments, falseAlarmRatio),
  });
}

export function significantCoherence(segments: number, falseAlarmRatio: number): number {
  return 1 - falseAlarmRatio ** (1 / (segments - 1));
}

/** By how much the estimate is too high on average where the true coherence is `squared`. */
export function coherenceBias(squared: number, segments: number): number {
  return ((1 - squared) ** 2 * (1 + (2 * squared) / segments)) / segments;
}

/** Standard deviation of the estimate where the true coherence is `squared`. */
export function coherenceDeviation(squared: number, segments: number): number {
  return Math.sqrt((2 * squared) / segments) * (1 - squared);
}
