/** The elements of a plant by the tables that they are written in. */
import { AMBIENT_ID } from '../../physics/network.ts';
import type {
  AmbientDefinition,
  ChamberDefinition,
  PlantDefinition,
} from '../../physics/plant-definition.ts';
import type { KeyPath } from '../key-path.ts';

/** What carries gas between two places. */
export function streamTables(plant: PlantDefinition) {
  return {
    valve: plant.valves,
    restriction: plant.restrictions,
    leak: plant.leaks,
    relief_valve: plant.reliefValves,
    burst_disc: plant.burstDiscs,
    tube: plant.tubes,
    fan: plant.fans,
    compressor: plant.compressors,
    vacuum_pump: plant.vacuumPumps,
  };
}

/** Everything that has an id. */
export function elementTables(plant: PlantDefinition) {
  return {
    chamber: plant.chambers,
    boundary: plant.boundaries,
    ...streamTables(plant),
    heat_load: plant.heatLoads,
    cooler: plant.coolers,
    heat_exchanger: plant.heatExchangers,
    heat_conductor: plant.heatConductors,
    heat_engine: plant.heatEngines,
    injector: plant.injectors,
    piston: plant.pistons,
    compute_pool: plant.computePools,
  };
}

/** Ids of the places that gas can come from and go to. */
export function placesOf(plant: PlantDefinition): readonly string[] {
  return [...plant.chambers, ...plant.boundaries].map(({ id }) => id).concat(AMBIENT_ID);
}

/** A state of gas that the plant starts with, and where it is written. */
export interface GasPlace {
  readonly path: KeyPath;
  /** Such as `Chamber "ch1"`. */
  readonly name: string;
  readonly state: AmbientDefinition;
  /** Whether the pressure is its own: an injector has that of its chamber. */
  readonly hasPressure: boolean;
  /** null: gas that is supplied. */
  readonly chamber: ChamberDefinition | null;
}

/** Every such state; references must hold. */
export function gasPlaces(plant: PlantDefinition): readonly GasPlace[] {
  const pressureIn = new Map(plant.chambers.map(({ id, pressurePa }) => [id, pressurePa]));
  const supplied = { hasPressure: true, chamber: null };
  return [
    ...plant.chambers.map((chamber, i) => ({
      path: ['chamber', i],
      name: `Chamber "${chamber.id}"`,
      state: chamber,
      hasPressure: true,
      chamber,
    })),
    ...plant.boundaries.map((state, i) => ({
      ...supplied,
      path: ['boundary', i],
      name: `Boundary "${state.id}"`,
      state,
    })),
    ...plant.injectors.map(({ id, into, temperatureK, gas }, i) => ({
      path: ['injector', i],
      name: `Injector "${id}"`,
      state: { temperatureK, gas, pressurePa: pressureIn.get(into) ?? Number.NaN },
      hasPressure: false,
      chamber: null,
    })),
    { ...supplied, path: ['ambient'], name: 'The ambient', state: plant.ambient },
  ];
}

/** State of the gas at a place at the start; null where there is no such place. */
export function gasAt(plant: PlantDefinition, place: string): AmbientDefinition | null {
  if (place === AMBIENT_ID) return plant.ambient;
  return [...plant.chambers, ...plant.boundaries].find(({ id }) => id === place) ?? null;
}

/** `Heat load` for the table `heat_load`. */
export function kindOf(table: string): string {
  return `${table.charAt(0).toUpperCase()}${table.slice(1)}`.replaceAll('_', ' ');
}

/** Four digits, for people. */
export function shown(value: number): string {
  return Number(value.toPrecision(4)).toString();
}
