/** Cross-checks inside a plant: every reference leads somewhere, every id is one thing. */
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { unknownName } from '../schema/fields.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';

/** Ids that the plant's own point names take. */
const RESERVED = ['ambient', 'ledger'];

export function checkPlant(plant: PlantDefinition, document: TomlDocument): readonly Diagnostic[] {
  return [...ids(plant, document), ...valveEnds(plant, document), ...heatLoads(plant, document)];
}

function* ids(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const tables = {
    chamber: plant.chambers,
    boundary: plant.boundaries,
    valve: plant.valves,
    heat_load: plant.heatLoads,
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

function* valveEnds(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const places = [...plant.chambers, ...plant.boundaries].map(({ id }) => id).concat('ambient');
  for (const [index, valve] of plant.valves.entries()) {
    for (const end of ['from', 'to'] as const) {
      if (places.includes(valve[end])) continue;
      yield tomlDiagnostic(document, ['valve', index, end], {
        id: 'unknown-element',
        message: `Valve "${valve.id}" leads ${end} "${valve[end]}", which is no chamber and no boundary.`,
        ...unknownName(valve[end], places),
      });
    }
    if (valve.from === valve.to && places.includes(valve.to)) {
      yield tomlDiagnostic(document, ['valve', index, 'to'], {
        id: 'valve-loop',
        message: `Valve "${valve.id}" leads from "${valve.from}" back to it.`,
        expected: 'two different ends',
      });
    }
  }
}

function* heatLoads(plant: PlantDefinition, document: TomlDocument): Generator<Diagnostic> {
  const chambers = plant.chambers.map(({ id }) => id);
  for (const [index, load] of plant.heatLoads.entries()) {
    if (chambers.includes(load.into)) continue;
    yield tomlDiagnostic(document, ['heat_load', index, 'into'], {
      id: 'unknown-element',
      message: `Heat load "${load.id}" goes into "${load.into}", which is no chamber.`,
      ...unknownName(load.into, chambers),
    });
  }
}
