import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoopDefinition } from '../../src/control/definition.ts';
import { releaseSetPoint, setManualOutput, setMode, setSetPoint } from '../../src/control/loop-commands.ts';
import type { Loop } from '../../src/control/loop-set.ts';
import { type LoopState, restoreLoops, saveLoops } from '../../src/control/loop-state.ts';
import { INNER, OUTER, Rig } from './loop-rig.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
/** Plain readings mostly, and now and then anything that a wire can bring. */
const reading = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: 0, max: 5e5, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

const anyPid = fc.record({
  gain: fc.double({ min: -80, max: 80, noNaN: true }),
  integralTimeS: fc.option(fc.double({ min: 0.05, max: 100, noNaN: true })),
  derivativeTimeS: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 10, noNaN: true })),
  derivativeFilterN: fc.double({ min: 1, max: 30, noNaN: true }),
  setPointWeight: unit,
  derivativeSetPointWeight: fc.constantFrom(0, 1),
  antiWindup: fc.constantFrom('back-calculation' as const, 'conditional' as const),
  trackingTimeS: fc.option(fc.double({ min: 0.01, max: 100, noNaN: true })),
});

const anyShape = fc.record({
  pid: anyPid,
  pvFilterS: fc.constantFrom(0, 0.3),
  deadBand: fc.constantFrom(
    null,
    { width: 3e3, kind: 'gap' as const },
    { width: 3e3, kind: 'continuous' as const },
  ),
  outputRate: fc.option(
    fc.record({
      risePerS: fc.constantFrom(0.05, 1, Number.POSITIVE_INFINITY),
      fallPerS: fc.constantFrom(0.2, 3, Number.POSITIVE_INFINITY),
    }),
  ),
  schedule: fc.constantFrom(null, {
    tag: 's',
    points: [
      { at: 1e5, gain: 5, integralTimeS: 20, derivativeTimeS: 0 },
      { at: 4e5, gain: 40, integralTimeS: 2, derivativeTimeS: 1 },
    ],
  }),
  feedForward: fc.constantFrom(null, { tag: 'f', range: [0, 10e5] as const, gain: 0.4, leadS: 2, lagS: 0.5 }),
  onBad: fc.constantFrom(
    { kind: 'hold' as const },
    { kind: 'manual' as const },
    { kind: 'output' as const, value: 0.25 },
  ),
  afterBad: fc.constantFrom('resume' as const, 'manual' as const),
  onBadSetPoint: fc.constantFrom('hold' as const, 'auto' as const, 'manual' as const),
  setPointTracksPv: fc.boolean(),
});

const anyEvent = fc.record({
  inner: fc.record({
    pv: reading,
    remoteSetPoint: reading,
    feedForward: reading,
    schedule: reading,
    trackedOutput: fc.oneof(
      { weight: 6, arbitrary: fc.constant(Number.NaN) },
      { weight: 1, arbitrary: fc.double() },
    ),
  }),
  outerPv: reading,
  held: fc.constantFrom<Readonly<Record<string, number>>>(
    {},
    {},
    {},
    { inlet: 0 },
    { inlet: 0.4 },
    { inlet: 0, vent: 1 },
  ),
  dtS: fc.constantFrom(0.01, 0.01, 0.01, 0.003, 0.5),
  command: fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({
        loop: fc.constantFrom('pc1', 'tc1'),
        kind: fc.constantFrom('manual', 'auto', 'cascade', 'remote', 'sp', 'release', 'out'),
        value: fc.double({ min: -1, max: 4e5, noNaN: true }),
      }),
    },
  ),
});

type Event = typeof anyEvent extends fc.Arbitrary<infer T> ? T : never;

function rigOf(shape: typeof anyShape extends fc.Arbitrary<infer T> ? T : never): Rig {
  const inner: LoopDefinition = { ...INNER, ...shape, remote: 'plc.sp' };
  return new Rig(inner, { ...OUTER, pid: { ...shape.pid, gain: 2 } });
}

function obey(loop: Loop, kind: string, value: number): void {
  if (kind === 'sp') setSetPoint(loop, value);
  else if (kind === 'out') setManualOutput(loop, value / 4e5);
  else if (kind === 'release') releaseSetPoint(loop);
  else setMode(loop, kind as 'auto');
}

function play(rig: Rig, { inner, outerPv, held, dtS, command }: Event): void {
  if (command !== null) obey(rig.loop(command.loop), command.kind, command.value);
  rig.put(inner).put({ pv: outerPv }, 'tc1').hold(held).step(dtS);
}

function outputsOf(rig: Rig): readonly number[] {
  return ['pc1', 'tc1'].flatMap((id) => [rig.output(id), rig.setPoint(id)]);
}

const events = fc.array(anyEvent, { minLength: 1, maxLength: 50 });

describe('loops', () => {
  it('have outputs within limits, within what is open, and no faster than their rate, whatever happens', () => {
    fc.assert(
      fc.property(anyShape, events, (shape, steps) => {
        const rig = rigOf(shape);
        for (const event of steps) {
          const before = rig.output();
          play(rig, event);
          const output = rig.output();
          const { openLow, openHigh, trackedOutput } = rig.loop().input;
          expect(output).toBeGreaterThanOrEqual(openLow);
          expect(output).toBeLessThanOrEqual(openHigh);
          for (const tag of ['inlet', 'vent']) {
            expect(rig.position(tag)).toBeGreaterThanOrEqual(0);
            expect(rig.position(tag)).toBeLessThanOrEqual(1);
          }
          expect(rig.output('tc1')).toBeGreaterThanOrEqual(0);
          expect(rig.output('tc1')).toBeLessThanOrEqual(1);
          if (Number.isFinite(trackedOutput)) continue;
          const { risePerS, fallPerS } = shape.outputRate ?? { risePerS: Infinity, fallPerS: Infinity };
          if (output > openLow) expect(output - before).toBeLessThanOrEqual(risePerS * event.dtS + 1e-12);
          if (output < openHigh) expect(before - output).toBeLessThanOrEqual(fallPerS * event.dtS + 1e-12);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('have set-points within their range, or none', () => {
    fc.assert(
      fc.property(anyShape, events, (shape, steps) => {
        const rig = rigOf(shape);
        for (const event of steps) {
          play(rig, event);
          const [low, high] = rig.loop().definition.setPointRange;
          const setPoint = rig.setPoint();
          expect(Number.isNaN(setPoint) || (setPoint >= low && setPoint <= high)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('go on identically from a state that went through JSON', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyShape, events, events, (shape, first, second) => {
        const rig = rigOf(shape);
        for (const event of first) play(rig, event);
        const text = JSON.stringify(saveLoops(rig.set));
        const restored = rigOf(shape);
        const saved: readonly LoopState[] = JSON.parse(text);
        expect(restoreLoops(restored.set, saved)).toBeNull();
        expect(JSON.stringify(saveLoops(restored.set))).toBe(text);
        for (const event of second) {
          play(rig, event);
          play(restored, event);
          const [one, other] = [outputsOf(rig), outputsOf(restored)];
          expect(one.map((value) => value + 0)).toEqual(other.map((value) => value + 0));
          expect(restored.loop().mode).toBe(rig.loop().mode);
          compared += 1;
        }
        expect(JSON.stringify(saveLoops(restored.set))).toBe(JSON.stringify(saveLoops(rig.set)));
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(1000);
  });
});

describe('a state that does not fit', () => {
  const saved = saveLoops(new Rig(INNER, OUTER).set);
  const [inner, outer] = saved;
  if (inner === undefined || outer === undefined) throw new Error('two loops expected');

  it.each([
    ['a loop is missing', [inner], 'no state of loop tc1'],
    ['there is one too many', [...saved, { ...outer, id: 'other' }], '3 states for 2 loops'],
    ['it has a mode that the loop has not', [inner, { ...outer, mode: 'remote' as const }], 'no mode remote'],
    [
      'its output is out of range',
      [{ ...inner, controller: { ...inner.controller, output: 3 } }, outer],
      'outside its range',
    ],
    [
      'its output is none',
      [{ ...inner, controller: { ...inner.controller, output: null } }, outer],
      'outside',
    ],
  ])('because %s is refused, and nothing is changed', (_why, states, reason) => {
    const rig = new Rig(INNER, OUTER).put({ pv: 2e5 }).put({ pv: 300 }, 'tc1').step(0.01, 5);
    const before = JSON.stringify(saveLoops(rig.set));
    expect(restoreLoops(rig.set, states)).toContain(reason);
    expect(JSON.stringify(saveLoops(rig.set))).toBe(before);
  });
});
