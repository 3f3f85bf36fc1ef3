/** Names, units and access of everything that a plant shows and takes. */
import type { Dimension } from '../units/quantity.ts';
import { siUnit } from '../units/quantity.ts';
import { coolerHeatW, coolerPowerW } from './cooler.ts';
import type { Integrator } from './integrator.ts';
import { refreshRates } from './integrator.ts';
import {
  energyResidualJ,
  energyResidualRelative,
  entropyGeneratedJPerK,
  massResidualKg,
  massResidualRelative,
  shaftWorkJ,
  speciesResidualMol,
} from './ledger.ts';
import { allBoundaries, allMachines, allOrifices, speciesPresent } from './network.ts';
import type { PlantDefinition } from './plant-definition.ts';
import type { PlantState } from './plant-state.ts';
import { setBoundary } from './plant-state.ts';
import { updateRates } from './rates.ts';
import type { Species } from './species.ts';

export interface PlantPoint {
  /** Such as `ch1.pressure`. */
  readonly name: string;
  /** SI unit; `1` for a ratio. */
  readonly unit: string;
  /** Public column name with its unit, such as `ch1.pressure_Pa`. */
  readonly column: string;
  /** null where no user writes such a quantity: mol, and J/K of entropy. */
  readonly dimension: Dimension | null;
  readonly isInput: boolean;
}

/** Sets an input; false, and nothing set, when the value is outside what the input can be. */
export type InputWriter = (value: number) => boolean;

export interface PointEntry {
  readonly point: PlantPoint;
  readonly read: (plant: Integrator) => number;
  /** null: not an input. */
  readonly write: ((plant: Integrator, value: number) => boolean) | null;
}

/** Every point of a plant with how to read it and, for an input, how to set it. */
export function pointCatalogue(definition: PlantDefinition): readonly PointEntry[] {
  const species = speciesPresent(definition);
  const firstRelief = allOrifices(definition).length - definition.reliefValves.length;
  const shaftWork = output('ledger.shaft_work', 'energy', ({ ledger }) => shaftWorkJ(ledger));
  const firstMachine = allOrifices(definition).length + definition.injectors.length;
  const takesWork = definition.coolers.length + allMachines(definition).length > 0;
  let wallCount = 0;
  return [
    ...definition.chambers.flatMap((chamber, c) =>
      chamberEntries(chamber.id, c, chamber.wall === null ? -1 : wallCount++, species),
    ),
    ...allOrifices(definition).flatMap(({ id }, v) => [
      massFlowEntry(id, v),
      ...(v < definition.valves.length ? [positionEntry(id, v)] : []),
      ...(v < firstRelief ? [] : [refreshed(openingEntry(id, v))]),
    ]),
    ...definition.heatLoads.flatMap((load, i) => loadEntries(load.id, i)),
    ...allMachines(definition).flatMap(({ id }, m) => machineEntries(id, m, firstMachine + m)),
    ...definition.coolers.flatMap(({ id }, i) => coolerEntries(id, i)),
    ...definition.injectors.flatMap((injector, i) =>
      injectorEntries(injector.id, i, definition.chambers.length + allBoundaries(definition).length + i),
    ),
    ...allBoundaries(definition).flatMap((boundary, b) =>
      boundaryEntries(boundary.id, definition.chambers.length + b, b < definition.boundaries.length),
    ),
    output('ledger.mass_residual', 'mass', ({ ledger, network, state }) =>
      massResidualKg(ledger, network, state),
    ),
    output('ledger.mass_residual_relative', 'ratio', ({ ledger, network, state }) =>
      massResidualRelative(ledger, network, state),
    ),
    ...species.map((name, k) =>
      unwritten('ledger.species_residual', 'mol', `.${name}`, ({ ledger, network, state }) =>
        speciesResidualMol(ledger, network, state, k),
      ),
    ),
    output('ledger.energy_residual', 'energy', ({ ledger, network, state }) =>
      energyResidualJ(ledger, network, state),
    ),
    output('ledger.energy_residual_relative', 'ratio', ({ ledger, network, state }) =>
      energyResidualRelative(ledger, network, state),
    ),
    ...(takesWork ? [shaftWork] : []),
    unwritten('ledger.entropy_generated', 'J/K', '', ({ ledger, network, state }) =>
      entropyGeneratedJPerK(ledger, network, state),
    ),
  ];
}

function chamberEntries(
  id: string,
  c: number,
  w: number,
  species: readonly Species[],
): readonly PointEntry[] {
  const wall = output(`${id}.wall_temperature`, 'temperature', ({ state }) => state.wallTemperatureK[w]);
  return [
    output(`${id}.pressure`, 'pressure', ({ state }) => state.nodes.pressurePa[c]),
    output(`${id}.temperature`, 'temperature', ({ state }) => state.nodes.temperatureK[c]),
    output(`${id}.mass`, 'mass', ({ state }) => state.nodes.massKg[c]),
    ...(w < 0 ? [] : [wall]),
    refreshed(output(`${id}.heat`, 'power', ({ state }) => state.heatW[c])),
    ...species.map((name, k) =>
      output(`${id}.mole_fraction.${name}`, 'ratio', ({ state }) =>
        moleFraction(state, species.length, c, k),
      ),
    ),
  ];
}

function moleFraction({ vector }: PlantState, speciesCount: number, c: number, k: number): number {
  const base = c * (speciesCount + 1);
  let totalMol = 0;
  for (let other = 0; other < speciesCount; other++) totalMol += vector[base + other] as number;
  return (vector[base + k] as number) / totalMol;
}

function massFlowEntry(id: string, stream: number): PointEntry {
  return refreshed(output(`${id}.mass_flow`, 'mass flow', ({ state }) => state.massFlowKgPerS[stream]));
}

function openingEntry(id: string, v: number): PointEntry {
  return output(`${id}.position`, 'ratio', ({ state }) => state.openingRatio[v]);
}

function positionEntry(id: string, v: number): PointEntry {
  return input(openingEntry(id, v), (plant, value) => {
    if (!(value >= 0 && value <= 1)) return false;
    plant.state.openingRatio[v] = value;
    return true;
  });
}

function loadEntries(id: string, i: number): readonly PointEntry[] {
  return [
    input(
      output(`${id}.power`, 'power', ({ state }) => state.inputs.powerW[i]),
      (plant, value) => {
        if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return false;
        plant.state.inputs.powerW[i] = value;
        return true;
      },
    ),
    output(
      `${id}.heat`,
      'power',
      ({ state }) => (state.inputs.powerW[i] ?? 0) * (state.inputs.enabled[i] ?? 0),
    ),
    input(
      output(`${id}.enabled`, 'ratio', ({ state }) => state.inputs.enabled[i]),
      (plant, value) => {
        if (value !== 0 && value !== 1) return false;
        plant.state.inputs.enabled[i] = value;
        return true;
      },
    ),
  ];
}

function machineEntries(id: string, m: number, stream: number): readonly PointEntry[] {
  return [
    massFlowEntry(id, stream),
    refreshed(output(`${id}.power`, 'power', ({ state }) => state.shaftPowerW[m])),
    refreshed(output(`${id}.discharge_temperature`, 'temperature', ({ state }) => state.dischargeK[m])),
    input(
      output(`${id}.speed`, 'ratio', ({ state }) => state.inputs.speed[m]),
      (plant, value) => {
        if (!(value >= 0 && value <= 1)) return false;
        plant.state.inputs.speed[m] = value;
        return true;
      },
    ),
  ];
}

function coolerEntries(id: string, i: number): readonly PointEntry[] {
  return [
    output(`${id}.power`, 'power', ({ network, state }) => coolerPowerW(network, state, i)),
    output(`${id}.heat`, 'power', ({ network, state }) => coolerHeatW(network, state, i)),
    input(
      output(`${id}.demand`, 'ratio', ({ state }) => state.inputs.demand[i]),
      (plant, value) => {
        if (!(value >= 0 && value <= 1)) return false;
        plant.state.inputs.demand[i] = value;
        return true;
      },
    ),
  ];
}

function injectorEntries(id: string, i: number, node: number): readonly PointEntry[] {
  return [
    input(
      output(`${id}.mass_flow`, 'mass flow', ({ state }) => state.inputs.injectionKgPerS[i]),
      (plant, value) => {
        if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return false;
        plant.state.inputs.injectionKgPerS[i] = value;
        return true;
      },
    ),
    settableTemperature(id, node),
  ];
}

function sourceTemperature(id: string, node: number): PointEntry {
  return output(`${id}.temperature`, 'temperature', ({ state }) => state.nodes.temperatureK[node]);
}

function settableTemperature(id: string, node: number): PointEntry {
  return input(sourceTemperature(id, node), (plant, value) =>
    moveSource(plant, node, { temperatureK: value }),
  );
}

function boundaryEntries(id: string, node: number, isInput: boolean): readonly PointEntry[] {
  const pressure = output(`${id}.pressure`, 'pressure', ({ state }) => state.nodes.pressurePa[node]);
  if (!isInput) return [pressure, sourceTemperature(id, node)];
  return [
    input(pressure, (plant, value) => moveSource(plant, node, { pressurePa: value })),
    settableTemperature(id, node),
  ];
}

function moveSource(
  plant: Integrator,
  node: number,
  change: { readonly pressurePa?: number; readonly temperatureK?: number },
): boolean {
  const { network, state } = plant;
  const { definition, chamberCount } = network;
  const source = [...allBoundaries(definition), ...definition.injectors][node - chamberCount];
  if (source === undefined) return false;
  const present = {
    pressurePa: state.nodes.pressurePa[node] ?? Number.NaN,
    temperatureK: state.nodes.temperatureK[node] ?? Number.NaN,
    gas: source.gas,
    ...change,
  };
  const sound = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;
  if (!sound(present.pressurePa) || !sound(present.temperatureK)) return false;
  setBoundary(network, state, node, present);
  return true;
}

function output(
  name: string,
  dimension: Dimension,
  read: (plant: Integrator) => number | undefined,
): PointEntry {
  const unit = siUnit(dimension);
  return {
    point: { name, unit, column: withUnit(name, unit), dimension, isInput: false },
    read: (plant) => read(plant) ?? Number.NaN,
    write: null,
  };
}

/** A point in a unit that has no dimension of its own at the edges. */
function unwritten(
  stem: string,
  unit: string,
  suffix: string,
  read: (plant: Integrator) => number,
): PointEntry {
  return {
    point: {
      name: stem + suffix,
      unit,
      column: withUnit(stem, unit) + suffix,
      dimension: null,
      isInput: false,
    },
    read,
    write: null,
  };
}

function withUnit(stem: string, unit: string): string {
  return unit === '1' ? stem : `${stem}_${unit.replaceAll('/', '_')}`;
}

/** A reading that must follow a change of inputs at once. */
function refreshed(entry: PointEntry): PointEntry {
  return {
    ...entry,
    read: (plant) => {
      refreshRates(plant, updateRates);
      return entry.read(plant);
    },
  };
}

function input(entry: PointEntry, write: (plant: Integrator, value: number) => boolean): PointEntry {
  return {
    ...entry,
    point: { ...entry.point, isInput: true },
    write: (plant, value) => {
      const accepted = write(plant, value);
      plant.stale ||= accepted;
      return accepted;
    },
  };
}
