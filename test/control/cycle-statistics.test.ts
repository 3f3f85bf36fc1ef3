import { describe, expect, it } from 'vitest';
import { cyclePressurePa, type PeriodicCycle } from '../../src/control/cycle.ts';
import type { CycleDefinition } from '../../src/control/cycle-definition.ts';
import { createCycleRun, holdCycle, resumeCycle, stepCycle } from '../../src/control/cycle-run.ts';
import {
  addCycleSample,
  type CycleFigures,
  type CycleSample,
  createCycleStatistics,
} from '../../src/control/cycle-statistics.ts';
import { countFatigue, createFatigueCount } from '../../src/control/fatigue-count.ts';
import { restorePlain, savePlain } from '../../src/control/plain-state.ts';

const BASE = {
  id: 'breath',
  lowPa: 1e5,
  highPa: 3e5,
  periodS: 20,
  phaseS: 0,
  repeat: null,
  leadInS: null,
} as const;
const SINE: CycleDefinition & PeriodicCycle = { ...BASE, shape: { kind: 'sine' } };
const TRAPEZOID: CycleDefinition & PeriodicCycle = {
  ...BASE,
  shape: { kind: 'trapezoid', riseS: 4, highS: 6, fallS: 4 },
};

interface Course {
  readonly dtS?: number;
  readonly fromS?: number;
  readonly endS: number;
  readonly pvAt: (timeS: number, setPointPa: number) => number;
  readonly sample?: (timeS: number) => Partial<CycleSample>;
  readonly heldFromTo?: readonly [number, number];
}

/** Figures of every period that ended. */
function figuresOf(cycle: CycleDefinition, course: Course): readonly CycleFigures[] {
  const { dtS = 0.01, fromS = 0, endS, pvAt, sample, heldFromTo } = course;
  const run = createCycleRun(cycle);
  const statistics = createCycleStatistics();
  const figures: CycleFigures[] = [];
  for (let tick = Math.round(fromS / dtS); tick * dtS <= endS; tick += 1) {
    const nowS = tick * dtS;
    if (heldFromTo !== undefined && tick === Math.round(heldFromTo[0] / dtS)) holdCycle(run);
    if (heldFromTo !== undefined && tick === Math.round(heldFromTo[1] / dtS)) resumeCycle(run);
    const pvPa = pvAt(nowS, run.setPointPa);
    stepCycle(cycle, run, { nowS, dtS, pvPa, levelPa: 1e5, phaseS: 0, isFollowed: true });
    const ended = addCycleSample(statistics, cycle, run, {
      nowS,
      dtS,
      pvPa: pvAt(nowS, run.setPointPa),
      setPointPa: run.setPointPa,
      isFollowed: true,
      gasFlow: Number.NaN,
      powerW: Number.NaN,
      ...sample?.(nowS),
    });
    if (ended) figures.push({ ...statistics.figures });
  }
  return figures;
}

describe('figures of a period', () => {
  // Half the amplitude, 30 degrees late, with a second harmonic of a tenth of it.
  const omega = (2 * Math.PI) / 20;
  const late = (timeS: number): number =>
    2e5 - 5e4 * Math.cos(omega * timeS - Math.PI / 6) + 5e3 * Math.cos(2 * omega * timeS);

  it('are amplitude, mean, phase, distortion and error of a known sine, once for each period', () => {
    const [first, second, ...rest] = figuresOf(SINE, { endS: 45, pvAt: late });
    expect(rest).toEqual([]);
    expect(second).toEqual(expect.objectContaining({ meanPa: expect.closeTo(2e5, 3) }));
    expect(first?.meanPa).toBeCloseTo(2e5, 3);
    expect(first?.amplitudeErrorRatio).toBeCloseTo(-0.5, 6);
    expect(first?.phaseErrorRad).toBeCloseTo(-Math.PI / 6, 6);
    // Means of four scans take a little more from the second harmonic than from the first.
    expect(first?.distortionRatio).toBeCloseTo(0.1, 5);
    expect(first?.overshootPa).toBe(0);
    // Amplitudes of the difference of the tones, by the law of cosines, and of the harmonic.
    const square = (1e5 ** 2 + 5e4 ** 2 - 2 * 1e5 * 5e4 * Math.cos(Math.PI / 6) + 5e3 ** 2) / 2;
    expect(first?.rmsErrorPa).toBeCloseTo(Math.sqrt(square), 0);
  });

  it('hold for scans that do not divide the period', () => {
    const [first] = figuresOf(SINE, { dtS: 0.137, endS: 25, pvAt: late });
    expect(first?.phaseErrorRad).toBeCloseTo(-Math.PI / 6, 6);
    expect(first?.distortionRatio).toBeCloseTo(0.1, 6);
  });

  it('overshoot is what lies beyond a level, and half the swing is the amplitude', () => {
    const pvAt = (timeS: number, setPointPa: number): number =>
      setPointPa + (Math.round(timeS) === 6 ? 7e3 : 0);
    const [first] = figuresOf(TRAPEZOID, { endS: 21, pvAt });
    expect(first?.overshootPa).toBeCloseTo(7e3, 6);
    expect(first?.amplitudePa).toBeCloseTo(103.5e3, 6);
  });

  it('settling is the longest time on a plateau until the error stays within 2 % of the swing', () => {
    // 5 % off, for 1.5 s of the high plateau and 2.5 s of the low one.
    const pvAt = (timeS: number, setPointPa: number): number => {
      const inPeriodS = timeS % 20;
      const isOff = (inPeriodS > 4 && inPeriodS < 5.5) || (inPeriodS > 14 && inPeriodS < 16.5);
      return setPointPa + (isOff ? 1e4 : 0);
    };
    const [first] = figuresOf(TRAPEZOID, { endS: 21, pvAt });
    expect(first?.settlingS).toBeGreaterThan(2.4);
    expect(first?.settlingS).toBeLessThan(2.6);
  });

  it('a set-point that never stands still has no settling', () => {
    const [first] = figuresOf(SINE, { endS: 21, pvAt: late });
    expect(first?.settlingS).toBeNaN();
  });

  it('gas and energy are summed over the period', () => {
    const sample = (): Partial<CycleSample> => ({ gasFlow: 2e-3, powerW: 40 });
    const figures = figuresOf(SINE, { endS: 41, pvAt: late, sample });
    expect(figures.map(({ gas }) => gas)).toEqual([expect.closeTo(0.04, 9), expect.closeTo(0.04, 9)]);
    expect(figures[1]?.energyJ).toBeCloseTo(800, 6);
  });
});

describe('a period that was not whole has no figures', () => {
  const pvAt = (timeS: number): number => cyclePressurePa(SINE, timeS);

  it.each([
    ['it began in its middle', { fromS: 7 }],
    ['the PV was bad for a while', { sample: (t: number) => (t > 3 && t < 4 ? { pvPa: Number.NaN } : {}) }],
    ['the loop followed something else', { sample: (t: number) => ({ isFollowed: t < 3 || t > 4 }) }],
  ])('because %s', (_why, changes) => {
    const [first, second] = figuresOf(SINE, { endS: 41, pvAt, ...changes });
    expect(first?.meanPa).toBeNaN();
    expect(first?.rmsErrorPa).toBeNaN();
    expect(second?.meanPa).toBeCloseTo(2e5, 0);
  });

  it('time on hold belongs to no period', () => {
    const [first] = figuresOf(SINE, {
      endS: 60,
      pvAt: (_timeS, setPointPa) => setPointPa,
      heldFromTo: [5, 25],
    });
    expect(first?.meanPa).toBeCloseTo(2e5, -2);
    expect(first?.rmsErrorPa).toBeLessThan(2);
  });

  it('a lead-in is no part of the cycle', () => {
    const [first, second] = figuresOf({ ...SINE, leadInS: 5 }, { endS: 41, pvAt });
    expect(first?.meanPa).toBeNaN();
    expect(second?.meanPa).toBeCloseTo(2e5, 0);
  });
});

describe('fatigue', () => {
  const LIMIT = { rangePa: 2e5, cycles: 1000, exponent: 5 };

  it('a hundred cycles of the limit use a tenth of the life, and of half its range a 32nd of that', () => {
    for (const [rangePa, used] of [
      [2e5, 0.1],
      [1e5, 0.1 / 32],
    ] as const) {
      const count = createFatigueCount(LIMIT);
      for (let turn = 0; turn <= 100; turn += 1) {
        countFatigue(count, LIMIT, 1e5);
        countFatigue(count, LIMIT, 1e5 + rangePa / 2);
        countFatigue(count, LIMIT, 1e5 + rangePa);
      }
      // What is on its way is not counted yet.
      expect(count.cycles).toBeGreaterThan(97);
      expect(count.cycles).toBeLessThanOrEqual(100);
      expect(count.usedRatio / used).toBeCloseTo(count.cycles / 100, 9);
    }
  });

  it('noise and bad readings use nothing', () => {
    const count = createFatigueCount(LIMIT);
    for (let i = 0; i < 10_000; i += 1)
      countFatigue(count, LIMIT, i % 7 === 0 ? Number.NaN : 2e5 + 900 * Math.sin(i));
    expect([count.cycles, count.usedRatio]).toEqual([0, 0]);
  });

  it('goes on identically from a state that went through JSON', () => {
    const [one, other] = [createFatigueCount(LIMIT), createFatigueCount(LIMIT)];
    const reading = (i: number): number => 2e5 + 1e5 * Math.sin(i / 7) * Math.sin(i / 101);
    for (let i = 0; i < 3000; i += 1) countFatigue(one, LIMIT, reading(i));
    restorePlain(other, JSON.parse(JSON.stringify(savePlain(one))));
    for (let i = 3000; i < 6000; i += 1) {
      countFatigue(one, LIMIT, reading(i));
      countFatigue(other, LIMIT, reading(i));
    }
    expect(other).toEqual(one);
    expect(one.cycles).toBeGreaterThan(50);
  });
});

it('figures go on identically from a state that went through JSON', () => {
  const run = createCycleRun(SINE);
  const [one, other] = [createCycleStatistics(), createCycleStatistics()];
  const feed = (statistics: typeof one, tick: number): void => {
    const nowS = tick * 0.01;
    const sample = { nowS, dtS: 0.01, isFollowed: true, gasFlow: 1, powerW: 2 };
    addCycleSample(statistics, SINE, run, {
      ...sample,
      pvPa: 2e5 + 1e4 * Math.sin(nowS),
      setPointPa: run.setPointPa,
    });
  };
  const scan = (tick: number): void =>
    stepCycle(SINE, run, {
      nowS: tick * 0.01,
      dtS: 0.01,
      pvPa: 2e5,
      levelPa: 2e5,
      phaseS: 0,
      isFollowed: true,
    });
  for (let tick = 0; tick < 1234; tick += 1) {
    scan(tick);
    feed(one, tick);
  }
  restorePlain(other, JSON.parse(JSON.stringify(savePlain(one))));
  for (let tick = 1234; tick < 5000; tick += 1) {
    scan(tick);
    feed(one, tick);
    feed(other, tick);
  }
  expect(other).toEqual(one);
  expect(one.figures.energyJ).toBeCloseTo(40, 6);
});
