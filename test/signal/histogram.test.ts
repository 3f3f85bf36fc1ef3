import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/signal/histogram.ts';

describe('a histogram of durations', () => {
  it('knows every quantile to 2 % and the maximum exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 2e-6, max: 100, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0.5, 0.99, 0.999, 1),
        (durations, q) => {
          const histogram = new Histogram();
          for (const duration of durations) histogram.add(duration);
          const sorted = [...durations].sort((a, b) => a - b);
          const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? 0;
          expect(histogram.quantileS(q)).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
          expect(histogram.quantileS(q)).toBeLessThanOrEqual(exact * 1.0201);
          expect(histogram.maxS).toBe(sorted.at(-1));
        },
      ),
    );
  });

  it('says zero before anything was added', () => {
    expect(new Histogram().summary()).toEqual({ count: 0, p50S: 0, p99S: 0, p999S: 0, maxS: 0 });
  });
});
