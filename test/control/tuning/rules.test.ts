import { describe, expect, test } from 'vitest';
import type { Process } from '../../../src/control/tuning/process.ts';
import { halfRuleFirstOrder, halfRuleSecondOrder, stepModel } from '../../../src/control/tuning/reduction.ts';
import type { Tuned } from '../../../src/control/tuning/rules.ts';
import {
  amigoPi,
  amigoPid,
  cohenCoonPi,
  cohenCoonPid,
  lambdaPi,
  lambdaPid,
  simcPi,
  simcPid,
  zieglerNicholsStepPi,
  zieglerNicholsStepPid,
  zieglerNicholsUltimatePi,
  zieglerNicholsUltimatePid,
} from '../../../src/control/tuning/rules.ts';
import { ultimateOf } from '../../../src/control/tuning/ultimate.ts';
import vectors from './vectors/control.json' with { type: 'json' };

const relative = (found: number, expected: number): number => Math.abs(found / expected - 1);

function process(lagsS: readonly number[], delayS = 0, parts: Partial<Process> = {}): Process {
  return { gain: 1, delayS, lagsS, leadsS: [], integrating: false, ...parts };
}

function gains(tuned: Tuned): readonly [number, number, number] {
  if (!tuned.ok) throw new Error(tuned.reason);
  return [tuned.pid.gain, tuned.pid.integralTimeS ?? Number.NaN, tuned.pid.derivativeTimeS];
}

function expectGains(tuned: Tuned, expected: readonly number[], within = 1e-12): void {
  const found = gains(tuned);
  expected.forEach((value, i) => {
    expect(relative(found[i] ?? Number.NaN, value)).toBeLessThan(within);
  });
}

describe('the step model of a process', () => {
  test('has the dead time, the steepest slope and the 63 % of the reference', () => {
    const found = stepModel(process([1, 1, 1, 1]));
    const { L, T } = vectors.amigo['G2=1/(s+1)^4'];
    expect(relative(found?.delayS ?? 0, L)).toBeLessThan(1e-9);
    expect(relative(found?.timeConstantS ?? 0, T)).toBeLessThan(1e-9);
  });

  test('is the process itself where that has one lag and a dead time', () => {
    const found = stepModel(process([3], 0.5, { gain: -2 }));
    expect(found).toMatchObject({ gain: -2, integrating: false });
    expect(found?.delayS).toBeCloseTo(0.5, 12);
    expect(found?.timeConstantS).toBeCloseTo(3, 9);
  });

  test('takes an inverse response for dead time, and there is none of an integrating process', () => {
    const inverse = stepModel(process([1, 1], 0, { leadsS: [-0.5] }));
    expect(inverse?.delayS).toBeGreaterThan((stepModel(process([1, 1]))?.delayS ?? 0) + 0.4);
    expect(stepModel(process([1], 1, { integrating: true }))).toBeNull();
  });
});

describe("Skogestad's half rule", () => {
  // J. Process Control 13 (2003) 291: example E1, and E3 of table 4 without its positive lead.
  test('gives half of the first lag left out to the one before and half to the dead time', () => {
    expect(halfRuleFirstOrder(process([1, 0.2]))).toMatchObject({ timeConstantS: 1.1, delayS: 0.1 });
    const tail = process([2, 1, 0.4, 0.2, 0.05, 0.05, 0.05], 0, { leadsS: [-0.3] });
    const first = halfRuleFirstOrder(tail);
    expect(first?.timeConstantS).toBeCloseTo(2.5, 12);
    expect(first?.delayS).toBeCloseTo(0.5 + 0.4 + 0.2 + 0.15 + 0.3, 12);
    const second = halfRuleSecondOrder(tail);
    expect(second?.timeConstantS).toBe(2);
    expect(second?.secondTimeConstantS).toBeCloseTo(1.2, 12);
    expect(second?.delayS).toBeCloseTo(0.2 + 0.2 + 0.15 + 0.3, 12);
  });

  test('gives lags of an integrating process to the dead time', () => {
    const slow = process([1, 0.4], 0.1, { integrating: true });
    expect(halfRuleFirstOrder(slow)).toMatchObject({ delayS: 1, integrating: true });
    expect(halfRuleSecondOrder(slow)).toMatchObject({ secondTimeConstantS: 1.2 });
    expect(halfRuleSecondOrder(slow)?.delayS).toBeCloseTo(0.3, 12);
  });

  test('has no word for a positive lead', () => {
    expect(halfRuleFirstOrder(process([2, 1], 0, { leadsS: [0.5] }))).toBeNull();
  });
});

describe('the ultimate point', () => {
  const known: Readonly<Record<keyof typeof vectors.ultimate, Process>> = {
    '1/(s+1)^3': process([1, 1, 1]),
    '1/(s+1)^4': process([1, 1, 1, 1]),
    'e^-s/(s+1)': process([1], 1),
  };
  test.each(Object.entries(vectors.ultimate))('of %s is that of the reference', (name, expected) => {
    const found = ultimateOf(known[name as keyof typeof known]);
    if (found === null) throw new Error('there is an ultimate gain');
    expect(relative(found.gain, expected.Ku)).toBeLessThan(1e-12);
    expect(relative(found.periodS, expected.Pu)).toBeLessThan(1e-12);
    expectGains(zieglerNicholsUltimatePi(found), [expected.ZN_PI.K, expected.ZN_PI.Ti]);
    const { K, Ti, Td } = expected.ZN_PID;
    expectGains(zieglerNicholsUltimatePid(found), [K, Ti, Td]);
  });

  test('has the sign of the gain, and two lags have none', () => {
    expect(ultimateOf(process([1, 1, 1], 0, { gain: -0.5 }))?.gain).toBeCloseTo(-16, 9);
    expect(ultimateOf(process([1, 0.2]))).toBeNull();
  });
});

describe('rules', () => {
  test('of AMIGO are those of the reference', () => {
    const { L, T, AMIGO_PI, AMIGO_PID } = vectors.amigo['G2=1/(s+1)^4'];
    const model = { gain: 1, delayS: L, timeConstantS: T, integrating: false };
    expectGains(amigoPi(model), [AMIGO_PI.K, AMIGO_PI.Ti]);
    expectGains(amigoPid(model), [AMIGO_PID.K, AMIGO_PID.Ti, AMIGO_PID.Td]);
  });

  test('of SIMC are those of the published examples', () => {
    const model = (timeConstantS: number, delayS: number) => ({
      gain: 1,
      delayS,
      timeConstantS,
      integrating: false,
    });
    expectGains(simcPi(model(1, 1), null), [0.5, 1]);
    expectGains(simcPi(model(20, 1), null), [10, 8]);
    expectGains(simcPi(model(1.1, 0.1), null), [5.5, 0.8]);
    // E3 of the paper: integrating, gain 1, dead time 1.
    expectGains(simcPi({ ...model(0, 1), integrating: true }, null), [0.5, 8]);
    // Series form K' = 10, Tᵢ' = 8, Tᵈ' = 2.
    expectGains(simcPid({ ...model(20, 1), secondTimeConstantS: 2 }, null), [12.5, 10, 1.6]);
    expectGains(simcPi(model(1, 1), 3), [0.25, 1]);
  });

  test('of lambda tuning, Cohen and Coon, and the step method, worked by hand for k = 2, L = 1, T = 4', () => {
    const model = { gain: 2, delayS: 1, timeConstantS: 4, integrating: false };
    expectGains(lambdaPi(model, 4), [4 / 10, 4]);
    expectGains(lambdaPi(model, null), [4 / 26, 4]);
    expectGains(lambdaPid(model, 4), [4.5 / 9, 4.5, 4 / 9]);
    expectGains(cohenCoonPi(model), [(0.9 + 1 / 48) * 2, 30.75 / 14]);
    expectGains(cohenCoonPid(model), [(4 / 3 + 1 / 16) * 2, 33.5 / 15, 4 / 11.5]);
    expectGains(zieglerNicholsStepPi(model), [1.8, 3.33]);
    expectGains(zieglerNicholsStepPid(model), [2.4, 2, 0.5]);
  });

  test('scale with the model: gain by 1/k, times by its times', () => {
    const model = { gain: 1, delayS: 1, timeConstantS: 4, integrating: false, secondTimeConstantS: 1 };
    const scaled = { ...model, gain: -5, delayS: 3, timeConstantS: 12, secondTimeConstantS: 3 };
    const all = [
      (m: typeof model) => simcPi(m, null),
      (m: typeof model) => simcPid(m, null),
      amigoPi,
      amigoPid,
      (m: typeof model) => lambdaPi(m, null),
      (m: typeof model) => lambdaPid(m, null),
      zieglerNicholsStepPi,
      zieglerNicholsStepPid,
      cohenCoonPi,
      cohenCoonPid,
    ];
    for (const rule of all) {
      const [gain, ti, td] = gains(rule(model));
      const [gainScaled, tiScaled, tdScaled] = gains(rule(scaled));
      expect(gainScaled).toBeCloseTo(-gain / 5, 12);
      expect(tiScaled).toBeCloseTo(3 * ti, 10);
      expect(tdScaled).toBeCloseTo(3 * td, 10);
    }
  });

  test('say so where they divide by a dead time that is not there, or want a process that comes to rest', () => {
    const prompt = { gain: 1, delayS: 0, timeConstantS: 1, integrating: false };
    for (const rule of [amigoPi, amigoPid, cohenCoonPi, cohenCoonPid, zieglerNicholsStepPi]) {
      expect(rule(prompt)).toMatchObject({ ok: false, reason: expect.stringContaining('dead time') });
    }
    expect(simcPi(prompt, null)).toMatchObject({ ok: false });
    expect(simcPi(prompt, 0.5)).toMatchObject({ ok: true });
    const integrating = { ...prompt, delayS: 1, integrating: true };
    expect(cohenCoonPi(integrating)).toMatchObject({ ok: false });
    expect(lambdaPid(integrating, 1)).toMatchObject({ ok: false });
    expectGains(amigoPi(integrating), [0.35, 13.4]);
  });
});
