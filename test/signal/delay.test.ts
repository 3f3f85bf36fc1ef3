import { describe, expect, test } from 'vitest';
import { autocorrelation, crossCorrelation } from '../../src/signal/correlation.ts';
import type { DelaySettings } from '../../src/signal/delay.ts';
import { delayBetween } from '../../src/signal/delay.ts';
import { normal, randomOf } from '../../src/signal/random.ts';
import { coloured, found, meanAndDeviation, noise, reasonOf, sampled } from './signals.ts';

const SETTINGS: DelaySettings = { sampleRateHz: 10, longestS: 10, allowInverse: false };

/** Smooth noise that can be read between samples: a sum of sinusoids with a bell of amplitudes. */
function smooth(seed: number) {
  const random = randomOf(seed);
  const parts = Array.from({ length: 60 }, (_, k) => {
    const hz = (0.4 * (k + 1)) / 60 + 0.003 * normal(random);
    return {
      hz,
      weight: Math.exp(-((hz / 0.25) ** 2)) * normal(random),
      phase: 2 * Math.PI * normal(random),
    };
  });
  return (timeS: number) =>
    parts.reduce(
      (sum, { hz, weight, phase }) => sum + weight * Math.cos(2 * Math.PI * hz * timeS + phase),
      0,
    );
}

describe('correlation', () => {
  test('is the sum itself, over all lags', () => {
    const [x, y] = [noise(50, 1), noise(50, 2)];
    const got = found(crossCorrelation(x, y, 49));
    const [mx, my] = [meanAndDeviation([...x]), meanAndDeviation([...y])];
    for (let lag = -49; lag <= 49; lag += 1) {
      let sum = 0;
      for (let n = 0; n < 50; n += 1) {
        const other = y[n + lag];
        if (other !== undefined) sum += ((x[n] ?? 0) - mx.mean) * (other - my.mean);
      }
      expect(got[lag + 49]).toBeCloseTo(sum / (49 * mx.deviation * my.deviation), 12);
    }
    expect(found(autocorrelation(x, 3))[0]).toBeCloseTo(1, 12);
  });

  test('is absent where a record does not vary', () => {
    expect(reasonOf(crossCorrelation(noise(50, 1), new Float64Array(50).fill(1e5), 9))).toBe('no variation');
    expect(reasonOf(crossCorrelation(noise(50, 1), noise(49, 1), 9))).toBe('too few samples');
  });
});

describe('a delay', () => {
  test.each([0, 1.37, -2.05, 4.5])('of %d s is found between samples, either way round', (delayS) => {
    const at = smooth(5);
    const x = sampled(3000, (n) => at(n / 10));
    const y = sampled(3000, (n) => 4 * at(n / 10 - delayS) + 7);
    const { delayS: estimate, correlation } = found(delayBetween(x, y, SETTINGS));
    expect(Math.abs(estimate.value - delayS)).toBeLessThan(0.01);
    expect(correlation).toBeGreaterThan(0.98);
    const inverse = y.map((value) => -value);
    expect(found(delayBetween(x, inverse, { ...SETTINGS, allowInverse: true })).correlation).toBeLessThan(
      -0.98,
    );
  });

  test('in noise scatters by its stated uncertainty', () => {
    const results = Array.from({ length: 200 }, (_, seed) => {
      const at = smooth(seed + 1);
      const size = meanAndDeviation(Array.from({ length: 500 }, (_, n) => at(n))).deviation;
      const random = randomOf(seed + 900);
      const x = sampled(2000, (n) => at(n / 10) / size);
      const y = sampled(2000, (n) => at(n / 10 - 1.23) / size + 1.5 * normal(random));
      return found(delayBetween(x, y, SETTINGS)).delayS;
    });
    const { mean, deviation } = meanAndDeviation(results.map(({ value }) => value));
    const stated = meanAndDeviation(results.map(({ uncertainty }) => uncertainty)).mean;
    expect(mean).toBeCloseTo(1.23, 1);
    expect(deviation / stated).toBeGreaterThan(0.7);
    expect(deviation / stated).toBeLessThan(1.3);
  });

  test('between unrelated slow signals stays within what chance explains', () => {
    const outside = Array.from({ length: 200 }, (_, seed) => {
      const random = randomOf(seed + 1);
      const got = found(delayBetween(coloured(2000, 0.9, random), coloured(2000, 0.9, random), SETTINGS));
      return Math.abs(got.correlation) > 4.5 * got.chanceDeviation;
    }).filter((isOutside) => isOutside).length;
    expect(outside).toBeLessThan(4);
  });

  test('of a periodic pair says that it is known up to periods only', () => {
    const wave = (shift: number) => sampled(1000, (n) => Math.sin((2 * Math.PI * (n - shift)) / 40));
    const { runnerUpRatio, delayS } = found(delayBetween(wave(0), wave(7), SETTINGS));
    expect(delayS.value).toBeCloseTo(0.7, 2);
    expect(runnerUpRatio).toBeGreaterThan(0.9);
  });
});
