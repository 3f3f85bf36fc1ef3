/**
 * Compressible flow through a valve, one law for each way in which makers size valves. All of them have the form
 *
 *   ṁ = A · x · p₁/√(Rₛ T₁) · φ(r, γ),   r = p₂/p₁,  x = opening 0 … 1
 *
 * with an area A that is fixed by the sizing and a dimensionless flow function φ. 1 is upstream, 2 downstream.
 *
 * - area: isentropic nozzle (Saint-Venant and Wantzel), A = Cd·area,
 *   φ² = 2γ/(γ−1)·(r^(2/γ) − r^((γ+1)/γ)), choked for r ≤ (2/(γ+1))^(γ/(γ−1)); γ is that of the upstream gas.
 * - iso6358: ISO 6358-1:2013, ṁ = C ρ₀ p₁ √(T₀/T₁)·√(1 − ((r−b)/(1−b))²), choked for r ≤ b, with the ANR state
 *   20 °C, 1 bar, ρ₀ = 1.185 kg/m³. C is measured with air. Another gas meets the same effective area, so its
 *   flow is that of air times √(R_air/Rₛ); b, and the few per cent by which γ moves φ, stay those of air (6 % for
 *   a monatomic gas). A = C ρ₀ √(R_air T₀).
 * - kv: IEC 60534-2-1:2011, W = N₆ Kv Y √(X p₁ ρ₁), N₆ = 31.6 for kg/h, bar, kg/m³; Y = 1 − X/(3 Fγ xT),
 *   X = min(1 − r, Fγ xT), Fγ = γ/1.40. No fittings. A = N₆ Kv in SI.
 *
 * Near equal pressures every one of them has an infinite slope; from the laminar ratio on, φ is continued linearly
 * to zero at r = 1. Checked by test/physics/flow.test.ts.
 */
import type { ValveSizing } from './plant-definition.ts';

/** So near 1 that the exact laws hold to their last part in ten million of pressure. */
export const DEFAULT_LAMINAR_RATIO = 1 - 1e-7;

const ANR_TEMPERATURE_K = 293.15;
const ANR_DENSITY_KG_PER_M3 = 1.185;
/** Dry air, U.S. Standard Atmosphere 1976: 8.31432 / 0.0289644. */
const AIR_GAS_CONSTANT_J_PER_KG_K = 287.053;
/** 31.6 kg/h per (m³/h)·√(bar·kg/m³), in kg/s per (m³/h)·√(Pa·kg/m³). */
const N6_SI = 31.6 / 3600 / Math.sqrt(1e5);
const KV_GAMMA_REFERENCE = 1.4;
/** Below the critical ratio of every gas: that of γ = 5/3 is 0.487, and no gas has a larger γ. */
const SURELY_CHOKED = 0.48;

/** Which flow function; small integers because the plant keeps one per valve in an array. */
export const FLOW_LAW = { nozzle: 0, iso6358: 1, kv: 2 } as const;
export type FlowLaw = (typeof FLOW_LAW)[keyof typeof FLOW_LAW];

export interface FlowElement {
  readonly law: FlowLaw;
  /** A above, m². */
  readonly areaM2: number;
  /** Critical ratio b, or xT; unused by the nozzle. */
  readonly parameter: number;
  /** 1 − laminar ratio: the relative pressure drop below which φ is linear. */
  readonly laminarDrop: number;
}

/** Turns a sizing into the common form. */
export function flowElement(sizing: ValveSizing, laminarRatio: number): FlowElement {
  const laminarDrop = 1 - laminarRatio;
  switch (sizing.kind) {
    case 'area': {
      const areaM2 = sizing.areaM2 * sizing.dischargeCoefficient;
      return { law: FLOW_LAW.nozzle, areaM2, parameter: 0, laminarDrop };
    }
    case 'iso6358':
      return {
        law: FLOW_LAW.iso6358,
        areaM2:
          sizing.sonicConductanceM3PerSPa *
          ANR_DENSITY_KG_PER_M3 *
          Math.sqrt(AIR_GAS_CONSTANT_J_PER_KG_K * ANR_TEMPERATURE_K),
        parameter: sizing.criticalRatio,
        laminarDrop,
      };
    case 'kv':
      return { law: FLOW_LAW.kv, areaM2: sizing.kvM3PerH * N6_SI, parameter: sizing.xt, laminarDrop };
  }
}

/** Critical pressure ratio of the nozzle. */
export function criticalRatio(gamma: number): number {
  return (2 / (gamma + 1)) ** (gamma / (gamma - 1));
}

/** φ(r, γ) of a law without the linear part; r in 0 … 1. */
export function flowFunction(law: number, parameter: number, gamma: number, ratio: number): number {
  if (law === FLOW_LAW.nozzle) return nozzle(gamma, ratio);
  if (law === FLOW_LAW.iso6358) {
    if (ratio <= parameter) return 1;
    const beyond = (ratio - parameter) / (1 - parameter);
    return Math.sqrt(1 - beyond * beyond);
  }
  const limit = (gamma / KV_GAMMA_REFERENCE) * parameter;
  const drop = Math.min(1 - ratio, limit);
  return (1 - drop / (3 * limit)) * Math.sqrt(drop);
}

function nozzle(gamma: number, ratio: number): number {
  // With y = r^((γ−1)/γ), the temperature ratio, φ² = 2γ/(γ−1)·(r/y)²·(1−y), and the throat is sonic at
  // y = 2/(γ+1): one power for subsonic flow, and none to find out which it is.
  const sonic = 2 / (gamma + 1);
  const y = ratio < SURELY_CHOKED ? 0 : ratio ** ((gamma - 1) / gamma);
  if (y <= sonic) return Math.sqrt(gamma * sonic) * sonic ** (1 / (gamma - 1));
  return (ratio / y) * Math.sqrt(((2 * gamma) / (gamma - 1)) * (1 - y));
}

/**
 * φ divided by the relative pressure drop 1 − r, with the linear part, and so finite at no drop: the conductance
 * |ṁ|/|Δp| is A/√(Rₛ T₁) times this. The drop is asked for instead of r because it keeps its digits near r = 1.
 */
function flowSlope(element: FlowElement, gamma: number, drop: number): number {
  const beyondBand = Math.max(drop, element.laminarDrop);
  return flowFunction(element.law, element.parameter, gamma, 1 - beyondBand) / beyondBand;
}

export interface Upstream {
  readonly pressurePa: number;
  readonly temperatureK: number;
  readonly gasConstantJPerKgK: number;
  readonly gamma: number;
}

/** |ṁ|/|Δp| of a fully open element, kg/(s·Pa); the downstream pressure is not above the upstream one. */
export function conductanceKgPerSPa(element: FlowElement, upstream: Upstream, downstreamPa: number): number {
  const drop = (upstream.pressurePa - downstreamPa) / upstream.pressurePa;
  return (
    (element.areaM2 * flowSlope(element, upstream.gamma, drop)) /
    Math.sqrt(upstream.gasConstantJPerKgK * upstream.temperatureK)
  );
}

/** Mass flow of a fully open element, kg/s ≥ 0; the downstream pressure is not above the upstream one. */
export function massFlowKgPerS(element: FlowElement, upstream: Upstream, downstreamPa: number): number {
  return conductanceKgPerSPa(element, upstream, downstreamPa) * (upstream.pressurePa - downstreamPa);
}
