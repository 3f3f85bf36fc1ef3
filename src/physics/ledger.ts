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
 * Where in the plant entropy is generated is asked of ledger/element-audit.ts, which costs time and is opened on demand.
 * Checked by test/physics/ledger.test.ts, with wrong derivatives that it must convict.
 */
import type { CompensatedSums } from './compensated-sum.ts';
import { addTo, compensatedSums, totalOf } from './compensated-sum.ts';
import { ROW, SPECIES_COUNT, WALL } from './layout.ts';
import type { AuditedElements, ElementAudit } from './ledger/element-audit.ts';
import { commitElements, openElementAudit } from './ledger/element-audit.ts';
import { sampleElements } from './ledger/element-sampling.ts';
import type { Holdings, StoredEnergy, StoredEntropy } from './ledger/holdings.ts';
import {
  condensedMol,
  entropyJPerK,
  holdings,
  sensibleJ,
  storedEnergy,
  storedEntropy,
} from './ledger/holdings.ts';
import type { MeasuredStream } from './ledger/measured-stream.ts';
import { measuredStream, measureStream } from './ledger/measured-stream.ts';
import type { PlantState } from './plant-state.ts';

/** What is booked; of species come first what came in, then what went out. */
const BOOK = {
  mass: 0,
  energy: 1,
  entropy: 2,
  energyThroughput: 3,
  shaftIn: 4,
  shaftOut: 5,
  loadIn: 6,
  heatIn: 7,
  heatOut: 8,
  advectedIn: 9,
  advectedOut: 10,
  massIn: 11,
  massOut: 12,
  entropyIn: 13,
  entropyOut: 14,
  heatEntropyIn: 15,
  heatEntropyOut: 16,
} as const;
export type Book = keyof typeof BOOK;
const SPECIES_NET = 17;
const SPECIES_IN = SPECIES_NET + SPECIES_COUNT;
const SPECIES_OUT = SPECIES_IN + SPECIES_COUNT;
const BOOKS = SPECIES_OUT + SPECIES_COUNT;

export interface Ledger {
  /** Integrated net inflow and throughputs, by the indices above. */
  readonly crossed: CompensatedSums;
  /** Weighted rates of the substep under way. */
  readonly sample: Float64Array;
  readonly opening: Opening;
  /** Streams with a boundary or source at an end. */
  readonly streams: readonly number[];
  /** Links with a boundary at an end. */
  readonly links: readonly number[];
  /** Chambers with a wall of the kernel's that loses heat to the ambient. */
  readonly walls: readonly number[];
  readonly measured: MeasuredStream;
  /** null where only the whole is audited. */
  readonly elements: ElementAudit | null;
  /** Substeps in the books: what was read of the state holds until the next. */
  commits: number;
  readonly read: ReadState;
}

/** What was last read of the state, and after how many substeps. */
interface ReadState {
  heldAt: number;
  held: Holdings;
  entropyAt: number;
  entropyJPerK: number;
}

/** What a plant holds at the start. */
export interface Opening extends Holdings {
  /** cv T of gas and C T of solids, J. */
  readonly sensibleJ: number;
  readonly entropyJPerK: number;
  readonly energy: StoredEnergy;
  readonly entropy: StoredEntropy;
  readonly condensedMol: number;
}

/** @param audited audits every element too; null: the whole plant alone */
export function openLedger(state: PlantState, audited: AuditedElements | null): Ledger {
  const { network, memory } = state;
  const { chamberCount, nodeIds } = network;
  const { from, to } = memory.streams;
  const isBoundary = (node: number): boolean => node >= chamberCount && node < nodeIds.length;
  const opening = openingOf(state);
  return {
    crossed: compensatedSums(BOOKS),
    sample: new Float64Array(BOOKS),
    opening,
    streams: numbersUpTo(
      memory.size.streams,
      (s) => isBoundary(from[s] as number) || isBoundary(to[s] as number),
    ),
    links: numbersUpTo(network.links.length, (i) => {
      const link = network.links[i] as (typeof network.links)[number];
      return isBoundary(link.from) || isBoundary(link.to);
    }),
    walls: numbersUpTo(chamberCount, (c) => memory.chambers.ambientConductanceWPerK[c] !== 0),
    measured: measuredStream(),
    elements: audited === null ? null : openElementAudit(state, audited),
    commits: 0,
    read: { heldAt: 0, held: opening, entropyAt: 0, entropyJPerK: opening.entropyJPerK },
  };
}

function openingOf(state: PlantState): Opening {
  return {
    ...holdings(state),
    sensibleJ: sensibleJ(state),
    entropyJPerK: entropyJPerK(state),
    energy: storedEnergy(state),
    entropy: storedEntropy(state),
    condensedMol: condensedMol(state),
  };
}

function numbersUpTo(count: number, chosen: (i: number) => boolean): readonly number[] {
  return Array.from({ length: count }, (_, i) => i).filter(chosen);
}

/** Forgets the rates of a substep that was not accepted. */
export function discardSample(ledger: Ledger): void {
  ledger.sample.fill(0);
  ledger.elements?.sample.fill(0);
}

/** Adds the boundary rates of the present properties with the integrator's weight for this stage. */
export function sampleBoundary(ledger: Ledger, state: PlantState, weight: number): void {
  for (const s of ledger.streams) sampleStream(ledger, state, s, weight);
  sampleLoads(ledger, state, weight);
  sampleWalls(ledger, state, weight);
  for (const i of ledger.links) sampleLink(ledger, state, i, weight);
  for (let i = 0; i < state.shaftW.length; i++) {
    const powerW = state.shaftW[i] as number;
    book(ledger, powerW > 0 ? 'shaftIn' : 'shaftOut', weight * Math.abs(powerW));
    book(ledger, 'energy', weight * powerW);
    book(ledger, 'energyThroughput', weight * Math.abs(powerW));
  }
  if (ledger.elements !== null) sampleElements(ledger.elements, state, weight);
}

/** Closes a substep: the sample times `durationS`, h/6 for weights 1, 2, 2, 1, goes into the books. */
export function commitSample(ledger: Ledger, durationS: number): void {
  const { sample, crossed } = ledger;
  for (let index = 0; index < sample.length; index++) {
    const rate = sample[index] as number;
    if (rate !== 0) addTo(crossed, index, durationS * rate);
  }
  sample.fill(0);
  if (ledger.elements !== null) commitElements(ledger.elements, durationS);
  ledger.commits++;
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
    measureStream(ledger.measured, state, up, 0, memory.nodes.pressurePa[up] as number);
    bookStream(ledger, state, up, amount, 1);
  }
  if (down >= network.chamberCount) {
    measureStream(ledger.measured, state, up, added, memory.nodes.pressurePa[down] as number);
    bookStream(ledger, state, up, amount, -1);
  }
}

function bookStream(ledger: Ledger, state: PlantState, up: number, amount: number, sign: 1 | -1): void {
  const { measured, sample } = ledger;
  const signed = sign * amount;
  const enthalpy = amount * measured.enthalpyJPerKg;
  const entropy = amount * measured.entropyJPerKgK;
  book(ledger, 'mass', signed);
  book(ledger, sign === 1 ? 'massIn' : 'massOut', amount);
  book(ledger, 'energy', sign * enthalpy);
  book(ledger, sign === 1 ? 'advectedIn' : 'advectedOut', enthalpy);
  book(ledger, 'entropy', sign * entropy);
  book(ledger, sign === 1 ? 'entropyIn' : 'entropyOut', entropy);
  book(ledger, 'energyThroughput', amount * measured.sensibleJPerKg);
  const { perKg } = state.memory.nodes;
  const apart = sign === 1 ? SPECIES_IN : SPECIES_OUT;
  for (let k = 0; k < SPECIES_COUNT; k++) {
    const perKilogram = perKg[up * ROW + k] as number;
    sample[SPECIES_NET + k] = (sample[SPECIES_NET + k] as number) + signed * perKilogram;
    sample[apart + k] = (sample[apart + k] as number) + amount * perKilogram;
  }
}

function sampleLoads(ledger: Ledger, { memory, network }: PlantState, weight: number): void {
  const { heatInputW } = memory.chambers;
  let powerW = 0;
  for (let c = 0; c < network.chamberCount; c++) powerW += heatInputW[c] as number;
  if (powerW === 0) return;
  book(ledger, 'loadIn', weight * powerW);
  book(ledger, 'energy', weight * powerW);
  book(ledger, 'energyThroughput', weight * powerW);
}

function sampleWalls(ledger: Ledger, { memory, network, evaluated }: PlantState, weight: number): void {
  const { ambientConductanceWPerK, wallCapacityJPerK } = memory.chambers;
  const ambientK = memory.nodes.temperatureK[network.ambientNode] as number;
  // Added up first: a plant may have thousands of walls, and all of them lose heat to the same ambient.
  let inW = 0;
  let outW = 0;
  for (const c of ledger.walls) {
    const wallK = (evaluated.vector[c * ROW + WALL] as number) / (wallCapacityJPerK[c] as number);
    const lostW = (ambientConductanceWPerK[c] as number) * (wallK - ambientK);
    if (lostW > 0) outW += lostW;
    else inW -= lostW;
  }
  if (inW !== 0) bookHeat(ledger, inW, ambientK, weight);
  if (outW !== 0) bookHeat(ledger, -outW, ambientK, weight);
}

function sampleLink(ledger: Ledger, { network, links, memory }: PlantState, i: number, weight: number): void {
  const { from, to } = network.links[i] as (typeof network.links)[number];
  const isOutside = (node: number): boolean => node >= network.chamberCount && node < network.nodeIds.length;
  const { temperatureK } = memory.nodes;
  if (isOutside(from)) bookHeat(ledger, links.takenW[i] as number, temperatureK[from] as number, weight);
  if (isOutside(to)) bookHeat(ledger, -(links.givenW[i] as number), temperatureK[to] as number, weight);
}

/** Heat that comes in from a place of a fixed temperature. */
function bookHeat(ledger: Ledger, heatW: number, temperatureK: number, weight: number): void {
  const entropy = heatW / temperatureK;
  book(ledger, 'energy', weight * heatW);
  book(ledger, heatW > 0 ? 'heatIn' : 'heatOut', weight * Math.abs(heatW));
  book(ledger, 'entropy', weight * entropy);
  book(ledger, heatW > 0 ? 'heatEntropyIn' : 'heatEntropyOut', weight * Math.abs(entropy));
  book(ledger, 'energyThroughput', weight * Math.abs(heatW));
}

/** What one book holds since the start: kg, J or J/K. */
export function booked(ledger: Ledger, entry: Book): number {
  return totalOf(ledger.crossed, BOOK[entry]);
}

/** What came in and what went out of one species, mol; `k` counts in the order of `SPECIES`. */
export function speciesCrossedMol(
  ledger: Ledger,
  k: number,
): { readonly inMol: number; readonly outMol: number } {
  return { inMol: totalOf(ledger.crossed, SPECIES_IN + k), outMol: totalOf(ledger.crossed, SPECIES_OUT + k) };
}

/** What the plant holds, gone through once for every state. */
export function held(ledger: Ledger, state: PlantState): Holdings {
  const { read, commits } = ledger;
  if (read.heldAt !== commits) {
    read.held = holdings(state);
    read.heldAt = commits;
  }
  return read.held;
}

/** Stored − stored at the start − net inflow of mass, kg. */
export function massResidualKg(ledger: Ledger, state: PlantState): number {
  return held(ledger, state).massKg - ledger.opening.massKg - booked(ledger, 'mass');
}

/** The same of one species, mol; `k` counts in the order of `SPECIES`. */
export function speciesResidualMol(ledger: Ledger, state: PlantState, k: number): number {
  const change = (held(ledger, state).amountMol[k] ?? 0) - (ledger.opening.amountMol[k] ?? 0);
  return change - totalOf(ledger.crossed, SPECIES_NET + k);
}

/** The same of energy, J. */
export function energyResidualJ(ledger: Ledger, state: PlantState): number {
  return held(ledger, state).energyJ - ledger.opening.energyJ - booked(ledger, 'energy');
}

/** Shaft work that came in since the start, J. */
export function shaftWorkJ(ledger: Ledger): number {
  return booked(ledger, 'shaftIn') - booked(ledger, 'shaftOut');
}

/** Entropy generated since the start, J/K. */
export function entropyGeneratedJPerK(ledger: Ledger, state: PlantState): number {
  const { read, commits } = ledger;
  if (read.entropyAt !== commits) {
    read.entropyJPerK = entropyJPerK(state);
    read.entropyAt = commits;
  }
  return read.entropyJPerK - ledger.opening.entropyJPerK - booked(ledger, 'entropy');
}

/** |mass residual| over inventory at the start plus what crossed the boundary. */
export function massResidualRelative(ledger: Ledger, state: PlantState): number {
  const throughput = ledger.opening.massKg + booked(ledger, 'massIn') + booked(ledger, 'massOut');
  return relative(massResidualKg(ledger, state), throughput);
}

/** The same of one species; `k` counts in the order of `SPECIES`. */
export function speciesResidualRelative(ledger: Ledger, state: PlantState, k: number): number {
  const { inMol, outMol } = speciesCrossedMol(ledger, k);
  return relative(speciesResidualMol(ledger, state, k), (ledger.opening.amountMol[k] ?? 0) + inMol + outMol);
}

/** |energy residual| over sensible inventory at the start plus what crossed the boundary. */
export function energyResidualRelative(ledger: Ledger, state: PlantState): number {
  const throughput = ledger.opening.sensibleJ + booked(ledger, 'energyThroughput');
  return relative(energyResidualJ(ledger, state), throughput);
}

/** Where nothing is stored and nothing has crossed, nothing is amiss either. */
function relative(residual: number, throughput: number): number {
  return residual === 0 ? 0 : Math.abs(residual) / throughput;
}
