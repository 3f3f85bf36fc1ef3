import { describe, expect, test } from 'vitest';
import { pistonVolumeM3, pistonVolumeRateM3PerS, pistonWorkW } from '../../../src/physics/laws/piston.ts';
import { relative } from './common.ts';

const STROKE = { meanVolumeM3: 1e-3, sweptVolumeM3: 4e-4 };

describe('a piston', () => {
  test('swings between its dead centres about the mean', () => {
    expect(pistonVolumeM3(STROKE, 0)).toBe(1e-3);
    expect(relative(pistonVolumeM3(STROKE, Math.PI / 2), 1.2e-3)).toBeLessThan(1e-15);
    expect(relative(pistonVolumeM3(STROKE, -Math.PI / 2), 0.8e-3)).toBeLessThan(1e-15);
    expect(Math.abs(pistonVolumeRateM3PerS(STROKE, 3, Math.PI / 2))).toBeLessThan(1e-18);
  });

  test('has the rate of its volume', () => {
    const step = 1e-6;
    for (const phase of [0, 0.4, 2, 4.5]) {
      const difference =
        (pistonVolumeM3(STROKE, phase + 2 * Math.PI * 3 * step) -
          pistonVolumeM3(STROKE, phase - 2 * Math.PI * 3 * step)) /
        (2 * step);
      expect(relative(pistonVolumeRateM3PerS(STROKE, 3, phase), difference)).toBeLessThan(1e-8);
    }
  });

  test('gives back over a cycle what it put in, and its isothermal work is the logarithm of the ratio', () => {
    const steps = 2000;
    const work = (from: number, to: number) => {
      let sum = 0;
      for (let i = 0; i < steps; i++) {
        const phase = from + ((to - from) * (i + 0.5)) / steps;
        const pressure = 100 / pistonVolumeM3(STROKE, phase);
        sum +=
          pistonWorkW(pressure, pistonVolumeRateM3PerS(STROKE, 1, phase)) *
          ((to - from) / steps / (2 * Math.PI));
      }
      return sum;
    };
    expect(Math.abs(work(0, 2 * Math.PI))).toBeLessThan(1e-10);
    expect(relative(work(Math.PI / 2, (3 * Math.PI) / 2), 100 * Math.log(1.2 / 0.8))).toBeLessThan(1e-6);
  });
});
