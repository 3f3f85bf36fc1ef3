import { describe, expect, test } from 'vitest';
import { normal, randomOf, uniform } from '../../src/signal/random.ts';
import { createCrossings, crossingFrequency, pushCrossing } from '../../src/signal/zero-crossings.ts';
import { found, meanAndDeviation, reasonOf } from './signals.ts';

const SETTINGS = { level: 5, hysteresis: 0.3, longestGapS: 0.5 };

function crossed(times: readonly number[], at: (timeS: number) => number, settings = SETTINGS) {
  const crossings = createCrossings(settings);
  for (const timeS of times) pushCrossing(crossings, timeS, at(timeS));
  return crossings;
}

const wave = (timeS: number) => 5 + Math.sin(2 * Math.PI * 0.7 * timeS + 0.2);
const every = (count: number) => Array.from({ length: count }, (_, n) => n * 0.02);

describe('crossings', () => {
  test('give the frequency, at even and at jittering times', () => {
    const random = randomOf(3);
    expect(found(crossingFrequency(crossed(every(3000), wave))).frequencyHz.value).toBeCloseTo(0.7, 5);
    const jittering = every(3000).map((timeS) => timeS + 0.015 * uniform(random));
    expect(found(crossingFrequency(crossed(jittering, wave))).frequencyHz.value).toBeCloseTo(0.7, 5);
  });

  test('in noise are neither doubled nor lost, and no less certain than stated', () => {
    const results = Array.from({ length: 100 }, (_, seed) => {
      const random = randomOf(seed + 1);
      return found(crossingFrequency(crossed(every(3000), (timeS) => wave(timeS) + 0.06 * normal(random))));
    });
    expect(new Set(results.map(({ periods }) => periods))).toEqual(new Set([40]));
    const { mean, deviation } = meanAndDeviation(results.map(({ frequencyHz }) => frequencyHz.value));
    expect(mean).toBeCloseTo(0.7, 3);
    expect(deviation).toBeLessThan(
      meanAndDeviation(results.map(({ frequencyHz }) => frequencyHz.uncertainty)).mean,
    );
  });

  test('count no period across a gap, and pass over bad readings', () => {
    const times = every(3000).filter((timeS) => timeS < 20 || timeS > 33.1);
    const gapped = crossed(times, (timeS) => (Math.round(timeS * 50) % 9 === 0 ? Number.NaN : wave(timeS)));
    const { frequencyHz, periodDeviationS, periods } = found(crossingFrequency(gapped));
    expect(frequencyHz.value).toBeCloseTo(0.7, 4);
    expect(periodDeviationS).toBeLessThan(1e-2);
    expect(periods).toBeGreaterThan(28);
    expect(periods).toBeLessThan(34);
    expect(gapped.refused).toBeGreaterThan(200);
  });

  test('of a signal within its hysteresis are absent', () => {
    expect(reasonOf(crossingFrequency(crossed(every(500), (timeS) => 5 + 0.29 * Math.sin(9 * timeS))))).toBe(
      'too few periods',
    );
  });
});
