/**
 * The books of a plant: what crossed its boundary against what is stored, for mass, each species, energy, entropy.
 *
 *   residual  = stored(t) − stored(0) − ∫ (inflow − outflow) dt        mass, species, energy
 *   generated = the same for entropy, which second law and model together make ≥ 0
 *
 * The boundary rates are computed here from mass flows, temperatures and compositions, with their own enthalpies
 * and wall losses, and summed with the integrator's weights by compensated summation: nothing is taken over from
 * the derivative that moved the state, so an error in either shows as a residual.
 *
 * - Energy stored is the gas's internal energy and the walls' heat; across the boundary go advected enthalpy, the
 *   power of the heat loads, the shaft work of coolers and machines, and the heat of walls and coolers to the ambient.
 * - A stream out of a boundary has the boundary's entropy; injected gas has that of its temperature and composition
 *   at the pressure of its chamber; a stream into a boundary has the entropy of its
 *   temperature and composition at the boundary's pressure, throttled down. Heat to the ambient takes Q/T_ambient
 *   along. Heat-load power is work that turns into heat inside; like shaft work it brings no entropy.
 * - A machine's shaft work is what its stream gains in enthalpy between suction and discharge temperature.
 * - Relative residuals are |residual| over the throughput: the inventory at the start plus everything that crossed
 *   the boundary in either direction. For energy both are taken as sensible: cv T of gas and C T of walls at the
 *   start, cp T of streams, and heat, so that the zero point of enthalpy has no part in it.
 *
 * Checked by test/physics/ledger.test.ts, with wrong derivatives that it must convict.
 */
import type { CompensatedSums } from './compensated-sum.ts';
import { addTo, compensatedSums, totalOf } from './compensated-sum.ts';
import { REFERENCE_PRESSURE_PA } from './gas.ts';
import { enthalpyOverR, entropyOverR, FIT_SIZE, fitsAt, heatCapacityOverR } from './nasa7.ts';
import type { Network } from './network.ts';
import type { PlantState } from './plant-state.ts';
import { MOLAR_GAS_CONSTANT } from './species.ts';

const MASS = 0;
const ENERGY = 1;
const ENTROPY = 2;
const MASS_THROUGHPUT = 3;
const ENERGY_THROUGHPUT = 4;
const SHAFT_WORK = 5;
const SPECIES_FROM = 6;

export interface Ledger {
  /** Integrated net inflow and throughputs, by the indices above. */
  readonly crossed: CompensatedSums;
  /** Weighted rates of the substep under way. */
  readonly sample: Float64Array;
  /** Inventory at the start, by the indices above. */
  readonly opening: Float64Array;
  /** Specific enthalpy, entropy and sensible enthalpy of the stream looked at last. */
  readonly stream: Stream;
  /** The same of the gas of every boundary and injector, kept until its state changes. */
  readonly sources: readonly Source[];
}

interface Stream {
  enthalpyJPerKg: number;
  entropyJPerKgK: number;
  sensibleJPerKg: number;
}

interface Source extends Stream {
  temperatureK: number;
  pressurePa: number;
}

export function openLedger(network: Network, state: PlantState): Ledger {
  const size = SPECIES_FROM + network.species.length;
  const sourceCount = network.nodeIds.length - network.chamberCount;
  const opening = new Float64Array(size);
  for (let index = 0; index < size; index++) opening[index] = stored(network, state, index);
  return {
    crossed: compensatedSums(size),
    sample: new Float64Array(size),
    opening,
    stream: emptyStream(),
    sources: Array.from({ length: sourceCount }, () => ({
      ...emptyStream(),
      temperatureK: Number.NaN,
      pressurePa: Number.NaN,
    })),
  };
}

function emptyStream(): Stream {
  return { enthalpyJPerKg: 0, entropyJPerKgK: 0, sensibleJPerKg: 0 };
}

/** Forgets the rates of a substep that was not accepted. */
export function discardSample(ledger: Ledger): void {
  ledger.sample.fill(0);
}

/** Adds the boundary rates of the present properties with the integrator's weight for this stage. */
export function sampleBoundary(ledger: Ledger, network: Network, state: PlantState, weight: number): void {
  const { from, to } = network.streams;
  for (let v = 0; v < from.length; v++) {
    const massFlow = state.massFlowKgPerS[v] as number;
    if (massFlow === 0) continue;
    const up = (massFlow > 0 ? from[v] : to[v]) as number;
    const down = (massFlow > 0 ? to[v] : from[v]) as number;
    const amount = weight * Math.abs(massFlow);
    if (up >= network.chamberCount) bookIn(ledger, network, state, up, amount);
    const machine = v - network.machines.firstStream;
    const endK = (machine < 0 ? state.nodes.temperatureK[up] : state.dischargeK[machine]) as number;
    if (down >= network.chamberCount) bookOut(ledger, network, state, up, down, endK, amount);
    if (machine >= 0) bookCompression(ledger, network, state, up, endK, amount);
  }
  sampleHeat(ledger, network, state, weight);
}

/** Closes a substep: the sample times `durationS`, h/6 for weights 1, 2, 2, 1, goes into the books. */
export function commitSample(ledger: Ledger, durationS: number): void {
  const { sample, crossed } = ledger;
  for (let index = 0; index < sample.length; index++) {
    addTo(crossed, index, durationS * (sample[index] as number));
  }
  sample.fill(0);
}

function bookIn(ledger: Ledger, network: Network, state: PlantState, up: number, amount: number): void {
  const source = ledger.sources[up - network.chamberCount] as Source;
  const temperatureK = state.nodes.temperatureK[up] as number;
  const pressurePa = state.nodes.pressurePa[up] as number;
  if (source.temperatureK !== temperatureK || source.pressurePa !== pressurePa) {
    source.temperatureK = temperatureK;
    source.pressurePa = pressurePa;
    measureStream(source, network, state, up, temperatureK, pressurePa);
  }
  book(ledger, network, state, up, amount, source, 1);
}

/** Gas of the node `up` that leaves through the boundary `down` with the temperature `endK`. */
function bookOut(
  ledger: Ledger,
  network: Network,
  state: PlantState,
  up: number,
  down: number,
  endK: number,
  amount: number,
): void {
  measureStream(ledger.stream, network, state, up, endK, state.nodes.pressurePa[down] as number);
  book(ledger, network, state, up, amount, ledger.stream, -1);
}

function bookCompression(
  ledger: Ledger,
  network: Network,
  state: PlantState,
  up: number,
  endK: number,
  amount: number,
): void {
  const { temperatureK, pressurePa } = state.nodes;
  const suctionPa = pressurePa[up] as number;
  measureStream(ledger.stream, network, state, up, temperatureK[up] as number, suctionPa);
  const startJPerKg = ledger.stream.enthalpyJPerKg;
  measureStream(ledger.stream, network, state, up, endK, suctionPa);
  bookWork(ledger, amount * (ledger.stream.enthalpyJPerKg - startJPerKg));
}

function book(
  ledger: Ledger,
  network: Network,
  state: PlantState,
  up: number,
  amount: number,
  stream: Stream,
  sign: number,
): void {
  const { sample } = ledger;
  const speciesCount = network.species.length;
  const signed = sign * amount;
  raise(sample, MASS, signed);
  raise(sample, ENERGY, signed * stream.enthalpyJPerKg);
  raise(sample, ENTROPY, signed * stream.entropyJPerKgK);
  raise(sample, MASS_THROUGHPUT, amount);
  raise(sample, ENERGY_THROUGHPUT, amount * stream.sensibleJPerKg);
  for (let k = 0; k < speciesCount; k++) {
    raise(sample, SPECIES_FROM + k, signed * (state.nodes.amountMolPerKg[up * speciesCount + k] as number));
  }
}

function sampleHeat(ledger: Ledger, network: Network, state: PlantState, weight: number): void {
  const { walls, loads, coolers } = network;
  const { inputs, nodes } = state;
  const ambientK = state.nodes.temperatureK[network.ambientNode] as number;
  for (let i = 0; i < loads.chamber.length; i++) {
    const heat = weight * (inputs.powerW[i] as number) * (inputs.enabled[i] as number);
    raise(ledger.sample, ENERGY, heat);
    raise(ledger.sample, ENERGY_THROUGHPUT, Math.abs(heat));
  }
  for (let w = 0; w < walls.chamber.length; w++) {
    const lossPerK = weight * (walls.ambientConductanceWPerK[w] as number);
    const loss = lossPerK * ((state.wallTemperatureK[w] as number) - ambientK);
    raise(ledger.sample, ENERGY, -loss);
    raise(ledger.sample, ENTROPY, -loss / ambientK);
    raise(ledger.sample, ENERGY_THROUGHPUT, Math.abs(loss));
  }
  for (let i = 0; i < coolers.chamber.length; i++) {
    const heat = weight * (coolers.powerW[i] as number) * (inputs.demand[i] as number);
    const carnot = ambientK / (nodes.temperatureK[coolers.chamber[i] as number] as number) - 1;
    const work = (heat * Math.max(carnot, 0)) / (coolers.copFraction[i] as number);
    bookWork(ledger, work);
    raise(ledger.sample, ENERGY, -(heat + work));
    raise(ledger.sample, ENTROPY, -(heat + work) / ambientK);
    raise(ledger.sample, ENERGY_THROUGHPUT, heat + work);
  }
}

/** Shaft work into the plant: energy without entropy. */
function bookWork(ledger: Ledger, work: number): void {
  raise(ledger.sample, SHAFT_WORK, work);
  raise(ledger.sample, ENERGY, work);
  raise(ledger.sample, ENERGY_THROUGHPUT, work);
}

function raise(values: Float64Array, index: number, by: number): void {
  values[index] = (values[index] as number) + by;
}

function measureStream(
  stream: Stream,
  network: Network,
  state: PlantState,
  node: number,
  t: number,
  pressurePa: number,
): void {
  const { amountMolPerKg, gasConstantJPerKgK } = state.nodes;
  const speciesCount = network.species.length;
  const fits = fitsAt(network.fits, t);
  const molPerKg = (gasConstantJPerKgK[node] as number) / MOLAR_GAS_CONSTANT;
  let enthalpy = 0;
  let entropy = 0;
  let capacity = 0;
  for (let k = 0; k < speciesCount; k++) {
    const amount = amountMolPerKg[node * speciesCount + k] as number;
    if (amount === 0) continue;
    const partialPa = (amount / molPerKg) * pressurePa;
    enthalpy += amount * enthalpyOverR(fits, k * FIT_SIZE, t);
    capacity += amount * heatCapacityOverR(fits, k * FIT_SIZE, t);
    entropy += amount * (entropyOverR(fits, k * FIT_SIZE, t) - Math.log(partialPa / REFERENCE_PRESSURE_PA));
  }
  stream.enthalpyJPerKg = MOLAR_GAS_CONSTANT * enthalpy;
  stream.entropyJPerKgK = MOLAR_GAS_CONSTANT * entropy;
  stream.sensibleJPerKg = MOLAR_GAS_CONSTANT * capacity * t;
}

/** Stored − stored at the start − net inflow of mass, kg. */
export function massResidualKg(ledger: Ledger, network: Network, state: PlantState): number {
  return balance(ledger, network, state, MASS);
}

/** The same of one species, mol; `k` counts the plant's own species. */
export function speciesResidualMol(ledger: Ledger, network: Network, state: PlantState, k: number): number {
  return balance(ledger, network, state, SPECIES_FROM + k);
}

/** The same of energy, J. */
export function energyResidualJ(ledger: Ledger, network: Network, state: PlantState): number {
  return balance(ledger, network, state, ENERGY);
}

/** Shaft work that came in since the start, J. */
export function shaftWorkJ(ledger: Ledger): number {
  return totalOf(ledger.crossed, SHAFT_WORK);
}

/** Entropy generated since the start, J/K. */
export function entropyGeneratedJPerK(ledger: Ledger, network: Network, state: PlantState): number {
  return balance(ledger, network, state, ENTROPY);
}

/** |mass residual| over inventory at the start plus what crossed the boundary. */
export function massResidualRelative(ledger: Ledger, network: Network, state: PlantState): number {
  const throughput = (ledger.opening[MASS_THROUGHPUT] ?? 0) + totalOf(ledger.crossed, MASS_THROUGHPUT);
  return relative(massResidualKg(ledger, network, state), throughput);
}

/** |energy residual| over sensible inventory at the start plus what crossed the boundary. */
export function energyResidualRelative(ledger: Ledger, network: Network, state: PlantState): number {
  const throughput = (ledger.opening[ENERGY_THROUGHPUT] ?? 0) + totalOf(ledger.crossed, ENERGY_THROUGHPUT);
  return relative(energyResidualJ(ledger, network, state), throughput);
}

/** Where nothing is stored and nothing has crossed, nothing is amiss either. */
function relative(residual: number, throughput: number): number {
  return residual === 0 ? 0 : Math.abs(residual) / throughput;
}

function balance(ledger: Ledger, network: Network, state: PlantState, index: number): number {
  const inventory = stored(network, state, index);
  return inventory - (ledger.opening[index] ?? 0) - totalOf(ledger.crossed, index);
}

function stored(network: Network, state: PlantState, index: number): number {
  const sums = compensatedSums(1);
  for (let c = 0; c < network.chamberCount; c++) addChamber(sums, network, state, c, index);
  for (let w = 0; w < network.walls.chamber.length; w++) addWall(sums, network, state, w, index);
  return totalOf(sums, 0);
}

function addChamber(
  sums: CompensatedSums,
  network: Network,
  state: PlantState,
  c: number,
  index: number,
): void {
  const speciesCount = network.species.length;
  const base = c * (speciesCount + 1);
  const t = state.nodes.temperatureK[c] as number;
  if (index >= SPECIES_FROM) addTo(sums, 0, state.vector[base + index - SPECIES_FROM] as number);
  if (index === ENERGY) addTo(sums, 0, state.vector[base + speciesCount] as number);
  if (index === ENERGY_THROUGHPUT) addTo(sums, 0, (state.nodes.heatCapacityJPerK[c] as number) * t);
  if (index === MASS || index === MASS_THROUGHPUT) {
    for (let k = 0; k < speciesCount; k++) {
      addTo(sums, 0, (state.vector[base + k] as number) * (network.molarMassKgPerMol[k] as number));
    }
  }
  if (index === ENTROPY) {
    const fits = fitsAt(network.fits, t);
    const pascalPerMol = (MOLAR_GAS_CONSTANT * t) / (network.volumeM3[c] as number) / REFERENCE_PRESSURE_PA;
    for (let k = 0; k < speciesCount; k++) {
      const amount = state.vector[base + k] as number;
      if (amount === 0) continue;
      const molar = entropyOverR(fits, k * FIT_SIZE, t) - Math.log(amount * pascalPerMol);
      addTo(sums, 0, amount * MOLAR_GAS_CONSTANT * molar);
    }
  }
}

function addWall(sums: CompensatedSums, network: Network, state: PlantState, w: number, index: number): void {
  const energyJ = state.vector[network.wallOffset + w] as number;
  if (index === ENERGY || index === ENERGY_THROUGHPUT) addTo(sums, 0, energyJ);
  if (index === ENTROPY) {
    const capacity = network.walls.heatCapacityJPerK[w] as number;
    addTo(sums, 0, capacity * Math.log(state.wallTemperatureK[w] as number));
  }
}
