/** A control loop: where the set-point comes from, automatic or manual, a PID, and the actuators it moves. */
import type { Reading } from '../units/reading.ts';
import type { LoopDefinition } from './definition.ts';
import { createPidState, type PidState, stepPid } from './pid.ts';
import { openRange, splitPosition } from './split-range.ts';

export type LoopMode = 'auto' | 'manual';

export interface LoopState {
  readonly mode: LoopMode;
  /** Set-point that the operator put in place of the configured one, SI of the PV; null: none. */
  readonly operatorSetPoint: number | null;
  /** In manual its output is the manual output. */
  readonly pid: PidState;
}

export interface LoopInput {
  readonly pv: Reading;
  /** What the loop's cycle asks for now, SI of the PV; null where the set-point is no cycle. */
  readonly cycleSetPoint: number | null;
  /** Time since the last step, s, > 0. */
  readonly dtS: number;
  /** Output tag → position, 0 … 1, that an interlock holds; null: nothing is held. */
  readonly heldPositions: ReadonlyMap<string, number> | null;
}

export interface LoopStep {
  readonly state: LoopState;
  /** Controller output, within the output range. */
  readonly output: number;
  /** Set-point in force, SI of the PV; null: the loop has none and holds its output. */
  readonly setPoint: number | null;
  /** Output tag and position, 0 … 1, in the order of the definition. */
  readonly outputs: readonly (readonly [tag: string, position: number])[];
}

/** What became of an operator's command; a refusal says why and changes nothing. */
export type LoopCommand =
  | { readonly ok: true; readonly state: LoopState }
  | { readonly ok: false; readonly reason: string };

/** State at the start: automatic, with the output as near zero as its range allows. */
export function createLoop(definition: LoopDefinition): LoopState {
  const [low, high] = definition.outputRange;
  return {
    mode: 'auto',
    operatorSetPoint: null,
    pid: createPidState(Math.min(high, Math.max(low, 0))),
  };
}

/**
 * One scan of the loop. While an interlock holds all its actuators, the loop follows them and resumes from there; while
 * it holds some, the loop works with the others.
 */
export function stepLoop(definition: LoopDefinition, state: LoopState, input: LoopInput): LoopStep {
  const setPoint = setPointInForce(definition, state, input.cycleSetPoint);
  const { state: pid, output } = stepPid(
    definition.pid,
    definition,
    state.pid,
    {
      setPoint: setPoint ?? Number.NaN,
      pv: input.pv.value,
      heldOutput: heldOutput(definition, state, input.pv),
      open: openRange(definition, input.heldPositions),
    },
    input.dtS,
  );
  return {
    state: { mode: state.mode, operatorSetPoint: state.operatorSetPoint, pid },
    output,
    setPoint,
    outputs: definition.outputs.map((split) => [split.tag, splitPosition(split, output)] as const),
  };
}

/** Puts a fixed set-point, SI of the PV, in place of the configured value or cycle. */
export function setSetPoint(definition: LoopDefinition, state: LoopState, setPoint: number): LoopCommand {
  const [low, high] = definition.setPointRange;
  if (!(setPoint >= low && setPoint <= high)) {
    return {
      ok: false,
      reason: `set-point ${setPoint} of loop ${definition.id} is outside its range ${low} … ${high}`,
    };
  }
  return { ok: true, state: { ...state, operatorSetPoint: setPoint } };
}

/** Gives the set-point back to the configured value or cycle. */
export function releaseSetPoint(state: LoopState): LoopState {
  return { ...state, operatorSetPoint: null };
}

/** Changes the mode; the output stays where it is. */
export function setMode(state: LoopState, mode: LoopMode): LoopState {
  return { ...state, mode };
}

/** Moves the output of a loop in manual. */
export function setManualOutput(definition: LoopDefinition, state: LoopState, output: number): LoopCommand {
  if (state.mode !== 'manual') {
    return { ok: false, reason: `loop ${definition.id} is in automatic; switch it to manual first` };
  }
  const [low, high] = definition.outputRange;
  if (!(output >= low && output <= high)) {
    return {
      ok: false,
      reason: `output ${output} of loop ${definition.id} is outside its range ${low} … ${high}`,
    };
  }
  return { ok: true, state: { ...state, pid: createPidState(output) } };
}

function setPointInForce(
  definition: LoopDefinition,
  state: LoopState,
  cycleSetPoint: number | null,
): number | null {
  if (state.operatorSetPoint !== null) return state.operatorSetPoint;
  return definition.setPoint.kind === 'value' ? definition.setPoint.value : cycleSetPoint;
}

function heldOutput(definition: LoopDefinition, state: LoopState, pv: Reading): number | null {
  if (state.mode === 'manual') return state.pid.output;
  if (pv.quality !== 'bad' && Number.isFinite(pv.value)) return null;
  return definition.onBad.kind === 'hold' ? state.pid.output : definition.onBad.value;
}
