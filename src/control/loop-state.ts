/** The whole state of the loops as plain data: saved, sent through JSON and restored, a loop goes on identically. */
import type { LoopMode } from './definition.ts';
import { loadScheduled } from './gain-schedule.ts';
import { modesOf } from './loop-commands.ts';
import type { Loop, LoopSet } from './loop-set.ts';
import { PID } from './pid-row.ts';

/** Numbers in SI; null where there is none. */
export interface LoopState {
  readonly id: string;
  readonly mode: LoopMode;
  readonly setPoint: number | null;
  readonly localSetPoint: number | null;
  readonly manualOutput: number;
  readonly hasPv: boolean;
  readonly isPvGood: boolean;
  readonly leadLagInput: number | null;
  readonly leadLagOutput: number | null;
  readonly scheduledAt: number | null;
  /** By the names of the columns in pid-row.ts. */
  readonly controller: Readonly<Record<ControllerColumn, number | null>>;
}

const CONTROLLER_COLUMNS = [
  'stuck',
  'controlling',
  'output',
  'integral',
  'derivative',
  'lastPv',
  'lastSetPoint',
  'lastGain',
  'basis',
] as const satisfies readonly (keyof typeof PID)[];

type ControllerColumn = (typeof CONTROLLER_COLUMNS)[number];

const OWN_NUMBERS = ['setPoint', 'localSetPoint', 'leadLagInput', 'leadLagOutput', 'scheduledAt'] as const;

export function saveLoops({ loops }: LoopSet): readonly LoopState[] {
  return loops.map(saveLoop);
}

function saveLoop(loop: Loop): LoopState {
  const { memory, at, mode, manualOutput, hasPv, isPvGood } = loop;
  const columns = CONTROLLER_COLUMNS.map((name) => [name, orNull(memory[at + PID[name]] as number)]);
  return {
    id: loop.definition.id,
    mode,
    setPoint: orNull(loop.setPoint),
    localSetPoint: orNull(loop.localSetPoint),
    manualOutput,
    hasPv,
    isPvGood,
    leadLagInput: orNull(loop.leadLagInput),
    leadLagOutput: orNull(loop.leadLagOutput),
    scheduledAt: orNull(loop.scheduledAt),
    controller: Object.fromEntries(columns) as LoopState['controller'],
  };
}

/** Puts saved states into loops of the same definitions; what does not fit is said, and then nothing is changed. */
export function restoreLoops({ loops }: LoopSet, states: readonly LoopState[]): string | null {
  const byId = new Map(states.map((state) => [state.id, state]));
  const pairs = loops.map((loop) => [loop, byId.get(loop.definition.id)] as const);
  for (const [loop, state] of pairs) {
    const { id, outputRange } = loop.definition;
    if (state === undefined) return `there is no state of loop ${id}`;
    if (!modesOf(loop.definition).includes(state.mode)) return `loop ${id} knows no mode ${state.mode}`;
    const output = state.controller.output;
    const isWithin = [output, state.manualOutput].every(
      (value) => typeof value === 'number' && value >= outputRange[0] && value <= outputRange[1],
    );
    if (!isWithin) return `the saved output of loop ${id} is outside its range`;
  }
  if (states.length !== loops.length) return `${states.length} states for ${loops.length} loops`;
  for (const [loop, state] of pairs) if (state !== undefined) restoreLoop(loop, state);
  return null;
}

function restoreLoop(loop: Loop, state: LoopState): void {
  const { memory, at, definition } = loop;
  loop.mode = state.mode;
  loop.manualOutput = state.manualOutput;
  loop.hasPv = state.hasPv;
  loop.isPvGood = state.isPvGood;
  for (const name of OWN_NUMBERS) loop[name] = state[name] ?? Number.NaN;
  for (const name of CONTROLLER_COLUMNS) memory[at + PID[name]] = state.controller[name] ?? Number.NaN;
  if (definition.schedule !== null && state.scheduledAt !== null)
    loadScheduled(memory, at, definition, definition.schedule, state.scheduledAt);
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
