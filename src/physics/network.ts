/**
 * A plant definition compiled to flat arrays that never change. Chambers come first, then boundaries, then the
 * sources behind injectors, in one numbering of *nodes*, so that the end of a stream is one integer whatever it joins.
 */
import type { FlowElement } from './flow.ts';
import { flowElement } from './flow.ts';
import { invariant } from './invariant.ts';
import type { FitTable } from './nasa7.ts';
import { fitTable } from './nasa7.ts';
import type {
  BoundaryDefinition,
  MachineDefinition,
  PlantDefinition,
  ReliefPressures,
  ValveDefinition,
} from './plant-definition.ts';
import type { Composition, Species } from './species.ts';
import { SPECIES, SPECIES_DATA } from './species.ts';

/** Id of the boundary that every plant has. */
export const AMBIENT_ID = 'ambient';

export interface Network {
  readonly definition: PlantDefinition;
  readonly stepS: number;
  /** The species that are or can come to be in a chamber, in the order of `SPECIES`. */
  readonly species: readonly Species[];
  readonly molarMassKgPerMol: Float64Array;
  readonly fits: FitTable;
  readonly chamberCount: number;
  /** Chambers, then boundaries with ambient last, then injectors. */
  readonly nodeIds: readonly string[];
  readonly ambientNode: number;
  readonly volumeM3: Float64Array;
  readonly streams: StreamArrays;
  readonly orifices: OrificeArrays;
  readonly reliefs: ReliefArrays;
  readonly injectors: InjectorArrays;
  readonly machines: MachineArrays;
  readonly walls: WallArrays;
  readonly loads: LoadArrays;
  readonly coolers: CoolerArrays;
  /** Where the wall energies start in the state vector. */
  readonly wallOffset: number;
  readonly stateSize: number;
}

/** The ends of everything that carries gas. */
export interface StreamArrays {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Streams that pressure drives: the first ones, in this order: valves, restrictions, leaks, relief valves. */
export interface OrificeArrays {
  readonly elements: readonly FlowElement[];
  readonly checks: readonly boolean[];
}

/** Relief valve r is stream `firstStream + r`. */
export interface ReliefArrays {
  readonly firstStream: number;
  readonly pressures: readonly ReliefPressures[];
}

/** Injector i is stream `firstStream + i`, and its gas is node `firstNode + i`. */
export interface InjectorArrays {
  readonly firstStream: number;
  readonly firstNode: number;
  readonly chamber: Int32Array;
}

/** Machine m is stream `firstStream + m`; compressors come before vacuum pumps. */
export interface MachineArrays {
  readonly firstStream: number;
  readonly fullSpeedM3PerS: Float64Array;
  readonly isentropicEfficiency: Float64Array;
  readonly maxPressureRatio: Float64Array;
}

export interface WallArrays {
  readonly chamber: Int32Array;
  /** Wall of a chamber, or −1. */
  readonly ofChamber: Int32Array;
  readonly heatCapacityJPerK: Float64Array;
  readonly gasConductanceWPerK: Float64Array;
  readonly ambientConductanceWPerK: Float64Array;
}

export interface LoadArrays {
  readonly chamber: Int32Array;
}

export interface CoolerArrays {
  readonly chamber: Int32Array;
  readonly powerW: Float64Array;
  readonly copFraction: Float64Array;
}

/** The boundaries of a plant with the ambient, which is always there and always last. */
export function allBoundaries(definition: PlantDefinition): readonly BoundaryDefinition[] {
  return [...definition.boundaries, { id: AMBIENT_ID, ...definition.ambient }];
}

/** Every orifice as the valve that it is at the start. */
export function allOrifices(definition: PlantDefinition): readonly ValveDefinition[] {
  const { valves, restrictions, leaks, reliefValves } = definition;
  return [
    ...valves,
    ...[...restrictions, ...leaks].map((orifice) => ({ ...orifice, position: 1, check: false })),
    ...reliefValves.map((orifice) => ({ ...orifice, position: 0, check: true })),
  ];
}

/** Compressors, then vacuum pumps. */
export function allMachines(definition: PlantDefinition): readonly MachineDefinition[] {
  return [...definition.compressors, ...definition.vacuumPumps];
}

/** Species that are in a chamber, or in a boundary that a stream joins, in the order of `SPECIES`. */
export function speciesPresent(definition: PlantDefinition): readonly Species[] {
  const joined = new Set(
    [...allOrifices(definition), ...allMachines(definition)].flatMap(({ from, to }) => [from, to]),
  );
  const gases: Composition[] = [
    ...definition.chambers.map((chamber) => chamber.gas),
    ...allBoundaries(definition)
      .filter((boundary) => joined.has(boundary.id))
      .map((boundary) => boundary.gas),
    ...definition.injectors.map((injector) => injector.gas),
  ];
  return SPECIES.filter((name) => gases.some((gas) => (gas[name] ?? 0) > 0));
}

/** Compiles a definition whose references the configuration room has checked. */
export function compileNetwork(definition: PlantDefinition): Network {
  const orifices = allOrifices(definition);
  const species = speciesPresent(definition);
  const boundaries = allBoundaries(definition);
  const chamberCount = definition.chambers.length;
  const nodeIds = [...definition.chambers, ...boundaries, ...definition.injectors].map(({ id }) => id);
  const nodeOf = nodeLookup(nodeIds);
  const chamberOf = (id: string): number => {
    const node = nodeOf(id);
    invariant(node < chamberCount, `${id} is a chamber`);
    return node;
  };
  const machines = allMachines(definition);
  const injections = definition.injectors.map(({ id, into }) => ({ from: id, to: into }));
  const streams = [...orifices, ...injections, ...machines];
  const walls = compileWalls(definition);
  const wallOffset = chamberCount * (species.length + 1);
  return {
    definition,
    stepS: definition.solver.stepS,
    species,
    molarMassKgPerMol: Float64Array.from(species, (name) => SPECIES_DATA[name].molarMassKgPerMol),
    fits: fitTable(species),
    chamberCount,
    nodeIds,
    ambientNode: chamberCount + definition.boundaries.length,
    volumeM3: Float64Array.from(definition.chambers, (chamber) => chamber.volumeM3),
    streams: {
      from: Int32Array.from(streams, ({ from }) => nodeOf(from)),
      to: Int32Array.from(streams, ({ to }) => nodeOf(to)),
    },
    orifices: {
      elements: orifices.map(({ sizing, laminarRatio }) => flowElement(sizing, laminarRatio)),
      checks: orifices.map(({ check }) => check),
    },
    reliefs: {
      firstStream: orifices.length - definition.reliefValves.length,
      pressures: definition.reliefValves,
    },
    injectors: {
      firstStream: orifices.length,
      firstNode: chamberCount + boundaries.length,
      chamber: Int32Array.from(definition.injectors, ({ into }) => chamberOf(into)),
    },
    machines: {
      firstStream: orifices.length + injections.length,
      fullSpeedM3PerS: Float64Array.from(
        machines,
        ({ displacementM3, frequencyHz }) => displacementM3 * frequencyHz,
      ),
      isentropicEfficiency: Float64Array.from(machines, (machine) => machine.isentropicEfficiency),
      maxPressureRatio: Float64Array.from(machines, (machine) => machine.maxPressureRatio),
    },
    walls,
    loads: { chamber: Int32Array.from(definition.heatLoads, ({ into }) => chamberOf(into)) },
    coolers: {
      chamber: Int32Array.from(definition.coolers, ({ from }) => chamberOf(from)),
      powerW: Float64Array.from(definition.coolers, ({ powerW }) => powerW),
      copFraction: Float64Array.from(definition.coolers, ({ copFraction }) => copFraction),
    },
    wallOffset,
    stateSize: wallOffset + walls.chamber.length,
  };
}

function nodeLookup(nodeIds: readonly string[]): (id: string) => number {
  const numbers = new Map(nodeIds.map((id, node) => [id, node]));
  invariant(numbers.size === nodeIds.length, 'chamber and boundary ids are unique');
  return (id) => {
    const node = numbers.get(id);
    invariant(node !== undefined, `${id} is a chamber or boundary`);
    return node;
  };
}

function compileWalls(definition: PlantDefinition): WallArrays {
  const ofChamber = new Int32Array(definition.chambers.length).fill(-1);
  const walled = definition.chambers.flatMap(({ wall }, chamber) =>
    wall === null ? [] : [{ chamber, wall }],
  );
  walled.forEach(({ chamber }, w) => {
    ofChamber[chamber] = w;
  });
  return {
    chamber: Int32Array.from(walled, ({ chamber }) => chamber),
    ofChamber,
    heatCapacityJPerK: Float64Array.from(walled, ({ wall }) => wall.heatCapacityJPerK),
    gasConductanceWPerK: Float64Array.from(walled, ({ wall }) => wall.gasCoefficientWPerM2K * wall.areaM2),
    ambientConductanceWPerK: Float64Array.from(
      walled,
      ({ wall }) => wall.ambientCoefficientWPerM2K * wall.areaM2,
    ),
  };
}
