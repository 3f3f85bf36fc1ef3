/**
 * Interlocks: causes with a delay, effects with a latch, and the matrix between them. Evaluated once per scan, after
 * control, whose outputs they override.
 *
 * First-out follows the first-alert groups of ANSI/ISA-18.1: each effect is a group, and what tripped it is kept until
 * it is reset. Causes that trip within one scan cannot be told apart in time and are all first-out.
 */
import { invariant } from '../physics/invariant.ts';
import type { Reading } from '../units/reading.ts';
import { hasStood, isBeyond, isUsable } from './condition.ts';
import type { CauseDefinition, EffectDefinition, InterlockDefinition } from './definition.ts';

export interface CauseState {
  /** What the last usable reading said of the limit; false for conditions without one. */
  readonly beyond: boolean;
  /** When the condition began to stand, s; null: it does not stand. */
  readonly sinceS: number | null;
  /** The condition stands and has stood for its delay. */
  readonly active: boolean;
}

export interface EffectState {
  readonly tripped: boolean;
  /** Ids of the causes that tripped it; empty while it is not tripped. */
  readonly firstOut: readonly string[];
}

export interface InterlockState {
  /** In the order of the definition. */
  readonly causes: readonly CauseState[];
  readonly effects: readonly EffectState[];
  /** Output tag → safe value that overrides control. The same map as long as nothing trips or releases. */
  readonly held: ReadonlyMap<string, number>;
}

export type InterlockEvent =
  | { readonly kind: 'cause-active' | 'cause-clear'; readonly cause: string; readonly timeS: number }
  | {
      readonly kind: 'trip';
      readonly effect: string;
      readonly firstOut: readonly string[];
      readonly timeS: number;
    }
  /** An effect without latch let go because its causes cleared. */
  | { readonly kind: 'release'; readonly effect: string; readonly timeS: number }
  | { readonly kind: 'reset'; readonly effect: string; readonly timeS: number }
  | {
      readonly kind: 'reset-refused';
      readonly effect: string;
      /** Ids of the causes whose condition still stands. */
      readonly standing: readonly string[];
      readonly timeS: number;
    };

export interface InterlockInput {
  /** Time of the scan, s; never runs backwards. */
  readonly timeS: number;
  /** True in the one scan that serves an operator's reset; held on, it would defeat the latches. */
  readonly reset: boolean;
}

export interface InterlockStep {
  readonly state: InterlockState;
  readonly events: readonly InterlockEvent[];
}

const NO_EVENTS: readonly InterlockEvent[] = [];

/** State before the first scan: nothing stands, nothing is tripped. */
export function createInterlockState(definition: InterlockDefinition): InterlockState {
  return {
    causes: definition.causes.map(() => ({ beyond: false, sinceS: null, active: false })),
    effects: definition.effects.map(() => ({ tripped: false, firstOut: [] })),
    held: new Map(),
  };
}

/**
 * One scan. Returns the very same state when nothing has changed.
 *
 * A reset releases an effect only when no condition of its causes stands, not even one that is still in its delay;
 * otherwise it is refused for that effect, with the conditions that stand.
 */
export function stepInterlocks(
  definition: InterlockDefinition,
  state: InterlockState,
  readTag: (tag: string) => Reading,
  input: InterlockInput,
): InterlockStep {
  const causes = stepCauses(definition, state.causes, readTag, input.timeS);
  const causeEvents = activeChanges(definition, state.causes, causes, input.timeS);
  // Effects follow from active causes and resets alone, which are rare: most scans end here.
  if (causeEvents.length === 0 && !input.reset) {
    return { state: causes === state.causes ? state : { ...state, causes }, events: NO_EVENTS };
  }
  const { effects, events } = stepEffects(definition, state.effects, causes, input);
  return {
    state: {
      causes,
      effects,
      held: effects === state.effects ? state.held : heldOutputs(definition, effects),
    },
    events: [...causeEvents, ...events],
  };
}

function stepCauses(
  definition: InterlockDefinition,
  states: readonly CauseState[],
  readTag: (tag: string) => Reading,
  timeS: number,
): readonly CauseState[] {
  let next: CauseState[] | null = null;
  for (const [index, cause] of definition.causes.entries()) {
    const was = stateAt(states, index);
    const is = stepCause(cause, was, readTag, timeS);
    if (is === was) continue;
    next ??= [...states];
    next[index] = is;
  }
  return next ?? states;
}

function stepCause(
  cause: CauseDefinition,
  was: CauseState,
  readTag: (tag: string) => Reading,
  timeS: number,
): CauseState {
  const { beyond, stands } = judge(cause, was.beyond, readTag);
  const sinceS = stands ? (was.sinceS ?? timeS) : null;
  const active = sinceS !== null && (was.active || hasStood(sinceS, timeS, cause.onDelayS));
  const same = beyond === was.beyond && sinceS === was.sinceS && active === was.active;
  return same ? was : { beyond, sinceS, active };
}

function judge(
  cause: CauseDefinition,
  wasBeyond: boolean,
  readTag: (tag: string) => Reading,
): { beyond: boolean; stands: boolean } {
  const { condition } = cause;
  switch (condition.kind) {
    case 'limit': {
      const reading = readTag(condition.tag);
      if (isUsable(reading)) {
        const beyond = isBeyond(condition, wasBeyond, reading.value);
        return { beyond, stands: beyond };
      }
      // A bad reading is no news about the limit, so it neither starts nor ends what usable readings found.
      return { beyond: wasBeyond, stands: wasBeyond || condition.onBad === 'trip' };
    }
    case 'bad-quality':
      return { beyond: false, stands: !isUsable(readTag(condition.tag)) };
    case 'device-lost': {
      const online = readTag(`${condition.device}.online`);
      return { beyond: false, stands: !isUsable(online) || online.value !== 1 };
    }
  }
}

function activeChanges(
  definition: InterlockDefinition,
  before: readonly CauseState[],
  after: readonly CauseState[],
  timeS: number,
): readonly InterlockEvent[] {
  if (before === after) return NO_EVENTS;
  const events: InterlockEvent[] = [];
  for (const [index, { id }] of definition.causes.entries()) {
    const { active } = stateAt(after, index);
    if (active === stateAt(before, index).active) continue;
    events.push({ kind: active ? 'cause-active' : 'cause-clear', cause: id, timeS });
  }
  return events;
}

function stepEffects(
  definition: InterlockDefinition,
  states: readonly EffectState[],
  causes: readonly CauseState[],
  input: InterlockInput,
): { effects: readonly EffectState[]; events: readonly InterlockEvent[] } {
  const events: InterlockEvent[] = [];
  const effects = definition.effects.map((effect, index) => {
    const { is, event } = stepEffect(definition, effect, stateAt(states, index), causes, input);
    if (event !== null) events.push(event);
    return is;
  });
  const same = effects.every((effect, index) => effect === states[index]);
  return { effects: same ? states : effects, events };
}

const READY: EffectState = { tripped: false, firstOut: [] };

function stepEffect(
  definition: InterlockDefinition,
  effect: EffectDefinition,
  was: EffectState,
  causes: readonly CauseState[],
  { timeS, reset }: InterlockInput,
): { is: EffectState; event: InterlockEvent | null } {
  const active = causesOf(definition, effect.id, causes, (cause) => cause.active);
  if (!was.tripped) {
    if (active.length === 0) return { is: was, event: null };
    return {
      is: { tripped: true, firstOut: active },
      event: { kind: 'trip', effect: effect.id, firstOut: active, timeS },
    };
  }
  if (!effect.latch) {
    if (active.length > 0) return { is: was, event: null };
    return { is: READY, event: { kind: 'release', effect: effect.id, timeS } };
  }
  if (!reset) return { is: was, event: null };
  const standing = causesOf(definition, effect.id, causes, (cause) => cause.sinceS !== null);
  if (standing.length > 0) {
    return { is: was, event: { kind: 'reset-refused', effect: effect.id, standing, timeS } };
  }
  return { is: READY, event: { kind: 'reset', effect: effect.id, timeS } };
}

/** Ids of the causes that the matrix joins to the effect and whose state matches. */
function causesOf(
  definition: InterlockDefinition,
  effect: string,
  causes: readonly CauseState[],
  matches: (cause: CauseState) => boolean,
): readonly string[] {
  return definition.causes
    .filter(
      ({ id }, index) =>
        matches(stateAt(causes, index)) && definition.matrix.get(id)?.includes(effect) === true,
    )
    .map(({ id }) => id);
}

function heldOutputs(
  definition: InterlockDefinition,
  effects: readonly EffectState[],
): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const [index, { outputs }] of definition.effects.entries()) {
    if (!stateAt(effects, index).tripped) continue;
    for (const tag of outputs) {
      const safe = definition.safeState.get(tag);
      invariant(safe !== undefined, `${tag} has a safe state`);
      held.set(tag, safe);
    }
  }
  return held;
}

function stateAt<T>(states: readonly T[], index: number): T {
  const state = states[index];
  invariant(state !== undefined, 'the state belongs to this definition');
  return state;
}
