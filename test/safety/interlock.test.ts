import { describe, expect, it } from 'vitest';
import type { CauseCondition, CauseDefinition, InterlockDefinition } from '../../src/safety/definition.ts';
import {
  createInterlockState,
  type InterlockEvent,
  type InterlockState,
  stepInterlocks,
} from '../../src/safety/interlock.ts';
import type { Reading } from '../../src/units/reading.ts';

const SCAN_S = 0.01;
const HIGH: CauseCondition = {
  kind: 'limit',
  tag: 'p',
  direction: 'above',
  limit: 5e5,
  deadband: 0.2e5,
  onBad: 'trip',
};

function cause(id: string, condition: CauseCondition, onDelayS = 0): CauseDefinition {
  return { id, title: id, condition, onDelayS };
}

/** One effect on one valve; every cause trips it. */
function interlock(causes: readonly CauseDefinition[], latch = true): InterlockDefinition {
  return {
    causes,
    effects: [{ id: 'isolate', title: 'Isolate', outputs: ['inlet', 'vent'], latch }],
    matrix: new Map(causes.map(({ id }) => [id, ['isolate']])),
    safeState: new Map([
      ['inlet', 0],
      ['vent', 1],
      ['other', 0],
    ]),
  };
}

const good = (value: number): Reading => ({ value, quality: 'good', reason: null });
const bad = (value: number): Reading => ({ value, quality: 'bad', reason: 'no answer' });

type Tags = Readonly<Record<string, Reading>>;

/** Runs one scan after the other and keeps everything that was seen. */
function run(
  definition: InterlockDefinition,
  scans: readonly { readonly tags: Tags; readonly reset?: boolean }[],
  firstTick = 0,
): { states: InterlockState[]; events: InterlockEvent[]; tripped: boolean[] } {
  let state = createInterlockState(definition);
  const states: InterlockState[] = [];
  const events: InterlockEvent[] = [];
  for (const [index, { tags, reset }] of scans.entries()) {
    const timeS = (firstTick + index) * SCAN_S;
    const read = (tag: string): Reading => {
      const reading = tags[tag];
      if (reading === undefined) throw new Error(`the test has no tag ${tag}`);
      return reading;
    };
    const step = stepInterlocks(definition, state, read, { timeS, reset: reset === true });
    state = step.state;
    states.push(state);
    events.push(...step.events);
  }
  return { states, events, tripped: states.map((each) => each.effects[0]?.tripped === true) };
}

const pressures = (...values: number[]) => values.map((value) => ({ tags: { p: good(value) } }));

describe('causes', () => {
  it('the limit itself is not beyond the limit', () => {
    expect(run(interlock([cause('high', HIGH)]), pressures(5e5, 5.00001e5)).tripped).toEqual([false, true]);
  });

  it('a low limit trips below and clears above', () => {
    const low: CauseCondition = { ...HIGH, direction: 'below', limit: 1e5, deadband: 0.1e5 };
    const { tripped } = run(interlock([cause('low', low)], false), pressures(1e5, 0.99e5, 1.05e5, 1.1e5));
    expect(tripped).toEqual([false, true, true, false]);
  });

  it('the deadband holds a cause until the value is back by all of it', () => {
    const { tripped } = run(interlock([cause('high', HIGH)], false), pressures(5.1e5, 4.81e5, 4.8e5, 4.95e5));
    expect(tripped).toEqual([true, true, false, false]);
  });

  it('the delay starts again when the condition breaks', () => {
    const definition = interlock([cause('high', HIGH, 3 * SCAN_S)]);
    const { tripped } = run(definition, pressures(5.1e5, 5.1e5, 5.1e5, 4e5, 5.1e5, 5.1e5, 5.1e5, 5.1e5));
    expect(tripped).toEqual([false, false, false, false, false, false, false, true]);
  });

  it('a delay ends on the same scan at any time of day', () => {
    const definition = interlock([cause('high', HIGH, 0.1)]);
    const scans = pressures(...new Array<number>(12).fill(5.1e5));
    for (let firstTick = 0; firstTick < 50_000_000; firstTick += 49_999) {
      expect(run(definition, scans, firstTick).tripped.indexOf(true)).toBe(10);
    }
  });

  it('a bad reading counts as beyond a limit that trips on bad', () => {
    const definition = interlock([cause('high', HIGH, SCAN_S)]);
    const scans = [{ tags: { p: bad(1e5) } }, { tags: { p: bad(1e5) } }];
    expect(run(definition, scans).tripped).toEqual([false, true]);
  });

  it('a short loss of the reading inside the deadband is no trip', () => {
    const definition = interlock([cause('high', HIGH, 2 * SCAN_S)]);
    const scans = [
      { tags: { p: good(4.9e5) } },
      { tags: { p: bad(4.9e5) } },
      ...pressures(4.9e5, 4.9e5, 4.9e5),
    ];
    expect(run(definition, scans).tripped).not.toContain(true);
  });

  it('where bad readings are ignored they neither raise nor clear a cause', () => {
    const ignoring: CauseCondition = { ...HIGH, onBad: 'ignore' };
    const definition = interlock([cause('high', ignoring)], false);
    const scans = [
      { tags: { p: bad(9e5) } },
      { tags: { p: good(5.1e5) } },
      { tags: { p: bad(1e5) } },
      { tags: { p: good(4e5) } },
    ];
    expect(run(definition, scans).tripped).toEqual([false, true, true, false]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'a good reading of %d is treated as bad',
    (value) => {
      expect(run(interlock([cause('high', HIGH)]), pressures(value)).tripped).toEqual([true]);
    },
  );

  it('an uncertain reading is judged', () => {
    const uncertain = (value: number) =>
      ({
        tags: { p: { value, quality: 'uncertain', reason: 'range' } },
      }) as const;
    expect(run(interlock([cause('high', HIGH)]), [uncertain(4e5), uncertain(5.1e5)]).tripped).toEqual([
      false,
      true,
    ]);
  });

  it('loss of a sensor is bad quality, and nothing else', () => {
    const definition = interlock([cause('lost', { kind: 'bad-quality', tag: 'p' })], false);
    const scans = [...pressures(9e9), { tags: { p: bad(2e5) } }, ...pressures(2e5)];
    expect(run(definition, scans).tripped).toEqual([false, true, false]);
  });

  it.each([
    ['online', good(1), false],
    ['offline', good(0), true],
    ['of unknown state', bad(1), true],
  ])('a device that is %s', (_what, online, lost) => {
    const definition = interlock([cause('lost', { kind: 'device-lost', device: 'ao1' })]);
    expect(run(definition, [{ tags: { 'ao1.online': online } }]).tripped).toEqual([lost]);
  });
});

describe('effects', () => {
  it('a trip drives its outputs, and no others, to the safe state', () => {
    const { states } = run(interlock([cause('high', HIGH)]), pressures(4e5, 5.1e5));
    expect([...(states[0]?.held ?? [])]).toEqual([]);
    expect([...(states[1]?.held ?? [])]).toEqual([
      ['inlet', 0],
      ['vent', 1],
    ]);
  });

  it('a latch stays after the cause has gone, until a reset', () => {
    const scans = [...pressures(5.1e5, 1e5, 1e5), { tags: { p: good(1e5) }, reset: true }, ...pressures(1e5)];
    const { tripped, events } = run(interlock([cause('high', HIGH)]), scans);
    expect(tripped).toEqual([true, true, true, false, false]);
    expect(events).toEqual([
      { kind: 'cause-active', cause: 'high', timeS: 0 },
      { kind: 'trip', effect: 'isolate', firstOut: ['high'], timeS: 0 },
      { kind: 'cause-clear', cause: 'high', timeS: 0.01 },
      { kind: 'reset', effect: 'isolate', timeS: 0.03 },
    ]);
  });

  it('a reset is refused while a cause stands, and names it', () => {
    const scans = [...pressures(5.1e5), { tags: { p: good(4.9e5) }, reset: true }];
    const { tripped, events } = run(interlock([cause('high', HIGH)]), scans);
    expect(tripped).toEqual([true, true]);
    expect(events.at(-1)).toEqual({
      kind: 'reset-refused',
      effect: 'isolate',
      standing: ['high'],
      timeS: 0.01,
    });
  });

  it('a reset is refused while a condition is still in its delay', () => {
    const definition = interlock([cause('high', HIGH, 2 * SCAN_S)]);
    const scans = [...pressures(6e5, 6e5, 6e5, 1e5), { tags: { p: good(6e5) }, reset: true }];
    const { tripped, events } = run(definition, scans);
    expect(tripped).toEqual([false, false, true, true, true]);
    expect(events.at(-1)?.kind).toBe('reset-refused');
  });

  it('a reset with nothing tripped says nothing', () => {
    const definition = interlock([cause('high', HIGH)]);
    expect(run(definition, [{ tags: { p: good(1e5) }, reset: true }]).events).toEqual([]);
  });

  it('without a latch the effect lets go by itself', () => {
    const { tripped, events } = run(interlock([cause('high', HIGH)], false), pressures(5.1e5, 1e5));
    expect(tripped).toEqual([true, false]);
    expect(events.map((event) => event.kind)).toEqual(['cause-active', 'trip', 'cause-clear', 'release']);
  });

  it('an output shared by two effects is held until both have let go', () => {
    const definition: InterlockDefinition = {
      ...interlock([
        cause('a', { kind: 'bad-quality', tag: 'a' }),
        cause('b', { kind: 'bad-quality', tag: 'b' }),
      ]),
      effects: [
        { id: 'x', title: 'x', outputs: ['inlet', 'other'], latch: false },
        { id: 'y', title: 'y', outputs: ['vent', 'other'], latch: false },
      ],
      matrix: new Map([
        ['a', ['x']],
        ['b', ['y']],
      ]),
    };
    const scan = (a: boolean, b: boolean) => ({ tags: { a: a ? bad(0) : good(0), b: b ? bad(0) : good(0) } });
    const { states } = run(definition, [scan(true, true), scan(false, true), scan(false, false)]);
    expect(states.map((state) => [...state.held.keys()].sort())).toEqual([
      ['inlet', 'other', 'vent'],
      ['other', 'vent'],
      [],
    ]);
  });

  it('a scan in which nothing changes returns the same state', () => {
    const { states } = run(interlock([cause('high', HIGH)]), pressures(4e5, 4e5, 5.1e5, 5.2e5));
    expect(states[1]).toBe(states[0]);
    expect(states[3]).toBe(states[2]);
  });
});

describe('first-out', () => {
  const definition = interlock([
    cause('a', { kind: 'bad-quality', tag: 'a' }),
    cause('b', { kind: 'bad-quality', tag: 'b' }),
  ]);
  const scan = (a: boolean, b: boolean, reset = false) => ({
    tags: { a: a ? bad(0) : good(0), b: b ? bad(0) : good(0) },
    reset,
  });

  it('is what tripped first, and later causes do not change it', () => {
    const { states } = run(definition, [scan(false, true), scan(true, true), scan(true, false)]);
    expect(states.map((state) => state.effects[0]?.firstOut)).toEqual([['b'], ['b'], ['b']]);
  });

  it('is all causes that tripped within one scan', () => {
    expect(run(definition, [scan(true, true)]).states[0]?.effects[0]?.firstOut).toEqual(['a', 'b']);
  });

  it('starts anew after a reset', () => {
    const { states } = run(definition, [scan(false, true), scan(false, false, true), scan(true, false)]);
    expect(states.map((state) => state.effects[0]?.firstOut)).toEqual([['b'], [], ['a']]);
  });
});
