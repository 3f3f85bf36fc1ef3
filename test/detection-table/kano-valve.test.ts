import { describe, expect, test } from 'vitest';
import { createStickyValve, moveValve } from '../../scripts/detection-table/kano-valve.ts';

/** Demands in steps of a tenth, and where the valve then stands. */
function swept(stick: number, jump: number, demands: readonly number[]): readonly number[] {
  const valve = createStickyValve(stick, jump, 0);
  let demand = 0;
  return demands.map((target) => {
    const step = target > demand ? 0.1 : -0.1;
    const steps = Math.round((target - demand) / step);
    let position = valve.positionPercent;
    for (let n = 1; n <= steps; n += 1) position = moveValve(valve, demand + n * step);
    demand = target;
    return position;
  });
}

describe('a valve that sticks', () => {
  test('without friction is where it is told to be', () => {
    swept(0, 0, [3, -2, 7]).forEach((position, i) => {
      expect(position).toBeCloseTo([3, -2, 7][i] ?? Number.NaN, 9);
    });
  });

  test('stays after a reversal until the demand has gone S, jumps J, and then trails by (S − J)/2', () => {
    const [up = 0, held = 0, moved = 0] = swept(4, 1, [10, 6.2, 5]);
    expect(up).toBeCloseTo(10 - 1.5, 9);
    expect(held).toBe(up);
    expect(moved).toBeCloseTo(5 + 1.5, 9);
    const valve = createStickyValve(4, 1, 0);
    for (let n = 1; n <= 100; n += 1) moveValve(valve, n / 10);
    let before = valve.positionPercent;
    let largest = 0;
    for (let n = 99; n >= 0; n -= 1) {
      const now = moveValve(valve, n / 10);
      largest = Math.max(largest, before - now);
      before = now;
    }
    expect(largest).toBeGreaterThan(0.99);
    expect(largest).toBeLessThan(1.21);
  });

  test('that was stopped on its way goes on after J in the same direction', () => {
    const valve = createStickyValve(4, 1, 0);
    for (let n = 1; n <= 100; n += 1) moveValve(valve, n / 10);
    const stopped = moveValve(valve, 10);
    expect(moveValve(valve, 10.9)).toBe(stopped);
    expect(moveValve(valve, 11.2)).toBeCloseTo(11.2 - 1.5, 9);
  });
});
