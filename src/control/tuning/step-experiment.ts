/**
 * A step test: the output is moved once from its rest and the PV recorded until it has come to rest again, or for a
 * stated time where it never does. Then the output goes back. The PV is watched before: one that drifts already would
 * be taken for an answer. Checked by test/control/tuning/step-experiment.test.ts.
 */
import type { ExperimentEnd, ExperimentLimits } from './limits.ts';
import { limitReason } from './limits.ts';
import type { RelaySample } from './relay-experiment.ts';
import type { StepRecord } from './step-fit.ts';

export interface StepSettings {
  readonly limits: ExperimentLimits;
  /** Of the output, not 0. */
  readonly size: number;
  /** Watched at rest before, s. */
  readonly restS: number;
  /** Longest time at the step, s: an integrating process uses all of it. */
  readonly durationS: number;
}

export type StepState =
  | {
      readonly kind: 'resting';
      readonly startS: number;
      readonly rest: number;
      readonly before: Samples;
    }
  | {
      readonly kind: 'stepped';
      readonly startS: number;
      readonly rest: number;
      readonly before: Samples;
      readonly after: Samples;
    }
  | { readonly kind: 'ended'; readonly rest: number; readonly end: ExperimentEnd<StepRecord> };

/** Evenly thinned, so that a test of any length fits. */
interface Samples {
  readonly fromS: number;
  /** Every how many scans one is kept, and how many have passed since. */
  readonly every: number;
  readonly skipped: number;
  readonly timeS: readonly number[];
  readonly pv: readonly number[];
}

const MOST_SAMPLES = 600;
/** Samples from which on it can be judged whether the PV rests. */
const LEAST_SAMPLES = 60;
/** Of the whole change, that the last quarter may still move by. */
const AT_REST = 0.005;
/** Of the change in the rest before, in its own scatter, that is no drift; three would be met by chance too often. */
const DRIFT = 4.5;

export function startStep(rest: number, sample: RelaySample): StepState {
  return { kind: 'resting', startS: sample.timeS, rest, before: none(sample.timeS) };
}

export function stepOutput(settings: StepSettings, state: StepState): number {
  return state.kind === 'stepped' ? state.rest + settings.size : state.rest;
}

export function stopStep(state: StepState, reason: string): StepState {
  return state.kind === 'ended' ? state : aborted(state.rest, reason);
}

/** One scan: the next state; what the output must be is `stepOutput` of it. */
export function stepStep(settings: StepSettings, state: StepState, sample: RelaySample): StepState {
  if (state.kind === 'ended') return state;
  const elapsedS = sample.timeS - state.startS;
  const reason =
    outputProblem(settings, state.rest) ??
    limitReason(settings.limits, { elapsedS, pv: sample.pv, good: sample.good });
  if (reason !== null) return aborted(state.rest, reason);
  if (state.kind === 'resting')
    return rested(settings, { ...state, before: kept(state.before, sample) }, sample);
  const after = kept(state.after, sample);
  const isOver = sample.timeS - after.fromS >= settings.durationS;
  if (!isOver && !isAtRest(after)) return { ...state, after };
  return {
    kind: 'ended',
    rest: state.rest,
    end: { kind: 'done', result: recordOf(settings, state.before, after) },
  };
}

function outputProblem({ limits, size }: StepSettings, rest: number): string | null {
  const [low, high] = limits.outputRange;
  const output = rest + size;
  if (output <= high && output >= low) return null;
  return `an output of ${output} is outside ${low} … ${high}: take a smaller step, or one the other way`;
}

function rested(
  settings: StepSettings,
  state: StepState & { kind: 'resting' },
  sample: RelaySample,
): StepState {
  if (sample.timeS - state.startS < settings.restS) return state;
  const { pv } = state.before;
  const half = Math.floor(pv.length / 2);
  const [early, late] = [statistics(pv.slice(0, half)), statistics(pv.slice(half))];
  const error = Math.hypot(early.deviation, late.deviation) / Math.sqrt(Math.max(1, half));
  const [low, high] = settings.limits.pvRange;
  const drift = Math.abs(late.mean - early.mean);
  if (half >= 4 && drift > DRIFT * error && drift > 1e-4 * (high - low)) {
    return aborted(
      state.rest,
      `the process value drifted by ${drift} while it should rest: wait until it does, or use a relay test`,
    );
  }
  return { ...state, kind: 'stepped', after: none(sample.timeS) };
}

function none(fromS: number): Samples {
  return { fromS, every: 1, skipped: 0, timeS: [], pv: [] };
}

function kept(samples: Samples, { timeS, pv }: RelaySample): Samples {
  if (samples.skipped + 1 < samples.every) return { ...samples, skipped: samples.skipped + 1 };
  const all = {
    ...samples,
    skipped: 0,
    timeS: [...samples.timeS, timeS - samples.fromS],
    pv: [...samples.pv, pv],
  };
  if (all.pv.length < MOST_SAMPLES) return all;
  const isKept = (_: number, i: number): boolean => i % 2 === 1;
  return { ...all, every: 2 * all.every, timeS: all.timeS.filter(isKept), pv: all.pv.filter(isKept) };
}

/** The last quarter is where the one before was, and much of the change lies behind. */
function isAtRest({ pv }: Samples): boolean {
  if (pv.length < LEAST_SAMPLES) return false;
  const quarter = Math.floor(pv.length / 4);
  const [first, ...others] = [0, 1, 2, 3].map((i) => statistics(pv.slice(i * quarter, (i + 1) * quarter)));
  const [, third, last] = others;
  if (first === undefined || third === undefined || last === undefined) return false;
  const change = Math.abs(last.mean - (pv[0] as number));
  const scatter = last.deviation / Math.sqrt(quarter);
  const moved = Math.abs(last.mean - third.mean);
  return change > 10 * scatter && change > 0 && moved <= AT_REST * change + 2 * scatter;
}

function statistics(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

/** The rest before counts as times below 0, where every model has its rest. */
function recordOf({ size }: StepSettings, before: Samples, after: Samples): StepRecord {
  const lengthS = before.timeS.at(-1) ?? 0;
  return {
    timeS: Float64Array.from([...before.timeS.map((t) => t - lengthS), ...after.timeS]),
    pv: Float64Array.from([...before.pv, ...after.pv]),
    stepSize: size,
  };
}

function aborted(rest: number, reason: string): StepState {
  return { kind: 'ended', rest, end: { kind: 'aborted', reason } };
}
