import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phaseDifference } from '../../src/signal/order-parameter.ts';
import type { PeakSettings } from '../../src/signal/peak.ts';
import { peakFrequency } from '../../src/signal/peak.ts';
import { added, found, meanAndDeviation, noise, reasonOf, sampled } from './signals.ts';

const SETTINGS: PeakSettings = { sampleRateHz: 50, window: 'rectangular', bandHz: null };
const tone = (count: number, hz: number, phase = 0.4) =>
  sampled(count, (n) => 10 + 2 * Math.cos((2 * Math.PI * hz * n) / 50 + phase));

describe('the strongest sinusoid', () => {
  test('is found to rounding without noise, wherever it lies between bins and however few its periods', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 600 }),
        fc.double({ min: 2.2, max: 0.4 * 40, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.constantFrom<PeakSettings['window']>('rectangular', 'hann'),
        (count, periods, phase, window) => {
          const hz = (periods * 50) / count;
          const bandHz = [(0.75 * 50) / count, 24] as const;
          const peak = found(peakFrequency(tone(count, hz, phase), { ...SETTINGS, window, bandHz }));
          expect(Math.abs(peak.frequencyHz.value - hz)).toBeLessThan(1e-8 * hz);
          expect(Math.abs(peak.amplitude.value - 2)).toBeLessThan(1e-7);
          expect(Math.abs(phaseDifference(peak.phaseRad.value, phase))).toBeLessThan(1e-6);
        },
      ),
    );
  });

  test.each([
    ['rectangular', 1.12],
    ['hann', 2.5],
  ] as const)('in noise scatters by its stated uncertainty, with a %s window', (window, mostOverBound) => {
    const peaks = Array.from({ length: 500 }, (_, seed) => {
      const values = added(tone(256, 7.3 + 0.001 * seed), noise(256, seed + 10, 1));
      const peak = found(peakFrequency(values, { ...SETTINGS, window }));
      return {
        ...peak,
        error: peak.frequencyHz.value - (7.3 + 0.001 * seed),
        phaseError: phaseDifference(peak.phaseRad.value, 0.4),
      };
    });
    const { mean, deviation } = meanAndDeviation(peaks.map(({ error }) => error));
    const stated = meanAndDeviation(peaks.map(({ frequencyHz }) => frequencyHz.uncertainty)).mean;
    const bound = Math.sqrt(24 / (4 * 256 * (256 ** 2 - 1))) * (50 / (2 * Math.PI));
    expect(deviation / stated).toBeGreaterThan(0.9);
    expect(deviation / stated).toBeLessThan(1.1);
    expect(Math.abs(mean)).toBeLessThan(0.15 * stated);
    expect(meanAndDeviation(peaks.map(({ boundHz }) => boundHz)).mean / bound).toBeCloseTo(1, 1);
    expect(deviation / bound).toBeGreaterThan(0.9);
    expect(deviation / bound).toBeLessThan(mostOverBound);
    const phases = meanAndDeviation(peaks.map(({ phaseError }) => phaseError));
    const statedPhase = meanAndDeviation(peaks.map(({ phaseRad }) => phaseRad.uncertainty)).mean;
    expect(phases.deviation / statedPhase).toBeGreaterThan(0.9);
    expect(phases.deviation / statedPhase).toBeLessThan(1.1);
  });

  test('is not moved by a second tone when a window keeps it out', () => {
    const both = added(
      tone(512, 7.31),
      sampled(512, (n) => Math.sin((2 * Math.PI * 11.7 * n) / 50)),
    );
    const off = (window: PeakSettings['window']) =>
      Math.abs(found(peakFrequency(both, { ...SETTINGS, window })).frequencyHz.value - 7.31);
    expect(off('hann')).toBeLessThan(2e-6);
    expect(off('rectangular')).toBeGreaterThan(10 * off('hann'));
  });

  test('is looked for inside the band alone', () => {
    const both = added(
      tone(512, 7.31),
      sampled(512, (n) => 0.1 * Math.sin((2 * Math.PI * 17 * n) / 50)),
    );
    const inBand = peakFrequency(both, { ...SETTINGS, window: 'blackman-harris', bandHz: [15, 20] });
    expect(found(inBand).frequencyHz.value).toBeCloseTo(17, 4);
  });

  test.each([
    ['nothing', new Float64Array(0), 'too few samples'],
    ['a constant', new Float64Array(64).fill(3e5), 'no variation'],
    ['a bad sample', tone(64, 5).fill(Number.NaN, 9, 10), 'a sample is not a number'],
  ])('of %s is absent', (_, values, reason) => {
    expect(reasonOf(peakFrequency(values, SETTINGS))).toBe(reason);
  });

  test('of a slope is absent: it has no peak but its end', () => {
    const slope = sampled(64, (n) => n);
    expect(reasonOf(peakFrequency(slope, { ...SETTINGS, window: 'hann' }))).not.toBeNull();
  });
});
