import { describe, expect, it } from 'vitest';
import type { PidTuning } from '../../src/control/definition.ts';
import { createPidState, type PidFrame, type PidInput, stepPid } from '../../src/control/pid.ts';

/**
 * The discrete law against the continuous one of pid.ts, integrated on its own in steps a hundred times finer by
 * Runge and Kutta's fourth-order scheme, on the process 1/((1 + 2 s)(1 + 0.5 s)) with a load at its input.
 */
const FRAME: PidFrame = {
  pvRange: [0, 1],
  outputRange: [-500, 500],
  pvFilterS: 0.1,
  deadBand: null,
  outputRate: null,
};
const OUTPUT_PER_PV = 3;
const TUNING: PidTuning = {
  gain: OUTPUT_PER_PV / 1000,
  integralTimeS: 2.5,
  derivativeTimeS: 0.4,
  derivativeFilterN: 8,
  setPointWeight: 0.6,
  derivativeSetPointWeight: 0.5,
  antiWindup: 'back-calculation',
  trackingTimeS: null,
};
const LAGS_S = [2, 0.5] as const;
const END_S = 10;
/** Smooth, so that the derivative of the set-point is a number everywhere. */
const setPointAt = (timeS: number): number => 1 - Math.exp(-timeS);
const loadAt = (timeS: number): number => (timeS >= 5 ? 0.3 : 0);

/** States: filtered PV, integral, state of the derivative's filter, and the two lags. */
type State = readonly [number, number, number, number, number];

function derivativeOf(state: State, timeS: number): { rate: State; output: number } {
  const [seen, integral, slow, middle, pv] = state;
  const setPoint = setPointAt(timeS);
  const filterS = TUNING.derivativeTimeS / TUNING.derivativeFilterN;
  // s Td/(1 + s Tf) x = Td/Tf (x − x/(1 + s Tf))
  const input = TUNING.derivativeSetPointWeight * setPoint - seen;
  const derivative = OUTPUT_PER_PV * TUNING.derivativeFilterN * (input - slow);
  const output = OUTPUT_PER_PV * (TUNING.setPointWeight * setPoint - seen) + integral + derivative;
  const flow = output + loadAt(timeS);
  return {
    output,
    rate: [
      (pv - seen) / FRAME.pvFilterS,
      (OUTPUT_PER_PV * (setPoint - seen)) / (TUNING.integralTimeS ?? 1),
      (input - slow) / filterS,
      (flow - middle) / LAGS_S[0],
      (middle - pv) / LAGS_S[1],
    ],
  };
}

function along(state: State, rate: State, dtS: number): State {
  return state.map((value, i) => value + dtS * (rate[i] ?? 0)) as unknown as State;
}

/** PV and output of the continuous loop every `sampleS`. */
function continuous(sampleS: number): readonly { pv: number; output: number }[] {
  const dtS = 1e-4;
  let state: State = [0, 0, 0, 0, 0];
  const perSample = Math.round(sampleS / dtS);
  const samples: { pv: number; output: number }[] = [];
  for (let i = 0; i <= Math.round(END_S / dtS); i += 1) {
    const timeS = i * dtS;
    if (i % perSample === 0) samples.push({ pv: state[4], output: derivativeOf(state, timeS).output });
    const k1 = derivativeOf(state, timeS).rate;
    const k2 = derivativeOf(along(state, k1, dtS / 2), timeS + dtS / 2).rate;
    const k3 = derivativeOf(along(state, k2, dtS / 2), timeS + dtS / 2).rate;
    const k4 = derivativeOf(along(state, k3, dtS), timeS + dtS).rate;
    const mean = k1.map((k, n) => (k + 2 * (k2[n] ?? 0) + 2 * (k3[n] ?? 0) + (k4[n] ?? 0)) / 6);
    state = along(state, mean as unknown as State, dtS);
  }
  return samples;
}

/** The same loop under the discrete controller; the process is exact for an output that is held between samples. */
function discrete(sampleS: number): readonly { pv: number; output: number }[] {
  const input = (timeS: number, pv: number): PidInput => ({
    setPoint: setPointAt(timeS),
    pv,
    heldOutput: null,
    open: FRAME.outputRange,
    feedForward: 0,
    stuck: null,
  });
  let state = createPidState(0);
  let [middle, pv] = [0, 0];
  const samples: { pv: number; output: number }[] = [];
  const fine = 50;
  for (let k = 0; k <= Math.round(END_S / sampleS); k += 1) {
    const step = stepPid(TUNING, FRAME, state, input(k * sampleS, pv), sampleS);
    state = step.state;
    samples.push({ pv, output: step.output });
    for (let i = 0; i < fine; i += 1) {
      const timeS = k * sampleS + (i * sampleS) / fine;
      const decay = LAGS_S.map((lagS) => Math.exp(-sampleS / fine / lagS));
      const next = (decay[0] ?? 0) * middle + (1 - (decay[0] ?? 0)) * (step.output + loadAt(timeS));
      pv = (decay[1] ?? 0) * pv + (1 - (decay[1] ?? 0)) * ((middle + next) / 2);
      middle = next;
    }
  }
  return samples;
}

function largestDifference(sampleS: number): number {
  const exact = continuous(sampleS);
  const ours = discrete(sampleS);
  expect(ours).toHaveLength(exact.length);
  return Math.max(...ours.map(({ pv }, i) => Math.abs(pv - (exact[i]?.pv ?? Number.NaN))));
}

describe('the discrete law', () => {
  it('comes to the continuous one as the sampling time shrinks, in the first order', () => {
    const [coarse, middle, fine] = [0.04, 0.02, 0.01].map(largestDifference) as [number, number, number];
    expect(fine).toBeLessThan(4e-3);
    expect(coarse / middle).toBeGreaterThan(1.8);
    expect(coarse / middle).toBeLessThan(2.3);
    expect(middle / fine).toBeGreaterThan(1.8);
    expect(middle / fine).toBeLessThan(2.3);
  });
});
