/**
 * Total harmonic distortion, IEC 61000-4-7 (ratio to the fundamental): THD = √(A₂² + A₃² + … ) / A₁, from the tones of
 * a lock-in. Noise adds to every harmonic's amplitude; `noiseFloor` is the THD that noise alone would show, so a THD
 * near it means none was found.
 */
import type { LockInReading } from './lock-in.ts';
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';

export interface Distortion {
  /** Share of the fundamental's amplitude, 0.05 for 5 %. */
  readonly totalRatio: number;
  readonly noiseFloorRatio: number;
  /** A_k/A₁ for k = 2, 3, … */
  readonly harmonicRatios: readonly number[];
}

export function harmonicDistortion({ tones }: LockInReading): Outcome<Distortion> {
  const [fundamental, ...harmonics] = tones;
  if (fundamental === undefined || harmonics.length === 0) return absent('settings out of range');
  const { value, uncertainty } = fundamental.amplitude;
  if (!(value > 3 * uncertainty)) return absent('no oscillation');
  const harmonicRatios = harmonics.map(({ amplitude }) => amplitude.value / value);
  return present({
    totalRatio: Math.hypot(...harmonicRatios),
    // Both quadratures of a harmonic scatter by its amplitude's uncertainty.
    noiseFloorRatio: Math.hypot(
      ...harmonics.map(({ amplitude }) => (Math.SQRT2 * amplitude.uncertainty) / value),
    ),
    harmonicRatios,
  });
}
