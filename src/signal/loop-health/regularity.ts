/**
 * Regularity of an oscillation from the zero crossings of its autocorrelation (Thornhill, Huang and Zhang, J. Process
 * Control 13 (2003) 91): with mean period T̄ and standard deviation σ_T of the periods between crossings,
 * r = T̄/(3 σ_T), and r > 1 is a regular oscillation. The autocorrelation holds the noise at lag zero and is a cleaner
 * oscillation than the signal. Crossings are those of at most ten half periods after the first, with the signal leaving zero by the gate between
 * them; the first half period is left out for the noise at lag zero.
 */
import type { Outcome } from '../outcome.ts';
import { absent, present } from '../outcome.ts';

export interface Regularity {
  /** r, at most 1000. */
  readonly ratio: number;
  readonly periodSamples: number;
  /** Mean size of the correlation's extremes between the crossings, 0 … 1. */
  readonly strength: number;
  readonly halfPeriods: number;
}

export const REGULAR = 1;

const MOST_HALF_PERIODS = 10;
const FEWEST_HALF_PERIODS = 5;
/** Crossings are not known better, and r not higher. */
const FINEST_SHARE = 1 / 3000;

export function regularityOf(correlation: Float64Array, gate: number): Outcome<Regularity> {
  const crossings: number[] = [];
  const extremes: number[] = [];
  let candidate = Number.NaN;
  let side = 1;
  let extreme = 0;
  for (let lag = 1; lag < correlation.length && crossings.length <= MOST_HALF_PERIODS; lag += 1) {
    const [before, here] = [correlation[lag - 1] as number, correlation[lag] as number];
    if (before * side > 0 && here * side <= 0) candidate = lag - 1 + before / (before - here);
    extreme = Math.max(extreme, here * side);
    if (here * side < -gate) {
      crossings.push(candidate);
      extremes.push(extreme);
      side = -side;
      extreme = Math.abs(here);
    }
  }
  const halves = crossings.slice(1).map((at, i) => at - (crossings[i] as number));
  if (halves.length < FEWEST_HALF_PERIODS) return absent('too few periods');
  const mean = average(halves);
  const deviation = Math.sqrt(
    halves.reduce((sum, half) => sum + (half - mean) ** 2, 0) / (halves.length - 1),
  );
  return present({
    ratio: mean / (3 * Math.max(deviation, FINEST_SHARE * mean)),
    periodSamples: 2 * mean,
    strength: average(extremes.slice(1)),
    halfPeriods: halves.length,
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
