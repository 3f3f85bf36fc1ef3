/**
 * Frequencies of tubes as waves, and what an open end adds to their length, which chains of lumped chambers and tubes
 * are held against.
 *
 *   both ends shut or both open   f_n = n c/(2L),   n = 1, 2, …
 *   one end open                  f_n = (2n − 1) c/(4L); n = 1 is the quarter wave
 *
 * Source: Kinsler, Frey, Coppens, Sanders, "Fundamentals of Acoustics", 4th ed. (2000), sections 10.2 to 10.5. End
 * corrections for an opening of radius a, low frequency: flanged 8a/(3π) (Rayleigh's piston), unflanged 0.6133 a
 * (Levine and Schwinger, Phys. Rev. 73 (1948) 383). Checked by test/physics/laws/resonance.test.ts.
 */

export type TubeEnd = 'flanged' | 'unflanged';

/** By how much the gas moves beyond an open end, m. */
export function endCorrectionM(end: TubeEnd, radiusM: number): number {
  return end === 'flanged' ? (8 * radiusM) / (3 * Math.PI) : 0.6133 * radiusM;
}

export interface TubeMode {
  readonly soundSpeedMPerS: number;
  /** With the end corrections that are wanted. */
  readonly lengthM: number;
  /** 1, 2, … */
  readonly mode: number;
}

/** Of a tube whose ends are both shut or both open. */
export function halfWaveFrequencyHz({ soundSpeedMPerS, lengthM, mode }: TubeMode): number {
  return (mode * soundSpeedMPerS) / (2 * lengthM);
}

/** Of a tube with one end shut and one open. */
export function quarterWaveFrequencyHz({ soundSpeedMPerS, lengthM, mode }: TubeMode): number {
  return ((2 * mode - 1) * soundSpeedMPerS) / (4 * lengthM);
}
