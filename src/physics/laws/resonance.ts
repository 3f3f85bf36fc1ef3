/**
 * The frequency at which a vessel with a neck rings by itself, Hz, without damping: f = c/(2π) √(A/(V L)).
 *
 * Source: Kinsler, Frey, Coppens, Sanders, "Fundamentals of Acoustics", 4th ed. (2000), section 10.8. For vessels and
 * necks short against the wavelength. Checked by test/physics/laws/resonance.test.ts.
 */

export interface HelmholtzResonator {
  readonly soundSpeedMPerS: number;
  readonly volumeM3: number;
  readonly neckAreaM2: number;
  /** With the end corrections that are wanted. */
  readonly neckLengthM: number;
}

export function helmholtzFrequencyHz(resonator: HelmholtzResonator): number {
  const { soundSpeedMPerS, volumeM3, neckAreaM2, neckLengthM } = resonator;
  return (soundSpeedMPerS / (2 * Math.PI)) * Math.sqrt(neckAreaM2 / (volumeM3 * neckLengthM));
}
