/**
 * Relay feedback: the output is switched between two levels around its rest, whenever the PV crosses the set-point by
 * more than the hysteresis, until period and amplitude repeat. The process swings at about its ultimate period by an
 * amplitude that the levels decide, which is why it is safe where a search for the stability limit is not.
 *
 * First the PV is watched at rest: its noise sets the hysteresis where none is stated, and a PV that drifts is refused.
 * Whatever happens the output goes back to its rest. Checked by test/control/tuning/relay-experiment.test.ts.
 */
import type { ExperimentEnd, ExperimentLimits } from './limits.ts';
import { limitReason } from './limits.ts';
import type { LimitCycle } from './relay-estimate.ts';

export interface RelaySettings {
  readonly limits: ExperimentLimits;
  /** Of the output above and below its rest, > 0. Unlike ones tell the gain too. */
  readonly above: number;
  readonly below: number;
  /** SI of the PV; null: three times its noise. */
  readonly hysteresis: number | null;
  /** 1: more output raises the PV. */
  readonly direction: 1 | -1;
  /** Watched at rest before, s. */
  readonly restS: number;
  /** Periods that have to agree, and how well, as a part of period and amplitude. */
  readonly periods: number;
  readonly agreement: number;
}

export interface RelaySample {
  readonly timeS: number;
  readonly pv: number;
  readonly good: boolean;
}

/** A half period: from one switch to the next. */
interface Half {
  readonly durationS: number;
  /** Furthest from the set-point on the side that the relay pushed away from, > 0 if it got there. */
  readonly reach: number;
  readonly isUp: boolean;
  /** ∫(PV − set-point)dt. */
  readonly area: number;
}

export type RelayState =
  | {
      readonly kind: 'resting';
      readonly startS: number;
      readonly rest: number;
      readonly count: number;
      readonly mean: number;
      /** Of the differences from one sample to the next: noise, where a drift would look like some. */
      readonly squares: number;
      readonly last: number;
    }
  | {
      readonly kind: 'swinging';
      readonly startS: number;
      readonly rest: number;
      readonly setPoint: number;
      readonly hysteresis: number;
      readonly isUp: boolean;
      readonly switchedS: number;
      readonly last: RelaySample;
      readonly reach: number;
      readonly area: number;
      readonly halves: readonly Half[];
    }
  | { readonly kind: 'ended'; readonly rest: number; readonly end: ExperimentEnd<LimitCycle> };

/** Noise below it is none, of the PV's range: a perfect sensor still needs a hysteresis against rounding. */
const LEAST_NOISE = 1e-9;
const NOISES = 3;
/** The start-up swing is no limit cycle. */
const HALVES_TO_FORGET = 2;
const SCANS_OFF = 2;

/** @param rest the output as it stands, to which everything comes back */
export function startRelay(rest: number, sample: RelaySample): RelayState {
  return {
    kind: 'resting',
    startS: sample.timeS,
    rest,
    count: 0,
    mean: 0,
    squares: 0,
    last: sample.pv,
  };
}

/** One scan: the next state; what the output must be is `relayOutput` of it. */
export function stepRelay(settings: RelaySettings, state: RelayState, sample: RelaySample): RelayState {
  if (state.kind === 'ended') return state;
  const elapsedS = sample.timeS - state.startS;
  const reason =
    outputProblem(settings, state.rest) ??
    limitReason(settings.limits, { elapsedS, pv: sample.pv, good: sample.good });
  if (reason !== null) return aborted(state.rest, reason);
  return state.kind === 'resting' ? rested(settings, state, sample) : swung(settings, state, sample);
}

/** The experiment is called off. */
export function stopRelay(state: RelayState, reason: string): RelayState {
  return state.kind === 'ended' ? state : aborted(state.rest, reason);
}

export function relayOutput(settings: RelaySettings, state: RelayState): number {
  if (state.kind !== 'swinging') return state.rest;
  const isMore = state.isUp === settings.direction > 0;
  return isMore ? state.rest + settings.above : state.rest - settings.below;
}

function outputProblem({ limits, above, below }: RelaySettings, rest: number): string | null {
  const [low, high] = limits.outputRange;
  if (rest + above <= high && rest - below >= low) return null;
  return `an output of ${rest} with +${above} and −${below} leaves ${low} … ${high}: take smaller levels, or another rest`;
}

function rested(
  settings: RelaySettings,
  state: RelayState & { kind: 'resting' },
  sample: RelaySample,
): RelayState {
  const count = state.count + 1;
  const mean = state.mean + (sample.pv - state.mean) / count;
  const squares = state.squares + (sample.pv - state.last) ** 2;
  if (sample.timeS - state.startS < settings.restS)
    return { ...state, count, mean, squares, last: sample.pv };
  const deviation = Math.sqrt(squares / (2 * count));
  const [low, high] = settings.limits.pvRange;
  const hysteresis = settings.hysteresis ?? Math.max(NOISES * deviation, LEAST_NOISE * (high - low));
  const { startS, rest } = state;
  return {
    kind: 'swinging',
    startS,
    rest,
    setPoint: mean,
    hysteresis,
    isUp: sample.pv <= mean,
    switchedS: sample.timeS,
    last: sample,
    reach: 0,
    area: 0,
    halves: [],
  };
}

function swung(
  settings: RelaySettings,
  state: RelayState & { kind: 'swinging' },
  sample: RelaySample,
): RelayState {
  const { setPoint, hysteresis, isUp, last } = state;
  const off = sample.pv - setPoint;
  const offBefore = last.pv - setPoint;
  const area = state.area + ((off + offBefore) / 2) * (sample.timeS - last.timeS);
  // While the relay pushes up the PV still falls for a dead time: its trough is found in the upper half.
  const reach = Math.max(state.reach, isUp ? -off : off);
  const hasCrossed = isUp ? off > hysteresis : off < -hysteresis;
  if (!hasCrossed) return { ...state, last: sample, area, reach };
  const half: Half = { durationS: sample.timeS - state.switchedS, reach, isUp, area };
  const halves = [...state.halves, half];
  const cycle = limitCycleOf(settings, halves, hysteresis, sample.timeS - last.timeS);
  if (cycle !== null) return { kind: 'ended', rest: state.rest, end: { kind: 'done', result: cycle } };
  return {
    ...state,
    isUp: !isUp,
    switchedS: sample.timeS,
    last: sample,
    area: 0,
    reach: Math.max(0, isUp ? off : -off),
    halves: halves.slice(-2 * (settings.periods + HALVES_TO_FORGET)),
  };
}

/** The cycle, once as many of its last periods agree as are asked for. */
function limitCycleOf(
  settings: RelaySettings,
  halves: readonly Half[],
  hysteresis: number,
  scanS: number,
): LimitCycle | null {
  const wanted = 2 * settings.periods;
  if (halves.length < wanted + HALVES_TO_FORGET) return null;
  const recent = halves.slice(-wanted);
  const ups = recent.filter(({ isUp }) => isUp);
  const downs = recent.filter(({ isUp }) => !isUp);
  const agree = [ups, downs].every((side) => {
    // A switch may come a scan early or late, and the PV goes on meanwhile.
    const byScans = (SCANS_OFF * scanS * side.length) / total(side, 'durationS');
    const allowed = settings.agreement + byScans;
    const durations = side.map(({ durationS }) => durationS);
    return spread(durations) <= allowed && spread(side.map(({ reach }) => reach)) <= allowed;
  });
  if (!agree) return null;
  const [upS, downS] = [total(ups, 'durationS'), total(downs, 'durationS')];
  const wholeS = upS + downS;
  const { direction } = settings;
  const [above, below] = direction > 0 ? [settings.above, settings.below] : [settings.below, settings.above];
  return {
    periodS: wholeS / settings.periods,
    peak: total(downs, 'reach') / downs.length,
    trough: total(ups, 'reach') / ups.length,
    above,
    below,
    hysteresis,
    meanPv: total(recent, 'area') / wholeS,
    meanOutput: (above * upS - below * downS) / wholeS,
    direction,
  };
}

function total(halves: readonly Half[], key: 'durationS' | 'reach' | 'area'): number {
  return halves.reduce((sum, half) => sum + half[key], 0);
}

/** Of the values, between largest and smallest, as a part of their mean. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean > 0 ? (Math.max(...values) - Math.min(...values)) / mean : Number.POSITIVE_INFINITY;
}

function aborted(rest: number, reason: string): RelayState {
  return { kind: 'ended', rest, end: { kind: 'aborted', reason } };
}
