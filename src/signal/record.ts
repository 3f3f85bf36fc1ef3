/** Plain statistics of a uniformly sampled record, and what must hold before anything is computed from one. */
import type { AbsentReason } from './outcome.ts';

/** Why a record cannot be analysed; null when it can. */
export function recordProblem(values: Float64Array, fewest: number): AbsentReason | null {
  if (values.length < fewest) return 'too few samples';
  for (const value of values) if (!Number.isFinite(value)) return 'a sample is not a number';
  return null;
}

export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Mean of the squared deviations from the mean, units². */
export function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2;
  return sum / values.length;
}

/** Variation that is rounding and nothing else: 64 units in the last place of the largest value, squared. */
export function isConstant(values: Float64Array): boolean {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return varianceOf(values) <= (64 * Number.EPSILON * largest) ** 2;
}

export function lessMean(values: Float64Array): Float64Array {
  const mean = meanOf(values);
  return values.map((value) => value - mean);
}

/** Less its least-squares straight line over the sample number. */
export function lessLine(values: Float64Array): Float64Array {
  const mean = meanOf(values);
  const middle = (values.length - 1) / 2;
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (i - middle) * (values[i] as number);
  // Σ (i − middle)² = N (N² − 1)/12
  const slope = values.length > 1 ? (12 * sum) / (values.length * (values.length ** 2 - 1)) : 0;
  return values.map((value, i) => value - mean - slope * (i - middle));
}

/** The value that half of them do not exceed; the mean of the middle two of an even number. */
export function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}
