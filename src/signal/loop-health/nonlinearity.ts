/**
 * Nonlinearity index of an oscillation by surrogate data (Thornhill, IEEE Trans. Control Syst. Technol. 13 (2005) 434).
 * A limit cycle's harmonics are locked in phase, which makes it better predictable from its own past than surrogates of
 * the same spectrum with random phases:
 *
 *   N = (mean of Γ_surrogates − Γ_signal)/(3 standard deviations of Γ_surrogates),   nonlinear where N > 1
 *
 * Γ is the squared error of predicting one period ahead from the eight nearest neighbours among embedded vectors
 * one period long. Loops between the source and where one looks are low-pass filters that take harmonics away, so N is
 * largest at the source. The record is cut to whole periods and brought to 256 samples with 10 to 21 of them a period, as the
 * paper's defaults ask (12 periods or more, 7 to 25 samples each).
 */
import { fourierPlan, inverseComplex, transformComplex } from '../fourier.ts';
import type { Outcome } from '../outcome.ts';
import { absent, present } from '../outcome.ts';
import type { Random } from '../random.ts';
import { uniform } from '../random.ts';
import { isConstant, lessMean, recordProblem, varianceOf } from '../record.ts';

export interface Nonlinearity {
  /** N. */
  readonly index: number;
  /** Γ of the signal, and mean and standard deviation of those of the surrogates. */
  readonly predictionError: number;
  readonly surrogateMean: number;
  readonly surrogateDeviation: number;
  readonly periods: number;
}

export const NONLINEAR = 1;

const SIZE = 256;
const FEWEST_PERIODS = 12;
const MOST_PERIODS = 25;
const SURROGATES = 50;
const NEIGHBOURS = 8;

/** @param random draws the phases of the surrogates: the same seed gives the same index */
export function nonlinearityOf(
  values: Float64Array,
  periodSamples: number,
  random: Random,
): Outcome<Nonlinearity> {
  const problem = recordProblem(values, 2 * FEWEST_PERIODS);
  if (problem !== null) return absent(problem);
  if (isConstant(values)) return absent('no variation');
  const cut = wholePeriods(lessMean(values), periodSamples);
  if (cut === null) return absent('too few periods');
  const signal = standardised(resampled(cut.values));
  if (signal === null) return absent('no variation');
  const span = Math.round(SIZE / cut.periods);
  const predictionError = errorOfPredicting(signal, span);
  const errors = Float64Array.from({ length: SURROGATES }, () =>
    errorOfPredicting(surrogateOf(signal, random), span),
  );
  const surrogateMean = errors.reduce((sum, error) => sum + error, 0) / SURROGATES;
  const surrogateDeviation = Math.sqrt((varianceOf(errors) * SURROGATES) / (SURROGATES - 1));
  if (!(surrogateDeviation > 0)) return absent('no variation');
  return present({
    index: (surrogateMean - predictionError) / (3 * surrogateDeviation),
    predictionError,
    surrogateMean,
    surrogateDeviation,
    periods: cut.periods,
  });
}

/** From a rising crossing of zero on, so that the ends match and the surrogates' periodic spectrum has no jump. */
function wholePeriods(values: Float64Array, periodSamples: number) {
  let start = 1;
  while (start < values.length && !((values[start - 1] as number) < 0 && (values[start] as number) >= 0))
    start += 1;
  const periods = Math.min(MOST_PERIODS, Math.floor((values.length - start) / periodSamples));
  if (periods < FEWEST_PERIODS) return null;
  return { periods, values: values.subarray(start, start + Math.round(periods * periodSamples)) };
}

/** To SIZE samples: means of stretches where there are more, straight lines between samples where there are fewer. */
function resampled(values: Float64Array): Float64Array {
  const stretch = values.length / SIZE;
  return Float64Array.from({ length: SIZE }, (_, i) => {
    if (stretch <= 1) {
      const at = Math.min(values.length - 1, i * stretch);
      const [low, share] = [Math.floor(at), at % 1];
      return (
        (values[low] as number) * (1 - share) +
        (values[Math.min(low + 1, values.length - 1)] as number) * share
      );
    }
    let sum = 0;
    const [from, to] = [
      Math.floor(i * stretch),
      Math.max(Math.floor((i + 1) * stretch), Math.floor(i * stretch) + 1),
    ];
    for (let n = from; n < to; n += 1) sum += values[n] as number;
    return sum / (to - from);
  });
}

function standardised(values: Float64Array): Float64Array | null {
  const centred = lessMean(values);
  const deviation = Math.sqrt(varianceOf(centred));
  return deviation > 0 ? centred.map((value) => value / deviation) : null;
}

/** The same spectrum with random phases. */
function surrogateOf(signal: Float64Array, random: Random): Float64Array {
  const plan = fourierPlan(SIZE);
  const [packed, spectrum] = [new Float64Array(2 * SIZE), new Float64Array(2 * SIZE)];
  signal.forEach((value, n) => {
    packed[2 * n] = value;
  });
  transformComplex(plan, packed, spectrum);
  for (let k = 1; k < SIZE / 2; k += 1) {
    const size = Math.hypot(spectrum[2 * k] as number, spectrum[2 * k + 1] as number);
    const phase = 2 * Math.PI * uniform(random);
    const [re, im] = [size * Math.cos(phase), size * Math.sin(phase)];
    const mirror = SIZE - k;
    spectrum.set([re, im], 2 * k);
    spectrum.set([re, -im], 2 * mirror);
  }
  inverseComplex(plan, spectrum, packed);
  return Float64Array.from({ length: SIZE }, (_, n) => packed[2 * n] as number);
}

/** Γ: mean squared error over all vectors; neighbours within half a vector in time are the vector itself and are left out. */
function errorOfPredicting(signal: Float64Array, span: number): number {
  const vectors = SIZE - 2 * span + 1;
  let sum = 0;
  const nearest = new Float64Array(NEIGHBOURS);
  const places = new Int32Array(NEIGHBOURS);
  for (let i = 0; i < vectors; i += 1) {
    nearest.fill(Number.POSITIVE_INFINITY);
    for (let j = 0; j < vectors; j += 1) {
      if (Math.abs(i - j) <= span / 2) continue;
      insert(nearest, places, squaredDistance(signal, i, j, span, nearest[NEIGHBOURS - 1] as number), j);
    }
    let predicted = 0;
    for (const place of places) predicted += signal[place + 2 * span - 1] as number;
    sum += ((signal[i + 2 * span - 1] as number) - predicted / NEIGHBOURS) ** 2;
  }
  return sum / vectors;
}

/** Gives up once it is past the limit. */
function squaredDistance(signal: Float64Array, i: number, j: number, span: number, limit: number): number {
  let sum = 0;
  for (let k = 0; k < span && sum < limit; k += 1) {
    const difference = (signal[i + k] as number) - (signal[j + k] as number);
    sum += difference * difference;
  }
  return sum;
}

/** Into the sorted list, if it belongs there. */
function insert(nearest: Float64Array, places: Int32Array, distance: number, place: number): void {
  let at = NEIGHBOURS - 1;
  if (!(distance < (nearest[at] as number))) return;
  while (at > 0 && (nearest[at - 1] as number) > distance) {
    nearest[at] = nearest[at - 1] as number;
    places[at] = places[at - 1] as number;
    at -= 1;
  }
  nearest[at] = distance;
  places[at] = place;
}
