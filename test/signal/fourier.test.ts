import { describe, expect, test } from 'vitest';
import {
  fourierPlan,
  inverseComplex,
  isPowerOfTwo,
  powerOfTwoFrom,
  transformComplex,
  transformReal,
} from '../../src/signal/fourier.ts';
import { noise, transformAt } from './signals.ts';

const SIZES = [4, 8, 16, 32, 64, 128, 512];

describe('a transform', () => {
  test.each(SIZES)('of %d real samples is the sum itself, bin by bin up to the last', (size) => {
    const values = noise(size, size);
    const out = new Float64Array(2 * size);
    transformReal(fourierPlan(size), values, out);
    for (let k = 0; k <= size / 2; k += 1) {
      const [re, im] = transformAt(values, (2 * Math.PI * k) / size);
      expect(Math.hypot((out[2 * k] ?? 0) - re, (out[2 * k + 1] ?? 0) - im)).toBeLessThan(1e-12 * size);
    }
  });

  test.each(SIZES)('of %d complex samples comes back', (size) => {
    const values = noise(2 * size, size + 1);
    const plan = fourierPlan(size);
    const there = new Float64Array(2 * size);
    const back = new Float64Array(2 * size);
    transformComplex(plan, values, there);
    inverseComplex(plan, there, back);
    const worst = Math.max(...back.map((value, i) => Math.abs(value - (values[i] ?? 0))));
    expect(worst).toBeLessThan(1e-13 * size);
  });

  test('has a size that is a power of two', () => {
    expect([0, 1, 2, 3, 4, 6, 1024, 2.5].map(isPowerOfTwo)).toEqual([
      false,
      true,
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
    expect([1, 4, 5, 64, 65].map(powerOfTwoFrom)).toEqual([4, 4, 8, 64, 128]);
    expect(() => fourierPlan(12)).toThrow('power of two');
  });
});
