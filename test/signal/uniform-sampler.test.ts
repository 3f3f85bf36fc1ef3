import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createUniformSampler, pushReading, uniformSegments } from '../../src/signal/uniform-sampler.ts';

const SETTINGS = { periodS: 0.1, longestGapS: 1 };

describe('sampling readings evenly', () => {
  test('keeps a straight line straight, whatever the times', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (steps) => {
          let timeS = 5;
          const times = Float64Array.from([5, ...steps.map((step) => (timeS += step))]);
          const { segments, refused } = uniformSegments(
            times,
            times.map((time) => 3 - 2 * time),
            SETTINGS,
          );
          expect(refused).toBe(0);
          expect(segments.length).toBe(1);
          const values = segments[0]?.values ?? new Float64Array();
          expect(Math.abs(values.length - 1 - Math.floor((timeS - 5) / 0.1))).toBeLessThanOrEqual(1);
          values.forEach((value, n) => {
            expect(Math.abs(value - (3 - 2 * (5 + 0.1 * n)))).toBeLessThan(1e-9);
          });
        },
      ),
    );
  });

  test('starts a new segment after a gap, however the gap came about, and makes nothing up', () => {
    const times = Float64Array.of(0, 0.1, 0.2, 1.3, 1.4, 1.5, 2, 2.4, 2.6);
    const values = Float64Array.of(1, 2, 3, 4, 5, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, 6);
    const { segments, refused } = uniformSegments(times, values, SETTINGS);
    expect(refused).toBe(3);
    expect(segments.map(({ startS }) => startS)).toEqual([0, 1.3, 2.6]);
    expect(segments.map((segment) => [...segment.values])).toEqual([[1, 2, 3], [4, 5], [6]]);
  });

  test('refuses a reading that is not later than the one before', () => {
    const sampler = createUniformSampler(SETTINGS);
    for (const timeS of [1, 1, 0.5, Number.NaN]) pushReading(sampler, timeS, 7);
    expect(sampler).toMatchObject({ refused: 3, ready: 0, segment: 1 });
  });

  test('hands out as many samples as a longest gap holds', () => {
    const sampler = createUniformSampler(SETTINGS);
    pushReading(sampler, 0, 0);
    pushReading(sampler, 1, 10);
    expect(sampler.ready).toBe(10);
    expect(sampler.samples[9]).toBeCloseTo(10, 12);
  });
});
