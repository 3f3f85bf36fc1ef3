import { describe, expect, test } from 'vitest';
import type { WindowShape } from '../../src/signal/window.ts';
import { overlapCorrelation, windowOf } from '../../src/signal/window.ts';
import { transformAt } from './signals.ts';

/**
 * F. J. Harris, Proc. IEEE 66 (1978) 51, table I: coherent gain, noise bandwidth in bins, highest sidelobe in dB,
 * correlation at 50 % and 75 % overlap. Flat top: D'Antona and Ferrero (2006), noise bandwidth 3.77.
 */
const TABLE: readonly (readonly [string, WindowShape, number, number, number, number, number])[] = [
  ['rectangular', 'rectangular', 1.0, 1.0, -13, 0.5, 0.75],
  ['Hann', 'hann', 0.5, 1.5, -31, 0.167, 0.659],
  ['Hamming', 'hamming', 0.54, 1.36, -43, 0.235, 0.7069],
  ['Blackman-Harris', 'blackman-harris', 0.36, 2.0, -92, 0.038, 0.46],
  ['Kaiser of 2π', { kaiserBeta: 2 * Math.PI }, 0.49, 1.5, -46, 0.169, 0.657],
  ['Kaiser of 3π', { kaiserBeta: 3 * Math.PI }, 0.4, 1.8, -69, 0.074, 0.539],
];

describe('a window', () => {
  test.each(TABLE)(
    '%s has the figures of the published table',
    (_, shape, gain, bandwidth, sidelobe, half, most) => {
      const window = windowOf(shape, 1024);
      expect(Math.abs(window.coherentGain - gain)).toBeLessThan(0.005 + 1e-9);
      expect(Math.abs(window.noiseBandwidthBins - bandwidth)).toBeLessThan(0.011);
      expect(Math.abs(highestSidelobeDb(window.weights, window.halfWidthBins) - sidelobe)).toBeLessThan(1);
      expect(Math.abs(overlapCorrelation(window, 512) - half)).toBeLessThan(0.003);
      expect(Math.abs(overlapCorrelation(window, 256) - most)).toBeLessThan(0.004);
    },
  );

  test('that is flat reads the amplitude of any frequency to 0.01 dB', () => {
    const { weights, coherentGain, noiseBandwidthBins } = windowOf('flat-top', 256);
    expect(noiseBandwidthBins).toBeCloseTo(3.77, 2);
    for (const offBins of [0, 0.1, 0.25, 0.5]) {
      const [re, im] = transformAt(weights, (2 * Math.PI * offBins) / 256);
      expect(Math.abs(20 * Math.log10(Math.hypot(re, im) / (256 * coherentGain)))).toBeLessThan(0.011);
    }
  });

  test('of Kaiser with beta 0 is rectangular', () => {
    expect([...windowOf({ kaiserBeta: 0 }, 16).weights]).toEqual(new Array(16).fill(1));
  });
});

/** Beyond the first zero of the main lobe. */
function highestSidelobeDb(weights: Float64Array, halfWidthBins: number): number {
  const size = (bins: number) => Math.hypot(...transformAt(weights, (2 * Math.PI * bins) / weights.length));
  let highest = 0;
  for (let bins = halfWidthBins + 0.05; bins < halfWidthBins + 12; bins += 0.1)
    highest = Math.max(highest, size(bins));
  return 20 * Math.log10(highest / size(0));
}
