/**
 * Accounts of elements, where entropy is generated, and places, between which mass, energy and entropy must balance.
 * What is booked into them at each stage of the integrator is in element-sampling.ts.
 */
import type { CompensatedSums } from '../compensated-sum.ts';
import { addTo, compensatedSums } from '../compensated-sum.ts';
import type { CompiledPlant } from '../compile.ts';
import { invariant } from '../invariant.ts';
import { ENERGY, ROW, WALL } from '../layout.ts';
import type { Network } from '../network.ts';
import type { PlantDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import { chamberEntropyJPerK, chamberMassKg, lumpEntropyJPerK, solidEntropyJPerK } from './holdings.ts';
import type { MeasuredStream } from './measured-stream.ts';
import { measuredStream } from './measured-stream.ts';

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
export const ACCOUNT_SIZE = 6;

/** Columns of a place: what came in, net. */
export const PLACE = { mass: 0, energy: 1, entropy: 2, throughput: 3 } as const;
export const PLACE_SIZE = 4;

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
export function placeOf({ chamberCount, nodeIds }: Network, node: number): number {
  if (node < chamberCount) return node;
  return node >= nodeIds.length ? chamberCount + node - nodeIds.length : -1;
}

/** `i` counts the lumped walls. */
export function placeOfLump({ chamberCount, solids }: Network, i: number): number {
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

/** Takes the sample of an accepted substep into the books. */
export function commitElements({ sample, crossed }: ElementAudit, durationS: number): void {
  for (let i = 0; i < sample.length; i++) {
    const rate = sample[i] as number;
    if (rate !== 0) addTo(crossed, i, durationS * rate);
  }
  sample.fill(0);
}
