/** The balance sheet of a plant since its start: what came in, went out, was stored, was generated, and where. */

import type { Book, Ledger } from '../ledger.ts';
import {
  booked,
  energyResidualJ,
  energyResidualRelative,
  entropyGeneratedJPerK,
  held,
  massResidualKg,
  massResidualRelative,
  speciesCrossedMol,
  speciesResidualMol,
  speciesResidualRelative,
} from '../ledger.ts';
import type { Plant, PlantWork } from '../plant.ts';
import { plantTimeS, plantWork, pointReader } from '../plant.ts';
import type { ComputePoolDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import type { Species } from '../species.ts';
import { SPECIES } from '../species.ts';
import type { Breach } from './breaches.ts';
import { breaches } from './breaches.ts';
import type { ElementEntry, PlaceResidual } from './element-entries.ts';
import { elementEntries, placeResiduals } from './element-entries.ts';
import type { StoredEnergy, StoredEntropy } from './holdings.ts';
import { condensedMol, storedEnergy, storedEntropy } from './holdings.ts';

/** start + in − out = now, but for the residual. */
export interface Balance {
  readonly start: number;
  readonly in: number;
  readonly out: number;
  readonly now: number;
  readonly residual: number;
  readonly residualRelative: number;
  readonly limit: number;
}

export interface Crossed {
  readonly in: number;
  readonly out: number;
}

export interface BalanceSheet {
  readonly timeS: number;
  /** Where heat and lost work end, K. */
  readonly ambientK: number;
  /** kg. */
  readonly mass: Balance;
  /** mol. */
  readonly species: readonly (Balance & { readonly species: Species })[];
  /** Water that is no vapour, mol. */
  readonly condensedWater: { readonly start: number; readonly now: number };
  /** J. */
  readonly energy: {
    readonly start: StoredEnergy;
    readonly now: StoredEnergy;
    readonly withGas: Crossed;
    readonly heat: Crossed;
    readonly shaftWork: Crossed;
    /** Of heat loads and compute pools. */
    readonly loads: Crossed;
    readonly residual: number;
    readonly residualRelative: number;
    readonly limit: number;
  };
  /** J/K. */
  readonly entropy: {
    readonly start: StoredEntropy;
    readonly now: StoredEntropy;
    readonly withGas: Crossed;
    readonly withHeat: Crossed;
    readonly generated: number;
  };
  /** Empty where the plant is audited as a whole only. */
  readonly elements: readonly ElementEntry[];
  readonly places: readonly PlaceResidual[];
  readonly computePools: readonly ComputeEntry[];
  readonly work: PlantWork & { readonly steps: number };
  readonly breaches: readonly Breach[];
  /** Elements that destroyed entropy. */
  readonly defects: readonly ElementEntry[];
}

/** What a compute pool has done, and at what price. */
export interface ComputeEntry {
  readonly id: string;
  readonly operations: number;
  /** Idle slots included; null where elements are not audited. */
  readonly energyJ: number | null;
  /** null before the first operation. */
  readonly joulesPerOperation: number | null;
  /** How many times kT ln 2 at the present temperature of its chamber; null before the first operation. */
  readonly landauerMultiple: number | null;
}

export function balanceSheet(plant: Plant): BalanceSheet {
  const { ledger, state } = plant.integrator;
  const { network } = state;
  const limits = network.definition.ledger;
  const elements = ledger.elements === null ? [] : elementEntries(ledger.elements, state, ledger.commits);
  return {
    timeS: plantTimeS(plant),
    ambientK: state.memory.nodes.temperatureK[network.ambientNode] as number,
    mass: massBalance(ledger, state, limits.massRelative),
    species: network.species.map((species) => ({
      species,
      ...speciesBalance(ledger, state, SPECIES.indexOf(species), limits.speciesRelative),
    })),
    condensedWater: { start: ledger.opening.condensedMol, now: condensedMol(state) },
    energy: {
      start: ledger.opening.energy,
      now: storedEnergy(state),
      withGas: crossed(ledger, 'advectedIn', 'advectedOut'),
      heat: crossed(ledger, 'heatIn', 'heatOut'),
      shaftWork: crossed(ledger, 'shaftIn', 'shaftOut'),
      loads: { in: booked(ledger, 'loadIn'), out: 0 },
      residual: energyResidualJ(ledger, state),
      residualRelative: energyResidualRelative(ledger, state),
      limit: limits.energyRelative,
    },
    entropy: {
      start: ledger.opening.entropy,
      now: storedEntropy(state),
      withGas: crossed(ledger, 'entropyIn', 'entropyOut'),
      withHeat: crossed(ledger, 'heatEntropyIn', 'heatEntropyOut'),
      generated: entropyGeneratedJPerK(ledger, state),
    },
    elements,
    places: ledger.elements === null ? [] : placeResiduals(ledger.elements, state),
    computePools: network.definition.computePools.map((pool) => computeEntry(plant, pool, elements)),
    work: { steps: plant.tick, ...plantWork(plant) },
    breaches: breaches(ledger, state, limits),
    defects: elements.filter(({ entropyDestroyedJPerK }) => entropyDestroyedJPerK !== 0),
  };
}

function crossed(ledger: Ledger, into: Book, out: Book): Crossed {
  return { in: booked(ledger, into), out: booked(ledger, out) };
}

function massBalance(ledger: Ledger, state: PlantState, limit: number): Balance {
  return {
    start: ledger.opening.massKg,
    ...crossed(ledger, 'massIn', 'massOut'),
    now: held(ledger, state).massKg,
    residual: massResidualKg(ledger, state),
    residualRelative: massResidualRelative(ledger, state),
    limit,
  };
}

function speciesBalance(ledger: Ledger, state: PlantState, k: number, limit: number): Balance {
  const { inMol, outMol } = speciesCrossedMol(ledger, k);
  return {
    start: ledger.opening.amountMol[k] ?? 0,
    in: inMol,
    out: outMol,
    now: held(ledger, state).amountMol[k] ?? 0,
    residual: speciesResidualMol(ledger, state, k),
    residualRelative: speciesResidualRelative(ledger, state, k),
    limit,
  };
}

function computeEntry(
  plant: Plant,
  { id }: ComputePoolDefinition,
  elements: readonly ElementEntry[],
): ComputeEntry {
  const operations = pointReader(plant, `${id}.operations`)?.() ?? Number.NaN;
  const leastHeatJ = pointReader(plant, `${id}.least_heat`)?.() ?? Number.NaN;
  const energyJ = elements.find((element) => element.id === id)?.heatJ ?? null;
  const joulesPerOperation = energyJ !== null && operations > 0 ? energyJ / operations : null;
  return {
    id,
    operations,
    energyJ,
    joulesPerOperation,
    landauerMultiple: energyJ === null || leastHeatJ === 0 ? null : energyJ / leastHeatJ,
  };
}
