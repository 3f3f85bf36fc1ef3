/** What operators, and the loops themselves, change about a loop. Nothing here moves an output at once but a manual one. */
import type { LoopMode } from './definition.ts';
import type { Loop } from './loop-set.ts';
import { PID } from './pid-row.ts';

/** What became of an operator's command; a refusal says why and changes nothing. */
export type LoopCommand = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const DONE: LoopCommand = { ok: true };

/** Modes that a loop knows. */
export function modesOf(definition: Loop['definition']): readonly LoopMode[] {
  return [
    'auto',
    'manual',
    ...(definition.cascade === null ? [] : (['cascade'] as const)),
    ...(definition.remote === null ? [] : (['remote'] as const)),
  ];
}

/** Changes the mode; the output stays where it is. */
export function setMode(loop: Loop, mode: LoopMode): LoopCommand {
  const { definition } = loop;
  if (!modesOf(definition).includes(mode)) {
    const source = mode === 'cascade' ? 'a loop' : 'a tag';
    return {
      ok: false,
      reason: `loop ${definition.id} has no ${mode}: its set-point comes from no such ${source}`,
    };
  }
  changeMode(loop, mode);
  return DONE;
}

/** Changes to a mode that the loop knows. */
export function changeMode(loop: Loop, mode: LoopMode): void {
  if (loop.mode === mode) return;
  const leavesFarSetPoint = loop.mode === 'cascade' || loop.mode === 'remote';
  if (leavesFarSetPoint && !Number.isNaN(loop.setPoint)) loop.localSetPoint = loop.setPoint;
  loop.mode = mode;
  loop.manualOutput = loop.memory[loop.at + PID.output] as number;
  // Whatever the new set-point is, the controller begins from the output that stands.
  loop.memory[loop.at + PID.controlling] = 0;
}

/** Puts a set-point, SI of the PV, in place of the configured value or cycle. */
export function setSetPoint(loop: Loop, setPoint: number): LoopCommand {
  const { id, setPointRange } = loop.definition;
  const [low, high] = setPointRange;
  if (loop.mode === 'cascade' || loop.mode === 'remote') {
    return {
      ok: false,
      reason: `loop ${id} is in ${loop.mode} and takes its set-point from there; switch it to auto first`,
    };
  }
  if (!(setPoint >= low && setPoint <= high))
    return { ok: false, reason: `set-point ${setPoint} of loop ${id} is outside its range ${low} … ${high}` };
  loop.localSetPoint = setPoint;
  return DONE;
}

/** Gives the set-point back to the configured value or cycle. */
export function releaseSetPoint(loop: Loop): LoopCommand {
  loop.localSetPoint = Number.NaN;
  return DONE;
}

/** Moves the output of a loop in manual, at its rate. */
export function setManualOutput(loop: Loop, output: number): LoopCommand {
  const { id, outputRange } = loop.definition;
  const [low, high] = outputRange;
  if (loop.mode !== 'manual')
    return {
      ok: false,
      reason: `loop ${id} is in ${loop.mode === 'auto' ? 'automatic' : loop.mode}; switch it to manual first`,
    };
  if (!(output >= low && output <= high))
    return { ok: false, reason: `output ${output} of loop ${id} is outside its range ${low} … ${high}` };
  loop.manualOutput = output;
  return DONE;
}
