/** What each detector says of a record. */
import type { Finding } from '../../src/signal/loop-health/finding.ts';
import {
  createLoadDisturbances,
  loadDisturbanceFinding,
  pushLoadDisturbance,
} from '../../src/signal/loop-health/load-disturbance.ts';
import { oscillationOf } from '../../src/signal/loop-health/oscillation.ts';
import {
  createSaturation,
  pushSaturation,
  saturationFinding,
} from '../../src/signal/loop-health/saturation.ts';
import { correlationStiction } from '../../src/signal/loop-health/stiction-correlation.ts';
import { shapeStiction } from '../../src/signal/loop-health/stiction-shape.ts';
import type { LoopRecord } from './loop.ts';

export type Detector = 'autocorrelation' | 'load disturbances' | 'shape' | 'cross-correlation' | 'saturation';

/** 1 % of span, as Hägglund's paper has it. */
const LEAST_AMPLITUDE_PERCENT = 1;
const SATURATED_SHARE = 0.1;
const STAY_PER_INTEGRAL_TIME = 2;

export function verdictsOf(
  record: LoopRecord,
  isIntegrating: boolean,
): Readonly<Record<Detector, Finding['verdict']>> {
  const { finding, periodSamples } = oscillationOf(record.error);
  // Without an oscillation there is nothing to ask the cause of.
  const cause = (judge: (periodSamples: number) => Finding) =>
    periodSamples === null ? 'not found' : judge(periodSamples).verdict;
  return {
    autocorrelation: finding.verdict,
    'load disturbances': loadDisturbancesOf(record).verdict,
    shape: cause(() => shapeStiction(isIntegrating ? record.pv : record.output)),
    'cross-correlation': cause((samples) => correlationStiction(record.output, record.pv, samples)),
    saturation: saturationOf(record).verdict,
  };
}

function loadDisturbancesOf({ error, stepS, ultimatePeriodS }: LoopRecord): Finding {
  const state = createLoadDisturbances({
    referencePeriodS: ultimatePeriodS,
    leastAmplitude: LEAST_AMPLITUDE_PERCENT,
    longestGapS: 2 * stepS,
  });
  error.forEach((value, n) => {
    pushLoadDisturbance(state, n * stepS, value);
  });
  return loadDisturbanceFinding(state);
}

function saturationOf({ output, stepS, integralTimeS }: LoopRecord): Finding {
  const state = createSaturation({
    low: 0,
    high: 100,
    tolerance: 0.5,
    shareLimit: SATURATED_SHARE,
    stayLimitS: STAY_PER_INTEGRAL_TIME * integralTimeS,
    longestGapS: 2 * stepS,
  });
  output.forEach((value, n) => {
    pushSaturation(state, n * stepS, value);
  });
  return saturationFinding(state);
}
