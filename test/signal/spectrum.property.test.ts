import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { periodogram, spectrumOf, welchSpectrum } from '../../src/signal/spectrum.ts';
import { createWelch, pushWelch } from '../../src/signal/welch.ts';
import type { WindowShape } from '../../src/signal/window.ts';
import { windowOf } from '../../src/signal/window.ts';
import { found } from './signals.ts';

/** Squares of smaller values are no longer told apart. */
const SMALLEST = 1e-140;
const samples = (least: number) =>
  fc
    .array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: least, maxLength: 300 })
    .map((list) => Float64Array.from(list, (value) => (Math.abs(value) < SMALLEST ? 0 : value)));
const SHAPES: readonly WindowShape[] = [
  'rectangular',
  'hann',
  'blackman-harris',
  'flat-top',
  { kaiserBeta: 6 },
];
const shapes = fc.constantFrom(...SHAPES);
const SEGMENTS = { sampleRateHz: 50, segmentSamples: 32, hopSamples: 16, removeMean: false } as const;

function powerIn({ densityPerHz, binHz }: { densityPerHz: Float64Array; binHz: number }): number {
  return densityPerHz.reduce((sum, density) => sum + density * binHz, 0);
}

describe('of any record', () => {
  test('the power in the spectrum is the mean square, weighted by the window (Parseval)', () => {
    fc.assert(
      fc.property(samples(4), shapes, (values, window) => {
        const { weights, sumOfSquares } = windowOf(window, values.length);
        const inTime =
          values.reduce((sum, value, n) => sum + (value * (weights[n] ?? 0)) ** 2, 0) / sumOfSquares;
        const spectrum = found(periodogram(values, { sampleRateHz: 50, window, detrend: 'none' }));
        expect(Math.abs(powerIn(spectrum) - inTime)).toBeLessThanOrEqual(1e-12 * inTime);
      }),
    );
  });

  test('the spectrum of twice the signal is four times as high', () => {
    fc.assert(
      fc.property(samples(64), shapes, (values, window) => {
        const once = found(welchSpectrum(values, { ...SEGMENTS, window })).densityPerHz;
        const twice = found(
          welchSpectrum(
            values.map((value) => 2 * value),
            { ...SEGMENTS, window },
          ),
        ).densityPerHz;
        expect([...twice]).toEqual([...once.map((density) => 4 * density)]);
      }),
    );
  });

  test('spectra that came sample by sample are those of the record, to the bit, however it is cut', () => {
    fc.assert(
      fc.property(samples(64), shapes, fc.integer({ min: 1, max: 32 }), (values, window, hopSamples) => {
        const settings = { ...SEGMENTS, window, hopSamples };
        const welch = createWelch({ ...settings, channels: 2, pairs: [[0, 1]], memorySegments: null });
        for (const value of values) pushWelch(welch, Float64Array.of(-value, value));
        const batch = found(welchSpectrum(values, settings));
        expect(found(spectrumOf(welch, 1))).toEqual(batch);
        expect(welch.segments).toBe(Math.floor((values.length - 32) / hopSamples) + 1);
      }),
    );
  });

  test('Welch of one segment is its periodogram', () => {
    fc.assert(
      fc.property(samples(32), shapes, (values, window) => {
        const segment = values.slice(0, 32);
        const one = found(periodogram(segment, { sampleRateHz: 50, window, detrend: 'none' })).densityPerHz;
        const other = found(welchSpectrum(segment, { ...SEGMENTS, window })).densityPerHz;
        const scale = 1e-12 * Math.max(...one);
        for (let k = 0; k < one.length; k += 1) {
          expect(Math.abs((one[k] ?? 0) - (other[k] ?? 0))).toBeLessThanOrEqual(scale);
        }
      }),
    );
  });
});
