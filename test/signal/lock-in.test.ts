import { describe, expect, test } from 'vitest';
import { harmonicDistortion } from '../../src/signal/harmonic-distortion.ts';
import { clearLockIn, createLockIn, phaseAt, pushLockIn, readLockIn } from '../../src/signal/lock-in.ts';
import { phaseDifference } from '../../src/signal/order-parameter.ts';
import { normal, randomOf, uniform } from '../../src/signal/random.ts';
import { found, meanAndDeviation, numbersIn, reasonOf } from './signals.ts';

const FREQUENCY_HZ = 0.37;

interface Signal {
  readonly harmonics?: number;
  readonly memoryS?: number | null;
  readonly times: readonly number[];
  readonly at: (timeS: number) => number;
}

function lockedOn({ harmonics = 1, memoryS = null, times, at }: Signal) {
  const lockIn = createLockIn({ harmonics, memoryS });
  for (const timeS of times) pushLockIn(lockIn, timeS, at(timeS), phaseAt(FREQUENCY_HZ, timeS));
  return lockIn;
}

function every(stepS: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n * stepS);
}

const wave = (timeS: number) => 2e5 + 0.8 * Math.cos(2 * Math.PI * FREQUENCY_HZ * timeS - 1.1);

describe('a lock-in', () => {
  test('is exact over part of a period, at jittering times, across gaps and bad readings', () => {
    const random = randomOf(4);
    const times = every(0.1, 60)
      .map((timeS) => 100 + timeS + 0.04 * uniform(random))
      .filter((_, n) => n < 10 || n > 35);
    const at = (timeS: number) => (Math.round(timeS * 100) % 10 === 3 ? Number.NaN : wave(timeS));
    const lockIn = lockedOn({ times, at });
    const { tones, offset, noiseDeviation } = found(readLockIn(lockIn));
    expect(lockIn.refused).toBeGreaterThan(2);
    expect(offset.value).toBeCloseTo(2e5, 6);
    expect(tones[0]?.amplitude.value).toBeCloseTo(0.8, 9);
    expect(tones[0]?.phaseRad.value).toBeCloseTo(-1.1, 9);
    expect(noiseDeviation).toBeLessThan(1e-7);
  });

  test('keeps its phase after a month of running', () => {
    const times = every(0.1, 200).map((timeS) => 2.6e6 + timeS);
    const { tones } = found(readLockIn(lockedOn({ times, at: wave })));
    expect(tones[0]?.phaseRad.value).toBeCloseTo(-1.1, 7);
  });

  test.each([null, 8])('scatters by the uncertainty that it states, memory %s s', (memoryS) => {
    const readings = Array.from({ length: 400 }, (_, seed) => {
      const random = randomOf(seed + 1);
      const at = (timeS: number) => wave(timeS) + 0.3 * normal(random);
      return found(readLockIn(lockedOn({ memoryS, times: every(0.1, 300), at })));
    });
    const tones = readings.map((reading) => reading.tones[0]);
    const check = (values: readonly number[], uncertainties: readonly number[], truth: number) => {
      const { mean, deviation } = meanAndDeviation(values);
      const stated = meanAndDeviation(uncertainties).mean;
      expect(deviation / stated).toBeGreaterThan(0.88);
      expect(deviation / stated).toBeLessThan(1.12);
      expect(Math.abs(mean - truth)).toBeLessThan(0.2 * stated);
    };
    check(
      tones.map((tone) => tone?.amplitude.value ?? Number.NaN),
      tones.map((tone) => tone?.amplitude.uncertainty ?? Number.NaN),
      0.8,
    );
    check(
      tones.map((tone) => phaseDifference(tone?.phaseRad.value ?? Number.NaN, -1.1)),
      tones.map((tone) => tone?.phaseRad.uncertainty ?? Number.NaN),
      0,
    );
    const noises = readings.map(({ noiseDeviation }) => noiseDeviation ** 2);
    expect(meanAndDeviation(noises).mean).toBeCloseTo(0.09, 2);
  });

  test('of few readings tells the noise without bias', () => {
    const random = randomOf(77);
    const squares = Array.from({ length: 4000 }, () => {
      const at = (timeS: number) => wave(timeS) + 0.3 * normal(random);
      return found(readLockIn(lockedOn({ times: every(0.4, 6), at }))).noiseDeviation ** 2;
    });
    expect(Math.abs(meanAndDeviation(squares).mean / 0.09 - 1)).toBeLessThan(0.06);
  });

  test('with a memory forgets an earlier amplitude', () => {
    const at = (timeS: number) => (timeS < 100 ? 5 : 1) * Math.cos(2 * Math.PI * FREQUENCY_HZ * timeS);
    const { tones } = found(readLockIn(lockedOn({ memoryS: 5, times: every(0.1, 2000), at })));
    expect(tones[0]?.amplitude.value).toBeCloseTo(1, 6);
  });

  test('starts anew when it is cleared', () => {
    const lockIn = lockedOn({ times: every(0.1, 100), at: (timeS) => 9 * wave(timeS) });
    clearLockIn(lockIn);
    expect(reasonOf(readLockIn(lockIn))).toBe('not started');
    for (const timeS of every(0.1, 60))
      pushLockIn(lockIn, 50 + timeS, wave(50 + timeS), phaseAt(FREQUENCY_HZ, 50 + timeS));
    expect(found(readLockIn(lockIn)).tones[0]?.amplitude.value).toBeCloseTo(0.8, 9);
  });

  test.each([
    ['three readings', every(0.1, 3), 'too few samples'],
    ['one phase again and again', every(1 / FREQUENCY_HZ, 40), 'too few periods'],
    ['times that stand still', every(0, 40), 'too few samples'],
  ])('of %s says why there is none', (_, times, reason) => {
    expect(reasonOf(readLockIn(lockedOn({ times, at: wave })))).toBe(reason);
  });

  test('of a constant has amplitude nothing, and a phase that nobody knows', () => {
    const reading = found(readLockIn(lockedOn({ times: every(0.1, 50), at: () => 3 })));
    expect(numbersIn(reading).filter((number) => !Number.isFinite(number))).toEqual([]);
    expect(reading.tones[0]?.amplitude.value).toBe(0);
    expect(reading.tones[0]?.phaseRad.uncertainty).toBeCloseTo(Math.PI / Math.sqrt(3), 12);
    expect(
      reasonOf(
        harmonicDistortion(found(readLockIn(lockedOn({ harmonics: 3, times: every(0.1, 50), at: () => 3 })))),
      ),
    ).toBe('no oscillation');
  });
});

describe('total harmonic distortion', () => {
  test('of a square wave is √(π²/8 − 1) of its fundamental, up to the harmonics left out', () => {
    const square = (timeS: number) => (phaseAt(FREQUENCY_HZ, timeS) < Math.PI ? 1 : -1);
    const times = every(1 / FREQUENCY_HZ / 4000, 8000).map((timeS) => timeS + 1e-4);
    const distortion = found(
      harmonicDistortion(found(readLockIn(lockedOn({ harmonics: 9, times, at: square })))),
    );
    expect(distortion.totalRatio).toBeCloseTo(Math.sqrt(1 / 9 + 1 / 25 + 1 / 49 + 1 / 81), 3);
    expect(distortion.harmonicRatios[1]).toBeCloseTo(1 / 3, 3);
    expect(distortion.totalRatio).toBeLessThan(Math.sqrt(Math.PI ** 2 / 8 - 1));
  });

  test('of a noisy sinusoid is what its noise floor says', () => {
    const ratios = Array.from({ length: 100 }, (_, seed) => {
      const random = randomOf(seed + 50);
      const at = (timeS: number) => wave(timeS) + 0.1 * normal(random);
      return found(
        harmonicDistortion(found(readLockIn(lockedOn({ harmonics: 5, times: every(0.1, 500), at })))),
      );
    });
    const power = (pick: (one: (typeof ratios)[number]) => number) =>
      meanAndDeviation(ratios.map((one) => pick(one) ** 2)).mean;
    expect(
      Math.sqrt(power(({ totalRatio }) => totalRatio) / power(({ noiseFloorRatio }) => noiseFloorRatio)),
    ).toBeCloseTo(1, 1);
  });
});
