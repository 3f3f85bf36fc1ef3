/** What a test told about the process, in numbers and in words. */
import {
  analyseRelay,
  analyseStep,
  type RelayAnalysis,
  type StepAnalysis,
} from '../../control/tuning/analysis.ts';
import type { KnownProcess } from '../../control/tuning/comparison.ts';
import type { LimitCycle } from '../../control/tuning/relay-estimate.ts';
import type { Estimate, StepFit } from '../../control/tuning/step-fit.ts';
import type { TuneResult } from '../../runtime/tuning-order.ts';
import { digits } from './comparison-text.ts';

export type LearntProcess =
  | ({ readonly method: 'relay'; readonly cycle: LimitCycle } & RelayAnalysis)
  | ({ readonly method: 'step' } & StepAnalysis);

export function learntFrom(result: TuneResult): LearntProcess {
  if (result.method === 'relay')
    return { method: 'relay', cycle: result.cycle, ...analyseRelay(result.cycle) };
  const { timeS, pv, stepSize } = result;
  return {
    method: 'step',
    ...analyseStep({ timeS: Float64Array.from(timeS), pv: Float64Array.from(pv), stepSize }),
  };
}

export function learntText(learnt: LearntProcess): string {
  const lines = learnt.method === 'relay' ? relayLines(learnt) : learnt.fits.map(fitLine);
  return [
    ...lines,
    learnt.known === null ? 'No model stands for this process.' : modelLine(learnt.known),
  ].join('\n');
}

function relayLines({ cycle, ultimate, modelUltimate, bias }: LearntProcess & { method: 'relay' }): string[] {
  const lines = [
    `Limit cycle: period ${digits(cycle.periodS)} s, PV +${digits(cycle.peak)} −${digits(cycle.trough)}, hysteresis ${digits(cycle.hysteresis)}.`,
  ];
  if (ultimate === null) return lines;
  lines.push(
    `Describing function: ultimate gain ${digits(ultimate.gain)}, period ${digits(ultimate.periodS)} s.`,
  );
  if (modelUltimate !== null && bias !== null) {
    lines.push(
      `A first-order process with this very cycle: ${digits(modelUltimate.gain)}, ${digits(modelUltimate.periodS)} s; the describing function is ${digits(Math.abs(100 * bias), 2)} % ${bias > 0 ? 'above' : 'below'} it.`,
    );
  }
  return lines;
}

function fitLine({ kind, gain, delayS, timeConstantsS, explained, residual }: StepFit): string {
  const parts = [
    `k ${estimate(gain)}`,
    `L ${estimate(delayS)} s`,
    ...timeConstantsS.map((t) => `T ${estimate(t)} s`),
  ];
  return `${kind}: ${parts.join(', ')}; explains ${(100 * explained).toFixed(2)} %, leaves ${digits(residual, 3)} rms`;
}

function estimate({ value, plusMinus }: Estimate): string {
  return plusMinus === null ? digits(value) : `${digits(value)} ± ${digits(plusMinus, 2)}`;
}

function modelLine({ process }: KnownProcess): string {
  const lags = process.lagsS.map((lag) => `${digits(lag)} s`).join(', ');
  const kind = process.integrating ? 'integrating' : `lags ${lags}`;
  return `Model: gain ${digits(process.gain)} (SI of the PV per output${process.integrating ? ' and second' : ''}), dead time ${digits(process.delayS)} s, ${kind}.`;
}
