/**
 * Names, units and access of everything that a plant shows and takes. A plant with a thousand chambers has ten
 * thousand points, so that they are made from their names when they are asked for.
 */
import type { Dimension } from '../units/quantity.ts';
import { siUnit } from '../units/quantity.ts';
import type { CompiledPlant } from './compile.ts';
import type { ElementModel, PointSpec } from './elements/element.ts';
import type { Placement } from './elements/placement.ts';
import type { Integrator } from './integrator.ts';
import { refresh } from './integrator.ts';
import { invariant } from './invariant.ts';
import { breaches } from './ledger/breaches.ts';
import {
  energyResidualJ,
  energyResidualRelative,
  entropyGeneratedJPerK,
  massResidualKg,
  massResidualRelative,
  shaftWorkJ,
  speciesResidualMol,
  speciesResidualRelative,
} from './ledger.ts';
import type { Network } from './network.ts';
import { SPECIES } from './species.ts';

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

/** Every point: of chambers, of the other elements in the order of their kinds, then of the ledger. */
export function pointsOf({ network, placements }: CompiledPlant): readonly PlantPoint[] {
  return [
    ...placements.flatMap(({ ids, points }) =>
      ids.flatMap((id, i) =>
        points.filter((spec) => applies(spec, i)).map((spec) => elementPoint(`${id}.${spec.suffix}`, spec)),
      ),
    ),
    ...ledgerPoints(network).map(({ point }) => point),
  ];
}

function applies({ applies: chosen }: PointSpec<ElementModel>, i: number): boolean {
  return chosen === undefined || chosen(i);
}

function elementPoint(name: string, { dimension, write }: PointSpec<ElementModel>): PlantPoint {
  return { ...pointIn(name, siUnit(dimension)), dimension, isInput: write !== undefined };
}

/** Where the elements of a plant are, by their ids; a number for each, because a plant may have thousands. */
export interface ElementIndex {
  /** Kinds one behind the other: its place within its kind comes after all elements of the kinds before. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly kinds: readonly IndexedKind[];
}

interface IndexedKind {
  readonly first: number;
  readonly points: readonly PointSpec<ElementModel>[];
  readonly model: ElementModel;
}

/** @param models of the placements, in their order */
export function elementIndex(
  placements: readonly Placement[],
  models: readonly ElementModel[],
): ElementIndex {
  const numbers = new Map<string, number>();
  const kinds = placements.map(({ ids, points }, kind): IndexedKind => {
    const first = numbers.size;
    for (const id of ids) numbers.set(id, numbers.size);
    return { first, points, model: models[kind] as ElementModel };
  });
  return { numbers, kinds };
}

/** Reads a point, following a change of inputs at once; null when there is no such point. */
export function readerOf(plant: Integrator, index: ElementIndex, name: string): (() => number) | null {
  const found = find(index, name);
  if (found !== null) {
    const { spec, model, i } = found;
    return () => {
      refresh(plant);
      return spec.read(model, i);
    };
  }
  const entry = ledgerPoints(plant.state.network).find(({ point }) => point.name === name);
  return entry === undefined ? null : () => entry.read(plant);
}

/** Reads a point of an element that has it, as the elements are at present. */
export function elementReader(index: ElementIndex, name: string): () => number {
  const found = find(index, name);
  invariant(found !== null, `${name} is a point`);
  return () => found.spec.read(found.model, found.i);
}

/** Writes an input; null when there is no such input. */
export function writerOf(plant: Integrator, index: ElementIndex, name: string): InputWriter | null {
  const found = find(index, name);
  const write = found?.spec.write;
  if (found === null || write === undefined) return null;
  return (value) => {
    const accepted = write(found.model, found.i, value);
    plant.stale ||= accepted;
    return accepted;
  };
}

interface Found {
  readonly spec: PointSpec<ElementModel>;
  readonly model: ElementModel;
  readonly i: number;
}

/** An id has no dot in it: what follows the first one is the suffix. */
function find(index: ElementIndex, name: string): Found | null {
  const dot = name.indexOf('.');
  const number = index.numbers.get(name.slice(0, dot));
  if (number === undefined) return null;
  const { first, points, model } = index.kinds.findLast((kind) => kind.first <= number) as IndexedKind;
  const suffix = name.slice(dot + 1);
  const spec = points.find((candidate) => candidate.suffix === suffix);
  const i = number - first;
  return spec === undefined || !applies(spec, i) ? null : { spec, model, i };
}

interface LedgerPoint {
  readonly point: PlantPoint;
  readonly read: (plant: Integrator) => number;
}

function ledgerPoints({ species, shafts }: Network): readonly LedgerPoint[] {
  const shaftWork = books('shaft_work', 'energy', ({ ledger }) => shaftWorkJ(ledger));
  return [
    books('mass_residual', 'mass', ({ ledger, state }) => massResidualKg(ledger, state)),
    books('mass_residual_relative', 'ratio', ({ ledger, state }) => massResidualRelative(ledger, state)),
    ...species.map((name) => ({
      point: { ...pointIn('ledger.species_residual', 'mol', `.${name}`), dimension: null, isInput: false },
      read: ({ ledger, state }: Integrator) => speciesResidualMol(ledger, state, SPECIES.indexOf(name)),
    })),
    ...species.map((name) =>
      books(`species_residual_relative.${name}`, 'ratio', ({ ledger, state }) =>
        speciesResidualRelative(ledger, state, SPECIES.indexOf(name)),
      ),
    ),
    books('energy_residual', 'energy', ({ ledger, state }) => energyResidualJ(ledger, state)),
    books('energy_residual_relative', 'ratio', ({ ledger, state }) => energyResidualRelative(ledger, state)),
    ...(shafts.length > 0 ? [shaftWork] : []),
    {
      point: { ...pointIn('ledger.entropy_generated', 'J/K'), dimension: null, isInput: false },
      read: ({ ledger, state }) => entropyGeneratedJPerK(ledger, state),
    },
    books('breach', 'ratio', ({ ledger, state }) =>
      breaches(ledger, state, state.network.definition.ledger).length > 0 ? 1 : 0,
    ),
  ];
}

function books(suffix: string, dimension: Dimension, read: LedgerPoint['read']): LedgerPoint {
  return {
    point: { ...pointIn(`ledger.${suffix}`, siUnit(dimension)), dimension, isInput: false },
    read,
  };
}

/** The unit stands in a column before what is told apart within a quantity. */
function pointIn(stem: string, unit: string, suffix = ''): Pick<PlantPoint, 'name' | 'unit' | 'column'> {
  const column = unit === '1' ? stem : `${stem}_${unit.replaceAll('/', '_').replaceAll('^', '')}`;
  return { name: stem + suffix, unit, column: column + suffix };
}
