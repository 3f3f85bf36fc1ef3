import { describe, expect, test } from 'vitest';
import type { CoolerDuty, CoolerSolution } from '../../../src/physics/laws/endoreversible.ts';
import { coldHeatLimitW, solveCooler } from '../../../src/physics/laws/endoreversible.ts';
import { relative } from './common.ts';
import vectors from './vectors/vessels.json' with { type: 'json' };

const DUTY: CoolerDuty = {
  coldHeatW: 500,
  coldK: 280,
  hotK: 310,
  coldConductanceWPerK: 100,
  hotConductanceWPerK: 100,
  copFraction: 1,
};

function solved(duty: CoolerDuty): CoolerSolution | null {
  const solution = { coldInsideK: 0, hotInsideK: 0, workW: 0, hotHeatW: 0, entropyGeneratedWPerK: 0 };
  return solveCooler(duty, solution) ? solution : null;
}

describe('a cooler with finite exchangers', () => {
  test('is the endoreversible one of the reference when its inside is reversible', () => {
    const { Tc, Th, UAc, UAh, Qc, Tcw, Thw, Qh, W, Sgen } = vectors.endoreversible_refrigerator;
    const found = solved({
      coldHeatW: Qc,
      coldK: Tc,
      hotK: Th,
      coldConductanceWPerK: UAc,
      hotConductanceWPerK: UAh,
      copFraction: 1,
    });
    expect(relative(found?.coldInsideK ?? 0, Tcw)).toBeLessThan(1e-12);
    expect(relative(found?.hotInsideK ?? 0, Thw)).toBeLessThan(1e-12);
    expect(relative(found?.hotHeatW ?? 0, Qh)).toBeLessThan(1e-12);
    expect(relative(found?.workW ?? 0, W)).toBeLessThan(1e-12);
    expect(relative(found?.entropyGeneratedWPerK ?? 0, Sgen)).toBeLessThan(1e-12);
  });

  test('solves its equations at a fraction of Carnot', () => {
    const found = solved({ ...DUTY, copFraction: 0.4 });
    if (found === null) throw new Error('the duty has a solution');
    expect(relative(found.workW, (500 / 0.4) * (found.hotInsideK / found.coldInsideK - 1))).toBeLessThan(
      1e-12,
    );
    expect(relative(found.hotHeatW, 100 * (found.hotInsideK - 310))).toBeLessThan(1e-12);
    expect(relative(found.hotHeatW, 500 + found.workW)).toBeLessThan(1e-15);
  });

  test('is the plain fraction of Carnot without differences at its ends', () => {
    const ideal = {
      coldConductanceWPerK: Number.POSITIVE_INFINITY,
      hotConductanceWPerK: Number.POSITIVE_INFINITY,
    };
    const found = solved({ ...DUTY, ...ideal, copFraction: 0.4 });
    expect(relative(found?.workW ?? 0, (500 * (310 / 280 - 1)) / 0.4)).toBeLessThan(1e-14);
    expect(coldHeatLimitW({ ...DUTY, ...ideal })).toBe(Number.POSITIVE_INFINITY);
  });

  test('has no solution from its limit on, and needs any work just below it', () => {
    const limit = coldHeatLimitW(DUTY);
    expect(relative(limit, 280 / (1 / 100 + 1 / 100))).toBeLessThan(1e-15);
    expect(solved({ ...DUTY, coldHeatW: limit })).toBeNull();
    expect(solved({ ...DUTY, coldHeatW: 1e9 })).toBeNull();
    expect(solved({ ...DUTY, coldHeatW: limit * (1 - 1e-9) })?.workW).toBeGreaterThan(1e12);
  });

  test('works for nothing where heat runs down by itself, and begins to work without a step', () => {
    const downhill = solved({ ...DUTY, coldK: 330 });
    expect(downhill?.workW).toBe(0);
    expect(downhill?.hotHeatW).toBe(500);
    // T₀ = T_cw at T_c = 320.
    const edge = [320 - 1e-9, 320 + 1e-9].map((coldK) => solved({ ...DUTY, coldK })?.workW);
    expect(edge[1]).toBe(0);
    expect(edge[0]).toBeGreaterThan(0);
    expect(edge[0]).toBeLessThan(1e-6);
  });

  test('at no heat needs no work', () => {
    expect(solved({ ...DUTY, coldHeatW: 0 })?.workW).toBe(0);
    expect(solved({ ...DUTY, coldHeatW: 0 })?.entropyGeneratedWPerK).toBe(0);
  });
});
