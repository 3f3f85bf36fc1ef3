/** Records to test with. */
import type { Outcome } from '../../src/signal/outcome.ts';
import type { Random } from '../../src/signal/random.ts';
import { normal, randomOf } from '../../src/signal/random.ts';

export function sampled(count: number, at: (n: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, n) => at(n));
}

export function noise(count: number, seed: number, deviation = 1): Float64Array {
  const random = randomOf(seed);
  return sampled(count, () => deviation * normal(random));
}

/** x[n] = pole x[n−1] + white noise, started in its steady state, standard deviation 1. */
export function coloured(count: number, pole: number, random: Random): Float64Array {
  let state = normal(random);
  return sampled(count, () => {
    state = pole * state + Math.sqrt(1 - pole ** 2) * normal(random);
    return state;
  });
}

export function added(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, n) => value + (other[n] ?? Number.NaN));
}

/** The value, or a failure that names the reason. */
export function found<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'absent') throw new Error(`absent: ${outcome.reason}`);
  return outcome.value;
}

export function reasonOf<T>(outcome: Outcome<T>): string | null {
  return outcome.kind === 'absent' ? outcome.reason : null;
}

/** Σ x[n] e^(−jωn), term by term. */
export function transformAt(values: Float64Array, radPerSample: number): readonly [number, number] {
  let re = 0;
  let im = 0;
  values.forEach((value, n) => {
    re += value * Math.cos(radPerSample * n);
    im -= value * Math.sin(radPerSample * n);
  });
  return [re, im];
}

export function meanAndDeviation(values: readonly number[]): {
  readonly mean: number;
  readonly deviation: number;
} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Every number in a result, however deep. */
export function numbersIn(result: unknown): readonly number[] {
  if (typeof result === 'number') return [result];
  if (result instanceof Float64Array) return [...result];
  if (typeof result === 'object' && result !== null) return Object.values(result).flatMap(numbersIn);
  return [];
}
