/**
 * Whether a record of a control error oscillates, from its autocorrelation, in either of two published senses: it
 * decays slowly (Miao and Seborg, R > 0.5), or its crossings of zero are regular (Thornhill, r > 1). Both also come
 * about by chance, in correlations that are chance; so it must keep a good part of its size, too.
 *
 * White noise stands in the correlation at lag zero alone; it is taken off there by the noise level from second
 * differences, so that noise does not hide an oscillation. How often the finding is right: docs/detection.md.
 */
import { autocorrelation } from '../correlation.ts';
import { varianceOf } from '../record.ts';
import { decayRatio, EXCESSIVE_DECAY_RATIO } from './decay-ratio.ts';
import type { Finding } from './finding.ts';
import { above, isMet, undecided } from './finding.ts';
import { noiseLevel } from './noise-level.ts';
import { REGULAR, regularityOf } from './regularity.ts';

export interface Oscillation {
  readonly finding: Finding;
  /** Samples; null where none was found. */
  readonly periodSamples: number | null;
}

const FEWEST_SAMPLES = 64;
/** Size of the correlation after a period, or on average over five; chance and calm loops stay below 0.15. */
const STRONG = 0.2;
/** With more of the variance than that in noise, what is left is not known well enough to be compared with. */
const MOST_NOISE = 0.75;

/** @param error uniform samples, six periods of the oscillation or more */
export function oscillationOf(error: Float64Array): Oscillation {
  if (error.length < FEWEST_SAMPLES) return { finding: undecided('too few samples'), periodSamples: null };
  const correlated = autocorrelation(error, error.length >> 1);
  if (correlated.kind === 'absent') return { finding: undecided(correlated.reason), periodSamples: null };
  const smooth = 1 - noiseShare(error);
  const correlation = correlated.value.map((value, lag) => (lag === 0 ? 1 : Math.min(1, value / smooth)));
  const gate = 2 / (smooth * Math.sqrt(error.length));
  const regularity = regularityOf(correlation, gate);
  const decay = decayRatio(correlation, gate);
  const slow = above('decay ratio', decay.kind === 'present' ? decay.value.ratio : 0, EXCESSIVE_DECAY_RATIO);
  const kept = above(
    'correlation after a period',
    decay.kind === 'present' ? decay.value.afterPeriod : 0,
    STRONG,
  );
  const regular = above('regularity', regularity.kind === 'present' ? regularity.value.ratio : 0, REGULAR);
  const strong = above(
    'correlation kept on average',
    regularity.kind === 'present' ? regularity.value.strength : 0,
    STRONG,
  );
  const isRegular = isMet(regular) && isMet(strong);
  const isSlow = isMet(slow) && isMet(kept);
  const verdict = isSlow || isRegular ? 'found' : 'not found';
  const finding: Finding = { verdict, evidence: [slow, kept, regular, strong], reason: null };
  if (isRegular && regularity.kind === 'present') {
    return { finding, periodSamples: regularity.value.periodSamples };
  }
  return {
    finding,
    periodSamples: isSlow && decay.kind === 'present' ? decay.value.periodSamples : null,
  };
}

/** Of the variance; 0 where it is too much to be taken off. */
function noiseShare(values: Float64Array): number {
  const noise = noiseLevel(values);
  const share = noise.kind === 'present' ? noise.value ** 2 / varianceOf(values) : 0;
  return share > MOST_NOISE ? 0 : share;
}
