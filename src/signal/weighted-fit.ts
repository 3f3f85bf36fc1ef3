/**
 * Linear least squares over samples that come one by one: y = Σ β_i b_i + noise, minimising Σ w (y − Σ β_i b_i)².
 * With A = Σ w b bᵀ, B = Σ w² b bᵀ and white noise of variance σ² (Kay, Estimation Theory, Prentice Hall 1993, ch. 4):
 *
 *   β = A⁻¹ Σ w b y,   cov β = σ² A⁻¹ B A⁻¹,   E Σ w r² = σ² (Σ w − tr A⁻¹B)
 *
 * the last of which gives σ² without bias. Memory does not grow with the samples; adding allocates nothing. Values are
 * held relative to the first one, so that a small swing on a large offset keeps its digits.
 */
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';

export interface WeightedFit {
  /** Coefficients. The first basis function must be the constant 1: it carries the first value back. */
  readonly size: number;
  /** A and B, row by row. */
  readonly normal: Float64Array;
  readonly squares: Float64Array;
  readonly right: Float64Array;
  power: number;
  weightSum: number;
  count: number;
  /** The first value, units. */
  origin: number;
}

export interface Solution {
  readonly coefficients: Float64Array;
  /** Of the coefficients, row by row. */
  readonly covariance: Float64Array;
  /** Standard deviation of the noise, units. */
  readonly noiseDeviation: number;
}

/** Smallest share of its diagonal that elimination may leave of a pivot; below, the basis is not independent. */
const LEAST_PIVOT = 1e-10;

export function createWeightedFit(size: number): WeightedFit {
  return {
    size,
    normal: new Float64Array(size * size),
    squares: new Float64Array(size * size),
    right: new Float64Array(size),
    power: 0,
    weightSum: 0,
    count: 0,
    origin: 0,
  };
}

export function clearFit(fit: WeightedFit): void {
  for (const list of [fit.normal, fit.squares, fit.right]) list.fill(0);
  fit.power = 0;
  fit.weightSum = 0;
  fit.count = 0;
}

/** @param basis its first entry is 1 */
export function addToFit(fit: WeightedFit, basis: Float64Array, value: number, weight: number): void {
  const { size, normal, squares, right } = fit;
  if (fit.count === 0) fit.origin = value;
  const relative = value - fit.origin;
  for (let i = 0; i < size; i += 1) {
    const weighted = weight * (basis[i] as number);
    right[i] = (right[i] as number) + weighted * relative;
    for (let j = 0; j <= i; j += 1) {
      const at = i * size + j;
      const product = weighted * (basis[j] as number);
      normal[at] = (normal[at] as number) + product;
      squares[at] = (squares[at] as number) + weight * product;
    }
  }
  fit.power += weight * relative * relative;
  fit.weightSum += weight;
  fit.count += 1;
}

/** Multiplies the weight of all that has been added. */
export function fadeFit(fit: WeightedFit, factor: number): void {
  const { size, normal, squares, right } = fit;
  const squared = factor * factor;
  for (let at = 0; at < size * size; at += 1) {
    normal[at] = (normal[at] as number) * factor;
    squares[at] = (squares[at] as number) * squared;
  }
  for (let i = 0; i < right.length; i += 1) right[i] = (right[i] as number) * factor;
  fit.power *= factor;
  fit.weightSum *= factor;
}

export function solveFit(fit: WeightedFit): Outcome<Solution> {
  const { size, squares } = fit;
  if (fit.count <= size) return absent('too few samples');
  const inverse = inverseOf(fit.normal, size);
  if (inverse === null) return absent('too few periods');
  const coefficients = new Float64Array(size);
  let explained = 0;
  for (let i = 0; i < size; i += 1) {
    let sum = 0;
    for (let j = 0; j < size; j += 1) sum += (inverse[i * size + j] as number) * (fit.right[j] as number);
    coefficients[i] = sum;
    explained += sum * (fit.right[i] as number);
  }
  const share = multiply(inverse, mirrored(squares, size), size);
  let trace = 0;
  for (let i = 0; i < size; i += 1) trace += share[i * size + i] as number;
  const freedom = fit.weightSum - trace;
  if (!(freedom > 0)) return absent('too few samples');
  const variance = Math.max(0, fit.power - explained) / freedom;
  coefficients[0] = (coefficients[0] as number) + fit.origin;
  const covariance = multiply(share, inverse, size).map((entry) => entry * variance);
  return present({ coefficients, covariance, noiseDeviation: Math.sqrt(variance) });
}

/** Of a symmetric positive definite matrix known by its lower half, through its Cholesky factor; else null. */
function inverseOf(lower: Float64Array, size: number): Float64Array | null {
  const factor = choleskyOf(lower, size);
  if (factor === null) return null;
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column += 1) {
    const solved = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      let sum = i === column ? 1 : 0;
      for (let k = 0; k < i; k += 1) sum -= (factor[i * size + k] as number) * (solved[k] as number);
      solved[i] = sum / (factor[i * size + i] as number);
    }
    for (let i = size - 1; i >= 0; i -= 1) {
      let sum = solved[i] as number;
      for (let k = i + 1; k < size; k += 1) sum -= (factor[k * size + i] as number) * (solved[k] as number);
      solved[i] = sum / (factor[i * size + i] as number);
    }
    for (let i = 0; i < size; i += 1) inverse[i * size + column] = solved[i] as number;
  }
  return inverse;
}

function choleskyOf(lower: Float64Array, size: number): Float64Array | null {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = lower[i * size + j] as number;
      for (let k = 0; k < j; k += 1)
        sum -= (factor[i * size + k] as number) * (factor[j * size + k] as number);
      if (i === j) {
        if (!(sum > LEAST_PIVOT * (lower[i * size + i] as number))) return null;
        factor[i * size + i] = Math.sqrt(sum);
      } else {
        factor[i * size + j] = sum / (factor[j * size + j] as number);
      }
    }
  }
  return factor;
}

function mirrored(lower: Float64Array, size: number): Float64Array {
  return lower.map((_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return lower[Math.max(i, j) * size + Math.min(i, j)] as number;
  });
}

function multiply(one: Float64Array, other: Float64Array, size: number): Float64Array {
  return one.map((_, at) => {
    const row = at - (at % size);
    let sum = 0;
    for (let k = 0; k < size; k += 1)
      sum += (one[row + k] as number) * (other[k * size + (at % size)] as number);
    return sum;
  });
}
