/**
 * One substep of the classical fourth-order Runge-Kutta method with an error estimate that costs nothing. The rate at
 * the end of the substep, k₅, is the first one of the next; with it the weights (1/6, 1/3, 1/3, 0, 1/6) give a
 * solution of third order, and (k₄ − k₅)·h/6 is its distance from the fourth-order one, which is kept. Source:
 * Hairer, Nørsett, Wanner, "Solving Ordinary Differential Equations I", 2nd ed. (1993), II.4: the order conditions
 * hold because k₅ is a stage at c = 1 whose weights satisfy Σ b_j c_j = 1/2 as those of k₄ do.
 *
 * Where water begins or ceases to condense, freeze or melt the rate has a kink, and k₄ and k₅, both beyond it, see nothing of
 * it. A step across one is held to |k₁ − k₅|·h/6 as well, the whole of what the kink can have done.
 */
import type { Evaluation } from './evaluate.ts';
import { chamberSlots, ENERGY, ROW } from './layout.ts';
import type { Ledger } from './ledger.ts';
import { discardSample, sampleBoundary } from './ledger.ts';
import type { Phases } from './phase-change.ts';
import { hasChangedPhase, notePhases, phasesOf } from './phase-change.ts';
import type { PlantState } from './plant-state.ts';

/** Rates and states of a substep under way; the vectors are the scratch of the plant's memory. */
export interface Stages {
  /** At the present state. */
  first: Float64Array;
  /** At the end of the trial, once there is one. */
  last: Float64Array;
  readonly stage: Float64Array;
  readonly trial: Float64Array;
  /** Zero. */
  readonly still: Float64Array;
  readonly evaluate: Evaluation;
  /** At the present state, while a trial is made. */
  readonly phases: Phases;
  /** Length of the trial, s, and its error: cells, because a number that one function hands another goes on the heap. */
  readonly trialS: Float64Array;
  readonly error: Float64Array;
}

export function newStages(state: PlantState, evaluate: Evaluation): Stages {
  const [first, last, stage, trial, still] = state.memory.scratch as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    first,
    last,
    stage,
    trial,
    still,
    evaluate,
    phases: phasesOf(state),
    trialS: new Float64Array(1),
    error: new Float64Array(1),
  };
}

/**
 * Takes a trial substep of length `trialS` from the present state, whose rate is in `first`, and samples the boundary
 * with weights that add up to 6. False when it led to no state of matter; otherwise the properties are those of the
 * trial, and `error` is what it may have made wrong relative to what chambers hold.
 */
export function tryRungeKutta(state: PlantState, ledger: Ledger, stages: Stages): boolean {
  const h = stages.trialS[0] as number;
  const { kernel, memory } = state;
  const { first, last: sum, stage, trial, evaluate, phases } = stages;
  const start = memory.state;
  notePhases(phases, state);
  sampleBoundary(ledger, state, 1);
  kernel.along(trial, start, h / 2, first);
  if (!evaluate(state, trial, stage)) return false;
  sampleBoundary(ledger, state, 2);
  kernel.along(sum, first, 2, stage);
  kernel.along(trial, start, h / 2, stage);
  if (!evaluate(state, trial, stage)) return false;
  sampleBoundary(ledger, state, 2);
  kernel.along(sum, sum, 2, stage);
  kernel.along(trial, start, h, stage);
  if (!evaluate(state, trial, stage)) return false;
  sampleBoundary(ledger, state, 1);
  kernel.along(sum, sum, 1, stage);
  // One addition to the state per substep: its rounding is all that conservation loses.
  kernel.along(trial, start, h / 6, sum);
  if (!evaluate(state, trial, sum)) return false;
  stages.error[0] = 0;
  noteError(state, stages, stage);
  if (hasChangedPhase(phases, state)) noteError(state, stages, first);
  return true;
}

/** Takes the distance of a rate from the last one for an error, where it is the larger one so far. */
function noteError(state: PlantState, { trialS, error, last }: Stages, rate: Float64Array): void {
  const factor = (trialS[0] as number) / 6;
  const ofChambers = state.kernel.largestError(factor, rate, last);
  error[0] = Math.max(error[0] as number, ofChambers, extraError(state, factor, rate, last));
}

/** How fast chambers and own variables change at the present state, relative to what they hold, 1/s. */
export function changePerS(state: PlantState, { first, still }: Stages): number {
  return errorOf(state, 1, first, still);
}

/** Largest of |factor · (a − b)| relative to what chambers hold, and of own variables to their scales. */
export function errorOf(state: PlantState, factor: number, a: Float64Array, b: Float64Array): number {
  return Math.max(state.kernel.largestError(factor, a, b), extraError(state, factor, a, b));
}

/** The same for the own variables of elements, against their scales. */
function extraError(state: PlantState, factor: number, a: Float64Array, b: Float64Array): number {
  const { extras, memorySize } = state.network;
  const from = chamberSlots(memorySize.chambers) * ROW;
  let largest = 0;
  for (let i = 0; i < extras.length; i++) {
    const difference = Math.abs((a[from + i] as number) - (b[from + i] as number));
    largest = Math.max(largest, difference / (extras[i] as { scale: number }).scale);
  }
  return factor * largest;
}

/** Properties and rate of the present state again, after a trial that was not accepted. */
export function returnToStart(state: PlantState, ledger: Ledger, stages: Stages): boolean {
  discardSample(ledger);
  return stages.evaluate(state, state.memory.state, stages.first);
}

/** Id of the chamber that changes fastest for what it holds. */
export function fastestChamber({ memory, network }: PlantState, { first }: Stages): string {
  let fastest = 0;
  let largest = -1;
  for (let c = 0; c < network.chamberCount; c++) {
    const heldJ = (memory.nodes.pressurePa[c] as number) * (memory.chambers.volumeM3[c] as number);
    const rate = Math.abs(first[c * ROW + ENERGY] as number) / heldJ;
    if (rate > largest) {
      largest = rate;
      fastest = c;
    }
  }
  return network.nodeIds[fastest] ?? '';
}
