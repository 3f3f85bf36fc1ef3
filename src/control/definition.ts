/** Control loops and pressure cycles as data, in SI and seconds, after the configuration room has checked them. */
import type { RepetitiveTuning } from './repetitive.ts';

/**
 * In the order of the numbers that the tag `<loop>.mode` shows.
 *
 * `auto`: the set-point is the loop's own. `cascade`: it is the output of another loop. `remote`: it comes from a tag.
 * In `manual` the operator decides the output.
 */
export const LOOP_MODES = ['manual', 'auto', 'cascade', 'remote'] as const;
export type LoopMode = (typeof LOOP_MODES)[number];

export interface LoopDefinition {
  readonly id: string;
  readonly title: string;
  /** Tag of the process value. */
  readonly pv: string;
  /** Time constant of a first-order filter on the process value, s; 0: none. */
  readonly pvFilterS: number;
  /** Where the set-point comes from in automatic. */
  readonly setPoint: SetPointSource;
  /** Loop whose output is the set-point in cascade: its output range spans the set-point range here; null: none. */
  readonly cascade: string | null;
  /** Tag that is the set-point in remote; null: none. */
  readonly remote: string | null;
  readonly startMode: LoopMode;
  /** Set-points outside are refused, or cut where nobody can be told; SI of the PV. */
  readonly setPointRange: readonly [number, number];
  /** Whether the set-point follows the PV while the loop is in manual. */
  readonly setPointTracksPv: boolean;
  /** PV span that normalises the gain, SI of the PV: gain is output span per PV span. */
  readonly pvRange: readonly [number, number];
  readonly pid: PidTuning;
  readonly schedule: GainSchedule | null;
  readonly feedForward: FeedForward | null;
  readonly deadBand: DeadBand | null;
  /** Controller output limits, dimensionless. */
  readonly outputRange: readonly [number, number];
  readonly outputRate: OutputRate | null;
  /** Where the controller output goes: one valve, or several in split range; none where it is a set-point. */
  readonly outputs: readonly SplitOutput[];
  readonly tracking: OutputTracking | null;
  /** What the loop does while its PV is bad: hold the output, go to a stated one, or fall to manual. */
  readonly onBad: BadAction;
  /** What it does when its PV is good again. */
  readonly afterBad: 'resume' | 'manual';
  /** What it does in remote while its set-point is bad. */
  readonly onBadSetPoint: 'hold' | 'auto' | 'manual';
  /** null: nobody counts pressure cycles against a limit. */
  readonly fatigue: FatigueLimit | null;
  /** Of a loop that follows a cycle; null: none. */
  readonly repetitive: RepetitiveTuning | null;
  readonly usage: CycleUsage;
}

export type BadAction =
  | { readonly kind: 'hold' }
  | { readonly kind: 'output'; readonly value: number }
  | { readonly kind: 'manual' };

export type SetPointSource =
  | { readonly kind: 'value'; readonly value: number }
  /** `phaseS` delays the cycle for this loop, s, on top of the cycle's own. */
  | { readonly kind: 'cycle'; readonly cycle: string; readonly phaseS: number }
  /** What was in force last; at the start, the process value. */
  | { readonly kind: 'last' };

/** ISA standard form, two degrees of freedom. */
export interface PidTuning {
  /** Dimensionless gain K, output span per PV span; positive for direct response of PV to output. */
  readonly gain: number;
  /** Integral time, s; null switches integral action off. */
  readonly integralTimeS: number | null;
  /** Derivative time, s; 0 switches derivative action off. */
  readonly derivativeTimeS: number;
  /** Derivative filter: time constant is derivativeTimeS / derivativeFilterN. */
  readonly derivativeFilterN: number;
  /** Set-point weight b on the proportional part, 0 … 1. */
  readonly setPointWeight: number;
  /** Set-point weight c on the derivative part, 0 … 1. */
  readonly derivativeSetPointWeight: number;
  readonly antiWindup: 'back-calculation' | 'conditional';
  /**
   * Anti-windup tracking time, s; null takes √(Ti·Td), or Ti where Td is 0. Without integral action it is the time
   * over which the bias returns to the middle of the output range after a transfer; null: at once.
   */
  readonly trackingTimeS: number | null;
}

/** Tunings along a tag, linear in between, constant beyond the ends. */
export interface GainSchedule {
  readonly tag: string;
  /** In rising order of `at`, at least two. */
  readonly points: readonly SchedulePoint[];
}

export interface SchedulePoint {
  /** SI of the scheduling tag. */
  readonly at: number;
  readonly gain: number;
  /** s; null only where the loop has no integral action. */
  readonly integralTimeS: number | null;
  readonly derivativeTimeS: number;
}

/** Adds gain · (1 + lead s)/(1 + lag s) of a measured disturbance to the output. */
export interface FeedForward {
  readonly tag: string;
  /** Span that normalises the gain, SI of the tag; its lower end adds nothing. */
  readonly range: readonly [number, number];
  /** Output span per span of the tag. */
  readonly gain: number;
  readonly leadS: number;
  readonly lagS: number;
}

/**
 * Errors up to `width` count as none. Beyond it counts the whole error (`gap`: it jumps at the edge) or what exceeds
 * the band (`continuous`).
 */
export interface DeadBand {
  /** SI of the PV, > 0, to either side of the set-point. */
  readonly width: number;
  readonly kind: 'gap' | 'continuous';
}

/** How fast the output may move, per second, > 0; infinite: at once. */
export interface OutputRate {
  readonly risePerS: number;
  readonly fallPerS: number;
}

/** While `whileTag` stands at 0.5 or more the output follows `tag`, in the unit of the output. */
export interface OutputTracking {
  readonly tag: string;
  readonly whileTag: string;
}

/** An output tag that moves linearly from 0 to 1 while the controller output moves from `from` to `to`. */
export interface SplitOutput {
  readonly tag: string;
  readonly from: number;
  readonly to: number;
}

/** A vessel that stands `cycles` cycles of `rangePa`; damage of others goes by the power of their range. */
export interface FatigueLimit {
  readonly rangePa: number;
  readonly cycles: number;
  readonly exponent: number;
}

/** Tags that are summed over each cycle; null: there is none. */
export interface CycleUsage {
  readonly gasFlow: string | null;
  readonly power: string | null;
}
