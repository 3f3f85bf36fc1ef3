import { describe, expect, test } from 'vitest';
import { amplitudeAt, bandPower, periodogram, spectrumOf, welchSpectrum } from '../../src/signal/spectrum.ts';
import type { WelchSettings } from '../../src/signal/welch.ts';
import { breakWelch, createWelch, effectiveSegments, pushWelch } from '../../src/signal/welch.ts';
import { found, meanAndDeviation, noise, reasonOf, sampled } from './signals.ts';

const SETTINGS = {
  sampleRateHz: 100,
  segmentSamples: 256,
  hopSamples: 128,
  window: 'hann',
  removeMean: true,
  channels: 1,
  pairs: [],
  memorySegments: null,
} as const satisfies WelchSettings;

function fed(settings: WelchSettings, values: Float64Array) {
  const welch = createWelch(settings);
  for (const value of values) pushWelch(welch, Float64Array.of(value));
  return welch;
}

describe('a spectrum', () => {
  test('of a sinusoid on a bin shows its amplitude, and half its square as power', () => {
    const values = sampled(1024, (n) => 5 + 3 * Math.cos((2 * Math.PI * 20 * n) / 256 + 0.3));
    const spectrum = found(welchSpectrum(values, SETTINGS));
    expect(amplitudeAt(spectrum, 20)).toBeCloseTo(3, 10);
    expect(bandPower(spectrum, 5, 10)).toBeCloseTo(4.5, 10);
    expect(amplitudeAt(found(welchSpectrum(values, { ...SETTINGS, removeMean: false })), 0)).toBeCloseTo(
      5,
      10,
    );
  });

  test('of white noise is flat at 2σ²/f_s, and scatters by 1/√segments', () => {
    const spectrum = found(welchSpectrum(noise(256 * 400, 3, 2), SETTINGS));
    const inner = [...spectrum.densityPerHz.subarray(3, -3)].map((density) => density / ((2 * 4) / 100));
    const { mean, deviation } = meanAndDeviation(inner);
    expect(mean).toBeCloseTo(1, 2);
    expect(deviation * Math.sqrt(spectrum.effectiveSegments)).toBeGreaterThan(0.85);
    expect(deviation * Math.sqrt(spectrum.effectiveSegments)).toBeLessThan(1.15);
  });

  test('of half-overlapping Hann segments counts 18/19 of them (Welch 1967)', () => {
    const one = effectiveSegments(fed(SETTINGS, noise(256 + 128 * 99, 1)));
    // 100 segments, ρ² = 1/36: 100/(1 + 2 · 0.99/36)
    expect(one).toBeCloseTo(100 / (1 + (2 * 0.99) / 36), 2);
  });

  test('that fades follows a change, and counts the segments it remembers', () => {
    const welch = createWelch({ ...SETTINGS, hopSamples: 256, memorySegments: 10 });
    for (const deviation of [1, 4]) {
      for (const value of noise(256 * 100, 9, deviation)) pushWelch(welch, Float64Array.of(value));
    }
    const spectrum = found(spectrumOf(welch, 0));
    expect(bandPower(spectrum, 0, 50)).toBeGreaterThan(13);
    expect(bandPower(spectrum, 0, 50)).toBeLessThan(19);
    // Σλ^i squared over Σλ^2i = (1 + λ)/(1 − λ)
    expect(spectrum.effectiveSegments).toBeCloseTo((1 + Math.exp(-0.1)) / (1 - Math.exp(-0.1)), 6);
  });

  test('takes no segment over a gap or a bad sample, and counts both', () => {
    const welch = createWelch({ ...SETTINGS, hopSamples: 256 });
    const push = (count: number) => {
      for (let n = 0; n < count; n += 1) pushWelch(welch, Float64Array.of(n % 7));
    };
    push(255);
    pushWelch(welch, Float64Array.of(Number.NaN));
    push(255);
    breakWelch(welch);
    breakWelch(welch);
    expect(reasonOf(spectrumOf(welch, 0))).toBe('nothing usable');
    push(256);
    expect({ segments: welch.segments, breaks: welch.breaks, refused: welch.refused }).toEqual({
      segments: 1,
      breaks: 2,
      refused: 1,
    });
  });

  test('is absent, with a reason, where there is nothing to see', () => {
    expect(reasonOf(welchSpectrum(noise(255, 1), SETTINGS))).toBe('too few samples');
    expect(
      reasonOf(
        welchSpectrum(
          sampled(256, (n) => (n === 9 ? Number.POSITIVE_INFINITY : n)),
          SETTINGS,
        ),
      ),
    ).toBe('a sample is not a number');
    expect(reasonOf(spectrumOf(createWelch(SETTINGS), 0))).toBe('too few samples');
    const constant = found(welchSpectrum(new Float64Array(512).fill(7), SETTINGS));
    expect(Math.max(...constant.densityPerHz)).toBe(0);
  });

  test('of a record less its line holds nothing of the line', () => {
    const settings = { sampleRateHz: 10, window: 'rectangular', detrend: 'line' } as const;
    const straight = found(
      periodogram(
        sampled(300, (n) => 4 - 0.3 * n),
        settings,
      ),
    );
    expect(Math.max(...straight.densityPerHz)).toBeLessThan(1e-24);
  });
});
