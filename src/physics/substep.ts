/**
 * How long the next substep may be. Every coupling has a rate λ = 1/τ:
 *
 *   orifice to a chamber     λ = (|ṁ|/|Δp|)·γ Rₛ T / V       pressure of the chamber towards the other side
 *   relief valve             λ = (ṁ/(p_full − p_set))·γ Rₛ T / V,  ṁ ≤ A p/√(Rₛ T) as if it were fully open
 *   wall to the gas          λ = hA / (n cv)
 *   wall to both its sides   λ = (hA + UA) / C
 *   heat load, cooler        λ = Q / (n cv T)
 *   injector, discharge      λ = ṁ cp T / (n cv T_gas),  T the higher of that coming in and T_gas
 *   machine                  λ = V̇ γ/V at the suction, and with the slope of its delivery near the greatest ratio
 *
 * Two demands: stability, Σλ·h ≤ 1 (classical Runge-Kutta is stable to 2.78, and by Gershgorin's theorem no
 * eigenvalue of the coupled chambers exceeds twice the largest Σλ); and accuracy, Σλw·h ≤ 0.1, where w tells how
 * far a coupling can move the state at all: a substep of λh leaves an error of about (λh)⁵ of the difference that
 * drives it, so couplings near equilibrium, with their steep slope, need not be resolved, only kept stable.
 */
import { coolerHeatW } from './cooler.ts';
import { FULL_DELIVERY_UNTIL } from './machine.ts';
import type { Network } from './network.ts';
import type { PlantState } from './plant-state.ts';

const ACCURACY = 10;
/** Of the reseat pressure: no substep raises a pressure so far that one begun below this ends with a lift. */
const RELIEF_NEAR = 0.8;

/** Of a machine's greatest pressure ratio: no substep begun below this ends where the delivery falls. */
const FALLING_NEAR = 0.75;

/** Scratch and answer of the search; reused. */
export interface Pace {
  readonly stabilityPerS: Float64Array;
  readonly accuracyPerS: Float64Array;
  /** Chamber with the fastest rate. */
  chamber: number;
}

export function newPace(network: Network): Pace {
  return {
    stabilityPerS: new Float64Array(network.chamberCount),
    accuracyPerS: new Float64Array(network.chamberCount),
    chamber: 0,
  };
}

/** 1/h of the longest substep that both demands allow, 1/s; 0 when nothing moves. */
export function requiredRatePerS(pace: Pace, network: Network, state: PlantState): number {
  pace.stabilityPerS.fill(0);
  pace.accuracyPerS.fill(0);
  addOrifices(pace, network, state);
  addReliefs(pace, network, state);
  addWalls(pace, network, state);
  addLoads(pace, network, state);
  addInjectors(pace, network, state);
  addMachines(pace, network, state);
  let fastest = 0;
  for (let c = 0; c < network.chamberCount; c++) {
    const stability = pace.stabilityPerS[c] as number;
    const accuracy = ACCURACY * (pace.accuracyPerS[c] as number);
    const rate = Math.max(stability, accuracy);
    if (rate > fastest) {
      fastest = rate;
      pace.chamber = c;
    }
  }
  return fastest;
}

function addOrifices(pace: Pace, network: Network, state: PlantState): void {
  const { from, to } = network.streams;
  const { pressurePa, gamma, gasConstantJPerKgK, temperatureK } = state.nodes;
  for (let v = 0; v < state.conductanceKgPerSPa.length; v++) {
    const conductance = state.conductanceKgPerSPa[v] as number;
    if (conductance === 0) continue;
    const a = from[v] as number;
    const b = to[v] as number;
    const up = (pressurePa[a] as number) >= (pressurePa[b] as number) ? a : b;
    const down = up === a ? b : a;
    const upSquare =
      (gamma[up] as number) * (gasConstantJPerKgK[up] as number) * (temperatureK[up] as number);
    const downSquare =
      (gamma[down] as number) * (gasConstantJPerKgK[down] as number) * (temperatureK[down] as number);
    // The conductance goes with 1/√(Rₛ T) upstream: with this mean, λ also covers the flow turning round.
    const square = downSquare > upSquare ? Math.sqrt(upSquare * downSquare) : upSquare;
    const stiffness = conductance * square;
    const upPa = pressurePa[up] as number;
    const downPa = pressurePa[down] as number;
    const drop = (upPa - downPa) / upPa;
    const weight = fourthRoot(drop);
    addRate(pace, network, up, stiffness, weight);
    // A chamber that is being filled from far above grows by Δp/p of itself per time constant.
    const growth = (upPa - downPa) / downPa;
    addRate(pace, network, down, stiffness, Math.max(growth, weight));
  }
}

function addReliefs(pace: Pace, network: Network, state: PlantState): void {
  const { firstStream, pressures } = network.reliefs;
  const { pressurePa, gamma, gasConstantJPerKgK, temperatureK } = state.nodes;
  for (let r = 0; r < pressures.length; r++) {
    const v = firstStream + r;
    const up = network.streams.from[v] as number;
    const down = network.streams.to[v] as number;
    const { setPressurePa, fullOpenPressurePa, reseatPressurePa } = pressures[
      r
    ] as (typeof pressures)[number];
    const upPa = pressurePa[up] as number;
    if (upPa < RELIEF_NEAR * reseatPressurePa) continue;
    const square = (gasConstantJPerKgK[up] as number) * (temperatureK[up] as number);
    const { areaM2 } = network.orifices.elements[v] as { areaM2: number };
    const slope = (areaM2 * upPa) / (fullOpenPressurePa - setPressurePa) / Math.sqrt(square);
    const lift = state.openingRatio[v] as number;
    const weight = lift > 0 && lift < 1 ? 1 : 0;
    addRate(pace, network, up, slope * (gamma[up] as number) * square, weight);
    addRate(pace, network, down, slope * (gamma[up] as number) * square, weight);
  }
}

function addRate(pace: Pace, network: Network, node: number, stiffness: number, weight: number): void {
  if (node >= network.chamberCount) return;
  raise(pace, node, stiffness / (network.volumeM3[node] as number), weight);
}

function addWalls(pace: Pace, network: Network, state: PlantState): void {
  const { walls } = network;
  for (let w = 0; w < walls.chamber.length; w++) {
    const c = walls.chamber[w] as number;
    const gasSide = walls.gasConductanceWPerK[w] as number;
    const gasK = state.nodes.temperatureK[c] as number;
    const apart = Math.abs((state.wallTemperatureK[w] as number) / gasK - 1);
    raise(pace, c, gasSide / (state.nodes.heatCapacityJPerK[c] as number), fourthRoot(apart));
    const bothSides = gasSide + (walls.ambientConductanceWPerK[w] as number);
    raise(pace, c, bothSides / (walls.heatCapacityJPerK[w] as number), 1);
  }
}

function addLoads(pace: Pace, network: Network, state: PlantState): void {
  const { loads, coolers } = network;
  for (let i = 0; i < loads.chamber.length; i++) {
    const c = loads.chamber[i] as number;
    const power = (state.inputs.powerW[i] as number) * (state.inputs.enabled[i] as number);
    raise(pace, c, power / inventoryJ(state, c), 1);
  }
  for (let i = 0; i < coolers.chamber.length; i++) {
    const c = coolers.chamber[i] as number;
    raise(pace, c, coolerHeatW(network, state, i) / inventoryJ(state, c), 1);
  }
}

/** n cv T of a chamber's gas. */
function inventoryJ(state: PlantState, c: number): number {
  return (state.nodes.heatCapacityJPerK[c] as number) * (state.nodes.temperatureK[c] as number);
}

function addInjectors(pace: Pace, network: Network, state: PlantState): void {
  const { firstNode, chamber } = network.injectors;
  for (let i = 0; i < chamber.length; i++) {
    const source = firstNode + i;
    const massFlow = state.inputs.injectionKgPerS[i] as number;
    addInflow(pace, network, state, {
      source,
      sink: chamber[i] as number,
      massFlow,
      temperatureK: state.nodes.temperatureK[source] as number,
    });
  }
}

interface Inflow {
  readonly source: number;
  readonly sink: number;
  readonly massFlow: number;
  readonly temperatureK: number;
}

function addInflow(pace: Pace, network: Network, state: PlantState, inflow: Inflow): void {
  const { source, sink, massFlow } = inflow;
  if (massFlow === 0 || sink >= network.chamberCount) return;
  const { temperatureK, gamma, gasConstantJPerKgK, heatCapacityJPerK } = state.nodes;
  const gammaIn = gamma[source] as number;
  const cpJPerKgK = ((gasConstantJPerKgK[source] as number) * gammaIn) / (gammaIn - 1);
  const hotter = Math.max(inflow.temperatureK / (temperatureK[sink] as number), 1);
  raise(pace, sink, (massFlow * cpJPerKgK * hotter) / (heatCapacityJPerK[sink] as number), 1);
}

function addMachines(pace: Pace, network: Network, state: PlantState): void {
  const { firstStream, fullSpeedM3PerS, maxPressureRatio } = network.machines;
  const { pressurePa, temperatureK, gamma } = state.nodes;
  for (let m = 0; m < fullSpeedM3PerS.length; m++) {
    const stream = firstStream + m;
    const volumeFlow = (fullSpeedM3PerS[m] as number) * (state.inputs.speed[m] as number);
    if (volumeFlow === 0) continue;
    const up = network.streams.from[stream] as number;
    const down = network.streams.to[stream] as number;
    const massFlow = state.massFlowKgPerS[stream] as number;
    const outK = state.dischargeK[m] as number;
    addInflow(pace, network, state, { source: up, sink: down, massFlow, temperatureK: outK });
    const ratio = (pressurePa[down] as number) / (pressurePa[up] as number);
    const limit = maxPressureRatio[m] as number;
    const isNearLimit = ratio > FALLING_NEAR * limit;
    const slope = isNearLimit ? 1 / (1 - FULL_DELIVERY_UNTIL) : 0;
    const stiffness = volumeFlow * (gamma[up] as number);
    addRate(pace, network, up, stiffness * (1 + slope), massFlow === 0 ? 0 : 1);
    const hotter = outK / (temperatureK[up] as number);
    addRate(pace, network, down, (stiffness * slope * hotter) / limit, massFlow === 0 ? 0 : 1);
  }
}

function raise(pace: Pace, c: number, ratePerS: number, weight: number): void {
  pace.stabilityPerS[c] = (pace.stabilityPerS[c] as number) + ratePerS;
  pace.accuracyPerS[c] = (pace.accuracyPerS[c] as number) + ratePerS * weight;
}

function fourthRoot(x: number): number {
  return Math.sqrt(Math.sqrt(x));
}
