/**
 * Time derivative of the state. Each valve's flow is computed once and booked at both ends with opposite sign:
 *
 *   dnₖ/dt = Σ ±ṁ·(amount per kg upstream),   dU/dt = Σ ±ṁ·h(upstream) + Q,   dE_wall/dt = −Q_gas − Q_ambient
 *
 * with Q_gas = hA (T_wall − T_gas) and Q_ambient = UA (T_wall − T_ambient). A machine's shaft power goes on with its
 * gas, and so to U of the chamber behind it. Kinetic energy is not carried: a
 * chamber is large against its valves.
 */
import { coolerHeatW } from './cooler.ts';
import { flowSlope } from './flow.ts';
import { updateMachines } from './machine.ts';
import type { Network } from './network.ts';
import type { PlantState } from './plant-state.ts';
import { updateLifts } from './relief.ts';

/**
 * Relative pressure difference below which pressures are equal. Temperature comes from energy with a few roundings
 * of error, some 1e-15 in pressure; flows that follow this noise would turn round at every stage and carry traces
 * to and fro that are less than nothing.
 */
const EQUAL_PRESSURE = 1e-13;

/** Something that fills `rate` with the derivative of the state, from properties that are up to date. */
export type RateFunction = (network: Network, state: PlantState, rate: Float64Array) => void;

/** The plant's own derivative; also refreshes mass flows, conductances and chamber heats. */
export function updateRates(network: Network, state: PlantState, rate: Float64Array): void {
  updateLifts(network, state);
  updateFlows(network, state);
  updateInjections(network, state);
  updateMachines(network, state);
  updateHeats(network, state);
  rate.fill(0);
  addFlows(network, state, rate);
  addShaftPower(network, state, rate);
  addHeats(network, state, rate);
}

/** Mass flow and conductance of every orifice. */
export function updateFlows(network: Network, state: PlantState): void {
  const { from, to } = network.streams;
  const { elements, checks } = network.orifices;
  const { temperatureK, pressurePa, gamma, gasConstantJPerKgK } = state.nodes;
  for (let v = 0; v < elements.length; v++) {
    const opening = state.openingRatio[v] as number;
    const fromPa = pressurePa[from[v] as number] as number;
    const toPa = pressurePa[to[v] as number] as number;
    const forward = fromPa >= toPa;
    if (opening === 0) {
      state.massFlowKgPerS[v] = 0;
      state.conductanceKgPerSPa[v] = 0;
      continue;
    }
    const up = (forward ? from[v] : to[v]) as number;
    const element = elements[v] as (typeof elements)[number];
    const drop = forward ? (fromPa - toPa) / fromPa : (toPa - fromPa) / toPa;
    const conductance =
      (opening * element.areaM2 * flowSlope(element, gamma[up] as number, drop)) /
      Math.sqrt((gasConstantJPerKgK[up] as number) * (temperatureK[up] as number));
    state.conductanceKgPerSPa[v] = conductance;
    const flows = drop > EQUAL_PRESSURE && (forward || checks[v] !== true);
    state.massFlowKgPerS[v] = flows ? conductance * (fromPa - toPa) : 0;
  }
}

/** Injected gas comes at its mass flow and, so that nothing is throttled, at the pressure of its chamber. */
function updateInjections(network: Network, state: PlantState): void {
  const { firstStream, firstNode, chamber } = network.injectors;
  const { pressurePa } = state.nodes;
  for (let i = 0; i < chamber.length; i++) {
    state.massFlowKgPerS[firstStream + i] = state.inputs.injectionKgPerS[i] as number;
    pressurePa[firstNode + i] = pressurePa[chamber[i] as number] as number;
  }
}

/** Heat to the gas of every chamber. */
export function updateHeats(network: Network, state: PlantState): void {
  const { walls, loads, coolers } = network;
  const { heatW, inputs } = state;
  heatW.fill(0);
  for (let w = 0; w < walls.chamber.length; w++) {
    heatW[walls.chamber[w] as number] = wallToGasW(network, state, w);
  }
  for (let i = 0; i < loads.chamber.length; i++) {
    const c = loads.chamber[i] as number;
    heatW[c] = (heatW[c] as number) + (inputs.powerW[i] as number) * (inputs.enabled[i] as number);
  }
  for (let i = 0; i < coolers.chamber.length; i++) {
    const c = coolers.chamber[i] as number;
    heatW[c] = (heatW[c] as number) - coolerHeatW(network, state, i);
  }
}

function wallToGasW(network: Network, state: PlantState, w: number): number {
  const { walls } = network;
  const gasK = state.nodes.temperatureK[walls.chamber[w] as number] as number;
  return (walls.gasConductanceWPerK[w] as number) * ((state.wallTemperatureK[w] as number) - gasK);
}

function addFlows(network: Network, state: PlantState, rate: Float64Array): void {
  const { from, to } = network.streams;
  const { amountMolPerKg, enthalpyJPerKg } = state.nodes;
  const speciesCount = network.species.length;
  const stride = speciesCount + 1;
  for (let v = 0; v < from.length; v++) {
    const massFlow = state.massFlowKgPerS[v] as number;
    if (massFlow === 0) continue;
    const source = from[v] as number;
    const sink = to[v] as number;
    const up = massFlow > 0 ? source : sink;
    const fromBase = source < network.chamberCount ? source * stride : -1;
    const toBase = sink < network.chamberCount ? sink * stride : -1;
    for (let k = 0; k < stride; k++) {
      const perKg = (k < speciesCount ? amountMolPerKg[up * speciesCount + k] : enthalpyJPerKg[up]) as number;
      const flow = massFlow * perKg;
      if (fromBase >= 0) rate[fromBase + k] = (rate[fromBase + k] as number) - flow;
      if (toBase >= 0) rate[toBase + k] = (rate[toBase + k] as number) + flow;
    }
  }
}

function addShaftPower(network: Network, state: PlantState, rate: Float64Array): void {
  const { firstStream } = network.machines;
  const speciesCount = network.species.length;
  for (let m = 0; m < state.shaftPowerW.length; m++) {
    const sink = network.streams.to[firstStream + m] as number;
    if (sink >= network.chamberCount) continue;
    const energy = sink * (speciesCount + 1) + speciesCount;
    rate[energy] = (rate[energy] as number) + (state.shaftPowerW[m] as number);
  }
}

function addHeats(network: Network, state: PlantState, rate: Float64Array): void {
  const { walls, wallOffset, species, chamberCount } = network;
  const ambientK = state.nodes.temperatureK[network.ambientNode] as number;
  const stride = species.length + 1;
  for (let c = 0; c < chamberCount; c++) {
    const energy = c * stride + species.length;
    rate[energy] = (rate[energy] as number) + (state.heatW[c] as number);
  }
  for (let w = 0; w < walls.chamber.length; w++) {
    const excessK = (state.wallTemperatureK[w] as number) - ambientK;
    rate[wallOffset + w] =
      -wallToGasW(network, state, w) - (walls.ambientConductanceWPerK[w] as number) * excessK;
  }
}
