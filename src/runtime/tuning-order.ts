/** What is asked of an experiment on a loop, and what is known of it: what passes between the site and its users. */
import type { LimitCycle } from '../control/tuning/relay-estimate.ts';
import type { RelaySettings } from '../control/tuning/relay-experiment.ts';
import type { StepSettings } from '../control/tuning/step-experiment.ts';

/** An experiment on a loop, everything in SI. */
export type TuneOrder =
  | { readonly method: 'relay'; readonly loop: string; readonly settings: RelaySettings }
  | { readonly method: 'step'; readonly loop: string; readonly settings: StepSettings };

export type TuneResult =
  | { readonly method: 'relay'; readonly cycle: LimitCycle }
  | {
      readonly method: 'step';
      readonly timeS: readonly number[];
      readonly pv: readonly number[];
      readonly stepSize: number;
    };

/** What is known of the last experiment on a loop. */
export interface TuneSnapshot {
  readonly loop: string;
  readonly method: TuneOrder['method'];
  readonly phase: 'resting' | 'testing' | 'done' | 'aborted';
  /** Why it was aborted. */
  readonly reason: string | null;
  readonly elapsedS: number;
  readonly trend: {
    readonly timeS: readonly number[];
    readonly pv: readonly number[];
    readonly output: readonly number[];
  };
  readonly result: TuneResult | null;
}

/** Values of the PV are SI, or texts with a unit; outputs are in the unit of the loop's output. */
export interface TuneRequest {
  readonly method: 'relay' | 'step';
  /** Of the output, above its rest; of a step negative for one downwards. */
  readonly amplitude?: number | undefined;
  /** Of a relay below its rest. */
  readonly below?: number | undefined;
  readonly hysteresis?: number | string | undefined;
  /** Beyond them the experiment ends at once. */
  readonly low?: number | string | undefined;
  readonly high?: number | string | undefined;
  readonly restS?: number | undefined;
  readonly timeoutS?: number | undefined;
  /** Longest time at a step. */
  readonly durationS?: number | undefined;
}
