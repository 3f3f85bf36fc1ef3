/**
 * How fast valves can swing the pressure of a chamber between a supply and a vent, and what that costs.
 *
 * One stirred volume V of ideal gas with constant γ and R, filled through the open supply valves while pressure rises
 * and emptied through the open vent valves while it falls:
 *
 *   adiabatic:   dp/dt = γ R Ts ṁ(ps → p)/V,          dp/dt = −γ R T ṁ(p, T → pv)/V
 *   isothermal:  dp/dt = R Tc ṁ(ps → p)/V,            dp/dt = −R Tc ṁ(p, Tc → pv)/V
 *
 * with ṁ of flow.ts. In a periodic adiabatic cycle between p_lo and p_hi, whatever its shape in time, filling brings
 * n = (p_hi − p_lo)V/(γ R Ts) and venting is isentropic, T = T_hi (p/p_hi)^((γ−1)/γ). With ρ = p_lo/p_hi both meet at
 *
 *   T_hi = γ Ts (1 − ρ^(1/γ))/(1 − ρ),   T_lo = T_hi ρ^((γ−1)/γ).
 *
 * A wall that holds the gas at Tc makes the cycle isothermal: slower, for Tc near Ts, and with more gas. Real cycles lie
 * between the two. A shape p(t) can be followed as long as its slope
 * is within both rates at every pressure. First law for an open volume; the limit cycle is derived above. γ of
 * nitrogen falls by 0.3 % from 300 K to 400 K. Checked by test/physics/prediction/cycle-limits.test.ts against
 * closed forms and against an integration of mass and energy through many cycles.
 */
import type { FlowElement } from '../flow.ts';
import { flowFunction, massFlowKgPerS } from '../flow.ts';
import type { CycledChamber, Port } from './cycle-valves.ts';
import { integral, leastInside, risingRoot } from './numeric.ts';

/** What holds the gas's temperature: nothing, or a wall at a temperature. */
export type Heat =
  | { readonly kind: 'adiabatic' }
  | { readonly kind: 'isothermal'; readonly temperatureK: number };

/** Pressures that a cycle swings between, Pa: vent < low < high < supply. */
export interface Swing {
  readonly lowPa: number;
  readonly highPa: number;
}

/** Rise, hold, fall and hold take a quarter of the period each. */
const TRAPEZOID_RAMP = 1 / 4;
const QUARTER_TURN = Math.PI / 2;

/** V/(γ ΣA φ* √(RTs)), s: the supply pressure over the rate of choked filling; also p over −dp/dt of choked venting. */
export function timeConstantS(chamber: CycledChamber, port: Port): number {
  const { volumeM3, gamma, gasConstantJPerKgK, supplyK } = chamber;
  const areaM2 = port.elements.reduce((sum, element) => sum + chokedAreaM2(element, gamma), 0);
  return volumeM3 / (gamma * areaM2 * Math.sqrt(gasConstantJPerKgK * supplyK));
}

function chokedAreaM2({ law, parameter, areaM2 }: FlowElement, gamma: number): number {
  return areaM2 * flowFunction(law, parameter, gamma, 0);
}

/** Fastest rise of pressure at a pressure between vent and supply, Pa/s. */
export function riseRatePaPerS(chamber: CycledChamber, heat: Heat, pressurePa: number): number {
  const { gamma, supplyK } = chamber;
  const flow = portFlowKgPerS(chamber, chamber.supply, {
    fromPa: chamber.supply.pressurePa,
    fromK: supplyK,
    toPa: pressurePa,
  });
  const effectiveK = heat.kind === 'adiabatic' ? gamma * supplyK : heat.temperatureK;
  return (chamber.gasConstantJPerKgK * effectiveK * flow) / chamber.volumeM3;
}

/** Fastest fall of pressure at a pressure within a swing, Pa/s, positive, in the swing's periodic state. */
export function fallRatePaPerS(chamber: CycledChamber, heat: Heat, swing: Swing, pressurePa: number): number {
  const temperatureK = ventingTemperatureK(chamber, heat, swing, pressurePa);
  const flow = portFlowKgPerS(chamber, chamber.vent, {
    fromPa: pressurePa,
    fromK: temperatureK,
    toPa: chamber.vent.pressurePa,
  });
  const effectiveK = heat.kind === 'adiabatic' ? chamber.gamma * temperatureK : temperatureK;
  return (chamber.gasConstantJPerKgK * effectiveK * flow) / chamber.volumeM3;
}

function ventingTemperatureK(chamber: CycledChamber, heat: Heat, swing: Swing, pressurePa: number): number {
  if (heat.kind === 'isothermal') return heat.temperatureK;
  const { gamma, supplyK } = chamber;
  const ratio = swing.lowPa / swing.highPa;
  // log1p and expm1 keep the digits of a swing that is small against its pressure.
  const hotK =
    (-Math.expm1(Math.log(ratio) / gamma) / ((swing.highPa - swing.lowPa) / swing.highPa)) * gamma * supplyK;
  return hotK * (pressurePa / swing.highPa) ** (1 - 1 / gamma);
}

interface PortFlow {
  readonly fromPa: number;
  readonly fromK: number;
  readonly toPa: number;
}

function portFlowKgPerS(chamber: CycledChamber, port: Port, { fromPa, fromK, toPa }: PortFlow): number {
  const upstream = {
    pressurePa: fromPa,
    temperatureK: fromK,
    gasConstantJPerKgK: chamber.gasConstantJPerKgK,
    gamma: chamber.gamma,
  };
  return port.elements.reduce((sum, element) => sum + massFlowKgPerS(element, upstream, toPa), 0);
}

export interface FastestCycle {
  readonly riseS: number;
  readonly fallS: number;
  /** 1/(rise + fall). */
  readonly frequencyHz: number;
  /** Gas temperatures at the two ends, K. */
  readonly lowK: number;
  readonly highK: number;
}

/** The limit cycle of valves that are either fully open or shut: nothing swings between the two pressures faster. */
export function fastestCycle(chamber: CycledChamber, heat: Heat, swing: Swing): FastestCycle {
  const { supply, vent } = chamber;
  // Time goes as the root of what is left to the supply or the vent: in that root the integrands are smooth.
  const riseS = integral(
    (w) => (2 * w) / riseRatePaPerS(chamber, heat, supply.pressurePa - w * w),
    Math.sqrt(supply.pressurePa - swing.highPa),
    Math.sqrt(supply.pressurePa - swing.lowPa),
  );
  const fallS = integral(
    (w) => (2 * w) / fallRatePaPerS(chamber, heat, swing, vent.pressurePa + w * w),
    Math.sqrt(swing.lowPa - vent.pressurePa),
    Math.sqrt(swing.highPa - vent.pressurePa),
  );
  return {
    riseS,
    fallS,
    frequencyHz: 1 / (riseS + fallS),
    lowK: ventingTemperatureK(chamber, heat, swing, swing.lowPa),
    highK: ventingTemperatureK(chamber, heat, swing, swing.highPa),
  };
}

export type CycleForm = 'sine' | 'trapezoid';

/** Highest frequency, Hz, at which the valves can follow a shape that fills a swing. */
export function highestFrequencyHz(
  chamber: CycledChamber,
  heat: Heat,
  swing: Swing,
  form: CycleForm,
): number {
  const amplitudePa = (swing.highPa - swing.lowPa) / 2;
  const slowest = (pressurePa: number) =>
    Math.min(riseRatePaPerS(chamber, heat, pressurePa), fallRatePaPerS(chamber, heat, swing, pressurePa));
  if (form === 'trapezoid') {
    // Rising is slowest at the top and falling at the bottom: one ramp of 2a in a part of the period.
    return (Math.min(slowest(swing.lowPa), slowest(swing.highPa)) * TRAPEZOID_RAMP) / (2 * amplitudePa);
  }
  // p = mean + a sin θ asks for 2πf a |cos θ| at a pressure on its way up and again on its way down.
  const meanPa = (swing.lowPa + swing.highPa) / 2;
  const slopePerTurn = leastInside(
    (theta) => slowest(meanPa + amplitudePa * Math.sin(theta)) / Math.cos(theta),
    -QUARTER_TURN,
    QUARTER_TURN,
  );
  return slopePerTurn / (2 * Math.PI * amplitudePa);
}

/** Largest amplitude, Pa, around a mean at which the valves can follow a shape at a frequency. */
export function reachableAmplitudePa(
  chamber: CycledChamber,
  heat: Heat,
  {
    meanPa,
    frequencyHz,
    form,
  }: { readonly meanPa: number; readonly frequencyHz: number; readonly form: CycleForm },
): number {
  const excessHz = (amplitudePa: number) => {
    const swing = { lowPa: meanPa - amplitudePa, highPa: meanPa + amplitudePa };
    return frequencyHz - highestFrequencyHz(chamber, heat, swing, form);
  };
  const reachPa = reachPaOf(chamber, meanPa);
  // A part in a billion off the ends, where nothing flows any more and nothing is left to divide by.
  return risingRoot(excessHz, 1e-9 * reachPa, (1 - 1e-9) * reachPa);
}

/** Distance from a mean to the nearer of vent and supply, Pa. */
export function reachPaOf({ supply, vent }: CycledChamber, meanPa: number): number {
  return Math.min(supply.pressurePa - meanPa, meanPa - vent.pressurePa);
}

export interface CycleCost {
  /** Through the chamber in one cycle, kg. */
  readonly gasKg: number;
  /** To bring that gas from the vent's pressure back to the supply's, at the supply's temperature, J. */
  readonly leastWorkJ: number;
  /** The same in one isentropic stage, whose heat is thrown away, J. */
  readonly isentropicWorkJ: number;
}

/**
 * What one cycle takes: m = Δp V/(γ R Ts) adiabatic, Δp V/(R Tc) isothermal; work m R Ts ln(ps/pv) at least, and
 * m R Ts γ/(γ−1) ((ps/pv)^((γ−1)/γ) − 1) in one isentropic stage.
 */
export function cycleCost(chamber: CycledChamber, heat: Heat, swing: Swing): CycleCost {
  const { gamma, gasConstantJPerKgK, supplyK, supply, vent, volumeM3 } = chamber;
  const effectiveK = heat.kind === 'adiabatic' ? gamma * supplyK : heat.temperatureK;
  const gasKg = ((swing.highPa - swing.lowPa) * volumeM3) / (gasConstantJPerKgK * effectiveK);
  const ratio = supply.pressurePa / vent.pressurePa;
  const scaleJ = gasKg * gasConstantJPerKgK * supplyK;
  const exponent = 1 - 1 / gamma;
  return {
    gasKg,
    leastWorkJ: scaleJ * Math.log(ratio),
    isentropicWorkJ: (scaleJ * (ratio ** exponent - 1)) / exponent,
  };
}
