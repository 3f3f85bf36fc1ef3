/**
 * Repetitive control of a periodic set-point: what was wrong at a phase of the last period is put right at that phase of
 * the next. The controller gets r + c instead of the set-point r; at the end of each period, over the phase φ,
 *
 *   c(φ) ← Q [c(φ) + γ e(φ + λ)],   Q: a little smoothing to either side
 *
 * e is the error of the period that has ended, λ what the closed loop takes to answer. The error of a harmonic ω shrinks by
 * |Q (1 − γ T(jω) e^(jωλ))| a period, T being the loop's complementary sensitivity: below 1 wherever T e^(jωλ) has a
 * positive real part and γ ≤ 1, and Q takes out what lies beyond. Sources: Inoue, Nakano, Kubo et al., Trans. IEE Japan
 * C-100 (1980) 234; Longman, Int. J. Control 73 (2000) 930 for the lead. Checked by test/control/repetitive.test.ts.
 */

export interface RepetitiveTuning {
  /** γ, above 0, at most 1. */
  readonly gain: number;
  /** λ, s. */
  readonly leadS: number;
  /** Most that a set-point is moved by, SI of the PV, > 0. */
  readonly limit: number;
  /** Into how many stretches a period is divided, ≥ 8. */
  readonly points: number;
}

/** Plain data but for its typed arrays; changed in place. */
export interface RepetitiveState {
  readonly correction: Float64Array;
  readonly errorSum: Float64Array;
  readonly counts: Float64Array;
  /** Since when the phase has gone round, s of it; a period that was not watched from its start teaches nothing. */
  isWhole: boolean;
  lastTurn: number;
}

const SMOOTHING = 0.2;

export function createRepetitive({ points }: RepetitiveTuning): RepetitiveState {
  return {
    correction: new Float64Array(points),
    errorSum: new Float64Array(points),
    counts: new Float64Array(points),
    isWhole: false,
    lastTurn: Number.NaN,
  };
}

/** What is added to the set-point at a phase, 0 … 1; between two stretches a straight line. */
export function correctionAt({ correction }: RepetitiveState, turn: number): number {
  const points = correction.length;
  const place = turn * points - 0.5 + points;
  const before = Math.floor(place);
  const share = place - before;
  const from = correction[before % points] as number;
  const to = correction[(before + 1) % points] as number;
  return from + share * (to - from);
}

/** One scan of a loop that follows its cycle. */
export interface RepetitiveSample {
  /** Phase, 0 … 1. */
  readonly turn: number;
  /** Set-point of the cycle less PV, SI of the PV. */
  readonly error: number;
  /** The output stands at a limit and could not do more about this error. */
  readonly isSaturated: boolean;
  readonly periodS: number;
}

/** Notes what is wrong, and learns from it whenever a whole period has ended. */
export function learn(state: RepetitiveState, tuning: RepetitiveTuning, sample: RepetitiveSample): void {
  if (!Number.isFinite(sample.error)) {
    forgetPeriod(state);
    return;
  }
  if (sample.turn < state.lastTurn) {
    if (state.isWhole) improve(state, tuning, sample.periodS);
    forgetPeriod(state);
    state.isWhole = true;
  }
  state.lastTurn = sample.turn;
  const index = Math.min(state.counts.length - 1, Math.floor(sample.turn * state.counts.length));
  // What a limit makes wrong no correction can put right: it would only grow.
  const error = sample.isSaturated ? 0 : sample.error;
  state.errorSum[index] = (state.errorSum[index] as number) + error;
  state.counts[index] = (state.counts[index] as number) + 1;
}

/** The period under way teaches nothing; what was learnt before stays. */
export function forgetPeriod(state: RepetitiveState): void {
  state.errorSum.fill(0);
  state.counts.fill(0);
  state.isWhole = false;
  state.lastTurn = Number.NaN;
}

function improve(state: RepetitiveState, { gain, leadS, limit }: RepetitiveTuning, periodS: number): void {
  const { correction, errorSum, counts } = state;
  const points = correction.length;
  meanErrors(errorSum, counts);
  const wanted = new Float64Array(points);
  const ahead = (leadS / periodS) * points;
  for (let i = 0; i < points; i++) wanted[i] = (correction[i] as number) + gain * around(errorSum, i + ahead);
  for (let i = 0; i < points; i++) {
    const smooth =
      (1 - 2 * SMOOTHING) * (wanted[i] as number) +
      SMOOTHING * ((wanted[(i + 1) % points] as number) + (wanted[(i + points - 1) % points] as number));
    correction[i] = Math.min(limit, Math.max(-limit, smooth));
  }
}

/** Sums become means; a stretch without a sample takes what the last one before it has. */
function meanErrors(errorSum: Float64Array, counts: Float64Array): void {
  const points = errorSum.length;
  let last = 0;
  for (let pass = 0; pass < 2 * points; pass++) {
    const i = pass % points;
    if ((counts[i] as number) > 0 && pass < points)
      errorSum[i] = (errorSum[i] as number) / (counts[i] as number);
    if ((counts[i] as number) > 0) last = errorSum[i] as number;
    else errorSum[i] = last;
  }
}

/** Of values around a circle, between two of them by a straight line. */
function around(values: Float64Array, place: number): number {
  const points = values.length;
  const before = Math.floor(place);
  const share = place - before;
  const from = values[((before % points) + points) % points] as number;
  const to = values[(((before + 1) % points) + points) % points] as number;
  return from + share * (to - from);
}
