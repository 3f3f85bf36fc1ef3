/**
 * Motion of a final element: a command takes effect after the dead time, and the position then moves towards it at
 * 1/strokeTime. Both are exact at any step: the step is split where a delayed command takes effect.
 */
import type { ActuatorProfile } from '../profile.ts';

export interface ActuatorState {
  readonly timeS: number;
  /** 0 … 1. */
  readonly position: number;
  /** Where it is moving to. */
  readonly target: number;
  /** The command seen last. */
  readonly command: number;
  /** Commands that have not taken effect, oldest first. */
  readonly delayed: readonly DelayedCommand[];
}

interface DelayedCommand {
  readonly atS: number;
  readonly target: number;
}

/** At rest, as commanded. */
export function initialActuator(position: number): ActuatorState {
  return { timeS: 0, position, target: position, command: position, delayed: [] };
}

/** Advances an actuator to `nowS`, where it sees `command` (0 … 1). */
export function stepActuator(
  profile: ActuatorProfile,
  state: ActuatorState,
  command: number,
  nowS: number,
): ActuatorState {
  const delayed =
    command === state.command
      ? state.delayed
      : [...state.delayed, { atS: nowS + profile.deadTimeS, target: command }];
  let { timeS, position, target } = state;
  let taken = 0;
  for (const next of delayed) {
    if (next.atS > nowS) break;
    position = move(profile, position, target, next.atS - timeS);
    timeS = next.atS;
    target = next.target;
    taken++;
  }
  position = move(profile, position, target, nowS - timeS);
  return { timeS: nowS, position, target, command, delayed: taken === 0 ? delayed : delayed.slice(taken) };
}

function move(profile: ActuatorProfile, position: number, target: number, forS: number): number {
  if (profile.strokeTimeS === 0) return target;
  const reach = forS / profile.strokeTimeS;
  return position + Math.min(Math.max(target - position, -reach), reach);
}
