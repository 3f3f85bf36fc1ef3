import { describe, expect, test } from 'vitest';
import { relative } from '../laws/common.ts';
import vectors from '../laws/vectors/vessels.json' with { type: 'json' };
import { gasSpringLossJ, gasSpringRatio, gasSpringStiffness } from './gas-spring.ts';

describe('a gas spring', () => {
  test('is that of the reference', () => {
    const { table } = vectors.gas_spring_linear;
    expect(table.length).toBeGreaterThanOrEqual(4);
    for (const { x, W_norm, K_re, K_im, phase_deg } of table) {
      const found = gasSpringStiffness(1.4, x);
      expect(relative(found.imaginary, W_norm)).toBeLessThan(1e-12);
      expect(relative(found.real, K_re)).toBeLessThan(1e-12);
      expect(relative(found.imaginary, K_im)).toBeLessThan(1e-12);
      expect(relative((found.phaseRad * 180) / Math.PI, phase_deg)).toBeLessThan(1e-12);
    }
  });

  test('is isothermal when slow and adiabatic when fast, without loss at either end', () => {
    expect(gasSpringStiffness(1.4, 0)).toEqual({ real: 1, imaginary: 0, phaseRad: 0 });
    const fast = gasSpringStiffness(
      1.4,
      gasSpringRatio({ angularFrequencyRadPerS: 1, heatCapacityJPerK: 1, wallConductanceWPerK: 0 }),
    );
    expect(relative(fast.real, 1.4)).toBeLessThan(1e-15);
    expect(fast.imaginary).toBeLessThan(1e-15);
    const losses = [0.5, 0.9, 1, 1.1, 2].map((x) => gasSpringStiffness(1.4, x).imaginary);
    expect(Math.max(...losses)).toBe(losses[2]);
  });

  test('loses the work of the integrated balance, up to the square of the swing', () => {
    const spring = { angularFrequencyRadPerS: 20, heatCapacityJPerK: 0.8, wallConductanceWPerK: 12 };
    const [gamma, volumeM3, wallK, swing] = [1.4, 1e-3, 300, 1e-3];
    const gasR = (gamma - 1) * spring.heatCapacityJPerK;
    const meanPressurePa = (gasR * wallK) / volumeM3;
    const w = spring.angularFrequencyRadPerS;
    const volume = (t: number) => volumeM3 * (1 - swing * Math.sin(w * t));
    const rate = (t: number) => -volumeM3 * swing * w * Math.cos(w * t);
    const power = (t: number, gasK: number) => ((-gasR * gasK) / volume(t)) * rate(t);
    const slope = (t: number, gasK: number) =>
      (power(t, gasK) - spring.wallConductanceWPerK * (gasK - wallK)) / spring.heatCapacityJPerK;
    const [cycles, steps] = [12, 2000];
    const h = (2 * Math.PI) / w / steps;
    let gasK = wallK;
    let workJ = 0;
    for (let step = 0; step < cycles * steps; step++) {
      const t = step * h;
      const middle = gasK + 0.5 * h * slope(t, gasK);
      if (step >= (cycles - 1) * steps) workJ += h * power(t + 0.5 * h, middle);
      gasK += h * slope(t + 0.5 * h, middle);
    }
    const expected = gasSpringLossJ({
      gamma,
      ratio: gasSpringRatio(spring),
      meanPressurePa,
      meanVolumeM3: volumeM3,
      relativeAmplitude: swing,
    });
    expect(relative(workJ, expected)).toBeLessThan(1e-3);
  });
});
