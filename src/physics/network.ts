/**
 * A plant definition compiled to places in flat arrays: which node is which, what joins them, and where elements have
 * their own state variables. Nothing here changes while the plant runs.
 */
import type { FlowElement } from './flow.ts';
import type { MemorySize } from './layout.ts';
import type { BoundaryDefinition, PlantDefinition } from './plant-definition.ts';
import type { Composition, Species } from './species.ts';
import { SPECIES } from './species.ts';

/** Id of the boundary that every plant has. */
export const AMBIENT_ID = 'ambient';

/** What carries gas from one node to another. */
export interface Stream {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** What carries heat from one thermal node to another: a node's gas, or a solid. */
export interface Link {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** A piece of solid with one temperature; its energy, C·T, is a state variable. */
export interface Solid {
  readonly capacityJPerK: number;
  /** In a state vector. */
  readonly index: number;
}

/** Gas that comes from outside at a set flow. */
export interface SourceNode {
  readonly id: string;
  readonly temperatureK: number;
  readonly gas: Composition;
  /** The chamber whose pressure it takes. */
  readonly chamber: number;
}

/** What of a definition governs the computing; the rest of it is in the places that it was compiled to. */
export type PlantSettings = Pick<PlantDefinition, 'solver' | 'fluid' | 'ledger' | 'computePools'>;

export interface Network {
  readonly definition: PlantSettings;
  readonly stepS: number;
  /** The species that are or can come to be in a chamber, in the order of `SPECIES`. */
  readonly species: readonly Species[];
  readonly chamberCount: number;
  /** Chambers, a spare one without a name if need be, boundaries with the ambient last, injectors. */
  readonly nodeIds: readonly string[];
  readonly boundaries: readonly BoundaryDefinition[];
  readonly firstBoundary: number;
  readonly ambientNode: number;
  /** Behind the boundaries. */
  readonly sources: readonly SourceNode[];
  readonly links: readonly Link[];
  /** Thermal node `nodeIds.length + i` is solid i. */
  readonly solids: readonly Solid[];
  /** Elements through which shaft work comes in. */
  readonly shafts: readonly string[];
  readonly extras: readonly ExtraVariable[];
  readonly memorySize: MemorySize;
}

/** A state variable of an element. */
export interface ExtraVariable {
  readonly initial: number;
  /** What its error is measured against, > 0. */
  readonly scale: number;
}

/** Where elements register what they need of the network while it is compiled. */
export interface Site {
  readonly definition: PlantDefinition;
  readonly species: readonly Species[];
  /** Of a chamber or boundary. */
  node(id: string): number;
  chamber(id: string): number;
  /** A stream that pressure drives through an opening; all of them before any other stream. */
  orifice(id: string, from: string, to: string, element: FlowElement): number;
  stream(id: string, from: number, to: number): number;
  /** A stream that another element has registered before. */
  streamNamed(id: string): number;
  /** A node with gas from outside. */
  source(source: SourceNode): number;
  link(id: string, from: number, to: number): number;
  /** A thermal node. */
  solid(capacityJPerK: number, temperatureK: number): number;
  shaft(id: string): number;
  /** Index in a state vector. */
  extra(variable: ExtraVariable): number;
}

/** The boundaries of a plant with the ambient, which is always there and always last. */
export function allBoundaries(definition: PlantDefinition): readonly BoundaryDefinition[] {
  return [...definition.boundaries, { id: AMBIENT_ID, ...definition.ambient }];
}

/** Species that are in a chamber, in an injector, or in a boundary that a stream joins, in the order of `SPECIES`. */
export function speciesPresent(definition: PlantDefinition): readonly Species[] {
  const { valves, restrictions, leaks, reliefValves, burstDiscs, compressors, vacuumPumps, fans, tubes } =
    definition;
  const joining = [
    valves,
    restrictions,
    leaks,
    reliefValves,
    burstDiscs,
    compressors,
    vacuumPumps,
    fans,
    tubes,
  ];
  const joined = new Set(joining.flatMap((table) => table.flatMap(({ from, to }) => [from, to])));
  const gases: Composition[] = [
    ...definition.chambers.map((chamber) => chamber.gas),
    ...allBoundaries(definition)
      .filter(({ id }) => joined.has(id))
      .map((boundary) => boundary.gas),
    ...definition.injectors.map((injector) => injector.gas),
  ];
  return SPECIES.filter((name) => gases.some((gas) => (gas[name] ?? 0) > 0));
}

/** A network with what it was made from, as far as its state at the start depends on that. */
export interface WiredPlant {
  readonly definition: PlantDefinition;
  readonly network: Network;
  /** Of the first streams, which are orifices. */
  readonly orifices: readonly FlowElement[];
  readonly streams: readonly Stream[];
}
