/** The streaming analyses, each as a push of one sample and the numbers that it comes to. */
import { createGoertzel, pushGoertzel } from '../../../src/signal/goertzel.ts';
import { createLockIn, phaseAt, pushLockIn } from '../../../src/signal/lock-in.ts';
import {
  createLoadDisturbances,
  pushLoadDisturbance,
} from '../../../src/signal/loop-health/load-disturbance.ts';
import { createOnset, pushOnset } from '../../../src/signal/onset.ts';
import { createPhaseLock, pushPhaseLock } from '../../../src/signal/phase-lock.ts';
import { createRainflow, pushRainflow } from '../../../src/signal/rainflow.ts';
import { createUniformSampler, pushReading } from '../../../src/signal/uniform-sampler.ts';
import { createWelch, pushWelch } from '../../../src/signal/welch.ts';
import { createCrossings, pushCrossing } from '../../../src/signal/zero-crossings.ts';

export const PERIOD_S = 0.01;
const FREQUENCY_HZ = 1.3;
/** What the C program takes for one of the sums: one side of five at a shift of one. */
const ONSET_THRESHOLD = 5;

export interface Stream {
  readonly push: (n: number, value: number) => void;
  /** What signal.c prints; nothing where it has no counterpart. */
  readonly values: () => readonly number[];
}

/** The same as in signal.c. */
export function inputAt(n: number): number {
  return 3 + Math.sin(2 * Math.PI * FREQUENCY_HZ * PERIOD_S * n) + 0.3 * Math.sin(0.7 * n);
}

export const STREAMS: Readonly<Record<string, () => Stream>> = {
  goertzel: () => {
    const goertzel = createGoertzel(FREQUENCY_HZ, 1 / PERIOD_S);
    return {
      push: (_, value) => pushGoertzel(goertzel, value),
      values: () => [goertzel.latest, goertzel.before],
    };
  },
  'lock-in': () => {
    const lockIn = createLockIn({ harmonics: 1, memoryS: 20 });
    const { fit } = lockIn;
    return {
      push: (n, value) => pushLockIn(lockIn, n * PERIOD_S, value, phaseAt(FREQUENCY_HZ, n * PERIOD_S)),
      values: () => [fit.right[1], fit.normal[4], fit.squares[7], fit.power].map(Number),
    };
  },
  'phase lock': () => {
    const lock = createPhaseLock({
      centreHz: FREQUENCY_HZ,
      lowestHz: 1,
      highestHz: 1.6,
      naturalHz: 0.02,
      damping: 0.7,
      leastAmplitude: 0.1,
      lockRad: 0.1,
      coastS: 5,
    });
    return {
      push: (n, value) => pushPhaseLock(lock, n * PERIOD_S, value),
      values: () => [lock.re, lock.im, lock.radPerS, lock.offset],
    };
  },
  onset: () => {
    const settings = { kind: 'mean', shift: 1, falseAlarmSamples: 500 } as const;
    const onset = { ...createOnset(settings), threshold: ONSET_THRESHOLD };
    let alarms = 0;
    return {
      push: (_, value) => {
        if (pushOnset(onset, value - 3) !== null) alarms += 1;
      },
      values: () => [onset.up, onset.down, alarms],
    };
  },
  crossings: () => {
    const crossings = createCrossings({ level: 3, hysteresis: 0.4, longestGapS: 1 });
    return { push: (n, value) => pushCrossing(crossings, n * PERIOD_S, value), values: () => [] };
  },
  rainflow: () => {
    const flow = createRainflow(0.1);
    return { push: (_, value) => pushRainflow(flow, value), values: () => [] };
  },
  'load disturbance': () => {
    const state = createLoadDisturbances({ referencePeriodS: 1, leastAmplitude: 0.5, longestGapS: 1 });
    return { push: (n, value) => pushLoadDisturbance(state, n * PERIOD_S, value - 3), values: () => [] };
  },
  'uniform samples': () => {
    const sampler = createUniformSampler({ periodS: 0.7 * PERIOD_S, longestGapS: 1 });
    return { push: (n, value) => pushReading(sampler, n * PERIOD_S, value), values: () => [] };
  },
  'Welch of 1024': () => {
    const welch = createWelch({
      sampleRateHz: 1 / PERIOD_S,
      segmentSamples: 1024,
      hopSamples: 512,
      window: 'hann',
      removeMean: true,
      channels: 1,
      pairs: [],
      memorySegments: 100,
    });
    const one = new Float64Array(1);
    return {
      push: (_, value) => {
        one[0] = value;
        pushWelch(welch, one);
      },
      values: () => [],
    };
  },
};
