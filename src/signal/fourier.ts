/**
 * Discrete Fourier transforms X[k] = Σ x[n] e^(−j2πkn/N) of a power of two, over fft.js. Spectra are interleaved, real
 * part before imaginary part. A plan owns its tables and scratch memory: transforming allocates nothing.
 * Checked in test/signal/fourier.test.ts against the sum itself.
 */
import FFT from 'fft.js';
import { invariant } from '../physics/invariant.ts';

export interface FourierPlan {
  /** Samples of a transform: a power of two, at least 4. */
  readonly size: number;
  readonly fft: Transformer;
}

/** What we use of fft.js; its own types say `any`. */
interface Transformer {
  realTransform(out: Float64Array, data: Float64Array): void;
  transform(out: Float64Array, data: Float64Array): void;
  inverseTransform(out: Float64Array, data: Float64Array): void;
}

export function fourierPlan(size: number): FourierPlan {
  invariant(size >= 4 && isPowerOfTwo(size), 'the size of a transform is a power of two, at least 4');
  return { size, fft: new FFT(size) as Transformer };
}

/** @param out length 2 size; of it bins 0 … size/2 are set, the rest is scratch */
export function transformReal(plan: FourierPlan, input: Float64Array, out: Float64Array): void {
  invariant(input.length === plan.size && out.length === 2 * plan.size, 'a transform gets what it planned');
  plan.fft.realTransform(out, input);
}

/** @param input interleaved, length 2 size, and so is `out`, which must be another array */
export function transformComplex(plan: FourierPlan, input: Float64Array, out: Float64Array): void {
  plan.fft.transform(out, input);
}

/** Undoes `transformComplex`, with its factor 1/size. */
export function inverseComplex(plan: FourierPlan, input: Float64Array, out: Float64Array): void {
  plan.fft.inverseTransform(out, input);
}

export function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(size) && size > 0 && Number.isInteger(Math.log2(size));
}

/** Smallest power of two, at least 4, that is not below `size`. */
export function powerOfTwoFrom(size: number): number {
  let power = 4;
  while (power < size) power *= 2;
  return power;
}
