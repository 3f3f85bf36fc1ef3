/**
 * Frequencies at which gas in vessels and tubes rings by itself, Hz, without damping.
 *
 *   Helmholtz           f = c/(2π) √(A/(V L′)),   L′ = L + end corrections
 *   tube, both ends shut or both open   f_n = n c/(2L),   n = 1, 2, …
 *   tube, one end open  f_n = (2n − 1) c/(4L); n = 1 is the quarter wave
 *
 * Source: Kinsler, Frey, Coppens, Sanders, "Fundamentals of Acoustics", 4th ed. (2000), sections 10.2 to 10.8. End
 * corrections for an opening of radius a, low frequency: flanged 8a/(3π) (Rayleigh's piston), unflanged 0.6133 a
 * (Levine and Schwinger, Phys. Rev. 73 (1948) 383). Helmholtz' holds for vessels and necks short against the
 * wavelength, the modes for tubes narrow against it; nothing in the formulas ends there.
 * Checked by test/physics/laws/resonance.test.ts.
 */

export interface HelmholtzResonator {
  readonly soundSpeedMPerS: number;
  readonly volumeM3: number;
  readonly neckAreaM2: number;
  /** With the end corrections that are wanted. */
  readonly neckLengthM: number;
}

export type TubeEnd = 'flanged' | 'unflanged';

/** By how much the gas moves beyond an open end, m. */
export function endCorrectionM(end: TubeEnd, radiusM: number): number {
  return end === 'flanged' ? (8 * radiusM) / (3 * Math.PI) : 0.6133 * radiusM;
}

export function helmholtzFrequencyHz(resonator: HelmholtzResonator): number {
  const { soundSpeedMPerS, volumeM3, neckAreaM2, neckLengthM } = resonator;
  return (soundSpeedMPerS / (2 * Math.PI)) * Math.sqrt(neckAreaM2 / (volumeM3 * neckLengthM));
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
