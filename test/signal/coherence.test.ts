import { describe, expect, test } from 'vitest';
import {
  coherenceBias,
  coherenceDeviation,
  coherenceOf,
  significantCoherence,
} from '../../src/signal/coherence.ts';
import { orderParameter, phaseDifference } from '../../src/signal/order-parameter.ts';
import { randomOf, uniform } from '../../src/signal/random.ts';
import { createWelch, pushWelch } from '../../src/signal/welch.ts';
import { found, meanAndDeviation, noise, reasonOf, sampled } from './signals.ts';

const SETTINGS = {
  sampleRateHz: 10,
  segmentSamples: 64,
  hopSamples: 32,
  window: 'hann',
  removeMean: true,
  channels: 2,
  pairs: [[0, 1]],
  memorySegments: null,
} as const;

function between(x: Float64Array, y: Float64Array) {
  const welch = createWelch(SETTINGS);
  x.forEach((value, n) => {
    pushWelch(welch, Float64Array.of(value, y[n] ?? Number.NaN));
  });
  return coherenceOf(welch, 0, 0.05);
}

describe('magnitude-squared coherence', () => {
  test('of a signal with its delayed self is near 1, and its phase is that of the delay', () => {
    const x = noise(64 * 200, 1);
    const { squared, phaseRad } = found(
      between(
        x,
        sampled(x.length, (n) => 3 * (x[n - 1] ?? 0)),
      ),
    );
    for (let k = 2; k < 31; k += 1) {
      expect(squared[k]).toBeGreaterThan(0.99);
      expect(phaseDifference(phaseRad[k] ?? 0, (-2 * Math.PI * k) / 64)).toBeCloseTo(0, 1);
    }
  });

  test('of unrelated noises exceeds its significance level as often as it says, and is 1/n on average', () => {
    const runs = Array.from({ length: 60 }, (_, seed) =>
      found(between(noise(64 * 20, 2 * seed + 1), noise(64 * 20, 2 * seed + 2))),
    );
    const values = runs.flatMap(({ squared }) => [...squared.subarray(2, 31)]);
    const [{ significantAbove, effectiveSegments }] = runs as [(typeof runs)[0]];
    const exceeded = values.filter((value) => value > significantAbove).length / values.length;
    expect(values.length).toBeGreaterThan(1500);
    expect(exceeded).toBeGreaterThan(0.03);
    expect(exceeded).toBeLessThan(0.07);
    expect(meanAndDeviation(values).mean / coherenceBias(0, effectiveSegments)).toBeCloseTo(1, 1);
  });

  test.each([
    [2, 0.05, 0.95],
    [3, 0.01, 0.9],
    [5, 0.0001, 0.9],
  ])('of %d segments is significant at %d above %d', (segments, falseAlarmRatio, level) => {
    expect(significantCoherence(segments, falseAlarmRatio)).toBeCloseTo(level, 12);
  });

  test('of half-related noises has the bias and deviation of Carter, Knapp and Nuttall', () => {
    const runs = Array.from({ length: 80 }, (_, seed) => {
      const x = noise(64 * 40, 3 * seed + 1);
      const other = noise(64 * 40, 3 * seed + 2);
      return found(
        between(
          x,
          x.map((value, n) => value + (other[n] ?? 0)),
        ),
      );
    });
    const values = runs.flatMap(({ squared }) => [...squared.subarray(2, 31)]);
    const segments = runs[0]?.effectiveSegments ?? 0;
    const { mean, deviation } = meanAndDeviation(values);
    expect(mean - 0.5).toBeCloseTo(coherenceBias(0.5, segments), 2);
    expect(deviation / coherenceDeviation(0.5, segments)).toBeGreaterThan(0.9);
    expect(deviation / coherenceDeviation(0.5, segments)).toBeLessThan(1.1);
  });

  test('is absent after one segment, and nothing where a channel is silent', () => {
    expect(reasonOf(between(noise(64, 1), noise(64, 2)))).toBe('too few samples');
    expect(Math.max(...found(between(noise(640, 1), new Float64Array(640))).squared)).toBe(0);
  });
});

describe('the order parameter', () => {
  test('is 1 for equal phases, whole turns apart or not, and 0 for evenly spread ones', () => {
    const together = found(orderParameter(Float64Array.of(0.3, 0.3 + 2 * Math.PI, 0.3 - 4 * Math.PI)));
    expect(together.agreement).toBeCloseTo(1, 12);
    expect(together.meanPhaseRad).toBeCloseTo(0.3, 12);
    expect(together.largestDeviationRad).toBeCloseTo(0, 12);
    expect(found(orderParameter(sampled(16, (n) => (2 * Math.PI * n) / 16))).agreement).toBeCloseTo(0, 12);
  });

  test('of one chamber a right angle off is known in closed form', () => {
    const { agreement, largestDeviationRad } = found(orderParameter(Float64Array.of(0, 0, 0, Math.PI / 2)));
    expect(agreement).toBeCloseTo(Math.sqrt(10) / 4, 12);
    expect(largestDeviationRad).toBeCloseTo(Math.PI / 2 - Math.atan2(1, 3), 12);
  });

  test('of unrelated phases is significant as often as chance says', () => {
    const random = randomOf(11);
    const results = Array.from({ length: 4000 }, () =>
      found(orderParameter(sampled(16, () => 2 * Math.PI * uniform(random)))),
    );
    for (const level of [0.01, 0.05, 0.5]) {
      const share = results.filter(({ chanceRatio }) => chanceRatio < level).length / results.length;
      expect(Math.abs(share - level)).toBeLessThan(3.5 * Math.sqrt((level * (1 - level)) / 4000));
    }
    expect(meanAndDeviation(results.map(({ agreement }) => agreement)).mean).toBeCloseTo(
      Math.sqrt(Math.PI / 64),
      2,
    );
  });

  test('leaves unknown phases out, and does not depend on the order of the others', () => {
    const known = found(orderParameter(Float64Array.of(0.1, 0.9, 2)));
    const mixed = found(orderParameter(Float64Array.of(2, Number.NaN, 0.1, Number.POSITIVE_INFINITY, 0.9)));
    expect(mixed.agreement).toBeCloseTo(known.agreement, 14);
    expect(mixed.count).toBe(3);
    expect(reasonOf(orderParameter(Float64Array.of(Number.NaN)))).toBe('nothing usable');
  });
});
