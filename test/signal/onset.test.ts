import { describe, expect, test } from 'vitest';
import type { OnsetSettings } from '../../src/signal/onset.ts';
import { createOnset, meanShiftRunLength, pushOnset } from '../../src/signal/onset.ts';
import { normal, randomOf } from '../../src/signal/random.ts';
import { meanAndDeviation } from './signals.ts';

/** Samples to the first alarm, averaged over runs. */
function runLength(settings: OnsetSettings, runs: number, shape: (z: number) => number): number {
  const random = randomOf(99);
  const lengths = Array.from({ length: runs }, () => {
    const onset = createOnset(settings);
    let n = 1;
    while (pushOnset(onset, shape(normal(random))) === null) n += 1;
    return n;
  });
  return meanAndDeviation(lengths).mean;
}

describe('cumulative sums', () => {
  test.each([
    [4, 168],
    [5, 465],
  ])(
    'at h = %d have the run length of the published table, %d (Montgomery, table 9.3)',
    (threshold, published) => {
      expect(Math.abs(meanShiftRunLength(1, threshold) / published - 1)).toBeLessThan(0.03);
    },
  );

  test.each([0.5, 1, 2])('for a shift of %d alarm falsely as seldom as asked', (shift) => {
    const settings = { kind: 'mean', shift, falseAlarmSamples: 500 } as const;
    const got = runLength(settings, 1500, (z) => z);
    expect(got / 500).toBeGreaterThan(0.9);
    expect(got / 500).toBeLessThan(1.15);
  });

  test('find the shift that they are made for within a few samples, and say when it began', () => {
    const settings = { kind: 'mean', shift: 1, falseAlarmSamples: 1e5 } as const;
    expect(runLength(settings, 300, (z) => z + 1)).toBeLessThan(2 * Math.log(1e5) + 5);
    const random = randomOf(4);
    const ages = Array.from({ length: 200 }, () => {
      const onset = createOnset(settings);
      for (let n = 0; n < 100; n += 1) pushOnset(onset, normal(random) - 0.3);
      for (let n = 1; ; n += 1) {
        const alarm = pushOnset(onset, normal(random) + 1.5);
        if (alarm !== null) {
          expect(alarm.direction).toBe('up');
          return alarm.ageSamples - n;
        }
      }
    });
    expect(Math.abs(meanAndDeviation(ages).mean)).toBeLessThan(3);
  });

  test('for a spread keep at least the false alarm distance that they promise, and not 25-fold', () => {
    const settings = { kind: 'spread', growth: 1.5, falseAlarmSamples: 300 } as const;
    const got = runLength(settings, 500, (z) => z);
    expect(got).toBeGreaterThan(300);
    expect(got).toBeLessThan(7500);
    expect(runLength(settings, 500, (z) => 1.5 * z)).toBeLessThan(30);
    expect(runLength(settings, 50, (z) => 3 * z)).toBeLessThan(8);
  });

  test('pass over what is not a number', () => {
    const onset = createOnset({ kind: 'mean', shift: 1, falseAlarmSamples: 100 });
    expect(pushOnset(onset, Number.NaN)).toBeNull();
    expect(onset).toMatchObject({ up: 0, down: 0, refused: 1 });
  });
});
