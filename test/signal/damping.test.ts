import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { halfPowerDamping, logarithmicDecrement } from '../../src/signal/damping.ts';
import { matrixPencil } from '../../src/signal/matrix-pencil.ts';
import { normal, randomOf } from '../../src/signal/random.ts';
import { welchSpectrum } from '../../src/signal/spectrum.ts';
import { turningPoints } from '../../src/signal/turning-points.ts';
import { added, found, meanAndDeviation, noise, reasonOf, sampled } from './signals.ts';

/** Decaying oscillation of natural frequency 1 Hz at 40 samples a second. */
function ringing(count: number, zeta: number, offset = 100): Float64Array {
  const natural = 2 * Math.PI;
  return sampled(count, (n) => {
    const timeS = n / 40;
    return (
      offset + Math.exp(-zeta * natural * timeS) * Math.cos(natural * Math.sqrt(1 - zeta ** 2) * timeS + 0.7)
    );
  });
}

describe('the logarithmic decrement', () => {
  test.each([0.01, 0.05, 0.1, 0.2, 0.3])('of a damping of %d is that, on any offset', (zeta) => {
    const { dampingRatio, frequencyHz } = found(logarithmicDecrement(ringing(400, zeta), 40, 1e-6));
    expect(dampingRatio.value / zeta).toBeCloseTo(1, 2);
    expect(frequencyHz / Math.sqrt(1 - zeta ** 2)).toBeCloseTo(1, 3);
  });

  test('in noise scatters about as much as it states', () => {
    const results = Array.from({ length: 200 }, (_, seed) =>
      found(logarithmicDecrement(added(ringing(400, 0.05), noise(400, seed + 1, 0.01)), 40, 0.06)),
    );
    const { mean, deviation } = meanAndDeviation(results.map(({ dampingRatio }) => dampingRatio.value));
    const stated = meanAndDeviation(results.map(({ dampingRatio }) => dampingRatio.uncertainty)).mean;
    expect(Math.abs(mean - 0.05)).toBeLessThan(0.002);
    expect(deviation / stated).toBeGreaterThan(0.6);
    expect(deviation / stated).toBeLessThan(1.4);
  });

  test.each([
    ['a constant', new Float64Array(100).fill(4), 'no variation'],
    ['a slope', sampled(100, (n) => n), 'too few periods'],
    ['a bad sample', ringing(100, 0.1).fill(Number.NaN, 3, 4), 'a sample is not a number'],
  ])('of %s is absent', (_, values, reason) => {
    expect(reasonOf(logarithmicDecrement(values, 40, 0))).toBe(reason);
  });
});

describe('half power', () => {
  test.each([0.03, 0.1])('finds the damping of %d of a resonance that noise shakes', (zeta) => {
    const values = resonance(1_000_000, zeta, 7);
    const spectrum = found(
      welchSpectrum(values, {
        sampleRateHz: 40,
        segmentSamples: 8192,
        hopSamples: 4096,
        window: 'hann',
        removeMean: true,
      }),
    );
    const { dampingRatio, frequencyHz } = found(halfPowerDamping(spectrum, [0.5, 2]));
    expect(Math.abs(dampingRatio.value - zeta)).toBeLessThan(3 * dampingRatio.uncertainty + 0.05 * zeta);
    expect(Math.abs(frequencyHz - 1)).toBeLessThan(0.03);
  });

  test('does not take the width of its window for damping', () => {
    const tone = sampled(20_000, (n) => Math.sin((2 * Math.PI * n) / 40));
    const spectrum = found(
      welchSpectrum(tone, {
        sampleRateHz: 40,
        segmentSamples: 1024,
        hopSamples: 512,
        window: 'hann',
        removeMean: true,
      }),
    );
    expect(reasonOf(halfPowerDamping(spectrum, [0.5, 2]))).toBe('not resolved from its neighbours');
    expect(reasonOf(halfPowerDamping(spectrum, [0.99, 0.995]))).toBe('no peak inside the band');
  });
});

describe('the matrix pencil', () => {
  test('finds frequency and damping of two close modes on an offset', () => {
    const values = sampled(120, (n) => {
      const timeS = n / 40;
      return (
        5 +
        Math.exp(-0.4 * timeS) * Math.cos(2 * Math.PI * 1.5 * timeS) +
        0.5 * Math.exp(-0.2 * timeS) * Math.sin(2 * Math.PI * 2.1 * timeS)
      );
    });
    const modes = found(matrixPencil(values, { sampleRateHz: 40, poles: 5 }));
    expect(modes.map(({ frequencyHz }) => frequencyHz.toFixed(4))).toEqual(['2.1000', '1.5000', '0.0000']);
    expect(modes.map(({ decayPerS }) => Math.abs(decayPerS).toFixed(4))).toEqual([
      '0.2000',
      '0.4000',
      '0.0000',
    ]);
  });

  test('finds any single mode in one period and a half', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.005, max: 0.5, noNaN: true }), (zeta) => {
        const [mode] = found(matrixPencil(ringing(60, zeta, 0), { sampleRateHz: 40, poles: 2 }));
        expect(Math.abs((mode?.dampingRatio ?? Number.NaN) - zeta)).toBeLessThan(1e-5);
        expect(Math.abs((mode?.frequencyHz ?? Number.NaN) - Math.sqrt(1 - zeta ** 2))).toBeLessThan(1e-5);
      }),
    );
  });

  test('stays near the truth in noise', () => {
    const zetas = Array.from({ length: 30 }, (_, seed) => {
      const modes = found(
        matrixPencil(added(ringing(160, 0.08, 0), noise(160, seed + 1, 0.02)), {
          sampleRateHz: 40,
          poles: 2,
        }),
      );
      return modes[0]?.dampingRatio ?? Number.NaN;
    });
    const { mean, deviation } = meanAndDeviation(zetas);
    expect(mean).toBeCloseTo(0.08, 2);
    expect(deviation).toBeLessThan(0.006);
  });

  test('of a constant is absent', () => {
    expect(reasonOf(matrixPencil(new Float64Array(40).fill(2), { sampleRateHz: 1, poles: 2 }))).toBe(
      'no variation',
    );
    expect(reasonOf(matrixPencil(new Float64Array(7), { sampleRateHz: 1, poles: 2 }))).toBe(
      'too few samples',
    );
  });
});

test('turning points are extremes that are left by more than the gate, between samples', () => {
  const wave = sampled(100, (n) => Math.cos((2 * Math.PI * (n - 3.3)) / 20) + 0.01 * (n % 2));
  expect(turningPoints(wave, 2.5)).toEqual([]);
  const points = turningPoints(
    sampled(100, (n) => Math.cos((2 * Math.PI * (n - 3.3)) / 20)),
    0.5,
  );
  expect(points.map(({ at }) => at.toFixed(1))).toEqual([
    '3.3',
    '13.3',
    '23.3',
    '33.3',
    '43.3',
    '53.3',
    '63.3',
    '73.3',
    '83.3',
    '93.3',
  ]);
  expect(points.map(({ value }) => value.toFixed(2))).toEqual(
    points.map((_, i) => (i % 2 === 0 ? '1.00' : '-1.00')),
  );
});

/** x'' + 2ζω x' + ω² x = white noise, ω = 2π, sampled by its exact transition; the noise acts on the velocity. */
function resonance(count: number, zeta: number, seed: number): Float64Array {
  const random = randomOf(seed);
  const [dt, natural] = [1 / 160, 2 * Math.PI];
  const damped = natural * Math.sqrt(1 - zeta ** 2);
  const decay = Math.exp(-zeta * natural * dt);
  const [c, s] = [Math.cos(damped * dt), Math.sin(damped * dt)];
  let [x, v] = [0, 0];
  return sampled(count, () => {
    for (let i = 0; i < 4; i += 1) {
      const nextX = decay * ((c + (zeta * natural * s) / damped) * x + (s / damped) * v);
      const nextV = decay * ((c - (zeta * natural * s) / damped) * v - ((natural ** 2 * s) / damped) * x);
      [x, v] = [nextX, nextV + normal(random)];
    }
    return x;
  });
}
