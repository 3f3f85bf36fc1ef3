/**
 * A plant as the rest of the product sees it: create, step, read, write, account. Time is the number of outer steps
 * times the step, never a sum.
 */

import { compilePlant } from './compile.ts';
import { evaluate } from './evaluate.ts';
import type { Integrator, PlantFault } from './integrator.ts';
import { advance, newIntegrator, refresh } from './integrator.ts';
import { invariant } from './invariant.ts';
import type { Helpers } from './kernel/helpers.ts';
import { openLedger } from './ledger.ts';
import { VALID_FROM_K, VALID_TO_K } from './nasa7.ts';
import type { PlantDefinition } from './plant-definition.ts';
import type { KernelChoice } from './plant-state.ts';
import { initialState } from './plant-state.ts';
import type { ElementIndex, InputWriter, PlantPoint } from './point-catalogue.ts';
import { elementIndex, elementReader, pointsOf, readerOf, writerOf } from './point-catalogue.ts';

export type { InputWriter, PlantFault, PlantPoint };

export interface Plant {
  readonly integrator: Integrator;
  readonly elements: ElementIndex;
  /** Outer steps since the start. */
  tick: number;
  fault: PlantFault | null;
  /** Of each chamber, at the ends of the steps so far. */
  readonly lowestK: Float64Array;
  readonly highestK: Float64Array;
}

export interface PlantWork {
  /** Substeps accepted since the start. */
  readonly substeps: number;
  /** Those of them that were implicit. */
  readonly implicitSubsteps: number;
  /** Substeps taken back since the start. */
  readonly rejected: number;
  /** Substeps of the last outer step. */
  readonly lastSubsteps: number;
}

export interface PlantOptions {
  readonly kernel?: KernelChoice;
  /** Threads that take part in the work; no number depends on them. Whoever started them ends them. */
  readonly helpers?: Helpers | null;
  /** `elements` shows where entropy is generated, and costs time at every stage of the integrator. */
  readonly audit?: 'totals' | 'elements';
}

/** Compiles a definition that the configuration room has checked; with sound references and numbers it cannot fail. */
export function createPlant(
  definition: PlantDefinition,
  { kernel = 'fastest', audit = 'totals', helpers = null }: PlantOptions = {},
): Plant {
  const compiled = compilePlant(definition);
  const { network, placements } = compiled;
  const state = initialState(compiled, kernel, helpers);
  state.models.push(...placements.map((placement) => placement.bind(state)));
  const sound = evaluate(state, state.memory.state, state.memory.scratch[0] as Float64Array);
  invariant(sound, 'volumes, pressures, temperatures and heat capacities are positive and finite');
  const elements = elementIndex(placements, state.models);
  const heatOf = (id: string): (() => number) => elementReader(elements, `${id}.heat`);
  const audited = audit === 'elements' ? { compiled, heatOf } : null;
  const integrator = newIntegrator(state, openLedger(state, audited), evaluate);
  refresh(integrator);
  const { temperatureK } = state.memory.nodes;
  return {
    integrator,
    elements,
    tick: 0,
    fault: null,
    lowestK: temperatureK.slice(0, network.chamberCount),
    highestK: temperatureK.slice(0, network.chamberCount),
  };
}

/**
 * One outer step. Null when it was done; otherwise the fault, at which the plant stands still: its state is the
 * last accepted one, and every further step returns the same fault.
 */
export function stepPlant(plant: Plant): PlantFault | null {
  if (plant.fault !== null) return plant.fault;
  plant.fault = advance(plant.integrator);
  if (plant.fault !== null) return plant.fault;
  plant.tick++;
  noteTemperatures(plant);
  return null;
}

/** Time since the start, s. */
export function plantTimeS(plant: Plant): number {
  return plant.tick * plant.integrator.state.network.stepS;
}

export function plantWork(plant: Plant): PlantWork {
  const { substeps, implicitSubsteps, rejected, lastSubsteps } = plant.integrator;
  return { substeps, implicitSubsteps, rejected, lastSubsteps };
}

/** Every point of a plant: chambers, valves, heat loads, boundaries, each in the order of their ids, then the ledger. */
export function plantPoints(definition: PlantDefinition): readonly PlantPoint[] {
  return pointsOf(compilePlant(definition));
}

/**
 * Reads a point of the truth; null when the plant has no such point. Valid from the start on. After an input was
 * written, flows and heats are at once those of the new input; pressures and temperatures move with the next step.
 */
export function pointReader(plant: Plant, name: string): (() => number) | null {
  return readerOf(plant.integrator, plant.elements, name);
}

/** Writes an input; null when the plant has no such input. */
export function inputWriter(plant: Plant, name: string): InputWriter | null {
  return writerOf(plant.integrator, plant.elements, name);
}

/** A chamber that has been outside the temperatures for which the gas data hold. */
export interface ValidityExcursion {
  readonly chamber: string;
  readonly lowestK: number;
  readonly highestK: number;
  readonly validK: readonly [number, number];
}

/** Chambers that have been outside the validity of the gas data at the end of any step so far. */
export function validityExcursions(plant: Plant): readonly ValidityExcursion[] {
  return Array.from(plant.lowestK, (lowestK, c) => ({
    chamber: plant.integrator.state.network.nodeIds[c] ?? '',
    lowestK,
    highestK: plant.highestK[c] ?? Number.NaN,
    validK: [VALID_FROM_K, VALID_TO_K] as const,
  })).filter(({ lowestK, highestK }) => lowestK < VALID_FROM_K || highestK > VALID_TO_K);
}

function noteTemperatures(plant: Plant): void {
  const { lowestK, highestK } = plant;
  const { temperatureK } = plant.integrator.state.memory.nodes;
  for (let c = 0; c < lowestK.length; c++) {
    const now = temperatureK[c] as number;
    if (now < (lowestK[c] as number)) lowestK[c] = now;
    if (now > (highestK[c] as number)) highestK[c] = now;
  }
}
