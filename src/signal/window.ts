/**
 * Windows for spectra, in their periodic form (the symmetric window of N + 1 points without its last).
 *
 * Sources: F. J. Harris, Proc. IEEE 66 (1978) 51: Hann, Hamming, the 4-term Blackman-Harris window of −92 dB, Kaiser
 * (Kaiser and Schafer, IEEE Trans. ASSP 28 (1980) 105), coherent gain and equivalent noise bandwidth; flat top:
 * G. D'Antona and A. Ferrero, Digital Signal Processing for Measurement Systems, Springer 2006, p. 70.
 * Checked in test/signal/window.test.ts against the figures of Harris's table and in peer.test.ts against SciPy.
 */
import { invariant } from '../physics/invariant.ts';

export type WindowShape =
  | 'rectangular'
  | 'hann'
  | 'hamming'
  | 'blackman-harris'
  | 'flat-top'
  /** β trades width for sidelobes: 8.6 comes near Blackman-Harris. ≥ 0. */
  | { readonly kaiserBeta: number };

export interface Window {
  readonly weights: Float64Array;
  /** Mean of the weights: what a sinusoid on a bin keeps of its amplitude. */
  readonly coherentGain: number;
  /** Width, in bins, of the rectangle that passes as much white noise at the same peak gain. */
  readonly noiseBandwidthBins: number;
  readonly sumOfSquares: number;
  /** From the peak of the main lobe to its first zero, in bins. */
  readonly halfWidthBins: number;
}

const COSINE_TERMS = {
  rectangular: [1],
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  'blackman-harris': [0.35875, 0.48829, 0.14128, 0.01168],
  'flat-top': [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
} as const;

export function windowOf(shape: WindowShape, size: number): Window {
  invariant(Number.isInteger(size) && size > 0, 'a window has a whole number of points');
  const weights =
    typeof shape === 'string' ? cosines(COSINE_TERMS[shape], size) : kaiser(shape.kaiserBeta, size);
  let sum = 0;
  let sumOfSquares = 0;
  for (const weight of weights) {
    sum += weight;
    sumOfSquares += weight * weight;
  }
  return {
    weights,
    coherentGain: sum / size,
    noiseBandwidthBins: (size * sumOfSquares) / sum ** 2,
    sumOfSquares,
    halfWidthBins:
      typeof shape === 'string' ? COSINE_TERMS[shape].length : Math.hypot(1, shape.kaiserBeta / Math.PI),
  };
}

/** w[n] = Σ (−1)^k a_k cos(2πkn/N) */
function cosines(terms: readonly number[], size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) =>
    terms.reduce(
      (sum, term, k) => sum + (k % 2 === 0 ? term : -term) * Math.cos((2 * Math.PI * k * n) / size),
      0,
    ),
  );
}

/** w[n] = I₀(β √(1 − (2n/N − 1)²)) / I₀(β) */
function kaiser(beta: number, size: number): Float64Array {
  invariant(beta >= 0, 'the beta of a Kaiser window is not negative');
  const whole = besselI0(beta);
  return Float64Array.from(
    { length: size },
    (_, n) => besselI0(beta * Math.sqrt(1 - ((2 * n) / size - 1) ** 2)) / whole,
  );
}

/** Modified Bessel function of the first kind and order zero, by its power series: Σ (x/2)^2k / (k!)². */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > Number.EPSILON * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Correlation of a window with itself, moved by `shift` points: Σ w[n] w[n + shift] / Σ w². */
export function overlapCorrelation({ weights, sumOfSquares }: Window, shift: number): number {
  let sum = 0;
  for (let n = 0; n + shift < weights.length; n += 1) {
    sum += (weights[n] as number) * (weights[n + shift] as number);
  }
  return sum / sumOfSquares;
}
