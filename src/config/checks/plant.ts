/** Cross-checks inside a plant: every reference leads somewhere, every id is one thing. */
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { unknownName } from '../schema/fields.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';

/** Ids that the plant's own point names take. */
const RESERVED = ['ambient', 'ledger'];

export function checkPlant(plant: PlantDefinition, document: TomlDocument): readonly Diagnostic[] {
  return [
    ...ids(plant, document),
    ...streamEnds(plant, document),
    ...chamberEnds(plant, document),
    ...coolerBounds(plant, document),
  ];
}

function* ids(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const tables = {
    chamber: plant.chambers,
    boundary: plant.boundaries,
    ...streams(plant),
    heat_load: plant.heatLoads,
    cooler: plant.coolers,
    injector: plant.injectors,
  };
  const seen = new Map<string, string>();
  for (const [table, elements] of Object.entries(tables)) {
    for (const [index, { id }] of elements.entries()) {
      const first = RESERVED.includes(id) ? 'a name of the plant itself' : seen.get(id);
      if (first !== undefined) {
        yield tomlDiagnostic(document, [table, index, 'id'], {
          id: 'duplicate-id',
          message: `The id "${id}" is already ${first}.`,
          expected: 'an id that no other plant element has',
          remedy: 'rename one of the two, and what refers to it',
        });
      }
      seen.set(id, `a ${table}`);
    }
  }
}

/** What carries gas between two places, by the name of its table. */
function streams(plant: PlantDefinition) {
  return {
    valve: plant.valves,
    restriction: plant.restrictions,
    leak: plant.leaks,
    relief_valve: plant.reliefValves,
    compressor: plant.compressors,
    vacuum_pump: plant.vacuumPumps,
  };
}

function* streamEnds(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const places = [...plant.chambers, ...plant.boundaries].map(({ id }) => id).concat('ambient');
  for (const [table, elements] of Object.entries(streams(plant))) {
    const kind = kindOf(table);
    for (const [index, { id, ...ends }] of elements.entries()) {
      for (const end of ['from', 'to'] as const) {
        if (places.includes(ends[end])) continue;
        yield tomlDiagnostic(document, [table, index, end], {
          id: 'unknown-element',
          message: `${kind} "${id}" leads ${end} "${ends[end]}", which is no chamber and no boundary.`,
          ...unknownName(ends[end], places),
        });
      }
      if (ends.from === ends.to && places.includes(ends.to)) {
        yield tomlDiagnostic(document, [table, index, 'to'], {
          id: 'valve-loop',
          message: `${kind} "${id}" leads from "${ends.from}" back to it.`,
          expected: 'two different ends',
        });
      }
    }
  }
}

function* chamberEnds(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const chambers = plant.chambers.map(({ id }) => id);
  const ends = [
    ...plant.heatLoads.map((load, index) => ({ ...load, table: 'heat_load', index, key: 'into' as const })),
    ...plant.injectors.map((dose, index) => ({ ...dose, table: 'injector', index, key: 'into' as const })),
    ...plant.coolers.map((cooler, index) => ({ ...cooler, table: 'cooler', index, key: 'from' as const })),
  ];
  for (const end of ends) {
    const { id, table, index, key } = end;
    const place = end.key === 'into' ? end.into : end.from;
    if (chambers.includes(place)) continue;
    yield tomlDiagnostic(document, [table, index, key], {
      id: 'unknown-element',
      message: `${kindOf(table)} "${id}" ${key === 'into' ? 'goes into' : 'cools'} "${place}", which is no chamber.`,
      ...unknownName(place, chambers),
    });
  }
}

/** A cooler better than Carnot's would make heat run uphill for nothing. */
function* coolerBounds(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const ambientK = plant.ambient.temperatureK;
  for (const [index, { id, from, copFraction }] of plant.coolers.entries()) {
    if (copFraction <= 1) continue;
    const gasK = plant.chambers.find((chamber) => chamber.id === from)?.temperatureK ?? Number.NaN;
    const carnot = gasK / (ambientK - gasK);
    const numbers =
      gasK < ambientK
        ? ` Between ${shown(gasK)} K in "${from}" and ${shown(ambientK)} K outside, Carnot's coefficient of ` +
          `performance is ${shown(carnot)}, and this asks for ${shown(copFraction * carnot)}.`
        : '';
    yield tomlDiagnostic(document, ['cooler', index, 'cop_fraction'], {
      id: 'out-of-range',
      message: `Cooler "${id}" asks for ${shown(copFraction)} times the most that the second law allows.${numbers}`,
      expected: 'a fraction of Carnot above 0 and at most 1; good machines reach 0.4 to 0.6',
    });
  }
}

function shown(value: number): string {
  return Number(value.toPrecision(4)).toString();
}

/** `Heat load` for the table `heat_load`. */
function kindOf(table: string): string {
  return `${table.charAt(0).toUpperCase()}${table.slice(1)}`.replaceAll('_', ' ');
}
