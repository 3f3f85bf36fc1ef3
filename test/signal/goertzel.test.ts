import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clearGoertzel, createGoertzel, pushGoertzel, transformOf } from '../../src/signal/goertzel.ts';
import { zoomTransform } from '../../src/signal/zoom.ts';
import { found, noise, reasonOf, sampled, transformAt } from './signals.ts';

describe('Goertzel', () => {
  test('is the sum itself at any frequency, on a bin or not, phase and all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.02, max: 0.48, noNaN: true }),
        (count, turns) => {
          const values = noise(count, count);
          const goertzel = createGoertzel(turns * 10, 10);
          for (const value of values) pushGoertzel(goertzel, value);
          const { re, im } = found(transformOf(goertzel));
          const [expectedRe, expectedIm] = transformAt(values, 2 * Math.PI * turns);
          expect(Math.hypot(re - expectedRe, im - expectedIm)).toBeLessThan(1e-10 * count);
        },
      ),
    );
  });

  test('reads amplitude and phase of a sinusoid between bins over whole periods', () => {
    const goertzel = createGoertzel(1.25, 100);
    for (const value of sampled(400, (n) => 2 * Math.cos((2 * Math.PI * 1.25 * n) / 100 + 0.7)))
      pushGoertzel(goertzel, value);
    const { re, im } = found(transformOf(goertzel));
    expect((2 / 400) * Math.hypot(re, im)).toBeCloseTo(2, 12);
    expect(Math.atan2(im, re)).toBeCloseTo(0.7, 12);
  });

  test('has no transform of a block with a bad sample, and one again of the next', () => {
    const goertzel = createGoertzel(1, 10);
    expect(reasonOf(transformOf(goertzel))).toBe('not started');
    for (const value of [1, Number.NaN, 2]) pushGoertzel(goertzel, value);
    expect(reasonOf(transformOf(goertzel))).toBe('a sample is not a number');
    clearGoertzel(goertzel);
    pushGoertzel(goertzel, 3);
    expect(found(transformOf(goertzel))).toEqual({ re: 3, im: 0 });
  });
});

describe('a zoom', () => {
  test('is the sum itself at each of its frequencies', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 80 }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
        (count, points, startHz, stepHz) => {
          const values = noise(count, 7 * count + points);
          const out = found(zoomTransform(values, { sampleRateHz: 10, startHz, stepHz, points }));
          expect(out.length).toBe(2 * points);
          for (let k = 0; k < points; k += 1) {
            const [re, im] = transformAt(values, (2 * Math.PI * (startHz + k * stepHz)) / 10);
            expect(Math.hypot((out[2 * k] ?? 0) - re, (out[2 * k + 1] ?? 0) - im)).toBeLessThan(
              1e-11 * (count + 10),
            );
          }
        },
      ),
    );
  });

  test('keeps its digits over a long record', () => {
    const values = noise(50_000, 5);
    const settings = { sampleRateHz: 1000, startHz: 123.4, stepHz: 1e-3, points: 5 };
    const out = found(zoomTransform(values, settings));
    const [re, im] = transformAt(values, (2 * Math.PI * 123.404) / 1000);
    expect(Math.hypot((out[8] ?? 0) - re, (out[9] ?? 0) - im)).toBeLessThan(1e-6);
  });

  test('of a record with a bad sample is absent', () => {
    const settings = { sampleRateHz: 1, startHz: 0, stepHz: 0.1, points: 3 };
    expect(reasonOf(zoomTransform(Float64Array.of(1, Number.NaN), settings))).toBe(
      'a sample is not a number',
    );
  });
});
