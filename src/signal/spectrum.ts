/**
 * One-sided power spectral density and amplitude spectrum, from averaged segments (`welch.ts`) or from one whole
 * record (`periodogram`). Definitions after G. Heinzel, A. Rüdiger, R. Schilling, Spectrum and spectral density
 * estimation by the DFT, MPI für Gravitationsphysik 2002.
 */
import { invariant } from '../physics/invariant.ts';
import { fourierPlan, powerOfTwoFrom, transformReal } from './fourier.ts';
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';
import { lessLine, lessMean, recordProblem } from './record.ts';
import type { Welch, WelchSettings } from './welch.ts';
import { binsOf, createWelch, effectiveSegments, pushWelch } from './welch.ts';
import type { WindowShape } from './window.ts';
import { windowOf } from './window.ts';

export interface Spectrum {
  /** Distance between bins; bin k is at k binHz. */
  readonly binHz: number;
  /** Units²/Hz, one-sided. Σ densityPerHz · binHz is the (window-weighted) mean square. */
  readonly densityPerHz: Float64Array;
  /** Of the window: a sinusoid's peak of density times this is half its amplitude squared. */
  readonly noiseBandwidthHz: number;
  /** Independent segments behind it: the standard deviation of a density is density/√segments. */
  readonly effectiveSegments: number;
}

/** What has been averaged so far of a channel. */
export function spectrumOf(welch: Welch, channel: number): Outcome<Spectrum> {
  const { settings, window, weightSum } = welch;
  invariant(channel < settings.channels, 'the channel is there');
  if (welch.segments === 0) return absent(welch.refused > 0 ? 'nothing usable' : 'too few samples');
  const bins = binsOf(settings);
  const scale = 1 / (settings.sampleRateHz * window.sumOfSquares * weightSum);
  const sums = welch.autoSums.subarray(channel * bins, (channel + 1) * bins);
  return present({
    binHz: settings.sampleRateHz / settings.segmentSamples,
    densityPerHz: sums.map((sum, k) => sum * scale * sidesOf(k, bins)),
    noiseBandwidthHz: (window.noiseBandwidthBins * settings.sampleRateHz) / settings.segmentSamples,
    effectiveSegments: effectiveSegments(welch),
  });
}

/** All segments of a record that is at hand, one channel. */
export function welchSpectrum(
  values: Float64Array,
  settings: Omit<WelchSettings, 'channels' | 'pairs' | 'memorySegments'>,
): Outcome<Spectrum> {
  const problem = recordProblem(values, settings.segmentSamples);
  if (problem !== null) return absent(problem);
  const welch = createWelch({ ...settings, channels: 1, pairs: [], memorySegments: null });
  const one = new Float64Array(1);
  for (const value of values) {
    one[0] = value;
    pushWelch(welch, one);
  }
  return spectrumOf(welch, 0);
}

export interface PeriodogramSettings {
  readonly sampleRateHz: number;
  readonly window: WindowShape;
  readonly detrend: 'none' | 'mean' | 'line';
}

/** Of one record of any length ≥ 4; between the bins of its length by zero padding to a power of two. */
export function periodogram(values: Float64Array, settings: PeriodogramSettings): Outcome<Spectrum> {
  const problem = recordProblem(values, 4);
  if (problem !== null) return absent(problem);
  const { sampleRateHz, detrend } = settings;
  const window = windowOf(settings.window, values.length);
  const size = powerOfTwoFrom(values.length);
  const padded = new Float64Array(size);
  const centred = detrend === 'mean' ? lessMean(values) : detrend === 'line' ? lessLine(values) : values;
  for (let i = 0; i < values.length; i += 1)
    padded[i] = (centred[i] as number) * (window.weights[i] as number);
  const transformed = new Float64Array(2 * size);
  transformReal(fourierPlan(size), padded, transformed);
  const bins = size / 2 + 1;
  const scale = 1 / (sampleRateHz * window.sumOfSquares);
  return present({
    binHz: sampleRateHz / size,
    densityPerHz: Float64Array.from({ length: bins }, (_, k) => {
      const power = (transformed[2 * k] as number) ** 2 + (transformed[2 * k + 1] as number) ** 2;
      return power * scale * sidesOf(k, bins);
    }),
    noiseBandwidthHz: (window.noiseBandwidthBins * sampleRateHz) / values.length,
    effectiveSegments: 1,
  });
}

/** Amplitude that a sinusoid on bin k would have, units: √(2 · density · noise bandwidth), at 0 and f_s/2 without the 2. */
export function amplitudeAt(spectrum: Spectrum, k: number): number {
  const sides = sidesOf(k, spectrum.densityPerHz.length);
  return Math.sqrt(sides * (spectrum.densityPerHz[k] as number) * spectrum.noiseBandwidthHz);
}

/** Mean square between two frequencies, units²; whole bins whose centres lie in [fromHz, toHz]. */
export function bandPower({ densityPerHz, binHz }: Spectrum, fromHz: number, toHz: number): number {
  let sum = 0;
  const last = Math.min(densityPerHz.length - 1, Math.floor(toHz / binHz));
  for (let k = Math.max(0, Math.ceil(fromHz / binHz)); k <= last; k += 1) sum += densityPerHz[k] as number;
  return sum * binHz;
}

/** Bins between 0 and f_s/2 stand for their negative twins too. */
function sidesOf(k: number, bins: number): number {
  return k === 0 || k === bins - 1 ? 1 : 2;
}
