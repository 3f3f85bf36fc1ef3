/**
 * Models from the record of a step test, by least squares over gain, dead time, time constants and the PV's rest:
 *
 *   first-order    y = y₀ + k Δu (1 − e^(−(t−L)/T))
 *   second-order   y = y₀ + k Δu [1 − (T₁ e^(−(t−L)/T₁) − T₂ e^(−(t−L)/T₂))/(T₁ − T₂)]
 *   integrating    y = y₀ + k Δu (t − L)
 *
 * from t = L on, y₀ before. Starts from the best of a grid. Intervals are 95 %: residuals of a loop are not independent,
 * so their scatter counts (1 + ρ)/(1 − ρ) times, ρ being their correlation from one sample to the next. Of several
 * models the one with the least AICc is preferred (Hurvich and Tsai, Biometrika 76 (1989) 297). Checked by
 * test/control/tuning/step-fit.test.ts.
 */
import type { Fitted } from './least-squares.ts';
import { leastSquares, solveSymmetric } from './least-squares.ts';

/** Samples of a step test; the step of the output was made at time 0. */
export interface StepRecord {
  readonly timeS: Float64Array;
  readonly pv: Float64Array;
  /** Of the output, not 0. */
  readonly stepSize: number;
}

export type StepModelKind = 'first-order' | 'second-order' | 'integrating';

/** A value with half the width of its 95 % interval; null: the record says nothing about it. */
export interface Estimate {
  readonly value: number;
  readonly plusMinus: number | null;
}

export interface StepFit {
  readonly kind: StepModelKind;
  /** PV per output; integrating: and second. */
  readonly gain: Estimate;
  readonly delayS: Estimate;
  /** None for an integrating model, two for a second-order one, the larger first. */
  readonly timeConstantsS: readonly Estimate[];
  readonly rest: number;
  /** Of the record's variance, 0 … 1. */
  readonly explained: number;
  /** Root mean square of what the model leaves, in the unit of the PV. */
  readonly residual: number;
  /** Less is better; comparable between models of one record. */
  readonly informationCriterion: number;
}

const KINDS: readonly StepModelKind[] = ['first-order', 'second-order', 'integrating'];
const GRID = 14;
/** Of a second lag to the first. */
const RATIOS = [0.15, 0.4, 0.8];
const LEAST_SAMPLES = 12;

/** The fits of a record, best first; none where it has too few samples or no change. */
export function fitStep(record: StepRecord): readonly StepFit[] {
  const { pv, timeS } = record;
  if (pv.length < LEAST_SAMPLES || Math.max(...pv) === Math.min(...pv) || !((timeS.at(-1) ?? 0) > 0))
    return [];
  return KINDS.map((kind) => fitOf(kind, record)).toSorted(
    (one, other) => one.informationCriterion - other.informationCriterion,
  );
}

/** Response to a unit step of a model with gain 1. */
function unitResponse(kind: StepModelKind, times: readonly number[], delayS: number, atS: number): number {
  const t = atS - delayS;
  if (t <= 0) return 0;
  const [t1 = 1, t2 = 1] = times;
  if (kind === 'integrating') return t;
  if (kind === 'first-order') return 1 - Math.exp(-t / t1);
  if (Math.abs(t1 - t2) < 1e-6 * t1) return 1 - (1 + t / t1) * Math.exp(-t / t1);
  return 1 - (t1 * Math.exp(-t / t1) - t2 * Math.exp(-t / t2)) / (t1 - t2);
}

/** Parameters: rest, gain, dead time over the duration, logarithms of the time constants over the duration. */
function fitOf(kind: StepModelKind, record: StepRecord): StepFit {
  const { timeS, pv, stepSize } = record;
  const durationS = timeS.at(-1) as number;
  const residualsOf = ([rest = 0, gain = 0, delay = 0, ...logs]: readonly number[], into: Float64Array) => {
    const times = logs.map((log) => durationS * Math.exp(log));
    // A dead time below 0 fits nothing that can be: the model is then one without.
    const delayS = durationS * Math.max(0, delay);
    for (let i = 0; i < into.length; i++) {
      const response = unitResponse(kind, times, delayS, timeS[i] as number);
      into[i] = rest + gain * stepSize * response - (pv[i] as number);
    }
  };
  const fits = startsOf(kind, record).map((start) => leastSquares(residualsOf, start, pv.length));
  const best = fits.reduce((one, other) => (other.sumOfSquares < one.sumOfSquares ? other : one));
  return described(kind, record, best);
}

/** One start for each shape: two lags that are alike are a saddle, from which the search does not see unlike ones. */
function startsOf(kind: StepModelKind, record: StepRecord): readonly (readonly number[])[] {
  if (kind === 'integrating') return [bestOfGrid(kind, record, [[]])];
  const logs = Array.from({ length: GRID }, (_, i) => Math.log(0.004) + (i / GRID) * Math.log(1000));
  if (kind === 'first-order')
    return [
      bestOfGrid(
        kind,
        record,
        logs.map((log) => [log]),
      ),
    ];
  return RATIOS.map((ratio) =>
    bestOfGrid(
      kind,
      record,
      logs.map((log) => [log, log + Math.log(ratio)]),
    ),
  );
}

/** The best of a grid over dead time and time constants, where rest and gain follow by linear least squares. */
function bestOfGrid(
  kind: StepModelKind,
  { timeS, pv, stepSize }: StepRecord,
  grid: readonly (readonly number[])[],
): readonly number[] {
  const durationS = timeS.at(-1) as number;
  let best = { squares: Number.POSITIVE_INFINITY, parameters: [0, 0, 0] as readonly number[] };
  for (const delay of Array.from({ length: GRID }, (_, i) => (0.6 * i) / GRID)) {
    for (const logs of grid) {
      const times = logs.map((log) => durationS * Math.exp(log));
      const response = timeS.map((t) => stepSize * unitResponse(kind, times, durationS * delay, t));
      const linear = lineThrough(response, pv);
      if (linear === null || linear.squares >= best.squares) continue;
      best = { squares: linear.squares, parameters: [linear.rest, linear.gain, delay, ...logs] };
    }
  }
  return best.parameters;
}

function lineThrough(
  x: Float64Array,
  y: Float64Array,
): { readonly rest: number; readonly gain: number; readonly squares: number } | null {
  const n = x.length;
  const sum = (f: (i: number) => number): number => x.reduce((total, _, i) => total + f(i), 0);
  const sx = sum((i) => x[i] as number);
  const sy = sum((i) => y[i] as number);
  const sxx = sum((i) => (x[i] as number) ** 2);
  const sxy = sum((i) => (x[i] as number) * (y[i] as number));
  const solution = solveSymmetric(
    [
      [n, sx],
      [sx, sxx],
    ],
    [sy, sxy],
  );
  if (solution === null) return null;
  const [rest = 0, gain = 0] = solution;
  return { rest, gain, squares: sum((i) => (rest + gain * (x[i] as number) - (y[i] as number)) ** 2) };
}

function described(kind: StepModelKind, record: StepRecord, fitted: Fitted): StepFit {
  const { timeS, pv } = record;
  const durationS = timeS.at(-1) as number;
  const { parameters, residuals, sumOfSquares, inverse } = fitted;
  const [rest = 0, gain = 0, delay = 0, ...logs] = parameters;
  const count = pv.length;
  const freedom = count - parameters.length;
  const correlation = Math.min(Math.max(lagOne(residuals, sumOfSquares), 0), 0.99);
  const scatter = (sumOfSquares / freedom) * ((1 + correlation) / (1 - correlation));
  const plusMinus = (i: number): number | null => {
    const variance = inverse?.[i]?.[i];
    return variance === undefined || !(variance >= 0) ? null : 1.96 * Math.sqrt(scatter * variance);
  };
  const scaled = (i: number, factor: number): number | null => {
    const own = plusMinus(i);
    return own === null ? null : factor * own;
  };
  const timeConstantsS = logs
    .map((log, i): Estimate => {
      const value = durationS * Math.exp(log);
      return { value, plusMinus: scaled(3 + i, value) };
    })
    .toSorted((one, other) => other.value - one.value);
  const mean = pv.reduce((sum, value) => sum + value, 0) / count;
  const variance = pv.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    kind,
    gain: { value: gain, plusMinus: plusMinus(1) },
    delayS: { value: durationS * Math.max(0, delay), plusMinus: scaled(2, durationS) },
    timeConstantsS,
    rest,
    explained: 1 - sumOfSquares / variance,
    residual: Math.sqrt(sumOfSquares / count),
    informationCriterion: informationCriterion(count, parameters.length, sumOfSquares, variance),
  };
}

function lagOne(residuals: Float64Array, sumOfSquares: number): number {
  if (sumOfSquares === 0) return 0;
  let sum = 0;
  for (let i = 1; i < residuals.length; i++) sum += (residuals[i] as number) * (residuals[i - 1] as number);
  return sum / sumOfSquares;
}

/** Of the variance, what rounding leaves of a perfect fit: beyond it no model is better than another. */
const PERFECT = 1e-12;

function informationCriterion(count: number, parameters: number, squares: number, variance: number): number {
  const k = parameters + 1;
  const perSample = Math.max(squares, PERFECT * variance) / count;
  return count * Math.log(perSample) + 2 * k + (2 * k * (k + 1)) / (count - k - 1);
}
