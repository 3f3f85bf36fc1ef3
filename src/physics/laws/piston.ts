/**
 * A piston or bellows that swings the volume of a chamber:
 *
 *   V = V₀ + ½ V_s sin φ,   dV/dt = π f V_s cos φ,   W = −p dV/dt (into the gas)
 *
 * Source: kinematics; the moving-boundary work of Moran and Shapiro, "Fundamentals of Engineering Thermodynamics",
 * section 2.2. The gas has one pressure, which holds while the piston is slow against sound. Work that is p dV is
 * reversible: the piston itself generates no entropy. V stays positive for V_s < 2 V₀, which the plant file must keep.
 * Checked by test/physics/laws/piston.test.ts.
 */

export interface PistonStroke {
  /** Of the chamber with the piston at its middle, m³. */
  readonly meanVolumeM3: number;
  /** From one dead centre to the other, m³. */
  readonly sweptVolumeM3: number;
}

export function pistonVolumeM3({ meanVolumeM3, sweptVolumeM3 }: PistonStroke, phaseRad: number): number {
  return meanVolumeM3 + 0.5 * sweptVolumeM3 * Math.sin(phaseRad);
}

/** dV/dt, m³/s. */
export function pistonVolumeRateM3PerS(
  { sweptVolumeM3 }: Pick<PistonStroke, 'sweptVolumeM3'>,
  frequencyHz: number,
  phaseRad: number,
): number {
  return Math.PI * frequencyHz * sweptVolumeM3 * Math.cos(phaseRad);
}

/** Work done on the gas, W; positive while it is compressed. */
export function pistonWorkW(pressurePa: number, volumeRateM3PerS: number): number {
  return -pressurePa * volumeRateM3PerS;
}
