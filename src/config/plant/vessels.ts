/** Chambers with their walls, boundaries, and what stands in chambers or moves them, in SI. */
import type {
  AmbientDefinition,
  BoundaryDefinition,
  ChamberDefinition,
  ComputePoolDefinition,
  Convection,
  InjectorDefinition,
  PistonDefinition,
  WallBody,
  WallDefinition,
} from '../../physics/plant-definition.ts';
import type { PlantData } from '../schema/plant-schema.ts';
import { DRY_AIR, normalised } from './composition.ts';
import type { Row } from './row.ts';

/** Normal temperature and pressure: 20 °C and 1 atm. */
const DEFAULT_AMBIENT = { temperatureK: 293.15, pressurePa: 101_325 };
/** Slices of a layer: enough to follow a swing of temperature that dies out within it. */
const DEFAULT_CELLS = 5;

export function ambientOf(data: PlantData['ambient']): AmbientDefinition {
  return {
    temperatureK: data?.temperature ?? DEFAULT_AMBIENT.temperatureK,
    pressurePa: data?.pressure ?? DEFAULT_AMBIENT.pressurePa,
    gas: data?.gas === undefined ? DRY_AIR : normalised(data.gas),
  };
}

export function chamberOf(data: Row<'chamber'>): ChamberDefinition {
  return {
    id: data.id,
    volumeM3: data.volume,
    pressurePa: data.pressure,
    temperatureK: data.temperature,
    gas: normalised(data.gas),
    wall: data.wall === undefined ? null : wallOf(data.wall, data.temperature),
  };
}

type WallData = NonNullable<Row<'chamber'>['wall']>;

function wallOf(data: WallData, chamberK: number): WallDefinition {
  return {
    areaM2: data.area,
    body: bodyOf(data),
    gasSide: convectionOf(data.h_gas),
    ambientSide: convectionOf(data.h_ambient),
    temperatureK: data.temperature ?? chamberK,
  };
}

function bodyOf({ heat_capacity, layers = [] }: WallData): WallBody {
  if (heat_capacity !== undefined) return { kind: 'lumped', heatCapacityJPerK: heat_capacity };
  return {
    kind: 'layered',
    layers: layers.map((layer) => ({
      thicknessM: layer.thickness,
      conductivityWPerMK: layer.conductivity,
      densityKgPerM3: layer.density,
      specificHeatJPerKgK: layer.specific_heat,
      cells: layer.cells ?? DEFAULT_CELLS,
    })),
  };
}

function convectionOf(side: WallData['h_gas'] | WallData['h_ambient']): Convection {
  if (typeof side === 'number') return { kind: 'coefficient', coefficientWPerM2K: side };
  if (side.natural_convection !== undefined) {
    return { kind: 'natural', heightM: side.natural_convection.height };
  }
  if ('forced_convection' in side && side.forced_convection !== undefined) {
    const { diameter: diameterM, length: lengthM } = side.forced_convection;
    return { kind: 'forced', diameterM, lengthM };
  }
  throw new Error('invariant: a side of a wall passed the schema without a coefficient or a flow');
}

export function boundaryOf(data: Row<'boundary'>): BoundaryDefinition {
  return {
    id: data.id,
    pressurePa: data.pressure,
    temperatureK: data.temperature,
    gas: normalised(data.gas),
  };
}

export function injectorOf(data: Row<'injector'>): InjectorDefinition {
  const { id, into, mass_flow: massFlowKgPerS, temperature: temperatureK } = data;
  const gas = data.species === undefined ? normalised(data.gas ?? {}) : { [data.species]: 1 };
  return { id, into, massFlowKgPerS, temperatureK, gas };
}

export function pistonOf(data: Row<'piston'>): PistonDefinition {
  return {
    id: data.id,
    chamber: data.in,
    sweptVolumeM3: data.swept_volume,
    frequencyHz: data.frequency,
    phaseRad: data.phase ?? 0,
  };
}

export function computePoolOf(data: Row<'compute_pool'>): ComputePoolDefinition {
  return {
    id: data.id,
    into: data.into,
    slots: data.slots,
    idlePowerW: data.idle_power,
    busyPowerW: data.busy_power,
    operationsPerS: data.operations_per_second,
    creationS: data.creation ?? 0,
    specialisationS: data.specialisation ?? 0,
    disposalS: data.disposal ?? 0,
    demand: data.demand ?? 0,
  };
}
