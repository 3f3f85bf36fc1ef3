import { describe, expect, test } from 'vitest';
import { helmholtzFrequencyHz } from '../../../src/physics/laws/resonance.ts';
import { endCorrectionM, halfWaveFrequencyHz, quarterWaveFrequencyHz } from '../oracles/acoustic-modes.ts';
import { relative } from './common.ts';
import vectors from './vectors/vessels.json' with { type: 'json' };

describe('resonance', () => {
  const { c_N2_300K, V, A, L, f_noend } = vectors.helmholtz;
  const bottle = { soundSpeedMPerS: c_N2_300K, volumeM3: V, neckAreaM2: A, neckLengthM: L };

  test('of a vessel with a neck is that of the reference', () => {
    expect(relative(helmholtzFrequencyHz(bottle), f_noend)).toBeLessThan(1e-12);
  });

  test('falls by the air that moves beyond the ends of the neck', () => {
    const radiusM = Math.sqrt(A / Math.PI);
    const neckLengthM = L + endCorrectionM('flanged', radiusM) + endCorrectionM('unflanged', radiusM);
    expect(relative(neckLengthM, L + 1.46213 * radiusM)).toBeLessThan(1e-5);
    expect(
      relative(helmholtzFrequencyHz({ ...bottle, neckLengthM }), f_noend * Math.sqrt(L / neckLengthM)),
    ).toBeLessThan(1e-14);
  });

  test('of a shut tube is that of the reference, and of a half-open one lies at odd quarters', () => {
    const { L_m, c, f_Hz } = vectors.tube_closed_closed;
    expect(f_Hz.length).toBe(3);
    f_Hz.forEach((expected, i) => {
      expect(
        relative(halfWaveFrequencyHz({ soundSpeedMPerS: c, lengthM: L_m, mode: i + 1 }), expected),
      ).toBeLessThan(1e-12);
    });
    // An organ pipe stopped at one end sounds an octave lower, and lacks the even harmonics.
    const [first, second] = [1, 2].map((mode) =>
      quarterWaveFrequencyHz({ soundSpeedMPerS: c, lengthM: L_m, mode }),
    );
    expect(relative(first as number, (f_Hz[0] as number) / 2)).toBeLessThan(1e-12);
    expect(relative(second as number, 3 * (first as number))).toBeLessThan(1e-14);
  });
});
