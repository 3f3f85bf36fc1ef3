/** What an experiment told about a process, and what rules can start from. */
import type { KnownProcess } from './comparison.ts';
import { knownProcess } from './comparison.ts';
import type { Process } from './process.ts';
import type { FirstOrderModel } from './reduction.ts';
import type { LimitCycle } from './relay-estimate.ts';
import { describingFunctionOf, firstOrderOf, integratingOf } from './relay-estimate.ts';
import type { StepFit, StepRecord } from './step-fit.ts';
import { fitStep } from './step-fit.ts';
import type { UltimatePoint } from './ultimate.ts';

export interface RelayAnalysis {
  /** By the describing function. */
  readonly ultimate: UltimatePoint | null;
  /** Of the model with the very same cycle. */
  readonly modelUltimate: UltimatePoint | null;
  /** By how much the first is above the second, a part of it: what the describing function makes wrong. */
  readonly bias: number | null;
  readonly known: KnownProcess | null;
}

/** Of the swing: with more hysteresis the relay does not find the frequency at which the phase is −180°. */
const MOST_HYSTERESIS = 0.3;
/** A first-order model with a longer time constant is an integrator for all that the experiment could see. */
const PERIODS_OF_INTEGRATOR = 20;

export function analyseRelay(cycle: LimitCycle): RelayAnalysis {
  const ultimate = describingFunctionOf(cycle);
  const firstOrder = firstOrderOf(cycle, null);
  const resting =
    firstOrder !== null && firstOrder.timeConstantS < PERIODS_OF_INTEGRATOR * cycle.periodS
      ? firstOrder
      : null;
  const model = resting ?? integratingOf(cycle);
  if (model === null) return { ultimate, modelUltimate: null, bias: null, known: null };
  const own = knownProcess(processOf(model));
  const modelUltimate = own.ultimate;
  const bias = ultimate === null || modelUltimate === null ? null : ultimate.gain / modelUltimate.gain - 1;
  const isNear = cycle.hysteresis <= (MOST_HYSTERESIS * (cycle.peak + cycle.trough)) / 2;
  const measured = isNear ? (ultimate ?? modelUltimate) : (modelUltimate ?? ultimate);
  return { ultimate, modelUltimate, bias, known: { ...own, ultimate: measured } };
}

/** A model as a process. */
export function processOf({ gain, delayS, timeConstantS, integrating }: FirstOrderModel): Process {
  return { gain, delayS, lagsS: integrating ? [] : [timeConstantS], leadsS: [], integrating };
}

export interface StepAnalysis {
  /** Best first. */
  readonly fits: readonly StepFit[];
  /** Of the best; null: no fit makes a process. */
  readonly known: KnownProcess | null;
}

export function analyseStep(record: StepRecord): StepAnalysis {
  const fits = fitStep(record);
  const [best] = fits;
  if (best === undefined || !(Math.abs(best.gain.value) > 0)) return { fits, known: null };
  const process: Process = {
    gain: best.gain.value,
    delayS: best.delayS.value,
    lagsS: best.timeConstantsS.map(({ value }) => value),
    leadsS: [],
    integrating: best.kind === 'integrating',
  };
  return { fits, known: knownProcess(process) };
}
