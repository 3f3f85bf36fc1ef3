/**
 * From readings at any times to samples at equal ones, by straight lines between usable readings. Where readings are
 * further apart than is allowed nothing is made up: a new segment starts, with its own time grid.
 *
 * A straight line over a stretch h keeps 1 − (πfh)²/6 of a sinusoid's amplitude to second order, so the longest gap
 * should be short against the periods of interest. Memory is bounded and pushing allocates nothing.
 */
import { invariant } from '../physics/invariant.ts';

export interface SamplerSettings {
  readonly periodS: number;
  /** Longest stretch between usable readings that is bridged, s; at least the period. */
  readonly longestGapS: number;
}

export interface UniformSampler {
  readonly settings: SamplerSettings;
  /** The first `ready` of them came of the last reading, oldest first. */
  readonly samples: Float64Array;
  ready: number;
  /** Counts up at every gap: samples of two segments are not one record. Zero before the first reading. */
  segment: number;
  /** Time of the first sample of the segment, s. */
  startS: number;
  /** Samples of the segment that have been handed out. */
  given: number;
  /** Readings that were not usable: bad quality, not a number, or not later than the one before. */
  refused: number;
  lastS: number;
  lastValue: number;
}

const SLACK = 1e-6;

export function createUniformSampler(settings: SamplerSettings): UniformSampler {
  const { periodS, longestGapS } = settings;
  invariant(periodS > 0 && longestGapS >= periodS, 'the longest gap is at least the sample period');
  return {
    settings,
    samples: new Float64Array(Math.floor(longestGapS / periodS) + 2),
    ready: 0,
    segment: 0,
    startS: 0,
    given: 0,
    refused: 0,
    lastS: Number.NEGATIVE_INFINITY,
    lastValue: 0,
  };
}

/**
 * One reading. `sampler.ready` samples are ready then; a change of `sampler.segment` says that they start anew.
 *
 * @param value not a number where the reading is bad
 */
export function pushReading(sampler: UniformSampler, timeS: number, value: number): void {
  sampler.ready = 0;
  if (!Number.isFinite(timeS) || !Number.isFinite(value) || timeS <= sampler.lastS) {
    sampler.refused += 1;
    return;
  }
  const { periodS, longestGapS } = sampler.settings;
  if (timeS - sampler.lastS > longestGapS) {
    sampler.segment += 1;
    sampler.startS = timeS;
    sampler.given = 0;
  }
  const { samples, startS, lastS, lastValue } = sampler;
  let sampleS = startS + sampler.given * periodS;
  // A reading on the grid is a sample of it, whatever rounding does to the grid's times.
  while (sampleS <= timeS + SLACK * periodS && sampler.ready < samples.length) {
    const isHere = sampleS >= timeS - SLACK * periodS;
    samples[sampler.ready] = isHere
      ? value
      : lastValue + ((sampleS - lastS) / (timeS - lastS)) * (value - lastValue);
    sampler.ready += 1;
    sampler.given += 1;
    sampleS = startS + sampler.given * periodS;
  }
  sampler.lastS = timeS;
  sampler.lastValue = value;
}

export interface Segment {
  readonly startS: number;
  readonly values: Float64Array;
}

export interface Segments {
  readonly segments: readonly Segment[];
  /** Readings that were not usable. */
  readonly refused: number;
}

/** All readings at hand: the stretches that have no gap, in order. */
export function uniformSegments(
  times: Float64Array,
  values: Float64Array,
  settings: SamplerSettings,
): Segments {
  invariant(times.length === values.length, 'every reading has a time');
  const sampler = createUniformSampler(settings);
  const segments: { startS: number; values: number[] }[] = [];
  for (let i = 0; i < times.length; i += 1) {
    const before = sampler.segment;
    pushReading(sampler, times[i] as number, values[i] as number);
    if (sampler.segment !== before) segments.push({ startS: sampler.startS, values: [] });
    for (let j = 0; j < sampler.ready; j += 1) segments.at(-1)?.values.push(sampler.samples[j] as number);
  }
  return {
    segments: segments.map(({ startS, values: list }) => ({ startS, values: Float64Array.from(list) })),
    refused: sampler.refused,
  };
}
