import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fatigueDamage } from '../../src/signal/fatigue.ts';
import type { Rainflow } from '../../src/signal/rainflow.ts';
import { createRainflow, finishRainflow, pushRainflow } from '../../src/signal/rainflow.ts';

interface Cycle {
  readonly range: number;
  readonly mean: number;
  readonly count: number;
}

function countedBy(flow: Rainflow): readonly Cycle[] {
  return Array.from({ length: flow.counted }, (_, i) => ({
    range: flow.ranges[i] ?? Number.NaN,
    mean: flow.means[i] ?? Number.NaN,
    count: flow.counts[i] ?? Number.NaN,
  }));
}

function cyclesOf(values: readonly number[], gate = 0, capacity?: number): readonly Cycle[] {
  const flow = createRainflow(gate, capacity);
  const cycles = values.flatMap((value) => {
    pushRainflow(flow, value);
    return countedBy(flow);
  });
  finishRainflow(flow);
  return [...cycles, ...countedBy(flow)];
}

describe('rainflow counting', () => {
  test('gives the counts of the example in ASTM E1049-85, figure 6', () => {
    const cycles = cyclesOf([-2, 1, -3, 5, -1, 3, -4, 4, -2]);
    expect(cycles).toEqual([
      { range: 3, mean: -0.5, count: 0.5 },
      { range: 4, mean: -1, count: 0.5 },
      { range: 4, mean: 1, count: 1 },
      { range: 8, mean: 1, count: 0.5 },
      { range: 9, mean: 0.5, count: 0.5 },
      { range: 8, mean: 0, count: 0.5 },
      { range: 6, mean: 1, count: 0.5 },
    ]);
  });

  test('does not see samples between reversals, swings below the gate, or bad readings', () => {
    const fine = [-2, -1, 0, 1, 1, 0.9, -3, Number.NaN, 5, 4.9, 4.95, -1, 3, 2.9, 3, -4, 0, 4, -2];
    expect(cyclesOf(fine, 0.2)).toEqual(cyclesOf([-2, 1, -3, 5, -1, 3, -4, 4, -2]));
  });

  test('counts a range that comes back whole as one cycle, not as two halves', () => {
    expect(cyclesOf([0, 10, 2, 8, 2])).toEqual([
      { range: 6, mean: 5, count: 1 },
      { range: 10, mean: 5, count: 0.5 },
      { range: 8, mean: 6, count: 0.5 },
    ]);
  });

  test('of a steady cycle counts each period once', () => {
    const cycles = cyclesOf(Array.from({ length: 41 }, (_, n) => (n % 2 === 0 ? 1.5e5 : 3e5)));
    expect(cycles.reduce((sum, { count }) => sum + count, 0)).toBe(20);
    expect(cycles.every(({ range }) => range === 1.5e5)).toBe(true);
  });

  test('of a constant counts nothing', () => {
    expect(cyclesOf([3, 3, 3])).toEqual([]);
    expect(cyclesOf([])).toEqual([]);
  });

  test('counts half a cycle for each reversal but one, and finds the largest range, whatever the signal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 200 }), (values) => {
        const cycles = cyclesOf(values);
        const turns = values.filter((value, n) => n === 0 || value !== values[n - 1]);
        const reversals = turns.filter((value, n) => {
          const [before, after] = [turns[n - 1], turns[n + 1]];
          return before === undefined || after === undefined || (value - before) * (after - value) < 0;
        });
        expect(cycles.reduce((sum, { count }) => sum + count, 0)).toBe(Math.max(0, reversals.length - 1) / 2);
        const span = Math.max(...values) - Math.min(...values);
        expect(Math.max(0, ...cycles.map(({ range }) => range))).toBe(span);
      }),
    );
  });

  test('with too small a stack counts every reversal still, and says that it was forced', () => {
    const dying = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? 1 : -1) * (40 - n));
    const flow = createRainflow(0, 8);
    const cycles = dying.flatMap((value) => {
      pushRainflow(flow, value);
      return countedBy(flow);
    });
    finishRainflow(flow);
    expect([...cycles, ...countedBy(flow)].reduce((sum, { count }) => sum + count, 0)).toBe(39 / 2);
    expect(flow.forced).toBeGreaterThan(0);
    expect(createRainflow(0).forced).toBe(0);
  });
});

describe('damage', () => {
  const curve = { referenceRange: 2e5, referenceCycles: 1e6, exponent: 3, enduranceRange: 1e4 };

  test('is one after the cycles of the curve, and eight times as fast at twice the range', () => {
    expect(fatigueDamage(curve, 2e5, 1e6)).toBe(1);
    expect(fatigueDamage(curve, 4e5, 1)).toBeCloseTo(8e-6, 18);
    expect(fatigueDamage(curve, 9e3, 1e9)).toBe(0);
    expect(fatigueDamage({ ...curve, enduranceRange: 0 }, 0, 5)).toBe(0);
  });
});
