import { describe, expect, test } from 'vitest';
import { fanShaftPowerW, fanVolumeFlowM3PerS } from '../../../src/physics/laws/fan.ts';
import { relative } from './common.ts';

const FAN = { shutOffPressurePa: 200, freeVolumeFlowM3PerS: 0.05, efficiency: 0.4 };

describe('a fan', () => {
  test('meets both ends of its curve and the parabola between', () => {
    expect(fanVolumeFlowM3PerS(FAN, 0, 1)).toBe(0.05);
    expect(fanVolumeFlowM3PerS(FAN, 200, 1)).toBe(0);
    expect(relative(fanVolumeFlowM3PerS(FAN, 150, 1), 0.025)).toBeLessThan(1e-15);
    expect(relative(fanVolumeFlowM3PerS(FAN, -600, 1), 0.1)).toBeLessThan(1e-15);
  });

  test('lets nothing back above shut-off, at any speed', () => {
    for (const speed of [0, 0.3, 1]) expect(fanVolumeFlowM3PerS(FAN, 200 * speed ** 2 + 1e-9, speed)).toBe(0);
  });

  test('follows the affinity laws: flow with speed, pressure with its square, power with its cube', () => {
    const flow = fanVolumeFlowM3PerS(FAN, 100, 1);
    const slow = fanVolumeFlowM3PerS(FAN, 25, 0.5);
    expect(relative(slow, flow / 2)).toBeLessThan(1e-15);
    expect(relative(fanShaftPowerW(FAN, 25, slow), fanShaftPowerW(FAN, 100, flow) / 8)).toBeLessThan(1e-15);
  });

  test('is blown through at rest, without work', () => {
    expect(fanVolumeFlowM3PerS(FAN, 0, 0)).toBe(0);
    const flow = fanVolumeFlowM3PerS(FAN, -50, 0);
    expect(relative(flow, 0.025)).toBeLessThan(1e-15);
    expect(fanShaftPowerW(FAN, -50, flow)).toBe(0);
  });

  test('has a finite slope at shut-off and no step where the straight part ends', () => {
    const slope = fanVolumeFlowM3PerS(FAN, 200 * (1 - 1e-9), 1) / (200 * 1e-9);
    expect(relative(slope, (0.05 * 100) / 200)).toBeLessThan(1e-6);
    const before = fanVolumeFlowM3PerS(FAN, 200 * (1 - 0.999_999e-4), 1);
    const after = fanVolumeFlowM3PerS(FAN, 200 * (1 - 1.000_001e-4), 1);
    expect(relative(before, after)).toBeLessThan(3e-6);
  });

  test('takes the power of its flow over its efficiency', () => {
    expect(fanShaftPowerW(FAN, 150, 0.025)).toBeCloseTo((150 * 0.025) / 0.4, 14);
  });
});
