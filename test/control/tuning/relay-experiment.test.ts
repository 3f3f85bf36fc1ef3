import { describe, expect, test } from 'vitest';
import type { Process } from '../../../src/control/tuning/process.ts';
import type { LimitCycle } from '../../../src/control/tuning/relay-estimate.ts';
import {
  describingFunctionOf,
  firstOrderOf,
  integratingOf,
} from '../../../src/control/tuning/relay-estimate.ts';
import type { RelaySettings, RelayState } from '../../../src/control/tuning/relay-experiment.ts';
import {
  relayOutput,
  startRelay,
  stepRelay,
  stopRelay,
} from '../../../src/control/tuning/relay-experiment.ts';
import { ultimateOf } from '../../../src/control/tuning/ultimate.ts';
import { firstOrder, simulated } from './processes.ts';
import vectors from './vectors/control.json' with { type: 'json' };

const SETTINGS: RelaySettings = {
  limits: { pvRange: [-10, 10], outputRange: [-5, 5], timeoutS: 1000 },
  above: 1,
  below: 1,
  hysteresis: 0,
  direction: 1,
  restS: 0.01,
  periods: 3,
  agreement: 0.005,
};

interface Run {
  readonly state: RelayState;
  readonly outputs: readonly number[];
  readonly endS: number;
}

/** The experiment on a process that rests at 0 with its output at `rest`; `disturb` sees and changes each sample. */
function experiment(
  process: Process,
  parts: Partial<RelaySettings> = {},
  { scanS = 1e-3, rest = 0.3, disturb = (pv: number, _timeS: number) => pv } = {},
): Run {
  const settings = { ...SETTINGS, ...parts };
  const plant = simulated(process, scanS);
  const outputs: number[] = [];
  let state = startRelay(rest, { timeS: 0, pv: disturb(0, 0), good: true });
  let timeS = 0;
  for (let scan = 1; state.kind !== 'ended' && scan < 4e5; scan++) {
    const output = relayOutput(settings, state);
    outputs.push(output);
    plant.advance(output - rest);
    timeS = scan * scanS;
    const pv = disturb(plant.pv, timeS);
    state = stepRelay(settings, state, { timeS, pv, good: Number.isFinite(pv) });
  }
  outputs.push(relayOutput(settings, state));
  return { state, outputs, endS: timeS };
}

function cycleOf({ state }: Run): LimitCycle {
  if (state.kind !== 'ended' || state.end.kind !== 'done') throw new Error(JSON.stringify(state));
  return state.end.result;
}

function reasonOf({ state }: Run): string {
  if (state.kind !== 'ended' || state.end.kind !== 'aborted') throw new Error(JSON.stringify(state));
  return state.end.reason;
}

const relative = (found: number | undefined, expected: number): number =>
  Math.abs((found ?? Number.NaN) / expected - 1);

describe('a relay on a process of the reference', () => {
  const PROCESSES = [firstOrder(1, 1, 1), firstOrder(1, 0.2, 1), firstOrder(1, 5, 1)];

  test('there are as many as are known here', () => {
    expect(vectors.relay.map(({ plant }) => plant)).toEqual([
      '1e^-1s/(1s+1)',
      '1e^-0.2s/(1s+1)',
      '1e^-5s/(1s+1)',
    ]);
  });

  test.each(vectors.relay.map((known, i) => [known, PROCESSES[i] ?? firstOrder(1, 1, 1)] as const))(
    'swings with the exact amplitude and period: $plant',
    (known, process) => {
      const cycle = cycleOf(experiment(process));
      // A scan of 1 ms is what the switching may come late.
      expect(relative(cycle.periodS, known.period_exact)).toBeLessThan(6e-3);
      expect(relative(cycle.peak, known.amplitude_exact)).toBeLessThan(6e-3);
      expect(relative(cycle.trough, known.amplitude_exact)).toBeLessThan(6e-3);
      const estimate = describingFunctionOf(cycle);
      expect(relative(estimate?.gain, known.Ku_DF)).toBeLessThan(6e-3);
      const exact = firstOrderOf(cycle, 1);
      if (exact === null) throw new Error('the cycle is that of a first-order process');
      expect(relative(exact.timeConstantS, 1)).toBeLessThan(0.02);
      expect(relative(exact.delayS, process.delayS)).toBeLessThan(0.01);
      const ultimate = ultimateOf({ ...process, delayS: exact.delayS, lagsS: [exact.timeConstantS] });
      expect(relative(ultimate?.gain, known.Ku_true)).toBeLessThan(0.01);
      expect(relative(ultimate?.periodS, known.Pu_true)).toBeLessThan(0.01);
      const bias = 100 * ((estimate?.gain ?? 0) / (ultimate?.gain ?? 1) - 1);
      expect(Math.abs(bias - known.err_Ku_pct)).toBeLessThan(1.5);
    },
  );
});

describe('a relay with unlike levels', () => {
  test('tells gain, dead time and time constant without being told any', () => {
    const cycle = cycleOf(experiment(firstOrder(2.5, 0.7, 3), { above: 1.5, below: 0.8, hysteresis: 0.05 }));
    const found = firstOrderOf(cycle, null);
    expect(relative(found?.gain, 2.5)).toBeLessThan(0.01);
    expect(relative(found?.delayS, 0.7)).toBeLessThan(0.01);
    expect(relative(found?.timeConstantS, 3)).toBeLessThan(0.02);
  });

  test('knows a process that falls when the output rises', () => {
    const settings = { above: 1.5, below: 0.8, hysteresis: 0.05, direction: -1 } as const;
    const found = firstOrderOf(cycleOf(experiment(firstOrder(-2.5, 0.7, 3), settings)), null);
    expect(relative(found?.gain, -2.5)).toBeLessThan(0.01);
    expect(relative(found?.delayS, 0.7)).toBeLessThan(0.01);
  });

  test('gives back an integrating process', () => {
    const process: Process = { gain: 0.4, delayS: 0.5, lagsS: [], leadsS: [], integrating: true };
    const found = integratingOf(cycleOf(experiment(process, { above: 1.2, below: 1, hysteresis: 0.02 })));
    expect(relative(found?.gain, 0.4)).toBeLessThan(0.01);
    expect(relative(found?.delayS, 0.5)).toBeLessThan(0.01);
    expect(found?.integrating).toBe(true);
  });
});

describe('the experiment', () => {
  test('moves the output between its two levels only, and leaves it where it was', () => {
    const { outputs } = experiment(firstOrder(1, 1, 1), { above: 0.5, below: 0.25 }, { rest: 0.4 });
    expect([...new Set(outputs)].sort()).toEqual([0.15, 0.4, 0.9].map((value) => expect.closeTo(value, 12)));
    expect(outputs[0]).toBe(0.4);
    expect(outputs.at(-1)).toBe(0.4);
  });

  test('takes its hysteresis from the noise at rest, and is not fooled by it', () => {
    let seed = 1;
    const noise = () => {
      seed = (seed * 16807) % 2147483647;
      return 0.02 * (seed / 2147483647 - 0.5);
    };
    const run = experiment(
      firstOrder(1, 1, 1),
      { hysteresis: null, restS: 2, agreement: 0.1 },
      { scanS: 0.01, disturb: (pv) => pv + noise() },
    );
    const cycle = cycleOf(run);
    // A uniform spread of 0.02 has a deviation of 0.02/√12.
    expect(relative(cycle.hysteresis, (3 * 0.02) / Math.sqrt(12))).toBeLessThan(0.15);
    expect(relative(cycle.periodS, vectors.relay[0]?.period_exact ?? 0)).toBeLessThan(0.1);
  });

  test('does not take a PV that drifts at rest for a noisy one', () => {
    const drifting = (pv: number, timeS: number) => pv + 0.02 * Math.min(timeS, 5);
    const run = experiment(
      firstOrder(1, 1, 1),
      { hysteresis: null, restS: 5 },
      { scanS: 0.01, disturb: drifting },
    );
    // 0.1 in all, and 0.0002 from one sample to the next.
    expect(cycleOf(run).hysteresis).toBeLessThan(0.001);
  });

  test.each([
    ['a PV beyond its limits', { limits: { ...SETTINGS.limits, pvRange: [-0.3, 0.3] as const } }, 'outside'],
    ['a process that never answers', { limits: { ...SETTINGS.limits, timeoutS: 5 } }, 'within 5 s'],
    ['levels that the output does not have', { above: 6 }, 'smaller levels'],
  ])('ends at %s with the output back', (what, parts, reason) => {
    const process = what.includes('never') ? firstOrder(1e-12, 1, 1) : firstOrder(1, 1, 1);
    const run = experiment(process, parts);
    expect(reasonOf(run)).toContain(reason);
    expect(run.outputs.at(-1)).toBe(0.3);
  });

  test('ends at the first bad process value', () => {
    const run = experiment(firstOrder(1, 1, 1), {}, { disturb: (pv, t) => (t > 2 ? Number.NaN : pv) });
    expect(reasonOf(run)).toContain('bad');
    expect(run.endS).toBeCloseTo(2.001, 6);
    expect(run.outputs.at(-1)).toBe(0.3);
  });

  test('ends when it is called off, and stays ended', () => {
    const state = startRelay(0.3, { timeS: 0, pv: 0, good: true });
    const stopped = stopRelay(state, 'the operator called it off');
    expect(stopped).toMatchObject({ kind: 'ended', end: { reason: 'the operator called it off' } });
    expect(stepRelay(SETTINGS, stopped, { timeS: 1, pv: 0, good: true })).toBe(stopped);
    expect(relayOutput(SETTINGS, stopped)).toBe(0.3);
  });
});
