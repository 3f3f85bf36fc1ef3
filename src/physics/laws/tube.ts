/**
 * A pipe whose gas has inertia: it moves as one plug of the density ρ of the gas that enters.
 *
 *   dṁ/dt = (A/L) (Δp − Δp_f),   Δp_f = f (L/D) ρ v|v|/2,   v = ṁ/(ρ A),   D = √(4A/π)
 *   E = ½ (L/(ρ A)) ṁ²,   dE/dt = (ṁ/ρ) (Δp − Δp_f),   friction (ṁ/ρ) Δp_f ≥ 0
 *
 * Source: Newton's law on the plug; White, "Fluid Mechanics", 7th ed. (2011), sections 3.4 and 6.3 (Darcy and Weisbach).
 * Valid for tubes short against the wavelength and Mach numbers below about 0.3; nothing else ends outside of that.
 *
 * Energy: of the enthalpy ṁ h that leaves upstream, ṁ h − dE/dt arrives, and friction is part of what arrives. ρ
 * changes in time, and at each turn of the flow, so that ṁ as the state would let E = ½ (L/(ρ A)) ṁ² change without
 * work. The state kept is therefore the root q = ±√(2E), in √J, with the sign of the flow:
 *
 *   ṁ = q √(ρ A/L),   dq/dt = √(A/(ρ L)) (Δp − Δp_f)   ⇒   d(½ q²)/dt = (ṁ/ρ) (Δp − Δp_f), whatever ρ does,
 *
 * which for constant ρ is the first line. With ρ that of the gas that enters the second law holds exactly: the volume
 * of a gas falls along an isentrope as pressure rises, hence the work (ṁ/ρ) Δp taken out on the way down is not more,
 * and that put in on the way up not less, than the isentropic one. dq/dt is continuous; ρ may jump at q = 0 where
 * the gases at the two ends differ.
 * Checked by test/physics/laws/tube.test.ts and tube.property.test.ts.
 */
import type { TubeDefinition } from '../plant-definition.ts';

export type TubeShape = Pick<TubeDefinition, 'areaM2' | 'lengthM' | 'frictionFactor'>;

/** What the gas in a tube is driven by. */
export interface TubeFlow {
  /** `from` minus `to`, Pa. */
  readonly pressureDropPa: number;
  /** Of the gas at the end where it enters, kg/m³, > 0. */
  readonly densityKgPerM3: number;
  /** Positive from `from` to `to`. */
  readonly massFlowKgPerS: number;
}

/** Pressure that friction takes, Pa, with the sign of the flow. */
export function frictionPa(tube: TubeShape, { densityKgPerM3, massFlowKgPerS }: TubeFlow): number {
  const diameterM = Math.sqrt((4 * tube.areaM2) / Math.PI);
  const velocityMPerS = massFlowKgPerS / (densityKgPerM3 * tube.areaM2);
  return (
    (tube.frictionFactor * tube.lengthM * densityKgPerM3 * velocityMPerS * Math.abs(velocityMPerS)) /
    (2 * diameterM)
  );
}

/** Kinetic energy of the gas in the tube, J. */
export function kineticEnergyJ(tube: TubeShape, densityKgPerM3: number, massFlowKgPerS: number): number {
  return (tube.lengthM * massFlowKgPerS * massFlowKgPerS) / (2 * densityKgPerM3 * tube.areaM2);
}

/** ṁ of the root q, kg/s. */
export function massFlowOfRootKgPerS(tube: TubeShape, densityKgPerM3: number, rootSqrtJ: number): number {
  return rootSqrtJ * Math.sqrt((densityKgPerM3 * tube.areaM2) / tube.lengthM);
}

/** dq/dt, √J/s. */
export function rootRateSqrtJPerS(tube: TubeShape, flow: TubeFlow): number {
  const drivePa = flow.pressureDropPa - frictionPa(tube, flow);
  return Math.sqrt(tube.areaM2 / (flow.densityKgPerM3 * tube.lengthM)) * drivePa;
}
