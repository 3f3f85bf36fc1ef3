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
 * - Energy stored is the gas's and the water's internal energy, the walls' heat and the motion of gas in tubes; across
 *   the boundary go advected enthalpy, the power of loads, shaft work, and heat of walls, coolers and conductors.
 * - A stream out of a boundary has the boundary's entropy; injected gas has that of its temperature and composition
 *   at the pressure of its chamber; a stream into a boundary has the entropy of its enthalpy and composition at the
 *   boundary's pressure, throttled down. Heat takes Q/T of the boundary along. Power of loads is work that turns into
 *   heat inside; like shaft work it brings no entropy.
 * - Relative residuals are |residual| over the throughput: the inventory at the start plus everything that crossed
 *   the boundary in either direction. For energy both are taken as sensible: cv T of gas and C T of walls at the
 *   start, cp T of streams, and heat, so that the zero point of enthalpy has no part in it.
 *
 * Checked by test/physics/ledger.test.ts, with wrong derivatives that it must convict.
 */
import type { CompensatedSums } from './compensated-sum.ts';
import { addTo, compensatedSums, totalOf } from './compensated-sum.ts';
import { massKg } from './elements/chamber.ts';
import type { ThrottledGas } from './gas-model/chamber-gas.ts';
import { ENERGY as ENERGY_SLOT, ROW, SPECIES_COUNT, WALL } from './layout.ts';
import { enthalpyOverR, FIT_SIZE, fitsAt, fitTable, heatCapacityOverR } from './nasa7.ts';
import type { PlantState } from './plant-state.ts';
import { solveChamber } from './plant-state.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from './species.ts';

/** What is booked; species follow the last. */
const BOOK = {
  mass: 0,
  energy: 1,
  entropy: 2,
  massThroughput: 3,
  energyThroughput: 4,
  shaftWork: 5,
  loadWork: 6,
  heatIn: 7,
  advectedIn: 8,
  advectedOut: 9,
  massIn: 10,
  massOut: 11,
} as const;
type Book = keyof typeof BOOK;
const SPECIES_FROM = 12;
const BOOKS = SPECIES_FROM + SPECIES_COUNT;

const FITS = fitTable(SPECIES);

export interface Ledger {
  /** Integrated net inflow and throughputs, by the indices above. */
  readonly crossed: CompensatedSums;
  /** Weighted rates of the substep under way. */
  readonly sample: Float64Array;
  /** Inventory at the start. */
  readonly opening: Inventory;
  /** Streams with a boundary or source at an end. */
  readonly streams: readonly number[];
  /** Links with a boundary at an end. */
  readonly links: readonly number[];
  /** Chambers with a wall of the kernel's that loses heat to the ambient. */
  readonly walls: readonly number[];
  readonly measured: Measured;
}

interface Measured extends ThrottledGas {
  enthalpyJPerKg: number;
  sensibleJPerKg: number;
}

/** What a plant holds. */
export interface Inventory {
  readonly massKg: number;
  readonly energyJ: number;
  /** cv T of gas and C T of solids, J. */
  readonly sensibleJ: number;
  readonly entropyJPerK: number;
  /** In the order of `SPECIES`. */
  readonly amountMol: readonly number[];
}

export function openLedger(state: PlantState): Ledger {
  const { network, memory } = state;
  const { chamberCount, nodeIds } = network;
  const isBoundary = (node: number): boolean => node >= chamberCount && node < nodeIds.length;
  return {
    crossed: compensatedSums(BOOKS),
    sample: new Float64Array(BOOKS),
    opening: inventory(state),
    streams: indices(network.streams, ({ from, to }) => isBoundary(from) || isBoundary(to)),
    links: indices(network.links, ({ from, to }) => isBoundary(from) || isBoundary(to)),
    walls: indices(network.definition.chambers, (_, c) => memory.chambers.ambientConductanceWPerK[c] !== 0),
    measured: { temperatureK: 300, entropyJPerKgK: 0, enthalpyJPerKg: 0, sensibleJPerKg: 0 },
  };
}

function indices<T>(items: readonly T[], chosen: (item: T, i: number) => boolean): readonly number[] {
  return items.flatMap((item, i) => (chosen(item, i) ? [i] : []));
}

/** Forgets the rates of a substep that was not accepted. */
export function discardSample(ledger: Ledger): void {
  ledger.sample.fill(0);
}

/** Adds the boundary rates of the present properties with the integrator's weight for this stage. */
export function sampleBoundary(ledger: Ledger, state: PlantState, weight: number): void {
  for (const s of ledger.streams) sampleStream(ledger, state, s, weight);
  sampleLoads(ledger, state, weight);
  sampleWalls(ledger, state, weight);
  for (const i of ledger.links) sampleLink(ledger, state, i, weight);
  for (let i = 0; i < state.shaftW.length; i++) {
    const work = weight * (state.shaftW[i] as number);
    book(ledger, 'shaftWork', work);
    book(ledger, 'energy', work);
    book(ledger, 'energyThroughput', Math.abs(work));
  }
}

/** Closes a substep: the sample times `durationS`, h/6 for weights 1, 2, 2, 1, goes into the books. */
export function commitSample(ledger: Ledger, durationS: number): void {
  const { sample, crossed } = ledger;
  for (let index = 0; index < sample.length; index++) {
    const rate = sample[index] as number;
    if (rate !== 0) addTo(crossed, index, durationS * rate);
  }
  sample.fill(0);
}

function book(ledger: Ledger, entry: Book, by: number): void {
  const index = BOOK[entry];
  ledger.sample[index] = (ledger.sample[index] as number) + by;
}

function sampleStream(ledger: Ledger, state: PlantState, stream: number, weight: number): void {
  const { memory, network } = state;
  const massFlow = memory.streams.massFlowKgPerS[stream] as number;
  if (massFlow === 0) return;
  const from = memory.streams.from[stream] as number;
  const to = memory.streams.to[stream] as number;
  const up = massFlow > 0 ? from : to;
  const down = massFlow > 0 ? to : from;
  const amount = weight * Math.abs(massFlow);
  const added = (memory.streams.addedW[stream] as number) / Math.abs(massFlow);
  if (up >= network.chamberCount) {
    measure(ledger.measured, state, up, 0, memory.nodes.pressurePa[up] as number);
    bookStream(ledger, state, up, amount, 1);
  }
  if (down >= network.chamberCount) {
    measure(ledger.measured, state, up, added, memory.nodes.pressurePa[down] as number);
    bookStream(ledger, state, up, amount, -1);
  }
}

/** Enthalpy and entropy of a node's gas with energy added, brought to a pressure. */
function measure(out: Measured, state: PlantState, node: number, added: number, pressurePa: number): void {
  const { nodes } = state.memory;
  const t = nodes.temperatureK[node] as number;
  const fits = fitsAt(FITS, t);
  const base = node * ROW;
  let enthalpy = 0;
  let capacity = 0;
  for (let k = 0; k < SPECIES_COUNT; k++) {
    const amount = nodes.perKg[base + k] as number;
    if (amount === 0) continue;
    enthalpy += amount * enthalpyOverR(fits, k * FIT_SIZE, t);
    capacity += amount * heatCapacityOverR(fits, k * FIT_SIZE, t);
  }
  const isIdeal = state.network.definition.fluid.equationOfState === 'ideal';
  const own = isIdeal ? MOLAR_GAS_CONSTANT * enthalpy : (nodes.perKg[base + ENERGY_SLOT] as number);
  out.enthalpyJPerKg = own + added;
  out.sensibleJPerKg = MOLAR_GAS_CONSTANT * capacity * t;
  out.temperatureK = t;
  state.gas.throttled(out, nodes.perKg, base, out.enthalpyJPerKg, pressurePa);
}

function bookStream(ledger: Ledger, state: PlantState, up: number, amount: number, sign: 1 | -1): void {
  const { measured, sample } = ledger;
  const signed = sign * amount;
  book(ledger, 'mass', signed);
  book(ledger, sign === 1 ? 'massIn' : 'massOut', amount);
  book(ledger, 'energy', signed * measured.enthalpyJPerKg);
  book(ledger, sign === 1 ? 'advectedIn' : 'advectedOut', amount * measured.enthalpyJPerKg);
  book(ledger, 'entropy', signed * measured.entropyJPerKgK);
  book(ledger, 'massThroughput', amount);
  book(ledger, 'energyThroughput', amount * measured.sensibleJPerKg);
  const { perKg } = state.memory.nodes;
  for (let k = 0; k < SPECIES_COUNT; k++) {
    const index = SPECIES_FROM + k;
    sample[index] = (sample[index] as number) + signed * (perKg[up * ROW + k] as number);
  }
}

function sampleLoads(ledger: Ledger, { memory, network }: PlantState, weight: number): void {
  const { heatInputW } = memory.chambers;
  for (let c = 0; c < network.chamberCount; c++) {
    const work = weight * (heatInputW[c] as number);
    if (work === 0) continue;
    book(ledger, 'loadWork', work);
    book(ledger, 'energy', work);
    book(ledger, 'energyThroughput', work);
  }
}

function sampleWalls(ledger: Ledger, { memory, network, evaluated }: PlantState, weight: number): void {
  const { ambientConductanceWPerK, wallCapacityJPerK } = memory.chambers;
  const ambientK = memory.nodes.temperatureK[network.ambientNode] as number;
  for (const c of ledger.walls) {
    const wallK = (evaluated.vector[c * ROW + WALL] as number) / (wallCapacityJPerK[c] as number);
    bookHeat(ledger, -weight * (ambientConductanceWPerK[c] as number) * (wallK - ambientK), ambientK);
  }
}

function sampleLink(ledger: Ledger, { network, links, memory }: PlantState, i: number, weight: number): void {
  const { from, to } = network.links[i] as (typeof network.links)[number];
  const isOutside = (node: number): boolean => node >= network.chamberCount && node < network.nodeIds.length;
  const { temperatureK } = memory.nodes;
  if (isOutside(from)) bookHeat(ledger, weight * (links.takenW[i] as number), temperatureK[from] as number);
  if (isOutside(to)) bookHeat(ledger, -weight * (links.givenW[i] as number), temperatureK[to] as number);
}

/** Heat that comes in from a place of a fixed temperature. */
function bookHeat(ledger: Ledger, heat: number, temperatureK: number): void {
  book(ledger, 'heatIn', heat);
  book(ledger, 'energy', heat);
  book(ledger, 'entropy', heat / temperatureK);
  book(ledger, 'energyThroughput', Math.abs(heat));
}

/** Stored − stored at the start − net inflow of mass, kg. */
export function massResidualKg(ledger: Ledger, state: PlantState): number {
  return inventory(state).massKg - ledger.opening.massKg - totalOf(ledger.crossed, BOOK.mass);
}

/** The same of one species, mol; `k` counts in the order of `SPECIES`. */
export function speciesResidualMol(ledger: Ledger, state: PlantState, k: number): number {
  const held = speciesMol(state, k);
  return held - (ledger.opening.amountMol[k] ?? 0) - totalOf(ledger.crossed, SPECIES_FROM + k);
}

/** The same of energy, J. */
export function energyResidualJ(ledger: Ledger, state: PlantState): number {
  return energyJ(state) - ledger.opening.energyJ - totalOf(ledger.crossed, BOOK.energy);
}

/** Shaft work that came in since the start, J. */
export function shaftWorkJ(ledger: Ledger): number {
  return totalOf(ledger.crossed, BOOK.shaftWork);
}

/** Entropy generated since the start, J/K. */
export function entropyGeneratedJPerK(ledger: Ledger, state: PlantState): number {
  return entropyJPerK(state) - ledger.opening.entropyJPerK - totalOf(ledger.crossed, BOOK.entropy);
}

/** |mass residual| over inventory at the start plus what crossed the boundary. */
export function massResidualRelative(ledger: Ledger, state: PlantState): number {
  const throughput = ledger.opening.massKg + totalOf(ledger.crossed, BOOK.massThroughput);
  return relative(massResidualKg(ledger, state), throughput);
}

/** |energy residual| over sensible inventory at the start plus what crossed the boundary. */
export function energyResidualRelative(ledger: Ledger, state: PlantState): number {
  const throughput = ledger.opening.sensibleJ + totalOf(ledger.crossed, BOOK.energyThroughput);
  return relative(energyResidualJ(ledger, state), throughput);
}

/** Where nothing is stored and nothing has crossed, nothing is amiss either. */
function relative(residual: number, throughput: number): number {
  return residual === 0 ? 0 : Math.abs(residual) / throughput;
}

/** What a plant holds at the present state. */
export function inventory(state: PlantState): Inventory {
  return {
    massKg: compensated(state.network.chamberCount, (c) => massKg(state, c)),
    energyJ: energyJ(state),
    sensibleJ: sensibleJ(state),
    entropyJPerK: entropyJPerK(state),
    amountMol: SPECIES.map((_, k) => speciesMol(state, k)),
  };
}

function compensated(count: number, term: (i: number) => number): number {
  const sums = compensatedSums(1);
  for (let i = 0; i < count; i++) addTo(sums, 0, term(i));
  return totalOf(sums, 0);
}

function speciesMol({ network, memory }: PlantState, k: number): number {
  return compensated(network.chamberCount, (c) => memory.state[c * ROW + k] as number);
}

function energyJ({ network, memory, models }: PlantState): number {
  const { state: vector } = memory;
  const gas = compensated(network.chamberCount, (c) => vector[c * ROW + ENERGY_SLOT] as number);
  const walls = compensated(network.chamberCount, (c) => vector[c * ROW + WALL] as number);
  const solids = compensated(network.solids.length, (i) => vector[network.solids[i]?.index ?? -1] as number);
  return gas + walls + solids + models.reduce((sum, model) => sum + (model.kineticEnergyJ?.() ?? 0), 0);
}

function sensibleJ({ network, memory, solidK }: PlantState): number {
  const { state: vector, nodes } = memory;
  const gas = compensated(network.chamberCount, (c) => {
    const t = nodes.temperatureK[c] as number;
    const fits = fitsAt(FITS, t);
    return SPECIES.reduce(
      (sum, _, k) => {
        const amount = vector[c * ROW + k] as number;
        return sum + amount * MOLAR_GAS_CONSTANT * t * (heatCapacityOverR(fits, k * FIT_SIZE, t) - 1);
      },
      vector[c * ROW + WALL] as number,
    );
  });
  return (
    gas + compensated(solidK.length, (i) => (network.solids[i]?.capacityJPerK ?? 0) * (solidK[i] as number))
  );
}

function entropyJPerK(state: PlantState): number {
  const { network, memory, solidK } = state;
  const { state: vector, chambers } = memory;
  const gas = compensated(network.chamberCount, (c) => chamberEntropyJPerK(state, c));
  const walls = compensated(network.chamberCount, (c) => {
    const capacity = chambers.wallCapacityJPerK[c] as number;
    const wallJ = vector[c * ROW + WALL] as number;
    return wallJ === 0 ? 0 : capacity * Math.log(wallJ / capacity);
  });
  const solids = compensated(
    solidK.length,
    (i) => (network.solids[i]?.capacityJPerK ?? 0) * Math.log(solidK[i] as number),
  );
  return gas + walls + solids;
}

/** Entropy of a chamber's gas and water, J/K. */
export function chamberEntropyJPerK(state: PlantState, c: number): number {
  const { memory, gas, scratchGas } = state;
  const isFound = solveChamber(state, memory.state, c);
  return isFound
    ? gas.entropyJPerK(memory.state, c * ROW, scratchGas, memory.chambers.volumeM3[c] as number)
    : Number.NaN;
}
