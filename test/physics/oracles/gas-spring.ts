/**
 * A closed gas whose volume swings a little, V = V₀ (1 − ε sin ωt), at walls of constant temperature: a spring between
 * isothermal and adiabatic, which takes work from what drives it.
 *
 *   K = −(V₀/p₀) dp/dV = 1 + (γ − 1) jx/(1 + jx),   x = ω m c_v/(hA)
 *   work per cycle  W = π p₀ V₀ ε² · Im K,   Im K = (γ − 1) x/(1 + x²),   the pressure leads by arg K
 *
 * Follows from the linear balance m c_v dT/dt = −p dV/dt − hA (T − T_w) with p V = m R T; the complex form is that of
 * Kornhauser and Smith, ASME J. Energy Resour. Technol. 115 (1993) 70, for a lumped gas. Valid for ε small against 1;
 * for any x ≥ 0. Im K is never negative (a gas spring gives no work back on the whole), is zero at both ends and
 * greatest, (γ − 1)/2, at x = 1.
 * Checked by gas-spring.test.ts, which also integrates the balance.
 */

export interface GasSpring {
  readonly angularFrequencyRadPerS: number;
  /** m c_v of the gas. */
  readonly heatCapacityJPerK: number;
  /** hA of the wall. */
  readonly wallConductanceWPerK: number;
}

export interface ComplexStiffness {
  /** Stiffness over p₀/V₀: 1 isothermal, γ adiabatic. */
  readonly real: number;
  /** Lost work of a cycle over π p₀ V₀ ε². */
  readonly imaginary: number;
  /** By which the pressure leads the compression, rad. */
  readonly phaseRad: number;
}

/** x: 2π times the thermal time constant over the period; infinite without heat transfer. */
export function gasSpringRatio(spring: GasSpring): number {
  return (spring.angularFrequencyRadPerS * spring.heatCapacityJPerK) / spring.wallConductanceWPerK;
}

/** @param ratio x, ≥ 0; may be infinite */
export function gasSpringStiffness(gamma: number, ratio: number): ComplexStiffness {
  // cos² and sin·cos of the angle whose tangent is x, which end well where x² does not.
  const angle = Math.atan(ratio);
  const real = 1 + (gamma - 1) * Math.sin(angle) ** 2;
  const imaginary = (gamma - 1) * Math.sin(angle) * Math.cos(angle);
  return { real, imaginary, phaseRad: Math.atan2(imaginary, real) };
}

export interface GasSpringSwing {
  readonly gamma: number;
  readonly ratio: number;
  readonly meanPressurePa: number;
  readonly meanVolumeM3: number;
  /** ε, amplitude of the volume over its mean. */
  readonly relativeAmplitude: number;
}

/** Work that one cycle turns into heat of the wall, J, ≥ 0. */
export function gasSpringLossJ(swing: GasSpringSwing): number {
  const { gamma, ratio, meanPressurePa, meanVolumeM3, relativeAmplitude } = swing;
  return (
    Math.PI *
    meanPressurePa *
    meanVolumeM3 *
    relativeAmplitude ** 2 *
    gasSpringStiffness(gamma, ratio).imaginary
  );
}
