/** `plant.toml` as a plant definition in SI. */
import { DEFAULT_LAMINAR_RATIO } from '../physics/flow.ts';
import { AMBIENT_ID } from '../physics/network.ts';
import type {
  AmbientDefinition,
  BoundaryDefinition,
  ChamberDefinition,
  CoolerDefinition,
  InjectorDefinition,
  MachineDefinition,
  PlantDefinition,
  ReliefValveDefinition,
  RestrictionDefinition,
  ValveDefinition,
  ValveSizing,
} from '../physics/plant-definition.ts';
import { type Composition, SPECIES } from '../physics/species.ts';
import { checkPlant } from './checks/plant.ts';
import { type Diagnostic, hasErrors } from './diagnostic.ts';
import { checkShape } from './schema/check-shape.ts';
import { type PlantData, plantSchema } from './schema/plant-schema.ts';
import type { SourceFiles } from './source-files.ts';
import { readToml, type TomlDocument } from './toml-document.ts';

/** A file that has been read, with the document that diagnostics about it point into. */
export interface Read<T> {
  readonly definition: T;
  readonly document: TomlDocument;
}

const DEFAULT_STEP_S = 1e-3;
/** Normal temperature and pressure: 20 °C and 1 atm. */
const DEFAULT_AMBIENT = { temperatureK: 293.15, pressurePa: 101_325 };
/** Near the 0.72 that IEC 60534-2-1:2011, table D.2, gives for a contoured-plug globe valve, flow to open. */
const DEFAULT_XT = 0.7;

/**
 * Dry air by its molar parts, U.S. Standard Atmosphere 1976, table 3, without the 0.03 % that the plant model has
 * no species for.
 */
const DRY_AIR = normalised({ N2: 0.78084, O2: 0.209476, Ar: 0.00934, Ne: 1.818e-5, He: 5.24e-6 });

/** Reads and checks a plant file; null with errors in `diagnostics` when it does not hold. */
export function readPlant(
  file: string,
  sources: SourceFiles,
  diagnostics: Diagnostic[],
): Read<PlantDefinition> | null {
  const written = readToml(file, sources, diagnostics);
  if (written === null) return null;
  const shaped = checkShape(written, plantSchema, diagnostics);
  if (shaped === null) return null;
  const definition = plantOf(shaped.data);
  const found = checkPlant(definition, shaped.document);
  diagnostics.push(...found);
  return hasErrors(found) ? null : { definition, document: shaped.document };
}

function plantOf(data: PlantData): PlantDefinition {
  return {
    solver: { stepS: data.solver?.step ?? DEFAULT_STEP_S },
    ambient: ambientOf(data.ambient),
    chambers: (data.chamber ?? []).map(chamberOf),
    boundaries: (data.boundary ?? []).map(boundaryOf),
    valves: (data.valve ?? []).map(valveOf),
    heatLoads: (data.heat_load ?? []).map(({ id, into, power }) => ({ id, into, powerW: power })),
    restrictions: (data.restriction ?? []).map(restrictionOf),
    reliefValves: (data.relief_valve ?? []).map(reliefValveOf),
    coolers: (data.cooler ?? []).map(coolerOf),
    compressors: (data.compressor ?? []).map(machineOf),
    vacuumPumps: (data.vacuum_pump ?? []).map((pump) => machineOf({ ...pump, to: pump.to ?? AMBIENT_ID })),
    injectors: (data.injector ?? []).map(injectorOf),
    leaks: (data.leak ?? []).map((leak) => restrictionOf({ ...leak, to: leak.to ?? AMBIENT_ID })),
  };
}

function ambientOf(data: PlantData['ambient']): AmbientDefinition {
  return {
    temperatureK: data?.temperature ?? DEFAULT_AMBIENT.temperatureK,
    pressurePa: data?.pressure ?? DEFAULT_AMBIENT.pressurePa,
    gas: data?.gas === undefined ? DRY_AIR : normalised(data.gas),
  };
}

function chamberOf(data: NonNullable<PlantData['chamber']>[number]): ChamberDefinition {
  const { wall } = data;
  return {
    id: data.id,
    volumeM3: data.volume,
    pressurePa: data.pressure,
    temperatureK: data.temperature,
    gas: normalised(data.gas),
    wall:
      wall === undefined
        ? null
        : {
            heatCapacityJPerK: wall.heat_capacity,
            areaM2: wall.area,
            gasCoefficientWPerM2K: wall.h_gas,
            ambientCoefficientWPerM2K: wall.h_ambient,
            temperatureK: wall.temperature ?? data.temperature,
          },
  };
}

function boundaryOf(data: NonNullable<PlantData['boundary']>[number]): BoundaryDefinition {
  return {
    id: data.id,
    pressurePa: data.pressure,
    temperatureK: data.temperature,
    gas: normalised(data.gas),
  };
}

function machineOf(data: NonNullable<PlantData['compressor']>[number]): MachineDefinition {
  return {
    id: data.id,
    from: data.from,
    to: data.to,
    displacementM3: data.displacement,
    frequencyHz: data.frequency,
    isentropicEfficiency: data.isentropic_efficiency,
    maxPressureRatio: data.max_pressure_ratio,
    speed: data.speed ?? 0,
  };
}

function coolerOf(data: NonNullable<PlantData['cooler']>[number]): CoolerDefinition {
  const { id, from, power: powerW, cop_fraction: copFraction, demand = 1 } = data;
  return { id, from, powerW, copFraction, demand };
}

function injectorOf(data: NonNullable<PlantData['injector']>[number]): InjectorDefinition {
  const { id, into, mass_flow: massFlowKgPerS, temperature: temperatureK } = data;
  const gas = data.species === undefined ? normalised(data.gas ?? {}) : { [data.species]: 1 };
  return { id, into, massFlowKgPerS, temperatureK, gas };
}

type ValveData = NonNullable<PlantData['valve']>[number];
type RestrictionData = NonNullable<PlantData['restriction']>[number];

function valveOf(data: ValveData): ValveDefinition {
  return { ...restrictionOf(data), position: data.position ?? 0, check: data.check ?? false };
}

function restrictionOf(data: RestrictionData): RestrictionDefinition {
  return {
    id: data.id,
    from: data.from,
    to: data.to,
    sizing: sizingOf(data),
    laminarRatio: data.laminar_ratio ?? DEFAULT_LAMINAR_RATIO,
  };
}

function reliefValveOf(data: NonNullable<PlantData['relief_valve']>[number]): ReliefValveDefinition {
  return {
    ...restrictionOf({ ...data, to: data.to ?? AMBIENT_ID }),
    setPressurePa: data.set_pressure,
    fullOpenPressurePa: data.full_open_pressure,
    reseatPressurePa: data.reseat_pressure,
  };
}

function sizingOf(data: RestrictionData): ValveSizing {
  if (data.area !== undefined && data.discharge_coefficient !== undefined) {
    return { kind: 'area', areaM2: data.area, dischargeCoefficient: data.discharge_coefficient };
  }
  if (data.sonic_conductance !== undefined && data.critical_ratio !== undefined) {
    return {
      kind: 'iso6358',
      sonicConductanceM3PerSPa: data.sonic_conductance,
      criticalRatio: data.critical_ratio,
    };
  }
  if (data.kv !== undefined) return { kind: 'kv', kvM3PerH: data.kv, xt: data.xt ?? DEFAULT_XT };
  throw new Error(`invariant: ${data.id} passed the schema without a sizing`);
}

/** The schema lets fractions miss 1 by rounding; the plant starts at the stated pressure only if they do not. */
function normalised(gas: Readonly<Record<string, number | undefined>>): Composition {
  const given = SPECIES.flatMap((species) => {
    const fraction = gas[species];
    return fraction === undefined ? [] : [[species, fraction] as const];
  });
  const sum = given.reduce((total, [, fraction]) => total + fraction, 0);
  return Object.fromEntries(given.map(([species, fraction]) => [species, fraction / sum]));
}
