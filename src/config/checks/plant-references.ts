/** Every reference inside a plant leads somewhere, and every id is one thing. */
import { AMBIENT_ID } from '../../physics/network.ts';
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Read } from '../read.ts';
import { unknownName } from '../schema/fields.ts';
import { tomlDiagnostic } from '../toml-document.ts';
import { elementTables, kindOf, placesOf, streamTables } from './plant-tables.ts';

/** Ids that the plant's own point names take. */
const RESERVED: readonly string[] = [AMBIENT_ID, 'ledger'];

export function checkReferences(plant: Read<PlantDefinition>): readonly Diagnostic[] {
  return [
    ...checkContent(plant),
    ...checkIds(plant),
    ...checkEnds(plant),
    ...checkChambers(plant),
    ...checkExchangers(plant),
    ...checkPistons(plant),
  ];
}

/** Boundaries and what joins them are worth a run of their own; without any, nothing can happen. */
function* checkContent({ definition, document }: Read<PlantDefinition>): Generator<Diagnostic> {
  const streams = Object.values(streamTables(definition)).flat();
  if (definition.chambers.length + streams.length > 0) return;
  yield tomlDiagnostic(document, [], {
    id: 'empty-plant',
    message: 'The plant has no chamber that holds gas, and nothing that gas could flow through.',
    expected: 'at least one [[chamber]]',
  });
}

function* checkIds({ definition, document }: Read<PlantDefinition>): Generator<Diagnostic> {
  const seen = new Map<string, string>();
  for (const [table, elements] of Object.entries(elementTables(definition))) {
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

function* checkEnds({ definition, document }: Read<PlantDefinition>): Generator<Diagnostic> {
  const places = placesOf(definition);
  const known = new Set(places);
  const joined = { ...streamTables(definition), heat_conductor: definition.heatConductors };
  for (const [table, elements] of Object.entries(joined)) {
    const kind = kindOf(table);
    for (const [index, { id, ...ends }] of elements.entries()) {
      for (const end of ['from', 'to'] as const) {
        if (known.has(ends[end])) continue;
        yield tomlDiagnostic(document, [table, index, end], {
          id: 'unknown-element',
          message: `${kind} "${id}" leads ${end} "${ends[end]}", which is no chamber and no boundary.`,
          ...unknownName(ends[end], places),
        });
      }
      if (ends.from === ends.to && known.has(ends.to)) {
        yield tomlDiagnostic(document, [table, index, 'to'], {
          id: 'valve-loop',
          message: `${kind} "${id}" leads from "${ends.from}" back to it.`,
          expected: 'two different ends',
        });
      }
    }
  }
}

interface Standing {
  readonly table: string;
  readonly index: number;
  readonly id: string;
  readonly key: 'into' | 'from' | 'in';
  /** What it does to its chamber. */
  readonly verb: string;
  readonly chamber: string;
}

/** What stands in a chamber, cools it or swings it. */
function standing(plant: PlantDefinition): readonly Standing[] {
  const into = { key: 'into', verb: 'goes into' } as const;
  return [
    ...plant.heatLoads.map((load, index) => ({
      ...into,
      table: 'heat_load',
      index,
      id: load.id,
      chamber: load.into,
    })),
    ...plant.injectors.map((dose, index) => ({
      ...into,
      table: 'injector',
      index,
      id: dose.id,
      chamber: dose.into,
    })),
    ...plant.computePools.map((pool, index) => ({
      ...into,
      table: 'compute_pool',
      index,
      id: pool.id,
      chamber: pool.into,
    })),
    ...plant.coolers.map((cooler, index) => ({
      table: 'cooler',
      index,
      id: cooler.id,
      key: 'from' as const,
      verb: 'cools',
      chamber: cooler.from,
    })),
    ...plant.heatEngines.map((engine, index) => ({
      table: 'heat_engine',
      index,
      id: engine.id,
      key: 'from' as const,
      verb: 'takes heat from',
      chamber: engine.from,
    })),
    ...plant.pistons.map(({ id, chamber }, index) => ({
      table: 'piston',
      index,
      id,
      key: 'in' as const,
      verb: 'swings',
      chamber,
    })),
  ];
}

function* checkChambers({ definition, document }: Read<PlantDefinition>): Generator<Diagnostic> {
  const chambers = definition.chambers.map(({ id }) => id);
  const known = new Set(chambers);
  for (const { table, index, id, key, verb, chamber } of standing(definition)) {
    if (known.has(chamber)) continue;
    yield tomlDiagnostic(document, [table, index, key], {
      id: 'unknown-element',
      message: `${kindOf(table)} "${id}" ${verb} "${chamber}", which is no chamber.`,
      ...unknownName(chamber, chambers),
    });
  }
}

function* checkExchangers({ definition, document }: Read<PlantDefinition>): Generator<Diagnostic> {
  const names = Object.values(streamTables(definition)).flatMap((elements) => elements.map(({ id }) => id));
  const known = new Set(names);
  for (const [index, { id, streams }] of definition.heatExchangers.entries()) {
    for (const [side, stream] of streams.entries()) {
      if (known.has(stream)) continue;
      yield tomlDiagnostic(document, ['heat_exchanger', index, 'streams', side], {
        id: 'unknown-element',
        message: `Heat exchanger "${id}" joins "${stream}", through which no gas flows from place to place.`,
        ...unknownName(stream, names),
      });
    }
    if (streams[0] === streams[1] && known.has(streams[0])) {
      yield tomlDiagnostic(document, ['heat_exchanger', index, 'streams', 1], {
        id: 'valve-loop',
        message: `Heat exchanger "${id}" joins the stream "${streams[0]}" with itself.`,
        expected: 'two different streams',
      });
    }
  }
}

function* checkPistons({ definition, document }: Read<PlantDefinition>): Generator<Diagnostic> {
  const first = new Map<string, string>();
  for (const [index, { id, chamber }] of definition.pistons.entries()) {
    const other = first.get(chamber);
    if (other === undefined) {
      first.set(chamber, id);
      continue;
    }
    yield tomlDiagnostic(document, ['piston', index, 'in'], {
      id: 'two-pistons',
      message: `Piston "${id}" swings "${chamber}", which "${other}" swings already.`,
      expected: 'at most one piston in a chamber',
      remedy: 'give one of the two a chamber of its own, and join the chambers by a valve or a tube',
    });
  }
}
