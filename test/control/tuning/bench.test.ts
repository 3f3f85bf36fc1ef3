/** Published loops with their margins and step metrics, computed by others: vectors/control.json. */
import { describe, expect, test } from 'vitest';
import { predictResponse } from '../../../src/control/tuning/predicted-response.ts';
import type { Process } from '../../../src/control/tuning/process.ts';
import { robustnessOf } from '../../../src/control/tuning/robustness.ts';
import vectors from './vectors/control.json' with { type: 'json' };

const relative = (found: number, expected: number): number => Math.abs(found / expected - 1);

test('there are loops to hold against', () => {
  expect(vectors.bench.length).toBeGreaterThanOrEqual(6);
});

describe.each(vectors.bench)('$name', ({ name, plant, ctrl, margins, setpoint, load, t_end: durationS }) => {
  const process: Process = {
    gain: plant.k,
    delayS: plant.delay,
    lagsS: plant.lags,
    leadsS: [],
    integrating: false,
  };
  const pid = {
    gain: ctrl.Kc,
    integralTimeS: ctrl.Ti,
    derivativeTimeS: ctrl.Td,
    derivativeFilterN: ctrl.N,
  };
  const respond = (kind: 'set-point' | 'load') =>
    predictResponse({
      kind,
      process,
      pid,
      setPointWeight: 1,
      derivativeSetPointWeight: 1,
      durationS,
    });

  // There the file has the margin at the first crossing of −180°, and the loop comes nearer to −1 at a later one.
  const crossesAgain = name.startsWith('G3');

  test('has its margins', () => {
    const found = robustnessOf(process, pid);
    expect(found.stable).toBe(true);
    if (margins.GM === null) expect(found.gainMargin).toBeNull();
    else if (!crossesAgain) {
      expect(relative(found.gainMargin ?? 0, margins.GM)).toBeLessThan(1e-9);
      expect(relative(found.phaseCrossoverRadPerS ?? 0, margins.w180 ?? 0)).toBeLessThan(1e-9);
    }
    expect(relative(found.phaseMarginDeg ?? 0, margins.PM)).toBeLessThan(1e-9);
    expect(relative(found.gainCrossoverRadPerS ?? 0, margins.wc)).toBeLessThan(1e-9);
    expect(relative(found.delayMarginS ?? 0, margins.delay_margin)).toBeLessThan(1e-9);
    expect(relative(found.maximumSensitivity, margins.Ms)).toBeLessThan(1e-6);
    expect(relative(found.maximumComplementarySensitivity, margins.Mt)).toBeLessThan(1e-6);
  });

  test('follows a set-point as computed elsewhere, to 1 %', () => {
    const found = respond('set-point');
    expect(relative(found.integralAbsoluteError, setpoint.IAE)).toBeLessThan(0.002);
    expect(Math.abs(100 * found.overshoot - setpoint.overshoot_pct)).toBeLessThan(0.05);
    expect(relative(found.settlingTimeS ?? 0, setpoint.t_settle_2pct)).toBeLessThan(0.01);
    expect(relative(found.totalVariation, setpoint.TV)).toBeLessThan(0.01);
    if (setpoint.overshoot_pct > 0.1) expect(relative(found.peakTimeS, setpoint.tpeak)).toBeLessThan(0.01);
  });

  test('rejects a load as computed elsewhere, to 1 %', () => {
    const found = respond('load');
    expect(relative(found.integralAbsoluteError, load.IAE)).toBeLessThan(0.002);
    expect(relative(Math.abs(found.integralError), load.IE_exact_Ti_over_Kc)).toBeLessThan(1e-3);
    expect(relative(found.peak, load.ypeak)).toBeLessThan(0.001);
    expect(relative(found.totalVariation, load.TV)).toBeLessThan(0.01);
  });
});

test('a loop that crosses −180° again nearer to −1 has the margin of that crossing', () => {
  const { plant, ctrl, margins } = vectors.bench.find(({ name }) => name.startsWith('G3')) ?? {};
  const process = {
    gain: 1,
    delayS: plant?.delay ?? 0,
    lagsS: plant?.lags ?? [],
    leadsS: [],
    integrating: false,
  };
  const pid = {
    gain: ctrl?.Kc ?? 0,
    integralTimeS: ctrl?.Ti ?? 0,
    derivativeTimeS: ctrl?.Td ?? 0,
    derivativeFilterN: 10,
  };
  const { gainMargin } = robustnessOf(process, pid);
  const scaled = (factor: number) => ({ ...pid, gain: factor * pid.gain });
  const peak = (factor: number) =>
    predictResponse({
      kind: 'load',
      process,
      pid: scaled(factor),
      setPointWeight: 1,
      derivativeSetPointWeight: 1,
      durationS: 400,
    }).peak;
  const least = gainMargin ?? 0;
  expect(least).toBeLessThan(margins?.GM ?? 0);
  expect(robustnessOf(process, scaled(0.999 * least)).stable).toBe(true);
  expect(robustnessOf(process, scaled(1.001 * least)).stable).toBe(false);
  expect(peak(0.97 * least)).toBeLessThan(2);
  expect(peak(1.03 * least)).toBeGreaterThan(100);
});
