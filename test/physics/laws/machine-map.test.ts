import { describe, expect, test } from 'vitest';
import {
  deliveryAt,
  efficiencyAt,
  machineMap,
  machineMapProblem,
  uniformMachineMap,
} from '../../../src/physics/laws/machine-map.ts';

const POINTS = [
  { pressureRatio: 2, delivery: 0.9, isentropicEfficiency: 0.6 },
  { pressureRatio: 4, delivery: 0.8, isentropicEfficiency: 0.75 },
  { pressureRatio: 8, delivery: 0.5, isentropicEfficiency: 0.65 },
];

describe('a machine map', () => {
  const map = machineMap(POINTS, 12);

  test('gives back its points, and lies on straight lines between', () => {
    for (const point of POINTS) {
      expect(deliveryAt(map, point.pressureRatio)).toBe(point.delivery);
      expect(efficiencyAt(map, point.pressureRatio)).toBe(point.isentropicEfficiency);
    }
    expect(deliveryAt(map, 3)).toBeCloseTo(0.85, 15);
    expect(efficiencyAt(map, 3)).toBeCloseTo(0.675, 15);
    expect(deliveryAt(map, 5)).toBeCloseTo(0.725, 15);
  });

  test('holds its ends, and delivers nothing from the greatest ratio on', () => {
    expect(deliveryAt(map, 0.01)).toBe(0.9);
    expect(efficiencyAt(map, 0.01)).toBe(0.6);
    expect(efficiencyAt(map, 100)).toBe(0.65);
    expect(deliveryAt(map, 10)).toBeCloseTo(0.25, 15);
    expect(deliveryAt(map, 12)).toBe(0);
    expect(deliveryAt(map, 1e9)).toBe(0);
  });

  test('of one efficiency delivers all until 95 % of the greatest ratio', () => {
    const plain = uniformMachineMap(0.7, 10);
    expect(deliveryAt(plain, 9.5)).toBe(1);
    expect(deliveryAt(plain, 9.75)).toBeCloseTo(0.5, 14);
    expect(efficiencyAt(plain, 9.9)).toBe(0.7);
  });

  test.each([
    ['has no points', [], 12],
    ['does not rise', [POINTS[1], POINTS[0]], 12],
    ['does not rise', [{ ...POINTS[0], pressureRatio: Number.NaN }], 12],
    ['delivery 1.1', [{ ...POINTS[0], delivery: 1.1 }], 12],
    ['efficiency 0 ', [{ ...POINTS[0], isentropicEfficiency: 0 }], 12],
    ['not below the greatest', POINTS, 8],
  ] as const)('is refused when it %s', (problem, points, max) => {
    expect(machineMapProblem(points as typeof POINTS, max)).toContain(problem);
    expect(machineMapProblem(POINTS, 12)).toBeNull();
  });
});
