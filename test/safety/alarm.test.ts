import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlarmEvent,
  type AlarmPhase,
  type AlarmState,
  type AlarmTrigger,
  acknowledgeAlarms,
  createAlarmState,
  nextPhase,
  stepAlarms,
} from '../../src/safety/alarm.ts';
import type { AlarmDefinition } from '../../src/safety/definition.ts';
import type { Reading } from '../../src/units/reading.ts';

const SCAN_S = 0.01;

const HIGH: AlarmDefinition = {
  id: 'high',
  message: 'Pressure high',
  tag: 'p',
  condition: { kind: 'limit', direction: 'above', limit: 3.6e5, deadband: 0.1e5 },
  priority: 'high',
  onDelayS: 0,
  offDelayS: 0,
};

const good = (value: number): Reading => ({ value, quality: 'good', reason: null });
const bad = (value: number): Reading => ({ value, quality: 'bad', reason: 'no answer' });

function scan(
  definitions: readonly AlarmDefinition[],
  state: AlarmState,
  readings: readonly Reading[],
): { state: AlarmState; events: AlarmEvent[]; phases: (AlarmPhase | undefined)[] } {
  const events: AlarmEvent[] = [];
  const phases: (AlarmPhase | undefined)[] = [];
  let current = state;
  for (const [index, reading] of readings.entries()) {
    const step = stepAlarms(definitions, current, () => reading, index * SCAN_S);
    current = step.state;
    events.push(...step.events);
    phases.push(current[0]?.phase);
  }
  return { state: current, events, phases };
}

const phasesOf = (definition: AlarmDefinition, readings: readonly Reading[]) =>
  scan([definition], createAlarmState([definition]), readings).phases;

/**
 * ANSI/ISA-18.2-2016 / IEC 62682, rows among the states A to D of an alarm without latch, with the rows that have no
 * effect; cross-read from public implementations of the state model.
 */
const REFERENCE: readonly (readonly [AlarmPhase, AlarmTrigger, AlarmPhase])[] = [
  ['normal', 'occur', 'unacknowledged'],
  ['unacknowledged', 'acknowledge', 'acknowledged'],
  ['unacknowledged', 'return', 'returned'],
  ['acknowledged', 'return', 'normal'],
  ['returned', 'acknowledge', 'normal'],
  ['returned', 'occur', 'unacknowledged'],
  ['normal', 'acknowledge', 'normal'],
  ['acknowledged', 'acknowledge', 'acknowledged'],
  ['normal', 'return', 'normal'],
  ['returned', 'return', 'returned'],
  ['unacknowledged', 'occur', 'unacknowledged'],
  ['acknowledged', 'occur', 'acknowledged'],
];

describe('alarm states', () => {
  it('the reference covers every state and trigger once', () => {
    expect(new Set(REFERENCE.map(([phase, trigger]) => `${phase} ${trigger}`)).size).toBe(4 * 3);
  });

  it.each(REFERENCE)('%s, %s → %s', (phase, trigger, next) => {
    expect(nextPhase(phase, trigger)).toBe(next);
  });

  it('a life: occurs, is acknowledged, returns', () => {
    let { state, events } = scan([HIGH], createAlarmState([HIGH]), [good(3e5), good(3.7e5)]);
    expect(events).toEqual([
      { kind: 'occur', alarm: 'high', priority: 'high', phase: 'unacknowledged', timeS: 0.01 },
    ]);
    const acknowledged = acknowledgeAlarms([HIGH], state, 'high', 5);
    if (!acknowledged.ok) throw new Error(acknowledged.reason);
    expect(acknowledged.events).toEqual([
      { kind: 'acknowledge', alarm: 'high', priority: 'high', phase: 'acknowledged', timeS: 5 },
    ]);
    expect(acknowledged.state[0]?.sinceS).toBe(5);
    ({ state, events } = scan([HIGH], acknowledged.state, [good(3e5)]));
    expect(events.map(({ kind, phase }) => [kind, phase])).toEqual([['return', 'normal']]);
  });

  it('an alarm that returns before anybody looked stays until it is acknowledged', () => {
    const { state, phases } = scan([HIGH], createAlarmState([HIGH]), [good(3.7e5), good(3e5), good(3e5)]);
    expect(phases).toEqual(['unacknowledged', 'returned', 'returned']);
    const acknowledged = acknowledgeAlarms([HIGH], state, null, 1);
    expect(acknowledged.ok && acknowledged.state[0]?.phase).toBe('normal');
  });
});

describe('conditions', () => {
  it('deadband: returns only when the value is back by all of it', () => {
    const phases = phasesOf(HIGH, [3.6e5, 3.61e5, 3.51e5, 3.5e5, 3.55e5].map(good));
    expect(phases).toEqual(['normal', 'unacknowledged', 'unacknowledged', 'returned', 'returned']);
  });

  it('on-delay: a shorter excursion is no alarm', () => {
    const slow = { ...HIGH, onDelayS: 3 * SCAN_S };
    const phases = phasesOf(slow, [4e5, 4e5, 4e5, 3e5, 4e5, 4e5, 4e5, 4e5].map(good));
    expect(phases.indexOf('unacknowledged')).toBe(7);
  });

  it('off-delay: a shorter return is no return', () => {
    const slow = { ...HIGH, offDelayS: 2 * SCAN_S };
    const phases = phasesOf(slow, [4e5, 3e5, 3e5, 4e5, 3e5, 3e5, 3e5].map(good));
    expect(phases.indexOf('returned')).toBe(6);
  });

  it('a bad reading neither raises nor returns a limit alarm', () => {
    expect(phasesOf(HIGH, [bad(9e5), good(4e5), bad(1e5)])).toEqual([
      'normal',
      'unacknowledged',
      'unacknowledged',
    ]);
  });

  it('a bad-quality alarm follows the quality, and a number that is none is bad', () => {
    const silent: AlarmDefinition = { ...HIGH, condition: { kind: 'bad-quality' } };
    expect(phasesOf(silent, [good(9e9), bad(0), good(0), good(Number.NaN)])).toEqual([
      'normal',
      'unacknowledged',
      'returned',
      'unacknowledged',
    ]);
  });

  it('a scan in which nothing changes returns the same state', () => {
    const { state } = scan([HIGH], createAlarmState([HIGH]), [good(3e5), good(4e5)]);
    expect(stepAlarms([HIGH], state, () => good(4.1e5), 1).state).toBe(state);
  });
});

describe('acknowledging', () => {
  const two = [HIGH, { ...HIGH, id: 'other' }];

  it('reaches one alarm by its id, or all', () => {
    const { state } = scan(two, createAlarmState(two), [good(4e5)]);
    const one = acknowledgeAlarms(two, state, 'other', 1);
    expect(one.ok && one.state.map(({ phase }) => phase)).toEqual(['unacknowledged', 'acknowledged']);
    const all = acknowledgeAlarms(two, state, null, 1);
    expect(all.ok && all.events.map(({ alarm }) => alarm)).toEqual(['high', 'other']);
  });

  it('of what needs none changes nothing', () => {
    const result = acknowledgeAlarms([HIGH], createAlarmState([HIGH]), 'high', 1);
    expect(result.ok && result.events).toEqual([]);
    expect(result.ok && result.state[0]?.sinceS).toBe(0);
  });

  it('of an unknown alarm is refused', () => {
    expect(acknowledgeAlarms([HIGH], createAlarmState([HIGH]), 'nope', 1)).toEqual({
      ok: false,
      reason: expect.stringContaining('nope'),
    });
  });
});

it('without delays the phase says at every scan whether the process is abnormal', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 3e5, max: 4e5 }), { maxLength: 40 }), (values) => {
      const noDeadband: AlarmDefinition = {
        ...HIGH,
        condition: { kind: 'limit', direction: 'above', limit: 3.6e5, deadband: 0 },
      };
      const phases = phasesOf(noDeadband, values.map(good));
      expect(phases.map((phase) => phase === 'unacknowledged')).toEqual(values.map((value) => value > 3.6e5));
    }),
  );
});

describe('an alarm on either side of zero', () => {
  const far: AlarmDefinition = {
    ...HIGH,
    condition: { kind: 'magnitude', limit: 5_000, deadband: 1_000 },
  };

  it.each([1, -1])('occurs beyond its limit and returns inside its deadband, with sign %d', (sign) => {
    const readings = [0, 5_000, 5_001, 4_001, 4_000, 3_999].map((value) => good(sign * value));
    expect(phasesOf(far, readings)).toEqual([
      'normal',
      'normal',
      'unacknowledged',
      'unacknowledged',
      'returned',
      'returned',
    ]);
  });

  it('stands while the value swings from one side to the other', () => {
    expect(phasesOf(far, [good(6_000), good(-6_000)])).toEqual(['unacknowledged', 'unacknowledged']);
  });

  it('is neither raised nor returned by a bad reading', () => {
    expect(phasesOf(far, [bad(9_000), good(9_000), bad(0)])).toEqual([
      'normal',
      'unacknowledged',
      'unacknowledged',
    ]);
  });
});
