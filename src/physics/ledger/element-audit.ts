/**
 * Where entropy is generated, and between which places mass, energy and entropy do not balance.
 *
 *   stream      ṁ [s(h + added, p_sink) − s_source]            throttling, or the losses of a machine
 *   exchanger   Σ ṁ [s behind it − s before it]                over its two streams, at the pressures of their sinks
 *   link, wall  given/T_to − taken/T_from                      a cooler's given is its taken plus its work
 *   load        P/T of its chamber
 *   place       what it holds more than at the start, less all of the above that reached it: in a chamber the mixing of
 *               what arrives with what is there; in a solid nothing
 *
 * The terms telescope, so that elements and places add up to what the ledger says was generated. Rates are taken from
 * flows and temperatures as the ledger's are, at every stage, with the integrator's weights. A law that breaks the
 * second law shows in its own element, a booking that differs from what the law says in the places at its ends.
 * Checked by test/physics/ledger-audit.test.ts and ledger-audit.property.test.ts.
 */
import type { CompensatedSums } from '../compensated-sum.ts';
import { addTo, compensatedSums } from '../compensated-sum.ts';
import type { CompiledPlant } from '../compile.ts';
import { invariant } from '../invariant.ts';
import { ENERGY, ROW, WALL } from '../layout.ts';
import type { Network } from '../network.ts';
import type { PlantDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import { downstream, temperatureOf, upstream } from '../transfers.ts';
import { chamberEntropyJPerK, chamberMassKg, lumpEntropyJPerK, solidEntropyJPerK } from './holdings.ts';
import type { MeasuredStream } from './measured-stream.ts';
import { measuredStream, measureStream } from './measured-stream.ts';

/** Columns of an account. */
export const ACCOUNT = {
  generated: 0,
  /** The negative part of the rate alone: what is generated later does not make up for it. */
  destroyed: 1,
  /** What rounding is measured against, J/K. */
  throughput: 2,
  heat: 3,
  work: 4,
  mass: 5,
} as const;
const ACCOUNT_SIZE = 6;

/** Columns of a place: what came in, net. */
export const PLACE = { mass: 0, energy: 1, entropy: 2, throughput: 3 } as const;
const PLACE_SIZE = 4;

export type AccountKind = 'stream' | 'exchanger' | 'link' | 'wall' | 'load' | 'shaft';

export interface Account {
  /** Of the element. */
  readonly id: string;
  readonly kind: AccountKind;
}

/** Something that holds energy: a chamber's gas, a lumped wall, a solid. */
export interface Place {
  readonly id: string;
  readonly kind: 'chamber' | 'wall';
}

export interface ElementAudit {
  readonly accounts: readonly Account[];
  readonly places: readonly Place[];
  readonly definition: PlantDefinition;
  /** Accounts, then places: weighted rates of the substep under way. */
  readonly sample: Float64Array;
  readonly crossed: CompensatedSums;
  /** What places held at the start: mass, energy, entropy. */
  readonly opening: Float64Array;
  readonly first: Readonly<Record<AccountKind, number>>;
  readonly firstPlaceValue: number;
  readonly lumps: readonly number[];
  readonly loads: readonly { readonly chamber: number; readonly powerW: () => number }[];
  readonly exchangers: readonly {
    readonly a: number;
    readonly b: number;
    readonly heatW: () => number;
  }[];
  readonly pistons: readonly { readonly shaft: number; readonly chamber: number }[];
  readonly arriving: ArrivingStreams;
  readonly measured: MeasuredStream;
}

/** Of each stream, behind what it has passed so far. */
interface ArrivingStreams {
  readonly addedW: Float64Array;
  readonly enthalpyJPerKg: Float64Array;
  readonly entropyJPerKgK: Float64Array;
}

/** Heat that a load sets free, or that an exchanger passes from its first stream to its second, W, by its id. */
export type HeatReader = (id: string) => () => number;

/** What an audit has to know of a plant beyond its state. */
export interface AuditedElements {
  readonly compiled: CompiledPlant;
  readonly heatOf: HeatReader;
}

export function openElementAudit(state: PlantState, { compiled, heatOf }: AuditedElements): ElementAudit {
  const { network, memory } = state;
  const { links, shafts } = network;
  const { definition, streams } = compiled;
  const lumps = definition.chambers.flatMap((_, c) => (memory.state[c * ROW + WALL] === 0 ? [] : [c]));
  const loads = [...definition.heatLoads, ...definition.computePools];
  const groups: readonly (readonly [AccountKind, readonly string[]])[] = [
    ['stream', streams.map(({ id }) => id)],
    ['exchanger', definition.heatExchangers.map(({ id }) => id)],
    ['link', links.map(({ id }) => id)],
    ['wall', lumps.map((c) => wallId(network, c))],
    ['load', loads.map(({ id }) => id)],
    ['shaft', shafts],
  ];
  const accounts = groups.flatMap(([kind, ids]) => ids.map((id) => ({ id, kind })));
  const places = placesOf(network, lumps);
  const firstPlaceValue = accounts.length * ACCOUNT_SIZE;
  const size = firstPlaceValue + places.length * PLACE_SIZE;
  const streamNumber = (id: string): number => streams.findIndex((stream) => stream.id === id);
  const nodeNumber = (id: string): number => network.nodeIds.indexOf(id);
  const audit: ElementAudit = {
    definition,
    accounts,
    places,
    sample: new Float64Array(size),
    crossed: compensatedSums(size),
    opening: new Float64Array(places.length * PLACE_SIZE),
    first: firstAccounts(groups),
    firstPlaceValue,
    lumps,
    loads: loads.map(({ id, into }) => ({ chamber: nodeNumber(into), powerW: heatOf(id) })),
    exchangers: definition.heatExchangers.map(({ id, streams: [a, b] }) => ({
      a: streamNumber(a),
      b: streamNumber(b),
      heatW: heatOf(id),
    })),
    pistons: definition.pistons.map(({ id, chamber }) => ({
      shaft: shafts.indexOf(id),
      chamber: nodeNumber(chamber),
    })),
    arriving: {
      addedW: new Float64Array(streams.length),
      enthalpyJPerKg: new Float64Array(streams.length),
      entropyJPerKgK: new Float64Array(streams.length),
    },
    measured: measuredStream(),
  };
  audit.opening.set(heldByPlaces(state, lumps));
  return audit;
}

function wallId({ nodeIds }: Network, c: number): string {
  return `${nodeIds[c]}.wall`;
}

function firstAccounts(
  groups: readonly (readonly [AccountKind, readonly string[]])[],
): Record<AccountKind, number> {
  const first = { stream: 0, exchanger: 0, link: 0, wall: 0, load: 0, shaft: 0 };
  let next = 0;
  for (const [kind, ids] of groups) {
    first[kind] = next;
    next += ids.length;
  }
  return first;
}

/** Chambers, solids, lumped walls. */
function placesOf(network: Network, lumps: readonly number[]): readonly Place[] {
  const { nodeIds, chamberCount, solids, links } = network;
  const chambers = nodeIds.slice(0, chamberCount);
  return [
    ...chambers.map((id): Place => ({ id, kind: 'chamber' })),
    ...solids.map((_, i): Place => {
      const link = links.find(({ to }) => to === nodeIds.length + i);
      invariant(link !== undefined, 'a solid is reached by a link');
      return { id: link.id, kind: 'wall' };
    }),
    ...lumps.map((c): Place => ({ id: wallId(network, c), kind: 'wall' })),
  ];
}

/** Place of a thermal node; −1 outside the plant. */
function placeOf({ chamberCount, nodeIds }: Network, node: number): number {
  if (node < chamberCount) return node;
  return node >= nodeIds.length ? chamberCount + node - nodeIds.length : -1;
}

/** `i` counts the lumped walls. */
function placeOfLump({ chamberCount, solids }: Network, i: number): number {
  return chamberCount + solids.length + i;
}

/** Mass, energy and entropy of every place at the present state; the fourth column stays 0. */
export function heldByPlaces(state: PlantState, lumps: readonly number[]): Float64Array {
  const { network, memory } = state;
  const { chamberCount, solids } = network;
  const held = new Float64Array((chamberCount + solids.length + lumps.length) * PLACE_SIZE);
  const put = (place: number, massKg: number, energyJ: number, entropyJPerK: number): void => {
    held.set([massKg, energyJ, entropyJPerK], place * PLACE_SIZE);
  };
  for (let c = 0; c < chamberCount; c++) {
    const row = c * ROW;
    put(c, chamberMassKg(state, c), memory.state[row + ENERGY] as number, chamberEntropyJPerK(state, c));
  }
  solids.forEach(({ index }, i) => {
    put(chamberCount + i, 0, memory.state[index] as number, solidEntropyJPerK(state, i));
  });
  lumps.forEach((c, i) => {
    const energyJ = memory.state[c * ROW + WALL] as number;
    put(placeOfLump(network, i), 0, energyJ, lumpEntropyJPerK(state, c));
  });
  return held;
}

/** Adds the rates of the present properties with the integrator's weight for this stage. */
export function sampleElements(audit: ElementAudit, state: PlantState, weight: number): void {
  sampleStreams(audit, state, weight);
  sampleExchangers(audit, state, weight);
  sampleArrivals(audit, state, weight);
  sampleLinks(audit, state, weight);
  sampleLumps(audit, state, weight);
  sampleLoads(audit, state, weight);
  sampleShafts(audit, state, weight);
}

/** Takes the sample of an accepted substep into the books. */
export function commitElements({ sample, crossed }: ElementAudit, durationS: number): void {
  for (let i = 0; i < sample.length; i++) {
    const rate = sample[i] as number;
    if (rate !== 0) addTo(crossed, i, durationS * rate);
  }
  sample.fill(0);
}

function put(audit: ElementAudit, account: number, column: keyof typeof ACCOUNT, value: number): void {
  const index = account * ACCOUNT_SIZE + ACCOUNT[column];
  audit.sample[index] = (audit.sample[index] as number) + value;
}

function generate(audit: ElementAudit, account: number, rate: number, weight: number): void {
  put(audit, account, 'generated', weight * rate);
  if (rate < 0) put(audit, account, 'destroyed', -weight * rate);
}

function receive(
  audit: ElementAudit,
  place: number,
  massKgPerS: number,
  powerW: number,
  entropyWPerK: number,
): void {
  if (place < 0) return;
  const { sample } = audit;
  const at = audit.firstPlaceValue + place * PLACE_SIZE;
  sample[at + PLACE.mass] = (sample[at + PLACE.mass] as number) + massKgPerS;
  sample[at + PLACE.energy] = (sample[at + PLACE.energy] as number) + powerW;
  sample[at + PLACE.entropy] = (sample[at + PLACE.entropy] as number) + entropyWPerK;
  sample[at + PLACE.throughput] = (sample[at + PLACE.throughput] as number) + Math.abs(entropyWPerK);
}

/** Streams leave their sources and come to the pressure of their sinks, before any exchanger. */
function sampleStreams(audit: ElementAudit, state: PlantState, weight: number): void {
  const { memory, network } = state;
  const { measured, arriving, first } = audit;
  const { massFlowKgPerS } = memory.streams;
  withoutExchange(audit, state);
  for (let s = 0; s < memory.size.streams; s++) {
    const massFlow = massFlowKgPerS[s] as number;
    if (massFlow === 0) continue;
    const flow = Math.abs(massFlow);
    const up = upstream(state, s);
    const down = downstream(state, s);
    measureStream(measured, state, up, 0, memory.nodes.pressurePa[up] as number);
    const leaving = measured.entropyJPerKgK;
    receive(
      audit,
      placeOf(network, up),
      -weight * flow,
      -weight * flow * measured.enthalpyJPerKg,
      -weight * flow * leaving,
    );
    const added = (arriving.addedW[s] as number) / flow;
    measureStream(measured, state, up, added, memory.nodes.pressurePa[down] as number);
    arriving.enthalpyJPerKg[s] = measured.enthalpyJPerKg;
    arriving.entropyJPerKgK[s] = measured.entropyJPerKgK;
    const account = first.stream + s;
    generate(audit, account, flow * ((arriving.entropyJPerKgK[s] as number) - leaving), weight);
    put(audit, account, 'throughput', weight * flow * Math.abs(leaving));
    put(audit, account, 'mass', weight * massFlow);
  }
}

function withoutExchange({ arriving, exchangers }: ElementAudit, { memory }: PlantState): void {
  const { addedW } = arriving;
  for (let s = 0; s < addedW.length; s++) addedW[s] = memory.streams.addedW[s] as number;
  for (const { a, b, heatW } of exchangers) {
    const heat = heatW();
    addedW[a] = (addedW[a] as number) + heat;
    addedW[b] = (addedW[b] as number) - heat;
  }
}

/** One after the other, as the streams pass them. */
function sampleExchangers(audit: ElementAudit, state: PlantState, weight: number): void {
  audit.exchangers.forEach(({ a, b, heatW }, i) => {
    const heat = heatW();
    if (heat === 0) return;
    const account = audit.first.exchanger + i;
    const before = throughputWPerK(audit, state, a) + throughputWPerK(audit, state, b);
    passExchanger(audit, state, a, -heat);
    passExchanger(audit, state, b, heat);
    const after = throughputWPerK(audit, state, a) + throughputWPerK(audit, state, b);
    generate(audit, account, after - before, weight);
    put(audit, account, 'throughput', weight * Math.abs(before));
    put(audit, account, 'heat', weight * heat);
  });
}

/** Entropy that a stream carries at present, W/K. */
function throughputWPerK({ arriving }: ElementAudit, { memory }: PlantState, s: number): number {
  return Math.abs(memory.streams.massFlowKgPerS[s] as number) * (arriving.entropyJPerKgK[s] as number);
}

function passExchanger(audit: ElementAudit, state: PlantState, s: number, heatW: number): void {
  const { measured, arriving } = audit;
  const { addedW } = arriving;
  addedW[s] = (addedW[s] as number) + heatW;
  const flow = Math.abs(state.memory.streams.massFlowKgPerS[s] as number);
  const pressurePa = state.memory.nodes.pressurePa[downstream(state, s)] as number;
  measureStream(measured, state, upstream(state, s), (addedW[s] as number) / flow, pressurePa);
  arriving.enthalpyJPerKg[s] = measured.enthalpyJPerKg;
  arriving.entropyJPerKgK[s] = measured.entropyJPerKgK;
}

function sampleArrivals(audit: ElementAudit, state: PlantState, weight: number): void {
  const { memory, network } = state;
  for (let s = 0; s < memory.size.streams; s++) {
    const flow = weight * Math.abs(memory.streams.massFlowKgPerS[s] as number);
    if (flow === 0) continue;
    const enthalpy = audit.arriving.enthalpyJPerKg[s] as number;
    const entropy = audit.arriving.entropyJPerKgK[s] as number;
    receive(audit, placeOf(network, downstream(state, s)), flow, flow * enthalpy, flow * entropy);
  }
}

function sampleLinks(audit: ElementAudit, state: PlantState, weight: number): void {
  const { network, links } = state;
  for (let i = 0; i < network.links.length; i++) {
    const { from, to } = network.links[i] as (typeof network.links)[number];
    const taken = links.takenW[i] as number;
    const given = links.givenW[i] as number;
    const lost = taken / temperatureOf(state, from);
    const gained = given / temperatureOf(state, to);
    receive(audit, placeOf(network, from), 0, -weight * taken, -weight * lost);
    receive(audit, placeOf(network, to), 0, weight * given, weight * gained);
    const account = audit.first.link + i;
    generate(audit, account, gained - lost, weight);
    put(audit, account, 'throughput', weight * Math.abs(lost));
    put(audit, account, 'heat', weight * taken);
  }
}

/** Walls of one lump, which the kernel computes: heat from the gas into the wall, and from the wall to the ambient. */
function sampleLumps(audit: ElementAudit, state: PlantState, weight: number): void {
  const { network, memory, evaluated } = state;
  const { gasConductanceWPerK, ambientConductanceWPerK, wallCapacityJPerK } = memory.chambers;
  const { temperatureK } = memory.nodes;
  const ambientK = temperatureK[network.ambientNode] as number;
  for (let i = 0; i < audit.lumps.length; i++) {
    const c = audit.lumps[i] as number;
    const gasK = temperatureK[c] as number;
    const wallK = (evaluated.vector[c * ROW + WALL] as number) / (wallCapacityJPerK[c] as number);
    const inW = (gasConductanceWPerK[c] as number) * (gasK - wallK);
    const outW = (ambientConductanceWPerK[c] as number) * (wallK - ambientK);
    receive(audit, c, 0, -weight * inW, (-weight * inW) / gasK);
    receive(audit, placeOfLump(network, i), 0, weight * (inW - outW), (weight * (inW - outW)) / wallK);
    const account = audit.first.wall + i;
    generate(audit, account, inW / wallK - inW / gasK + outW / ambientK - outW / wallK, weight);
    put(audit, account, 'throughput', weight * (Math.abs(inW) / gasK + Math.abs(outW) / wallK));
    put(audit, account, 'heat', weight * inW);
  }
}

function sampleLoads(audit: ElementAudit, { memory }: PlantState, weight: number): void {
  audit.loads.forEach(({ chamber, powerW }, i) => {
    const power = powerW();
    const entropy = power / (memory.nodes.temperatureK[chamber] as number);
    receive(audit, chamber, 0, weight * power, weight * entropy);
    const account = audit.first.load + i;
    generate(audit, account, entropy, weight);
    put(audit, account, 'throughput', weight * Math.abs(entropy));
    put(audit, account, 'heat', weight * power);
  });
}

/** Work brings no entropy; that of a piston reaches its chamber, other work is in streams and links already. */
function sampleShafts(audit: ElementAudit, { shaftW }: PlantState, weight: number): void {
  for (let i = 0; i < shaftW.length; i++) {
    put(audit, audit.first.shaft + i, 'work', weight * (shaftW[i] as number));
  }
  for (const { shaft, chamber } of audit.pistons) {
    receive(audit, chamber, 0, weight * (shaftW[shaft] as number), 0);
  }
}
