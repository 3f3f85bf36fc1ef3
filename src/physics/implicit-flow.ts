/**
 * Flows at the end of an implicit step of length h. A chamber's pressure answers to what comes and goes by
 *
 *   V (1 + W)/(γ + W)·p' + h Σ_out ṁ' RT_up − h Σ_in ṁ' RT_up = V (p (1 + W T₀/T) + h (γ − 1) Q/V)/(γ + W)
 *
 * with W = h K/(n cv), the flows ṁ' = g Δp' + σ p'_up of all openings, heat K (T₀ − T') of its wall, RT in J/kg, and
 * every other flow and power Q as it is at the start. This is exact for ideal gases of one γ without quick walls; what
 * it misses otherwise is added to the right-hand side, and the system solved again. What leaves one chamber
 * comes to another: the columns of the matrix hold V (1 + W)/(γ + W) more in the diagonal than elsewhere, so that there
 * is a solution for every h, and p' > 0 where the right-hand side is; what is taken away by force is therefore taken in
 * proportion to p'. The linearisation decides how far ahead the step looks, not what it conserves.
 */

import { flowElasticity, laminarSlope } from './flow-tangent.ts';
import type { ImplicitSystem } from './implicit-system.ts';
import { addTie, clearMatrix } from './implicit-system.ts';
import type { NodeArrays } from './layout.ts';
import type { PlantState } from './plant-state.ts';
import { factor, solveTransposed } from './solver/sparse-lu.ts';

/** Flows the other way than pressures at the end by more than rounding: the step is too long. */
const ROUNDING = 1e-12;
/** Each halves at least what temperatures within a factor of one and a half of each other leave. */
const CORRECTIONS = 3;

/** Replaces the flows of all openings by those at the end of the step; false when the step is too long. */
export function solveFlows(system: ImplicitSystem, state: PlantState, h: number): boolean {
  const { size } = state.memory;
  for (let v = 0; v < size.orifices; v++) linearise(system, state, v);
  // Check valves that would let gas back are shut one after the other, and none opens again.
  for (let round = 0; round <= size.orifices; round++) {
    if (!solvePressures(system, state, h)) return false;
    const outcome = setFlows(system, state);
    if (outcome === 'contrary') return false;
    if (outcome === 'sound') return correctTemperatures(system, state, h);
  }
  return false;
}

/**
 * Repeats the solution with what arrives at the temperature and γ of its chamber, or the wall: in V p/(γ + W) a kilogram
 * then counts R [T + (T_up − T) γκ/κ_up/(γ + W)], κ = (γ − 1)/γ, and not RT_up.
 */
function correctTemperatures(system: ImplicitSystem, state: PlantState, h: number): boolean {
  const { matrix, unknown, chambers, orifices, base } = system;
  const { nodes, streams, size } = state.memory;
  for (let sweep = 0; sweep < CORRECTIONS; sweep++) {
    unknown.set(base);
    for (let v = 0; v < size.orifices; v++) {
      const down = orifices.down[v] as number;
      const massFlow = Math.abs(streams.massFlowKgPerS[v] as number);
      if (down >= unknown.length || massFlow === 0) continue;
      const up = orifices.up[v] as number;
      const upK = nodes.temperatureK[up] as number;
      const downK = nodes.temperatureK[down] as number;
      const gamma = 1 / (1 - (nodes.kappa[down] as number));
      const kept =
        (gamma * (nodes.kappa[down] as number)) /
        ((nodes.kappa[up] as number) * (gamma + (chambers.wallShare[down] as number)));
      const changeK = (downK - upK) * (1 - kept);
      unknown[down] = (unknown[down] as number) + (h * massFlow * specificJPerKg(nodes, up) * changeK) / upK;
    }
    if (!unknown.every((value) => value > 0)) return true;
    solveTransposed(matrix, unknown);
    chambers.pressurePa.set(unknown);
    const outcome = setFlows(system, state);
    if (outcome !== 'sound') return false;
  }
  return true;
}

function linearise({ orifices: terms }: ImplicitSystem, { memory }: PlantState, v: number): void {
  const { orifices, nodes, streams } = memory;
  const from = streams.from[v] as number;
  const to = streams.to[v] as number;
  const fromPa = nodes.pressurePa[from] as number;
  const toPa = nodes.pressurePa[to] as number;
  const forward = fromPa >= toPa;
  const up = forward ? from : to;
  terms.up[v] = up;
  terms.down[v] = forward ? to : from;
  terms.slope[v] = 0;
  terms.share[v] = 0;
  const areaM2 = orifices.openAreaM2[v] as number;
  if (areaM2 === 0 || (!forward && orifices.check[v] === 1)) return;
  const highPa = forward ? fromPa : toPa;
  const dropPa = Math.abs(fromPa - toPa);
  const massFlow = Math.abs(streams.massFlowKgPerS[v] as number);
  const law = orifices.law[v] as number;
  const parameter = orifices.parameter[v] as number;
  const kappa = nodes.kappa[up] as number;
  const band = orifices.laminarDrop[v] as number;
  if (massFlow === 0) {
    const flux = nodes.massFlux[up] as number;
    terms.slope[v] = (areaM2 * flux * laminarSlope(law, parameter, kappa, band)) / highPa;
    return;
  }
  const elasticity = dropPa / highPa < band ? 1 : flowElasticity(law, parameter, kappa, dropPa / highPa);
  terms.slope[v] = (elasticity * massFlow) / dropPa;
  terms.share[v] = ((1 - elasticity) * massFlow) / highPa;
}

function solvePressures(system: ImplicitSystem, state: PlantState, h: number): boolean {
  const { chambers, unknown } = system;
  clearMatrix(system);
  unknown.fill(0);
  for (let v = 0; v < state.memory.size.orifices; v++) tieOrifice(system, state, v, h);
  addOtherStreams(system, state, h);
  for (let c = 0; c < unknown.length; c++) closeRow(system, state, c, h);
  if (!factor(system.matrix)) return false;
  system.base.set(unknown);
  solveTransposed(system.matrix, unknown);
  chambers.pressurePa.set(unknown);
  return true;
}

function tieOrifice(system: ImplicitSystem, { network, memory }: PlantState, v: number, h: number): void {
  const { orifices, unknown } = system;
  const up = orifices.up[v] as number;
  const down = orifices.down[v] as number;
  const isForward = up === memory.streams.from[v];
  const weight = h * specificJPerKg(memory.nodes, up);
  const slope = weight * (orifices.slope[v] as number);
  const whole = slope + weight * (orifices.share[v] as number);
  const { pressurePa } = memory.nodes;
  if (up < network.chamberCount) addTie(system, v, up, whole, isForward);
  else unknown[down] = (unknown[down] ?? 0) + whole * (pressurePa[up] as number);
  if (down < network.chamberCount) addTie(system, v, down, slope, !isForward);
  else if (up < network.chamberCount) {
    unknown[up] = (unknown[up] as number) + slope * (pressurePa[down] as number);
  }
}

/** RT of a node's gas by √(p ρ), J/kg. */
function specificJPerKg({ pressurePa, massFlux }: NodeArrays, node: number): number {
  const ratio = (pressurePa[node] as number) / (massFlux[node] as number);
  return ratio * ratio;
}

/** Streams that are no orifices, as they are at the start. */
function addOtherStreams({ unknown }: ImplicitSystem, { memory }: PlantState, h: number): void {
  const { from, to, massFlowKgPerS } = memory.streams;
  for (let s = memory.size.orifices; s < memory.size.streams; s++) {
    const massFlow = massFlowKgPerS[s] as number;
    const source = from[s] as number;
    const sink = to[s] as number;
    const workJ = h * massFlow * specificJPerKg(memory.nodes, massFlow > 0 ? source : sink);
    if (source < unknown.length) unknown[source] = (unknown[source] as number) - workJ;
    if (sink < unknown.length) unknown[sink] = (unknown[sink] as number) + workJ;
  }
}

/** Adds what a chamber holds; what the start takes away from it goes to the diagonal. */
function closeRow(
  { chambers, matrix, unknown }: ImplicitSystem,
  { memory }: PlantState,
  c: number,
  h: number,
): void {
  const pressurePa = memory.nodes.pressurePa[c] as number;
  const temperatureK = memory.nodes.temperatureK[c] as number;
  const gamma = 1 / (1 - (memory.nodes.kappa[c] as number));
  const volumeM3 = memory.chambers.volumeM3[c] as number;
  const heldJPerK = (pressurePa * volumeM3) / (temperatureK * (gamma - 1));
  const wall = chambers.isWet[c] === 1 ? 0 : (h * (chambers.wallWPerK[c] as number)) / heldJPerK;
  chambers.wallShare[c] = wall;
  const size = volumeM3 / (gamma + wall);
  const givenJ = (unknown[c] as number) + (h * (gamma - 1) * (chambers.powerW[c] as number)) / (gamma + wall);
  const wallPa = (pressurePa * wall * (chambers.wallK[c] as number)) / temperatureK;
  matrix.excess[c] = (matrix.excess[c] as number) + size * (1 + wall) - Math.min(givenJ, 0) / pressurePa;
  unknown[c] = size * (pressurePa + wallPa) + Math.max(givenJ, 0);
}

function setFlows(system: ImplicitSystem, { network, memory }: PlantState): 'sound' | 'shut' | 'contrary' {
  const { orifices, chambers } = system;
  const { streams, nodes } = memory;
  const at = (node: number): number =>
    (node < network.chamberCount ? chambers.pressurePa[node] : nodes.pressurePa[node]) as number;
  let outcome: 'sound' | 'shut' | 'contrary' = 'sound';
  for (let v = 0; v < memory.size.orifices; v++) {
    const up = orifices.up[v] as number;
    const upPa = at(up);
    const dropPa = upPa - at(orifices.down[v] as number);
    const massFlow = (orifices.slope[v] as number) * dropPa + (orifices.share[v] as number) * upPa;
    const signed = up === streams.from[v] ? massFlow : -massFlow;
    streams.massFlowKgPerS[v] = signed;
    if (signed < 0 && memory.orifices.check[v] === 1) {
      orifices.slope[v] = 0;
      orifices.share[v] = 0;
      outcome = 'shut';
    } else if (massFlow > 0 && dropPa < -ROUNDING * upPa && outcome === 'sound') outcome = 'contrary';
  }
  return outcome;
}
