import { describe, expect, test } from 'vitest';
import { compareTunings, knownProcess } from '../../../src/control/tuning/comparison.ts';
import type { Process } from '../../../src/control/tuning/process.ts';
import type { StepSettings, StepState } from '../../../src/control/tuning/step-experiment.ts';
import { startStep, stepOutput, stepStep, stopStep } from '../../../src/control/tuning/step-experiment.ts';
import type { StepRecord } from '../../../src/control/tuning/step-fit.ts';
import { fitStep } from '../../../src/control/tuning/step-fit.ts';
import { firstOrder, simulated } from './processes.ts';

const SETTINGS: StepSettings = {
  limits: { pvRange: [-10, 10], outputRange: [-1, 1], timeoutS: 1000 },
  size: 0.2,
  restS: 2,
  durationS: 200,
};

/** Uniform, of unit deviation. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return Math.sqrt(12) * (state / 2147483647 - 0.5);
  };
}

interface Run {
  readonly state: StepState;
  readonly outputs: readonly number[];
}

function experiment(
  process: Process,
  parts: Partial<StepSettings> = {},
  disturb: (pv: number, timeS: number) => number = (pv) => pv,
): Run {
  const settings = { ...SETTINGS, ...parts };
  const scanS = 0.02;
  const plant = simulated(process, scanS);
  const outputs: number[] = [];
  let state = startStep(0.5, { timeS: 0, pv: disturb(0, 0), good: true });
  for (let scan = 1; state.kind !== 'ended'; scan++) {
    const output = stepOutput(settings, state);
    outputs.push(output);
    plant.advance(output - 0.5);
    const pv = disturb(plant.pv, scan * scanS);
    state = stepStep(settings, state, { timeS: scan * scanS, pv, good: Number.isFinite(pv) });
  }
  outputs.push(stepOutput(settings, state));
  return { state, outputs };
}

function recordOf({ state }: Run): StepRecord {
  if (state.kind !== 'ended' || state.end.kind !== 'done') throw new Error(JSON.stringify(state));
  return state.end.result;
}

function reasonOf({ state }: Run): string {
  if (state.kind !== 'ended' || state.end.kind !== 'aborted') throw new Error(JSON.stringify(state));
  return state.end.reason;
}

const relative = (found: number | undefined, expected: number): number =>
  Math.abs((found ?? Number.NaN) / expected - 1);

describe('a step test', () => {
  test('moves the output once, long enough, and back', () => {
    const run = experiment(firstOrder(3, 0.4, 2));
    const changes = run.outputs.flatMap((output, i) => (output === run.outputs[i - 1] ? [] : [output]));
    expect(changes).toEqual([0.5, 0.7, 0.5]);
    // Four to eight time constants, not the whole time that it may take.
    const { timeS } = recordOf(run);
    expect(timeS.at(-1)).toBeGreaterThan(8);
    expect(timeS.at(-1)).toBeLessThan(20);
  });

  test('finds gain, dead time and time constant of a first-order process to rounding', () => {
    const [best] = fitStep(recordOf(experiment(firstOrder(-3, 0.4, 2))));
    expect(best?.kind).toBe('first-order');
    expect(relative(best?.gain.value, -3)).toBeLessThan(1e-6);
    expect(relative(best?.timeConstantsS[0]?.value, 2)).toBeLessThan(1e-6);
    expect(relative(best?.delayS.value, 0.4)).toBeLessThan(1e-6);
    expect(best?.explained).toBeGreaterThan(1 - 1e-9);
  });

  test('tells two lags from one', () => {
    const process = { ...firstOrder(1, 0.2, 3), lagsS: [3, 1] };
    const [best] = fitStep(recordOf(experiment(process)));
    expect(best?.kind).toBe('second-order');
    expect(relative(best?.timeConstantsS[0]?.value, 3)).toBeLessThan(1e-3);
    expect(relative(best?.timeConstantsS[1]?.value, 1)).toBeLessThan(1e-3);
    expect(relative(best?.delayS.value, 0.2)).toBeLessThan(1e-2);
  });

  test('knows a process that does not come to rest', () => {
    const process: Process = { gain: 0.5, delayS: 0.6, lagsS: [], leadsS: [], integrating: true };
    const [best] = fitStep(recordOf(experiment(process, { durationS: 10 })));
    expect(best?.kind).toBe('integrating');
    expect(relative(best?.gain.value, 0.5)).toBeLessThan(1e-6);
    expect(relative(best?.delayS.value, 0.6)).toBeLessThan(1e-6);
  });

  test('states intervals that hold the truth about as often as they say', () => {
    let held = 0;
    const runs = 30;
    for (let seed = 1; seed <= runs; seed++) {
      const random = noise(seed * 7919);
      const run = experiment(firstOrder(3, 0.4, 2), {}, (pv) => pv + 0.02 * random());
      const fit = fitStep(recordOf(run)).find(({ kind }) => kind === 'first-order');
      const truths = [
        [fit?.gain, 3],
        [fit?.timeConstantsS[0], 2],
      ] as const;
      for (const [estimate, truth] of truths) {
        expect(estimate?.plusMinus).toBeGreaterThan(0);
        expect(estimate?.plusMinus).toBeLessThan(0.1 * truth);
        if (Math.abs((estimate?.value ?? 0) - truth) <= (estimate?.plusMinus ?? 0)) held++;
      }
    }
    // 95 % of 60 are 57; fewer than 51 or all of them would be another interval.
    expect(held).toBeGreaterThan(50);
    expect(held).toBeLessThan(2 * runs);
  });

  test.each<[string, Process, Partial<StepSettings>, (pv: number, t: number) => number, string]>([
    ['a PV that drifts before', firstOrder(1, 0.4, 2), {}, (pv, t) => pv + 0.1 * t, 'drifted'],
    ['a PV beyond its limits', firstOrder(100, 0.4, 2), {}, (pv) => pv, 'outside'],
    ['an output that is not there', firstOrder(1, 0.4, 2), { size: 0.6 }, (pv) => pv, 'smaller step'],
    ['a bad PV', firstOrder(1, 0.4, 2), {}, (pv, t) => (t > 4 ? Number.NaN : pv), 'bad'],
  ])('ends at %s with the output back', (_what, process, parts, disturb, reason) => {
    const run = experiment(process, parts, disturb);
    expect(reasonOf(run)).toContain(reason);
    expect(run.outputs.at(-1)).toBe(0.5);
  });

  test('keeps a bounded record of a test of any length', () => {
    const record = recordOf(experiment(firstOrder(1, 20, 120), { durationS: 900 }));
    expect(record.pv.length).toBeLessThan(1000);
    const [best] = fitStep(record);
    expect(relative(best?.timeConstantsS[0]?.value, 120)).toBeLessThan(1e-3);
  });

  test('ends when it is called off', () => {
    const stopped = stopStep(startStep(0.5, { timeS: 0, pv: 0, good: true }), 'called off');
    expect(stopped).toMatchObject({ kind: 'ended', end: { kind: 'aborted', reason: 'called off' } });
  });
});

describe('the comparison of tunings', () => {
  test('has every rule with margins and responses that agree with each other', () => {
    const rows = compareTunings(knownProcess(firstOrder(2, 1, 4)), null);
    expect(rows).toHaveLength(12);
    for (const row of rows) {
      if (!row.ok) throw new Error(row.reason);
      expect(row.robustness.stable).toBe(true);
      expect(row.robustness.maximumSensitivity).toBeGreaterThan(1);
      // ∫e of a load is Tᵢ/K, whatever the process.
      const exact = (row.pid.integralTimeS ?? Number.NaN) / row.pid.gain;
      expect(relative(Math.abs(row.load?.integralError ?? 0), exact)).toBeLessThan(0.01);
      expect(row.load?.integralAbsoluteError).toBeGreaterThan(0.99 * exact);
    }
    const simc = rows.find(({ rule }) => rule === 'simc-pi');
    // Skogestad's table: with τc = L the margins are those of L/T → anything: 3.14, 61.4°, Ms 1.59.
    if (simc?.ok !== true) throw new Error('SIMC has a rule for this');
    expect(simc.robustness.gainMargin).toBeCloseTo(Math.PI, 6);
    expect(simc.robustness.phaseMarginDeg).toBeCloseTo(61.35, 2);
    expect(simc.robustness.maximumSensitivity).toBeCloseTo(1.5905, 3);
  });

  test('says why a rule has nothing to say', () => {
    const rows = compareTunings(
      knownProcess({ gain: 1, delayS: 0, lagsS: [1, 0.2], leadsS: [], integrating: false }),
      null,
    );
    const reasons = rows.flatMap((row) => (row.ok ? [] : [[row.rule, row.reason]]));
    expect(reasons).toEqual([
      ['simc-pid', expect.stringContaining('time constant wanted')],
      ['ziegler-nichols-pi', expect.stringContaining('swing')],
      ['ziegler-nichols-pid', expect.stringContaining('swing')],
    ]);
  });

  test('shows a loop that would not be stable as such, without a response', () => {
    const known = knownProcess(firstOrder(1, 1, 1));
    // The process has become ten times as steep since it was tuned for.
    for (const row of compareTunings({ ...known, process: firstOrder(10, 1, 1) }, null)) {
      if (!row.ok) throw new Error(row.reason);
      expect([row.rule, row.robustness.stable, row.setPoint, row.load]).toEqual([
        row.rule,
        false,
        null,
        null,
      ]);
      expect(row.robustness.gainMargin).toBeLessThan(1);
    }
  });
});
