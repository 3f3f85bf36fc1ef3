/**
 * The mutable truth of a plant, in flat arrays. The *state* is amounts and internal energy of every chamber and the
 * energy of every wall; everything else follows from it and from the inputs.
 *
 * Layout of a state vector with K species: chamber c has its amounts (mol) at c·(K+1) … and its internal energy (J)
 * right behind them; the wall energies (J, zero at 0 K) follow all chambers.
 */
import {
  enthalpyJ,
  heatCapacityRatio,
  internalEnergyJ,
  massKg,
  molesOf,
  specificGasConstantJPerKgK,
} from './gas.ts';
import { heatCapacityOverR } from './nasa7.ts';
import type { Network } from './network.ts';
import { allBoundaries, allMachines, allOrifices } from './network.ts';
import type { Composition } from './species.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from './species.ts';
import type { MixtureWork } from './temperature.ts';
import { mixtureWork, temperatureFromEnergy } from './temperature.ts';

export interface PlantState {
  /** Amounts, energies, wall energies at the end of the last accepted substep. */
  readonly vector: Float64Array;
  readonly inputs: PlantInputs;
  readonly nodes: NodeProperties;
  readonly wallTemperatureK: Float64Array;
  /** 0 … 1 of each orifice: as set for a valve, 1 where nothing moves, the lift of a relief valve. */
  readonly openingRatio: Float64Array;
  /** Of each relief valve, its lift at the end of the last accepted substep. */
  readonly heldLift: Float64Array;
  /** Of each stream, kg/s, positive from `from` to `to`. */
  readonly massFlowKgPerS: Float64Array;
  /** Of each orifice as it stands open, kg/(s·Pa); that of a shut check valve counts as if it were open. */
  readonly conductanceKgPerSPa: Float64Array;
  /** Of each machine, the temperature at which it delivers, K. */
  readonly dischargeK: Float64Array;
  /** Of each machine, W. */
  readonly shaftPowerW: Float64Array;
  /** Net heat to the gas of each chamber from wall, loads and coolers, W. */
  readonly heatW: Float64Array;
  readonly work: MixtureWork;
}

/** What the outside sets. */
export interface PlantInputs {
  /** Of each injector, kg/s. */
  readonly injectionKgPerS: Float64Array;
  /** Of each heat load, W. */
  readonly powerW: Float64Array;
  /** Of each heat load, 0 or 1. */
  readonly enabled: Float64Array;
  /** Of each cooler, 0 … 1. */
  readonly demand: Float64Array;
  /** Of each machine, 0 … 1. */
  readonly speed: Float64Array;
}

/** Intensive properties of every node: chambers, boundaries, injectors. */
export interface NodeProperties {
  readonly temperatureK: Float64Array;
  readonly pressurePa: Float64Array;
  readonly gamma: Float64Array;
  readonly gasConstantJPerKgK: Float64Array;
  readonly enthalpyJPerKg: Float64Array;
  /** Node n has its species at n·K … */
  readonly amountMolPerKg: Float64Array;
  /** Chambers only. */
  readonly massKg: Float64Array;
  /** n·cv of the gas, J/K; chambers only. */
  readonly heatCapacityJPerK: Float64Array;
}

/** State at the start, as the definition says. */
export function initialState(network: Network): PlantState {
  const { definition, chamberCount, nodeIds, species } = network;
  const nodeCount = nodeIds.length;
  const perNode = (): Float64Array => new Float64Array(nodeCount);
  const perChamber = (): Float64Array => new Float64Array(chamberCount);
  const state: PlantState = {
    vector: initialVector(network),
    inputs: {
      injectionKgPerS: Float64Array.from(definition.injectors, ({ massFlowKgPerS }) => massFlowKgPerS),
      powerW: Float64Array.from(definition.heatLoads, (load) => load.powerW),
      enabled: new Float64Array(definition.heatLoads.length).fill(1),
      demand: Float64Array.from(definition.coolers, ({ demand }) => demand),
      speed: Float64Array.from(allMachines(definition), ({ speed }) => speed),
    },
    nodes: {
      temperatureK: perNode(),
      pressurePa: perNode(),
      gamma: perNode(),
      gasConstantJPerKgK: perNode(),
      enthalpyJPerKg: perNode(),
      amountMolPerKg: new Float64Array(nodeCount * species.length),
      massKg: perChamber(),
      heatCapacityJPerK: perChamber(),
    },
    wallTemperatureK: new Float64Array(network.walls.chamber.length),
    openingRatio: Float64Array.from(allOrifices(definition), ({ position }) => position),
    heldLift: new Float64Array(definition.reliefValves.length),
    massFlowKgPerS: new Float64Array(network.streams.from.length),
    conductanceKgPerSPa: new Float64Array(network.orifices.elements.length),
    dischargeK: new Float64Array(allMachines(definition).length),
    shaftPowerW: new Float64Array(allMachines(definition).length),
    heatW: perChamber(),
    work: mixtureWork(),
  };
  definition.chambers.forEach((chamber, c) => {
    state.nodes.temperatureK[c] = chamber.temperatureK;
  });
  allBoundaries(definition).forEach((boundary, b) => {
    setBoundary(network, state, chamberCount + b, boundary);
  });
  definition.injectors.forEach((injector, i) => {
    const pressurePa = definition.chambers[network.injectors.chamber[i] ?? -1]?.pressurePa ?? Number.NaN;
    setBoundary(network, state, network.injectors.firstNode + i, { ...injector, pressurePa });
  });
  return state;
}

function initialVector(network: Network): Float64Array {
  const { definition, species, walls, wallOffset } = network;
  const vector = new Float64Array(network.stateSize);
  const stride = species.length + 1;
  definition.chambers.forEach((chamber, c) => {
    const totalMol = (chamber.pressurePa * chamber.volumeM3) / (MOLAR_GAS_CONSTANT * chamber.temperatureK);
    const moles = molesOf(chamber.gas, totalMol);
    species.forEach((name, k) => {
      vector[c * stride + k] = moles[SPECIES.indexOf(name)] ?? 0;
    });
    vector[c * stride + species.length] = internalEnergyJ(moles, chamber.temperatureK);
  });
  walls.chamber.forEach((chamber, w) => {
    const startK = definition.chambers[chamber]?.wall?.temperatureK ?? Number.NaN;
    vector[wallOffset + w] = (walls.heatCapacityJPerK[w] ?? 0) * startK;
  });
  return vector;
}

/** Pressure, temperature and gas of a boundary's or injector's node. */
export function setBoundary(
  network: Network,
  state: PlantState,
  node: number,
  boundary: { readonly pressurePa: number; readonly temperatureK: number; readonly gas: Composition },
): void {
  const { nodes } = state;
  const { temperatureK, pressurePa, gas } = boundary;
  const moles = molesOf(gas, 1);
  const mass = massKg(moles);
  network.species.forEach((name, k) => {
    nodes.amountMolPerKg[node * network.species.length + k] = (gas[name] ?? 0) / mass;
  });
  nodes.gamma[node] = heatCapacityRatio(moles, temperatureK);
  nodes.gasConstantJPerKgK[node] = specificGasConstantJPerKgK(moles);
  nodes.temperatureK[node] = temperatureK;
  nodes.pressurePa[node] = pressurePa;
  nodes.enthalpyJPerKg[node] = enthalpyJ(moles, temperatureK) / mass;
}

/**
 * Brings the properties of every chamber and wall up to date with a state vector. False when the vector is no state
 * of matter: a negative amount, no gas at all, or less energy than at 0 K.
 */
export function updateProperties(network: Network, state: PlantState, vector: Float64Array): boolean {
  for (let c = 0; c < network.chamberCount; c++) {
    if (!updateChamber(network, state, vector, c)) return false;
  }
  const { heatCapacityJPerK: capacity } = network.walls;
  for (let w = 0; w < capacity.length; w++) {
    const temperatureK = (vector[network.wallOffset + w] as number) / (capacity[w] as number);
    if (!(temperatureK > 0)) return false;
    state.wallTemperatureK[w] = temperatureK;
  }
  return true;
}

function updateChamber(network: Network, state: PlantState, vector: Float64Array, c: number): boolean {
  const { nodes, work } = state;
  const speciesCount = network.species.length;
  const base = c * (speciesCount + 1);
  let totalMol = 0;
  let mass = 0;
  for (let k = 0; k < speciesCount; k++) {
    const amountMol = vector[base + k] as number;
    if (!(amountMol >= 0)) return false;
    totalMol += amountMol;
    mass += amountMol * (network.molarMassKgPerMol[k] as number);
  }
  if (!(totalMol > 0 && mass < Number.MAX_VALUE)) return false;
  const energyJ = vector[base + speciesCount] as number;
  work.totalMol = totalMol;
  work.energyOverR = energyJ / MOLAR_GAS_CONSTANT;
  work.guessK = nodes.temperatureK[c] as number;
  const temperatureK = temperatureFromEnergy(work, network.fits, vector, base);
  if (!(temperatureK > 0)) return false;
  for (let k = 0; k < speciesCount; k++) {
    nodes.amountMolPerKg[c * speciesCount + k] = (vector[base + k] as number) / mass;
  }
  const nR = totalMol * MOLAR_GAS_CONSTANT;
  const cp = MOLAR_GAS_CONSTANT * heatCapacityOverR(work.fit, 0, temperatureK);
  nodes.temperatureK[c] = temperatureK;
  nodes.pressurePa[c] = (nR * temperatureK) / (network.volumeM3[c] as number);
  nodes.gamma[c] = cp / (cp - nR);
  nodes.gasConstantJPerKgK[c] = nR / mass;
  // H = U + pV saves a second polynomial.
  nodes.enthalpyJPerKg[c] = (energyJ + nR * temperatureK) / mass;
  nodes.massKg[c] = mass;
  nodes.heatCapacityJPerK[c] = cp - nR;
  return true;
}
