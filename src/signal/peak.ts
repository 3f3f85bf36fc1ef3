/**
 * Frequency, amplitude and phase of the strongest sinusoid in a band of a uniform record, with uncertainties.
 *
 * The largest bin of the windowed, zero-padded transform starts Gauss-Newton steps of the sine fit with four parameters
 * (IEEE Std 1057-2017, annex B) whose squares are weighted by the window. Without a window that is the maximum
 * likelihood estimate in white noise (Rife and Boorstyn, IEEE Trans. Inf. Theory 20 (1974) 591), and its uncertainty
 * is the Cramér-Rao bound √(24 σ²/(A² N (N² − 1))) rad per sample (Kay, Estimation Theory, 1993, ex. 3.14). A window costs some of that
 * and keeps other tones out. Checked in test/signal/peak.test.ts by Monte Carlo against both.
 */
import { invariant } from '../physics/invariant.ts';
import { fourierPlan, powerOfTwoFrom, transformReal } from './fourier.ts';
import type { LockInReading } from './lock-in.ts';
import { readingOf } from './lock-in.ts';
import type { Estimate, Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';
import { isConstant, lessMean, recordProblem } from './record.ts';
import { addToFit, createWeightedFit, solveFit } from './weighted-fit.ts';
import type { Window, WindowShape } from './window.ts';
import { windowOf } from './window.ts';

export interface PeakSettings {
  readonly sampleRateHz: number;
  readonly window: WindowShape;
  /** Where to look, Hz; null looks from the window's main lobe above 0 to as far below half the sample rate. */
  readonly bandHz: readonly [number, number] | null;
}

export interface Peak {
  readonly frequencyHz: Estimate;
  readonly amplitude: Estimate;
  /** φ of A cos(2πf t + φ) with t = 0 at the first sample, rad. */
  readonly phaseRad: Estimate;
  readonly noiseDeviation: number;
  /** A²/(2σ²), a ratio of powers. */
  readonly signalToNoise: number;
  /** Cramér-Rao bound of the frequency at this amplitude and noise, Hz. */
  readonly boundHz: number;
}

const FEWEST_SAMPLES = 16;
const MOST_STEPS = 50;
/** Of a bin: further steps would move rounding. */
const SETTLED_BINS = 1e-11;

export function peakFrequency(values: Float64Array, settings: PeakSettings): Outcome<Peak> {
  const problem = recordProblem(values, FEWEST_SAMPLES);
  if (problem !== null) return absent(problem);
  if (isConstant(values)) return absent('no variation');
  const { sampleRateHz } = settings;
  const window = windowOf(settings.window, values.length);
  const lobeHz = (window.halfWidthBins * sampleRateHz) / values.length;
  const [fromHz, toHz] = settings.bandHz ?? [lobeHz, sampleRateHz / 2 - lobeHz];
  invariant(fromHz >= 0 && toHz <= sampleRateHz / 2, 'a band lies between 0 and half the sample rate');
  const startHz = largestBinHz(values, window, { sampleRateHz, fromHz, toHz });
  if (startHz === null) return absent('no peak inside the band');
  const fitted = fitSine(values, window, (2 * Math.PI * startHz) / sampleRateHz);
  if (fitted === null) return absent('too few periods');
  const frequencyHz = (fitted.radPerSample * sampleRateHz) / (2 * Math.PI);
  if (!(Math.abs(frequencyHz - startHz) < lobeHz)) return absent('not resolved from its neighbours');
  return present(peakOf(fitted, values.length, sampleRateHz));
}

interface Fitted {
  readonly radPerSample: number;
  readonly uncertaintyRadPerSample: number;
  readonly reading: LockInReading;
}

function peakOf(
  { radPerSample, uncertaintyRadPerSample, reading }: Fitted,
  count: number,
  rateHz: number,
): Peak {
  const { amplitude, phaseRad } = reading.tones[0] as LockInReading['tones'][0];
  const { noiseDeviation } = reading;
  const hzPerRad = rateHz / (2 * Math.PI);
  const bound = (noiseDeviation / amplitude.value) * Math.sqrt(24 / (count * (count ** 2 - 1)));
  return {
    frequencyHz: { value: radPerSample * hzPerRad, uncertainty: uncertaintyRadPerSample * hzPerRad },
    amplitude,
    phaseRad: {
      value: phaseFromStart(phaseRad.value, radPerSample, count),
      uncertainty: startPhaseUncertainty(),
    },
    noiseDeviation,
    signalToNoise: amplitude.value ** 2 / (2 * noiseDeviation ** 2),
    boundHz: bound * hzPerRad,
  };

  /** At the middle of the record phase and frequency err apart from each other; at its start the frequency's error joins. */
  function startPhaseUncertainty(): number {
    return Math.min(
      Math.PI / Math.sqrt(3),
      Math.hypot(phaseRad.uncertainty, (uncertaintyRadPerSample * (count - 1)) / 2),
    );
  }
}

function phaseFromStart(middleRad: number, radPerSample: number, count: number): number {
  const turns = (middleRad - (radPerSample * (count - 1)) / 2) / (2 * Math.PI);
  return 2 * Math.PI * (turns - Math.round(turns));
}

/** Null unless it is a maximum with lower bins on either side. */
function largestBinHz(
  values: Float64Array,
  window: Window,
  {
    sampleRateHz,
    fromHz,
    toHz,
  }: { readonly sampleRateHz: number; readonly fromHz: number; readonly toHz: number },
): number | null {
  const size = powerOfTwoFrom(2 * values.length);
  const padded = new Float64Array(size);
  const centred = lessMean(values);
  for (let n = 0; n < centred.length; n += 1)
    padded[n] = (centred[n] as number) * (window.weights[n] as number);
  const spectrum = new Float64Array(2 * size);
  transformReal(fourierPlan(size), padded, spectrum);
  const power = (k: number) => (spectrum[2 * k] as number) ** 2 + (spectrum[2 * k + 1] as number) ** 2;
  const binHz = sampleRateHz / size;
  let best: number | null = null;
  for (let k = Math.max(1, Math.ceil(fromHz / binHz)); k <= Math.min(size / 2 - 1, toHz / binHz); k += 1) {
    if (power(k) > power(k - 1) && power(k) >= power(k + 1) && (best === null || power(k) > power(best)))
      best = k;
  }
  return best === null ? null : best * binHz;
}

/** Gauss-Newton over offset, a cos, b sin and frequency, time counted from the middle of the record. */
function fitSine(values: Float64Array, window: Window, startRadPerSample: number): Fitted | null {
  let radPerSample = startRadPerSample;
  let tangent: readonly [number, number] | null = null;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const solved = solveAt(values, window, radPerSample, tangent);
    if (solved === null) return null;
    const [, a = 0, b = 0, change = 0] = solved.coefficients;
    const settled = tangent !== null && Math.abs(change) < (SETTLED_BINS * 2 * Math.PI) / values.length;
    if (settled) {
      const size = solved.coefficients.length;
      return {
        radPerSample: radPerSample + change,
        uncertaintyRadPerSample: Math.sqrt(solved.covariance[size * size - 1] as number),
        reading: readingOf(solved, 1),
      };
    }
    tangent = [a, b];
    radPerSample += change;
    if (!(radPerSample > 0 && radPerSample < Math.PI)) return null;
  }
  return null;
}

/** The derivative by ω of a cos ωt + b sin ωt is t (b cos ωt − a sin ωt); without a tangent only the three are fitted. */
function solveAt(
  values: Float64Array,
  window: Window,
  radPerSample: number,
  tangent: readonly [number, number] | null,
) {
  const fit = createWeightedFit(tangent === null ? 3 : 4);
  const basis = new Float64Array(fit.size);
  const middle = (values.length - 1) / 2;
  basis[0] = 1;
  for (let n = 0; n < values.length; n += 1) {
    const t = n - middle;
    const [cos, sin] = [Math.cos(radPerSample * t), Math.sin(radPerSample * t)];
    basis[1] = cos;
    basis[2] = sin;
    if (tangent !== null) basis[3] = t * (tangent[1] * cos - tangent[0] * sin);
    addToFit(fit, basis, values[n] as number, window.weights[n] as number);
  }
  const solved = solveFit(fit);
  return solved.kind === 'absent' ? null : solved.value;
}
