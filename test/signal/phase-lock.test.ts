import { describe, expect, test } from 'vitest';
import { phaseDifference } from '../../src/signal/order-parameter.ts';
import type { PhaseLock, PhaseLockSettings } from '../../src/signal/phase-lock.ts';
import { createPhaseLock, loopDesign, pushPhaseLock, readPhaseLock } from '../../src/signal/phase-lock.ts';
import { normal, randomOf, uniform } from '../../src/signal/random.ts';
import { found, meanAndDeviation, numbersIn, reasonOf } from './signals.ts';

const SETTINGS: PhaseLockSettings = {
  centreHz: 1,
  lowestHz: 0.8,
  highestHz: 1.25,
  naturalHz: 0.02,
  damping: 0.7,
  leastAmplitude: 0.1,
  lockRad: 0.1,
  coastS: 5,
};
const STEP_S = 0.02;

/** Feeds readings from one time to another and says what the lock read at each. */
function run(lock: PhaseLock, fromS: number, toS: number, at: (timeS: number) => number) {
  const readings = [];
  for (let n = Math.round(fromS / STEP_S); n < Math.round(toS / STEP_S); n += 1) {
    pushPhaseLock(lock, n * STEP_S, at(n * STEP_S));
    readings.push({ timeS: n * STEP_S, ...found(readPhaseLock(lock)) });
  }
  return readings;
}

describe('a phase-locked loop', () => {
  test('locks to frequency, phase and amplitude of a signal on an offset, with no error left', () => {
    const lock = createPhaseLock(SETTINGS);
    const at = (timeS: number) => 200 + 3 * Math.cos(2 * Math.PI * 1.07 * timeS + 0.5);
    const readings = run(lock, 0, 200, at);
    const last = readings.at(-1);
    expect(last?.isLocked).toBe(true);
    expect(last?.frequencyHz).toBeCloseTo(1.07, 6);
    expect(phaseDifference(last?.phaseRad ?? 0, 2 * Math.PI * 1.07 * (last?.timeS ?? 0) + 0.5)).toBeCloseTo(
      0,
      5,
    );
    expect(last?.amplitude).toBeCloseTo(3, 4);
    expect(last?.offset).toBeCloseTo(200, 4);
    const lockedS = readings.find(({ isLocked }) => isLocked)?.timeS ?? Infinity;
    expect(lockedS).toBeLessThan(100);
  });

  test('answers a step of frequency as its natural frequency and damping say', () => {
    const slow = { ...SETTINGS, naturalHz: 0.01 };
    const lock = createPhaseLock(slow);
    run(lock, 0, 300, (timeS) => Math.cos(2 * Math.PI * timeS));
    const readings = run(lock, 300, 500, (timeS) => Math.cos(2 * Math.PI * (timeS + 0.01 * (timeS - 300))));
    const expected = frequencyStep(slow, 200);
    const worst = Math.max(
      ...readings.map(({ timeS, frequencyHz }) => {
        const share = (frequencyHz - 1) / 0.01;
        return Math.abs(share - (expected[Math.round((timeS - 300) / STEP_S)] ?? Number.NaN));
      }),
    );
    expect(Math.max(...expected)).toBeGreaterThan(1.04);
    expect(worst).toBeLessThan(0.02);
  });

  test('in noise scatters in phase as its noise bandwidth says', () => {
    const deviation = 0.5;
    const phases = Array.from({ length: 24 }, (_, seed) => {
      const random = randomOf(seed + 1);
      const lock = createPhaseLock(SETTINGS);
      const readings = run(
        lock,
        0,
        600,
        (timeS) => Math.cos(2 * Math.PI * timeS) + deviation * normal(random),
      );
      return readings
        .filter((_, n) => n > 5000 && n % 500 === 0)
        .map(({ phaseRad, errorRad, timeS }) => phaseDifference(phaseRad - errorRad, 2 * Math.PI * timeS));
    }).flat();
    const densityPerHz = 2 * deviation ** 2 * STEP_S;
    const stated = Math.sqrt(2 * densityPerHz * loopDesign(0.02, 0.7).noiseBandwidthHz);
    const { mean, deviation: scatter } = meanAndDeviation(phases);
    expect(phases.length).toBeGreaterThan(1000);
    expect(scatter / stated).toBeGreaterThan(0.9);
    expect(scatter / stated).toBeLessThan(1.1);
    expect(Math.abs(mean)).toBeLessThan(0.2 * stated);
  });

  test('never says that it is locked to noise, to nothing, or to a signal out of its range', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = randomOf(seed);
      const lock = createPhaseLock(SETTINGS);
      const readings = run(lock, 0, 400, () => normal(random));
      expect(readings.filter(({ isLocked }) => isLocked).length / readings.length).toBeLessThan(0.01);
    }
    for (let seed = 1; seed <= 10; seed += 1) {
      const random = randomOf(seed);
      const lenient = createPhaseLock({ ...SETTINGS, lockRad: 1, leastAmplitude: 1e-3 });
      const locked = run(lenient, 0, 400, () => normal(random)).filter(({ isLocked }) => isLocked);
      expect(locked.length / 20_000).toBeLessThan(0.01);
    }
    const silent = run(createPhaseLock(SETTINGS), 0, 100, () => 7);
    expect(silent.some(({ isLocked }) => isLocked)).toBe(false);
    const faint = run(createPhaseLock(SETTINGS), 0, 200, (timeS) => 0.09 * Math.cos(2 * Math.PI * timeS));
    expect(faint.some(({ isLocked }) => isLocked)).toBe(false);
    const outside = run(createPhaseLock(SETTINGS), 0, 400, (timeS) => Math.cos(2 * Math.PI * 1.6 * timeS));
    expect(outside.filter(({ isLocked }) => isLocked)).toEqual([]);
    expect(Math.max(...outside.map(({ frequencyHz }) => frequencyHz))).toBeLessThanOrEqual(
      SETTINGS.highestHz + 1e-12,
    );
  });

  test('runs on through bad readings and gives up the lock when they last', () => {
    const lock = createPhaseLock(SETTINGS);
    const at = (timeS: number) => Math.cos(2 * Math.PI * 0.95 * timeS);
    run(lock, 0, 200, at);
    run(lock, 200, 204, () => Number.NaN);
    expect(lock.isLocked).toBe(true);
    const [first] = run(lock, 204, 204.02, at);
    expect(phaseDifference(first?.phaseRad ?? 0, 2 * Math.PI * 0.95 * 204)).toBeCloseTo(0, 3);
    run(lock, 204.02, 210, () => Number.NaN);
    expect(lock.isLocked).toBe(false);
    const again = run(lock, 300, 400, at);
    expect(again[0]?.isLocked).toBe(false);
    expect(again.at(-1)?.isLocked).toBe(true);
  });

  test('stays finite and inside its range at any sample times and values', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = randomOf(seed);
      const lock = createPhaseLock(SETTINGS);
      let timeS = 0;
      for (let n = 0; n < 400; n += 1) {
        timeS += 10 ** (4 * uniform(random) - 3);
        pushPhaseLock(lock, timeS, uniform(random) < 0.1 ? Number.NaN : 1e6 * normal(random));
      }
      const reading = found(readPhaseLock(lock));
      expect(numbersIn(reading).every(Number.isFinite)).toBe(true);
      expect(reading.frequencyHz).toBeGreaterThanOrEqual(SETTINGS.lowestHz - 1e-12);
      expect(reading.amplitude).toBeLessThan(1e8);
    }
  });

  test('has nothing to say before its first reading', () => {
    expect(reasonOf(readPhaseLock(createPhaseLock(SETTINGS)))).toBe('not started');
  });

  test('has the noise bandwidth of its transfer function', () => {
    const { detectorPerS: a, proportionalPerS, integralPerS2, noiseBandwidthHz } = loopDesign(0.02, 0.7);
    let sum = 0;
    const stepHz = 1e-5;
    for (let hz = stepHz / 2; hz < 20; hz += stepHz) {
      const w = 2 * Math.PI * hz;
      const top = Math.hypot(a * integralPerS2, a * proportionalPerS * w);
      sum +=
        (top / Math.hypot(a * integralPerS2 - a * w ** 2, a * proportionalPerS * w - w ** 3)) ** 2 * stepHz;
    }
    expect(noiseBandwidthHz / sum).toBeCloseTo(1, 3);
  });
});

/** Share of a step of frequency that the loop's frequency shows, by small Euler steps of the linear law. */
function frequencyStep({ naturalHz, damping }: PhaseLockSettings, untilS: number): readonly number[] {
  const { detectorPerS: a, proportionalPerS: kp, integralPerS2: ki } = loopDesign(naturalHz, damping);
  let [difference, error, frequency] = [0, 0, 0];
  const shares: number[] = [];
  const fine = 50;
  for (let n = 0; n <= (untilS / STEP_S) * fine; n += 1) {
    if (n % fine === 0) shares.push(frequency);
    const dtS = STEP_S / fine;
    const rate = 1 - frequency - kp * error;
    [difference, error, frequency] = [
      difference + rate * dtS,
      error + a * (difference - error) * dtS,
      frequency + ki * error * dtS,
    ];
  }
  return shares;
}
