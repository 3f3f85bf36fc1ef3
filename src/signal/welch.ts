/**
 * Averaged spectra of one or more channels after Welch (IEEE Trans. Audio Electroacoust. 15 (1967) 70): overlapping
 * segments, each less its mean if asked, windowed and transformed; autospectra of every channel and cross spectra of
 * the pairs that are asked for.
 *
 *   S_xy[k] = s/(f_s Σw²) · mean over segments of conj(X[k]) Y[k],   s = 2 but at 0 and f_s/2, where it is 1
 *
 * One-sided, units²/Hz: the sum over bins times the bin width is the weighted mean square of a segment, exactly
 * (Parseval). Samples come one by one; memory is that of a segment, nothing is allocated after creation. A sample that
 * cannot be used, and a gap, end the segment under way, so that none spans either. With `memorySegments` old segments
 * fade, the weight of each falling by e over so many later ones.
 */
import { invariant } from '../physics/invariant.ts';
import type { FourierPlan } from './fourier.ts';
import { fourierPlan, isPowerOfTwo, transformReal } from './fourier.ts';
import type { Window, WindowShape } from './window.ts';
import { overlapCorrelation, windowOf } from './window.ts';

export interface WelchSettings {
  readonly sampleRateHz: number;
  /** A power of two, at least 4. */
  readonly segmentSamples: number;
  /** Samples from one segment's start to the next: 1 … segmentSamples. Half a segment suits Hann. */
  readonly hopSamples: number;
  readonly window: WindowShape;
  readonly removeMean: boolean;
  readonly channels: number;
  /** Channel numbers whose cross spectrum is kept. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Segments over which older ones fade; null keeps all alike. */
  readonly memorySegments: number | null;
}

export interface Welch {
  readonly settings: WelchSettings;
  readonly window: Window;
  readonly plan: FourierPlan;
  /** Per overlap m = 1, 2, …: correlation between segments m hops apart, squared. */
  readonly overlapSquared: readonly number[];
  /** Weighted sums of |X|², channel by channel, segmentSamples/2 + 1 each. */
  readonly autoSums: Float64Array;
  /** Weighted sums of conj(X) Y, pair by pair, interleaved. */
  readonly crossSums: Float64Array;
  readonly recent: Float64Array;
  readonly segment: Float64Array;
  readonly spectra: readonly Float64Array[];
  /** Samples in the segment under way. */
  filled: number;
  /** Where the next sample goes in `recent`, of each channel. */
  next: number;
  segments: number;
  /** Sums of the weights of segments and of their squares. */
  weightSum: number;
  weightSquareSum: number;
  /** Samples that were not numbers. */
  refused: number;
  /** Times a segment under way was given up. */
  breaks: number;
}

export function createWelch(settings: WelchSettings): Welch {
  const { segmentSamples, hopSamples, channels, pairs, sampleRateHz } = settings;
  invariant(isPowerOfTwo(segmentSamples) && segmentSamples >= 4, 'a segment is a power of two, at least 4');
  invariant(hopSamples >= 1 && hopSamples <= segmentSamples && sampleRateHz > 0, 'a hop is within a segment');
  invariant(
    pairs.flat().every((channel) => channel < channels),
    'a pair names channels that there are',
  );
  const window = windowOf(settings.window, segmentSamples);
  const overlaps = Math.ceil(segmentSamples / hopSamples) - 1;
  return {
    settings,
    window,
    plan: fourierPlan(segmentSamples),
    overlapSquared: Array.from(
      { length: overlaps },
      (_, m) => overlapCorrelation(window, (m + 1) * hopSamples) ** 2,
    ),
    autoSums: new Float64Array(channels * binsOf(settings)),
    crossSums: new Float64Array(2 * pairs.length * binsOf(settings)),
    recent: new Float64Array(channels * segmentSamples),
    segment: new Float64Array(segmentSamples),
    spectra: Array.from({ length: channels }, () => new Float64Array(2 * segmentSamples)),
    filled: 0,
    next: 0,
    segments: 0,
    weightSum: 0,
    weightSquareSum: 0,
    refused: 0,
    breaks: 0,
  };
}

/** One sample of every channel, one sample period after the last. Not a number in any of them breaks the segment. */
export function pushWelch(welch: Welch, samples: Float64Array): void {
  const { segmentSamples, hopSamples, channels } = welch.settings;
  for (let channel = 0; channel < channels; channel += 1) {
    if (!Number.isFinite(samples[channel])) {
      welch.refused += 1;
      breakWelch(welch);
      return;
    }
  }
  for (let channel = 0; channel < channels; channel += 1) {
    welch.recent[channel * segmentSamples + welch.next] = samples[channel] as number;
  }
  welch.next = (welch.next + 1) % segmentSamples;
  welch.filled += 1;
  if (welch.filled < segmentSamples) return;
  addSegment(welch);
  welch.filled = segmentSamples - hopSamples;
}

/** A gap: what came before it and what comes after are not parts of one segment. */
export function breakWelch(welch: Welch): void {
  if (welch.filled > 0) welch.breaks += 1;
  welch.filled = 0;
}

/** Bins of a one-sided spectrum: 0 … f_s/2. */
export function binsOf({ segmentSamples }: Pick<WelchSettings, 'segmentSamples'>): number {
  return segmentSamples / 2 + 1;
}

/**
 * Independent segments that would scatter as much as these: overlapping ones repeat each other (Welch, eq. 14, with
 * the correlations of the window), and fading ones count less.
 */
export function effectiveSegments(welch: Welch): number {
  if (welch.segments === 0) return 0;
  const { segments, weightSum, weightSquareSum, overlapSquared } = welch;
  const fading = fadingOf(welch.settings);
  const repeated = overlapSquared.reduce((sum, squared, i) => {
    const share = fading === 1 ? Math.max(0, 1 - (i + 1) / segments) : fading ** (i + 1);
    return sum + share * squared;
  }, 0);
  return weightSum ** 2 / (weightSquareSum * (1 + 2 * repeated));
}

function fadingOf({ memorySegments }: WelchSettings): number {
  return memorySegments === null ? 1 : Math.exp(-1 / memorySegments);
}

function addSegment(welch: Welch): void {
  const { settings, autoSums, crossSums, spectra } = welch;
  const bins = binsOf(settings);
  const fading = fadingOf(settings);
  for (let channel = 0; channel < settings.channels; channel += 1) {
    const spectrum = spectra[channel] as Float64Array;
    takeSegment(welch, channel);
    transformReal(welch.plan, welch.segment, spectrum);
    for (let k = 0; k < bins; k += 1) {
      const at = channel * bins + k;
      const re = spectrum[2 * k] as number;
      const im = spectrum[2 * k + 1] as number;
      autoSums[at] = fading * (autoSums[at] as number) + re * re + im * im;
    }
  }
  for (let pair = 0; pair < settings.pairs.length; pair += 1) {
    const [one, other] = settings.pairs[pair] as readonly [number, number];
    addCross(
      crossSums,
      pair * bins,
      bins,
      spectra[one] as Float64Array,
      spectra[other] as Float64Array,
      fading,
    );
  }
  welch.weightSum = fading * welch.weightSum + 1;
  welch.weightSquareSum = fading * fading * welch.weightSquareSum + 1;
  welch.segments += 1;
}

/** The latest segment of a channel, oldest sample first, less its mean if asked, windowed. */
function takeSegment(welch: Welch, channel: number): void {
  const { segment, recent, window, next, settings } = welch;
  const { segmentSamples: size, removeMean } = settings;
  const from = channel * size;
  let sum = 0;
  for (let i = 0; i < size; i += 1) {
    const value = recent[from + ((next + i) % size)] as number;
    segment[i] = value;
    sum += value;
  }
  const mean = removeMean ? sum / size : 0;
  for (let i = 0; i < size; i += 1)
    segment[i] = ((segment[i] as number) - mean) * (window.weights[i] as number);
}

function addCross(
  sums: Float64Array,
  from: number,
  bins: number,
  x: Float64Array,
  y: Float64Array,
  fading: number,
): void {
  for (let k = 0; k < bins; k += 1) {
    const xr = x[2 * k] as number;
    const xi = x[2 * k + 1] as number;
    const yr = y[2 * k] as number;
    const yi = y[2 * k + 1] as number;
    const at = 2 * (from + k);
    sums[at] = fading * (sums[at] as number) + xr * yr + xi * yi;
    sums[at + 1] = fading * (sums[at + 1] as number) + xr * yi - xi * yr;
  }
}
