/** A tube's momentum and power balance as the textbook has them, which the root of its kinetic energy must agree with. */
import type { TubeFlow, TubeShape } from '../../../src/physics/laws/tube.ts';
import { frictionPa } from '../../../src/physics/laws/tube.ts';

/** dṁ/dt at constant density, kg/s². */
export function massFlowRateKgPerS2(tube: TubeShape, flow: TubeFlow): number {
  return (tube.areaM2 / tube.lengthM) * (flow.pressureDropPa - frictionPa(tube, flow));
}

/** dE/dt, W: what the passing gas is short of when it arrives. */
export function kineticPowerW(tube: TubeShape, flow: TubeFlow): number {
  return (flow.massFlowKgPerS / flow.densityKgPerM3) * (flow.pressureDropPa - frictionPa(tube, flow));
}

/** Mechanical power that friction turns into heat of the arriving gas, W, never negative. */
export function frictionPowerW(tube: TubeShape, flow: TubeFlow): number {
  return (flow.massFlowKgPerS / flow.densityKgPerM3) * frictionPa(tube, flow);
}
