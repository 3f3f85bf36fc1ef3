import { describe, expect, test } from 'vitest';
import { decayRatio } from '../../../src/signal/loop-health/decay-ratio.ts';
import {
  createLoadDisturbances,
  disturbanceAmplitude,
  iaeLimitOf,
  loadDisturbanceFinding,
  pushLoadDisturbance,
} from '../../../src/signal/loop-health/load-disturbance.ts';
import { oscillationOf } from '../../../src/signal/loop-health/oscillation.ts';
import { regularityOf } from '../../../src/signal/loop-health/regularity.ts';
import { randomOf } from '../../../src/signal/random.ts';
import { added, coloured, found, noise, reasonOf, sampled } from '../signals.ts';

/**
 * Decay ratios of the autocorrelation e^(−ζωt)(cos ω_d t + ζ/√(1−ζ²) sin ω_d t): R = e^(−πζ/√(1−ζ²)), computed
 * independently to 15 digits from the definition of Miao and Seborg.
 */
const MIAO_SEBORG = [
  [0.05, 0.8544678930067565],
  [0.2, 0.526620599330303],
  [0.3, 0.3723261049265864],
  [0.5, 0.16303353482158048],
] as const;

function secondOrder(zeta: number): Float64Array {
  const damped = Math.sqrt(1 - zeta ** 2);
  return sampled(4000, (n) => {
    const t = n * 0.01;
    return Math.exp(-zeta * t) * (Math.cos(damped * t) + (zeta / damped) * Math.sin(damped * t));
  });
}

describe('the decay ratio of Miao and Seborg', () => {
  test.each(MIAO_SEBORG)('of a damping of %d is the published %d', (zeta, published) => {
    const { ratio, periodSamples } = found(decayRatio(secondOrder(zeta), 1e-4));
    expect(Math.abs(ratio - published)).toBeLessThan(1e-5);
    expect(periodSamples / 100).toBeCloseTo((2 * Math.PI) / Math.sqrt(1 - zeta ** 2), 3);
  });

  test('is absent where nothing swings', () => {
    expect(
      reasonOf(
        decayRatio(
          sampled(100, (n) => Math.exp(-n / 10)),
          0.01,
        ),
      ),
    ).toBe('no oscillation');
  });
});

describe('the regularity of Thornhill', () => {
  test('of a cosine is as high as it is shown, with its period and strength', () => {
    const { ratio, periodSamples, strength } = found(
      regularityOf(
        sampled(500, (n) => Math.cos((2 * Math.PI * n) / 30)),
        0.05,
      ),
    );
    expect(ratio).toBeGreaterThan(100);
    expect(periodSamples).toBeCloseTo(30, 2);
    expect(strength).toBeCloseTo(1, 1);
  });

  test('is the mean period over three standard deviations of it', () => {
    // Half periods of 10, 14, 10, 14, … samples: mean 12, standard deviation √(Σ 2²/(n − 1)) of the halves.
    let [at, side] = [0, 1];
    const values: number[] = [];
    while (values.length < 300) {
      const half = at % 2 === 0 ? 10 : 14;
      for (let n = 0; n < half; n += 1) values.push(side);
      at += 1;
      side = -side;
    }
    const { ratio, halfPeriods } = found(regularityOf(Float64Array.from(values), 0.05));
    expect(halfPeriods).toBe(10);
    expect(ratio).toBeCloseTo(12 / (3 * Math.sqrt((10 * 4) / 9)), 9);
  });
});

describe('an oscillation', () => {
  test.each([0, 0.5, 1])(
    'is found under white noise of %d of its amplitude, with its period',
    (deviation) => {
      const error = added(
        sampled(2000, (n) => Math.sin((2 * Math.PI * n) / 37)),
        noise(2000, 5, deviation),
      );
      const { finding, periodSamples } = oscillationOf(error);
      expect(finding.verdict).toBe('found');
      expect(Math.abs((periodSamples ?? 0) - 37)).toBeLessThan(0.3);
      expect(finding.evidence.length).toBe(4);
    },
  );

  test('is hardly ever found in noise, white or slow', () => {
    const alarms = Array.from({ length: 200 }, (_, seed) => {
      const pole = [0, 0.7, 0.95][seed % 3] ?? 0;
      return oscillationOf(coloured(2000, pole, randomOf(seed + 1))).finding.verdict;
    }).filter((verdict) => verdict === 'found');
    expect(alarms.length).toBeLessThanOrEqual(4);
  });

  test('is undecided, with the reason, where the record says nothing', () => {
    expect(oscillationOf(new Float64Array(1000).fill(2)).finding).toMatchObject({
      verdict: 'undecided',
      reason: 'no variation',
    });
    expect(oscillationOf(noise(50, 1)).finding.reason).toBe('too few samples');
    expect(oscillationOf(noise(500, 1).fill(Number.NaN, 7, 8)).finding.reason).toBe(
      'a sample is not a number',
    );
  });
});

describe('load disturbances', () => {
  const settings = { referencePeriodS: 10, leastAmplitude: 0.01, longestGapS: 1 };
  const fed = (untilS: number, at: (timeS: number) => number) => {
    const state = createLoadDisturbances(settings);
    for (let n = 0; n * 0.1 < untilS; n += 1) pushLoadDisturbance(state, n * 0.1, at(n * 0.1));
    return state;
  };
  const swing = (amplitude: number) => (timeS: number) => amplitude * Math.sin((2 * Math.PI * timeS) / 10);

  test('have the limit of the published example', () => {
    expect(iaeLimitOf(settings)).toBeCloseTo(0.03183098861837907, 15);
  });

  test.each([
    [1.05, 'found'],
    [0.95, 'not found'],
  ])('of a swing of %d times the least amplitude are %s', (factor, verdict) => {
    const state = fed(600, swing(factor * 0.01));
    expect(loadDisturbanceFinding(state).verdict).toBe(verdict);
    if (factor > 1) expect(disturbanceAmplitude(state)).toBeCloseTo(factor * 0.01, 4);
    else expect(state.count).toBe(0);
  });

  test('are counted after ten of them, and forgotten over the supervision time', () => {
    // Half a period each 5 s, fading over 500 s: the tenth comes after some 55 s.
    expect(loadDisturbanceFinding(fed(45, swing(0.02))).verdict).toBe('not found');
    expect(loadDisturbanceFinding(fed(65, swing(0.02))).verdict).toBe('found');
    const state = fed(1500, (timeS) => (timeS < 100 ? swing(0.02)(timeS) : 0));
    expect(loadDisturbanceFinding(state).verdict).toBe('not found');
    expect(state.count).toBeLessThan(1.5);
  });

  test('are not made of noise of twice the amplitude, nor of a bad reading or a gap', () => {
    const spikes = noise(6000, 3, 0.02);
    expect(fed(600, (timeS) => spikes[Math.round(timeS * 10)] ?? 0).count).toBe(0);
    const state = createLoadDisturbances(settings);
    for (const [timeS, error] of [
      [0, 1],
      [0.5, Number.NaN],
      [100, -1],
      [100.5, 1],
    ] as const)
      pushLoadDisturbance(state, timeS, error);
    expect(state).toMatchObject({ count: 1, refused: 1 });
    expect(loadDisturbanceFinding(createLoadDisturbances(settings)).reason).toBe('not started');
  });
});
