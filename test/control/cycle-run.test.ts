import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cyclePressurePa, type PeriodicCycle } from '../../src/control/cycle.ts';
import type { CycleDefinition, SequenceStep } from '../../src/control/cycle-definition.ts';
import {
  type CycleRun,
  createCycleRun,
  holdCycle,
  resumeCycle,
  startCycle,
  stepCycle,
  stopCycle,
} from '../../src/control/cycle-run.ts';
import { restorePlain, savePlain } from '../../src/control/plain-state.ts';

const SINE: CycleDefinition & PeriodicCycle = {
  id: 'breath',
  shape: { kind: 'sine' },
  lowPa: 1e5,
  highPa: 3e5,
  periodS: 20,
  phaseS: 0,
  repeat: null,
  leadInS: null,
};

function sequence(steps: readonly SequenceStep[], repeat: number | null = 1): CycleDefinition {
  const levels = steps.flatMap((step) => (step.kind === 'ramp' ? [step.toPa] : []));
  return {
    ...SINE,
    shape: { kind: 'sequence', steps },
    lowPa: Math.min(...levels),
    highPa: Math.max(...levels),
    repeat,
  };
}

/** A run under the hand of a test; time is scans of 0.01 s. */
class CycleRig {
  readonly cycle: CycleDefinition;
  readonly run: CycleRun;
  readonly phaseS: number;
  readonly dtS: number;
  pvPa = Number.NaN;
  levelPa = 2e5;
  isFollowed = true;
  tick: number;

  constructor(cycle: CycleDefinition, { phaseS = 0, dtS = 0.01, fromS = 0 } = {}) {
    this.cycle = cycle;
    this.run = createCycleRun(cycle);
    this.phaseS = phaseS;
    this.dtS = dtS;
    this.tick = Math.round(fromS / dtS);
  }

  get nowS(): number {
    return this.tick * this.dtS;
  }

  scan(): number {
    const { nowS, dtS, pvPa, levelPa, phaseS, isFollowed } = this;
    stepCycle(this.cycle, this.run, { nowS, dtS, pvPa, levelPa, phaseS, isFollowed });
    this.tick += 1;
    return this.run.setPointPa;
  }

  /** Largest step of the set-point on the way. */
  advance(durationS: number): number {
    let largest = 0;
    for (let left = Math.round(durationS / this.dtS); left > 0; left -= 1) {
      const before = this.run.setPointPa;
      const isFirst = this.run.isFresh;
      const next = this.scan();
      if (!isFirst) largest = Math.max(largest, Math.abs(next - before));
      this.levelPa = next;
    }
    return largest;
  }
}

describe('an endless cycle', () => {
  it('is its function of site time from the first scan on', () => {
    const rig = new CycleRig(SINE);
    for (let tick = 0; tick < 5000; tick += 1) expect(rig.scan()).toBe(cyclePressurePa(SINE, tick * 0.01));
    expect(rig.run.rounds).toBe(2);
  });

  it('keeps its phase to other chambers, whenever each is started', () => {
    const [one, other] = [new CycleRig(SINE), new CycleRig(SINE, { phaseS: 5, fromS: 33 })];
    one.advance(100);
    other.advance(72);
    expect(one.nowS - other.nowS).toBeCloseTo(-5, 9);
    expect(one.scan()).toBeCloseTo(other.scan(), 6);
  });

  it('is entered within its lead-in, without a jump, and left where it stands', () => {
    const rig = new CycleRig({ ...SINE, leadInS: 4 });
    rig.levelPa = 3.5e5;
    // The steepest of the sine, and the way from 3.5 bar to its low in 4 s.
    const steepestPa = (Math.PI * 2e5 * 0.01) / 20 + (2.5e5 * 0.01) / 4;
    expect(rig.scan()).toBe(3.5e5);
    expect(rig.advance(4)).toBeLessThan(steepestPa);
    expect(rig.scan()).toBe(cyclePressurePa(SINE, 4.01));
    stopCycle(rig.run);
    const stood = rig.run.setPointPa;
    rig.advance(10);
    expect(rig.run.setPointPa).toBe(stood);
  });

  it('with a lead-in waits until it is known where the loop stands', () => {
    const rig = new CycleRig({ ...SINE, leadInS: 4 });
    rig.levelPa = Number.NaN;
    rig.scan();
    expect(rig.run.isFresh).toBe(true);
    rig.levelPa = 1.2e5;
    expect(rig.scan()).toBe(1.2e5);
  });

  it('started by a person is entered over a quarter of its period', () => {
    const rig = new CycleRig(SINE);
    rig.advance(3);
    rig.levelPa = 2.9e5;
    startCycle(SINE, rig.run);
    expect(rig.scan()).toBe(2.9e5);
    expect(rig.advance(5)).toBeLessThan(800);
    expect(rig.scan()).toBe(cyclePressurePa(SINE, 8.01));
  });

  it('on hold stands still, and goes on from there as if no time had passed', () => {
    const rig = new CycleRig(SINE);
    rig.advance(7);
    const stood = rig.run.setPointPa;
    expect(holdCycle(rig.run)).toBe(true);
    expect(holdCycle(rig.run)).toBe(false);
    rig.advance(33);
    expect(rig.run.setPointPa).toBe(stood);
    expect(resumeCycle(rig.run)).toBe(true);
    expect(resumeCycle(rig.run)).toBe(false);
    expect(Math.abs(rig.scan() - cyclePressurePa(SINE, 7))).toBeLessThan(1e-6);
  });
});

describe('a cycle with a number of repeats', () => {
  it.each<PeriodicCycle['shape']>([
    { kind: 'sine' },
    { kind: 'trapezoid', riseS: 4, highS: 6, fallS: 4 },
    {
      kind: 'table',
      interpolation: 'cubic',
      points: [
        { timeS: 0, pressurePa: 1e5 },
        { timeS: 8, pressurePa: 3e5 },
      ],
    },
  ])('$kind begins when started, runs so often, and ends without a jump', (shape) => {
    const rig = new CycleRig({ ...SINE, shape, repeat: 3 }, { fromS: 7 });
    rig.levelPa = 1e5;
    expect(rig.advance(59.9)).toBeLessThan(1000);
    expect([rig.run.status, rig.run.rounds]).toEqual(['running', 2]);
    expect(rig.advance(0.2)).toBeLessThan(1000);
    expect([rig.run.status, rig.run.rounds, rig.run.setPointPa]).toEqual(['finished', 3, 1e5]);
    rig.advance(50);
    expect([rig.run.status, rig.run.rounds, rig.run.setPointPa]).toEqual(['finished', 3, 1e5]);
  });

  it('waits for its phase at the level where it begins', () => {
    const rig = new CycleRig({ ...SINE, repeat: 1, phaseS: 5 });
    rig.advance(4.9);
    expect([rig.run.setPointPa, rig.run.rounds]).toEqual([1e5, 0]);
    rig.advance(19.9);
    expect(rig.run.status).toBe('running');
    rig.advance(0.3);
    expect(rig.run.status).toBe('finished');
  });
});

describe('a sequence', () => {
  const RAMP_SOAK = sequence([
    { kind: 'ramp', toPa: 3e5, durationS: 4 },
    { kind: 'soak', durationS: 6, withinPa: 2e3 },
    { kind: 'ramp', toPa: 1.5e5, durationS: 2 },
    { kind: 'soak', durationS: 3, withinPa: null },
  ]);

  it('begins where the loop stands and takes as long as it says while the process follows', () => {
    const rig = new CycleRig(RAMP_SOAK, { fromS: 11 });
    const finishedAfterS = (): number => {
      const fromS = rig.nowS;
      while (rig.run.status !== 'finished' && rig.nowS < 100) {
        rig.pvPa = rig.run.setPointPa;
        rig.scan();
      }
      return rig.nowS - fromS;
    };
    rig.pvPa = 2e5;
    rig.levelPa = 2e5;
    rig.scan();
    expect(rig.run.setPointPa).toBeCloseTo(2e5 + (1e5 * 0.01) / 4, 6);
    expect(finishedAfterS()).toBeCloseTo(15 - 0.01, 6);
    expect([rig.run.setPointPa, rig.run.rounds]).toEqual([1.5e5, 1]);
  });

  it('a guaranteed soak counts only the time within its tolerance', () => {
    const rig = new CycleRig(RAMP_SOAK);
    rig.pvPa = 2e5;
    rig.advance(4);
    rig.pvPa = 2.9e5;
    rig.advance(20);
    expect([rig.run.status, rig.run.step, rig.run.stepS]).toEqual(['waiting', 1, 0]);
    rig.pvPa = 2.99e5;
    rig.advance(3);
    expect([rig.run.status, rig.run.step]).toEqual(['running', 1]);
    rig.pvPa = Number.NaN;
    rig.advance(50);
    expect(rig.run.status).toBe('waiting');
    expect(rig.run.stepS).toBeCloseTo(3, 6);
    rig.pvPa = 3.01e5;
    rig.advance(2.98);
    expect(rig.run.step).toBe(1);
    rig.advance(0.04);
    expect(rig.run.step).toBe(2);
  });

  it('a wait goes on once the process has been within the tolerance for long enough without a break', () => {
    const rig = new CycleRig(
      sequence([
        { kind: 'ramp', toPa: 3e5, durationS: 0 },
        { kind: 'wait', withinPa: 1e3, forS: 2 },
        { kind: 'ramp', toPa: 1e5, durationS: 1 },
      ]),
    );
    rig.advance(5);
    expect([rig.run.status, rig.run.setPointPa]).toEqual(['waiting', 3e5]);
    rig.pvPa = 3.001e5;
    rig.advance(1.9);
    rig.pvPa = 3.1e5;
    rig.scan();
    rig.pvPa = 3.001e5;
    rig.advance(1.98);
    expect(rig.run.step).toBe(1);
    rig.advance(0.1);
    expect([rig.run.status, rig.run.step]).toEqual(['running', 2]);
  });

  it('stands still while its loop follows something else, and on hold', () => {
    const rig = new CycleRig(RAMP_SOAK);
    rig.advance(2);
    const stood = rig.run.setPointPa;
    rig.isFollowed = false;
    rig.advance(10);
    rig.isFollowed = true;
    holdCycle(rig.run);
    rig.advance(10);
    expect(rig.run.setPointPa).toBe(stood);
    resumeCycle(rig.run);
    rig.advance(2);
    expect(rig.run.setPointPa).toBe(3e5);
  });

  it('repeats as often as it says, each pass from where the last one ended', () => {
    const twice = sequence(
      [
        { kind: 'ramp', toPa: 3e5, durationS: 1 },
        { kind: 'ramp', toPa: 1e5, durationS: 1 },
      ],
      2,
    );
    const rig = new CycleRig(twice);
    expect(rig.advance(3.99)).toBeLessThan(2001);
    expect([rig.run.status, rig.run.rounds]).toEqual(['running', 1]);
    rig.advance(0.02);
    expect([rig.run.status, rig.run.rounds, rig.run.setPointPa]).toEqual(['finished', 2, 1e5]);
  });

  it('ends no sooner than its scans, however short its steps', () => {
    const short = sequence(
      [
        { kind: 'ramp', toPa: 3e5, durationS: 0.001 },
        { kind: 'ramp', toPa: 1e5, durationS: 0 },
      ],
      null,
    );
    const rig = new CycleRig(short);
    rig.advance(1);
    expect(rig.run.rounds).toBeGreaterThan(10);
  });
});

describe('any run', () => {
  const level = fc.double({ min: 1e5, max: 4e5, noNaN: true });
  const step: fc.Arbitrary<SequenceStep> = fc.oneof(
    fc.record({
      kind: fc.constant('ramp' as const),
      toPa: level,
      durationS: fc.double({ min: 0.2, max: 3, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant('soak' as const),
      durationS: fc.double({ min: 0.1, max: 3, noNaN: true }),
      withinPa: fc.option(fc.constant(5e4)),
    }),
    fc.record({
      kind: fc.constant('wait' as const),
      withinPa: fc.constant(5e4),
      forS: fc.constantFrom(0, 0.3),
    }),
  );
  const anyCycle: fc.Arbitrary<CycleDefinition> = fc
    .record({
      steps: fc.array(step, { maxLength: 5 }),
      toPa: level,
      repeat: fc.option(fc.integer({ min: 1, max: 4 })),
      periodic: fc.boolean(),
      periodS: fc.double({ min: 1, max: 5, noNaN: true }),
      leadInS: fc.double({ min: 0.5, max: 3, noNaN: true }),
    })
    .map(({ steps, toPa, repeat, periodic, periodS, leadInS }) =>
      periodic
        ? { ...SINE, repeat, periodS, leadInS }
        : sequence([{ kind: 'ramp', toPa, durationS: 0.5 }, ...steps], repeat),
    );
  const command = fc.constantFrom(null, null, null, null, null, 'hold', 'resume', 'stop', 'start');
  const scans = fc.array(fc.record({ command, pvPa: fc.oneof(level, fc.constant(Number.NaN)) }), {
    maxLength: 300,
  });

  function obey(rig: CycleRig, order: string | null): void {
    if (order === 'hold') holdCycle(rig.run);
    else if (order === 'resume') resumeCycle(rig.run);
    else if (order === 'stop') stopCycle(rig.run);
    else if (order === 'start') startCycle(rig.cycle, rig.run);
  }

  it('is continuous whatever is commanded, and stays between its levels and the one it began at', () => {
    fc.assert(
      fc.property(anyCycle, level, scans, (cycle, levelPa, events) => {
        const rig = new CycleRig(cycle, { dtS: 0.02 });
        rig.levelPa = levelPa;
        // A ramp of 3 bar in 0.2 s, or a lead-in of as much in 0.5 s on top of a sine of 1 s.
        const steepestPa = (3e5 / 0.2 + 3e5 / 0.25 + Math.PI * 2e5) * 0.02 * 1.01;
        for (const { command: order, pvPa } of events) {
          obey(rig, order);
          rig.pvPa = pvPa;
          const before = rig.levelPa;
          rig.scan();
          if (rig.run.isFresh) continue;
          rig.levelPa = rig.run.setPointPa;
          expect(Math.abs(rig.levelPa - before)).toBeLessThan(steepestPa);
          expect(rig.levelPa).toBeGreaterThanOrEqual(Math.min(cycle.lowPa, levelPa) - 1e-6);
          expect(rig.levelPa).toBeLessThanOrEqual(Math.max(cycle.highPa, levelPa) + 1e-6);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('goes on identically from a state that went through JSON', () => {
    fc.assert(
      fc.property(anyCycle, scans, scans, (cycle, first, second) => {
        const rig = new CycleRig(cycle, { dtS: 0.02 });
        const play = (one: CycleRig, { command: order, pvPa }: (typeof first)[number]): void => {
          obey(one, order);
          one.pvPa = pvPa;
          one.scan();
        };
        for (const event of first) play(rig, event);
        const restored = new CycleRig(cycle, { dtS: 0.02 });
        restored.tick = rig.tick;
        restorePlain(restored.run, JSON.parse(JSON.stringify(savePlain(rig.run))));
        for (const event of second) {
          play(rig, event);
          play(restored, event);
          expect(restored.run).toEqual(rig.run);
        }
      }),
      { numRuns: 200 },
    );
  });
});
