import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CauseCondition, InterlockDefinition } from '../../src/safety/definition.ts';
import { createInterlockState, type InterlockState, stepInterlocks } from '../../src/safety/interlock.ts';
import type { Reading } from '../../src/units/reading.ts';
import { oracle, type Scan } from './interlock-oracle.ts';

const SCAN_S = 0.1;
const TAGS = ['t0', 't1', 'd.online'] as const;

const condition: fc.Arbitrary<CauseCondition> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      tag: fc.constantFrom('t0', 't1'),
      direction: fc.constantFrom('above', 'below'),
      limit: fc.integer({ min: 0, max: 4 }),
      deadband: fc.integer({ min: 0, max: 2 }),
      onBad: fc.constantFrom('trip', 'ignore'),
    }),
  },
  fc.record({ kind: fc.constant('bad-quality' as const), tag: fc.constantFrom('t0', 't1') }),
  fc.constant<CauseCondition>({ kind: 'device-lost', device: 'd' }),
);

const EFFECTS = ['e0', 'e1', 'e2'] as const;
const SAFE_STATE = new Map([
  ['o0', 0],
  ['o1', 1],
  ['o2', 0.5],
]);

const definition: fc.Arbitrary<InterlockDefinition> = fc
  .record({
    causes: fc.array(
      fc.record({
        condition,
        delayScans: fc.integer({ min: 0, max: 3 }),
        trips: fc.subarray([...EFFECTS], { minLength: 1 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    latches: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    outputs: fc.tuple(
      fc.subarray([...SAFE_STATE.keys()]),
      fc.subarray([...SAFE_STATE.keys()]),
      fc.subarray([...SAFE_STATE.keys()]),
    ),
  })
  .map(({ causes, latches, outputs }) => ({
    causes: causes.map((cause, index) => ({
      id: `c${index}`,
      title: '',
      condition: cause.condition,
      onDelayS: cause.delayScans * SCAN_S,
    })),
    effects: EFFECTS.map((id, index) => ({
      id,
      title: '',
      outputs: outputs[index] ?? [],
      latch: latches[index] === true,
    })),
    matrix: new Map(causes.map((cause, index) => [`c${index}`, cause.trips])),
    safeState: SAFE_STATE,
  }));

const reading: fc.Arbitrary<Reading> = fc.record({
  value: fc.integer({ min: -1, max: 5 }),
  quality: fc.constantFrom('good', 'good', 'good', 'uncertain', 'bad'),
  reason: fc.constant(null),
});

const history: fc.Arbitrary<readonly Scan[]> = fc.array(
  fc.record({
    tags: fc.tuple(reading, reading, reading).map((readings) => {
      const [t0, t1, online] = readings;
      return new Map<string, Reading>([
        [TAGS[0], t0],
        [TAGS[1], t1],
        // Mostly online, so that other causes get a chance.
        [TAGS[2], online.value === 0 ? { ...online, value: 0 } : { ...online, value: 1 }],
      ]);
    }),
    reset: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  }),
  { minLength: 1, maxLength: 30 },
);

function run(interlocks: InterlockDefinition, scans: readonly Scan[]): InterlockState[] {
  let state = createInterlockState(interlocks);
  return scans.map(({ tags, reset }, index) => {
    const read = (tag: string): Reading => tags.get(tag) ?? { value: 0, quality: 'bad', reason: 'unknown' };
    state = stepInterlocks(interlocks, state, read, { timeS: index * SCAN_S, reset }).state;
    return state;
  });
}

describe('interlocks', () => {
  it('agree at every scan with an oracle that recomputes everything from the whole history', () => {
    let trips = 0;
    let resets = 0;
    fc.assert(
      fc.property(definition, history, (interlocks, scans) => {
        const expected = oracle(interlocks, scans, SCAN_S);
        let before = createInterlockState(interlocks);
        for (const [scan, state] of run(interlocks, scans).entries()) {
          const held = new Map<string, number>();
          for (const [index, effect] of interlocks.effects.entries()) {
            const tripped = expected.tripped(effect.id, scan);
            expect(state.effects[index]).toEqual({ tripped, firstOut: expected.firstOut(effect.id, scan) });
            if (tripped) for (const tag of effect.outputs) held.set(tag, SAFE_STATE.get(tag) ?? Number.NaN);
            const was = before.effects[index]?.tripped === true;
            if (tripped && !was) trips += 1;
            if (!tripped && was && effect.latch) resets += 1;
          }
          expect(state.held).toEqual(held);
          before = state;
        }
      }),
      { numRuns: 1500 },
    );
    // The comparison means something only if the histories trip and reset often.
    expect(trips).toBeGreaterThan(1000);
    expect(resets).toBeGreaterThan(200);
  });

  it('a latch never forgets without a reset', () => {
    fc.assert(
      fc.property(definition, history, (interlocks, scans) => {
        const latched = new Set<number>();
        for (const { effects } of run(
          interlocks,
          scans.map((scan) => ({ ...scan, reset: false })),
        )) {
          for (const [index, { latch }] of interlocks.effects.entries()) {
            if (latch && effects[index]?.tripped === true) latched.add(index);
          }
          for (const index of latched) expect(effects[index]?.tripped).toBe(true);
        }
      }),
    );
  });

  it('the order of causes decides nothing but the order in which first-out lists them', () => {
    fc.assert(
      fc.property(definition, history, (interlocks, scans) => {
        const turned = { ...interlocks, causes: [...interlocks.causes].reverse() };
        const sorted = (states: InterlockState[]) =>
          states.map(({ effects, held }) => ({
            held,
            effects: effects.map(({ tripped, firstOut }) => ({ tripped, firstOut: [...firstOut].sort() })),
          }));
        expect(sorted(run(turned, scans))).toEqual(sorted(run(interlocks, scans)));
      }),
    );
  });
});
