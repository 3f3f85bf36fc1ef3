/**
 * Alarms with the states A to D of ANSI/ISA-18.2-2016 (IEC 62682): normal, unacknowledged, acknowledged, returned to
 * normal unacknowledged. A bad reading neither raises nor returns an alarm on a limit; loss of a sensor is an alarm of
 * its own.
 */
import { invariant } from '../physics/invariant.ts';
import type { Reading } from '../units/reading.ts';
import { hasStood, isBeyond, isUsable } from './condition.ts';
import type { AlarmDefinition, AlarmPriority } from './definition.ts';

export type AlarmPhase = 'normal' | 'unacknowledged' | 'acknowledged' | 'returned';
export type AlarmTrigger = 'occur' | 'acknowledge' | 'return';

const TRANSITIONS: Readonly<Record<AlarmPhase, Partial<Record<AlarmTrigger, AlarmPhase>>>> = {
  normal: { occur: 'unacknowledged' },
  unacknowledged: { acknowledge: 'acknowledged', return: 'returned' },
  acknowledged: { return: 'normal' },
  returned: { acknowledge: 'normal', occur: 'unacknowledged' },
};

export interface AlarmEntry {
  readonly phase: AlarmPhase;
  /** When it entered this phase, s. */
  readonly sinceS: number;
  /** What the last usable reading said of the limit; false for a condition without one. */
  readonly beyond: boolean;
  /** When the condition began to differ from the phase, s; null while they agree. */
  readonly pendingSinceS: number | null;
}

/** One entry for each alarm, in the order of the definitions. */
export type AlarmState = readonly AlarmEntry[];

export interface AlarmEvent {
  readonly kind: AlarmTrigger;
  readonly alarm: string;
  readonly priority: AlarmPriority;
  readonly phase: AlarmPhase;
  readonly timeS: number;
}

export interface AlarmStep {
  readonly state: AlarmState;
  readonly events: readonly AlarmEvent[];
}

/** What became of an acknowledgement. Acknowledging what needs none is accepted and changes nothing. */
export type Acknowledged =
  | { readonly ok: true; readonly state: AlarmState; readonly events: readonly AlarmEvent[] }
  | { readonly ok: false; readonly reason: string };

/** Phase after a trigger; the same phase where the standard has no transition. */
export function nextPhase(phase: AlarmPhase, trigger: AlarmTrigger): AlarmPhase {
  return TRANSITIONS[phase][trigger] ?? phase;
}

/** State before the first scan: all normal since time zero. */
export function createAlarmState(definitions: readonly AlarmDefinition[]): AlarmState {
  return definitions.map(() => ({ phase: 'normal', sinceS: 0, beyond: false, pendingSinceS: null }));
}

/** One scan at `timeS`. Returns the very same state when nothing has changed. */
export function stepAlarms(
  definitions: readonly AlarmDefinition[],
  state: AlarmState,
  readTag: (tag: string) => Reading,
  timeS: number,
): AlarmStep {
  const events: AlarmEvent[] = [];
  let next: AlarmEntry[] | null = null;
  for (const [index, definition] of definitions.entries()) {
    const was = entryAt(state, index);
    const is = stepAlarm(definition, was, readTag(definition.tag), timeS);
    if (is === was) continue;
    next ??= [...state];
    next[index] = is;
    if (is.phase !== was.phase) {
      events.push(event(isActive(is.phase) ? 'occur' : 'return', definition, is.phase, timeS));
    }
  }
  return { state: next ?? state, events };
}

/** Acknowledges one alarm by id, or all with null. */
export function acknowledgeAlarms(
  definitions: readonly AlarmDefinition[],
  state: AlarmState,
  id: string | null,
  timeS: number,
): Acknowledged {
  if (id !== null && !definitions.some((definition) => definition.id === id)) {
    return { ok: false, reason: `there is no alarm "${id}"` };
  }
  const events: AlarmEvent[] = [];
  const next = definitions.map((definition, index) => {
    const was = entryAt(state, index);
    const phase = nextPhase(was.phase, 'acknowledge');
    if ((id !== null && definition.id !== id) || phase === was.phase) return was;
    events.push(event('acknowledge', definition, phase, timeS));
    return { ...was, phase, sinceS: timeS };
  });
  return { ok: true, state: next, events };
}

function stepAlarm(
  definition: AlarmDefinition,
  was: AlarmEntry,
  reading: Reading,
  timeS: number,
): AlarmEntry {
  const { beyond, stands } = judge(definition, was.beyond, reading);
  const active = isActive(was.phase);
  if (stands === active) {
    return beyond === was.beyond && was.pendingSinceS === null
      ? was
      : { ...was, beyond, pendingSinceS: null };
  }
  const pendingSinceS = was.pendingSinceS ?? timeS;
  if (hasStood(pendingSinceS, timeS, stands ? definition.onDelayS : definition.offDelayS)) {
    const phase = nextPhase(was.phase, stands ? 'occur' : 'return');
    return { phase, sinceS: timeS, beyond, pendingSinceS: null };
  }
  return beyond === was.beyond && pendingSinceS === was.pendingSinceS
    ? was
    : { ...was, beyond, pendingSinceS };
}

function judge(
  { condition }: AlarmDefinition,
  wasBeyond: boolean,
  reading: Reading,
): { beyond: boolean; stands: boolean } {
  if (condition.kind === 'bad-quality') return { beyond: false, stands: !isUsable(reading) };
  if (!isUsable(reading)) return { beyond: wasBeyond, stands: wasBeyond };
  const beyond =
    condition.kind === 'magnitude'
      ? isBeyond({ ...condition, direction: 'above' }, wasBeyond, Math.abs(reading.value))
      : isBeyond(condition, wasBeyond, reading.value);
  return { beyond, stands: beyond };
}

/** In these phases the process is abnormal. */
function isActive(phase: AlarmPhase): boolean {
  return phase === 'unacknowledged' || phase === 'acknowledged';
}

function event(
  kind: AlarmTrigger,
  definition: AlarmDefinition,
  phase: AlarmPhase,
  timeS: number,
): AlarmEvent {
  return { kind, alarm: definition.id, priority: definition.priority, phase, timeS };
}

function entryAt(state: AlarmState, index: number): AlarmEntry {
  const entry = state[index];
  invariant(entry !== undefined, 'the state belongs to these alarms');
  return entry;
}
