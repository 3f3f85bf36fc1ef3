/**
 * A control loop to try the detectors on: first order with dead time, or integrating, under PI control, with a valve
 * that may stick, a load that may swing, drift or step, and a noisy transmitter. Everything in % of span.
 */
import type { Random } from '../../src/signal/random.ts';
import { normal } from '../../src/signal/random.ts';
import { createStickyValve, moveValve } from './kano-valve.ts';

export interface Process {
  readonly kind: 'self-regulating' | 'integrating';
  /** % per %, or % per % and s. */
  readonly gain: number;
  /** Of a self-regulating process, s. */
  readonly timeConstantS: number;
  readonly deadTimeS: number;
}

export interface LoopCase {
  readonly process: Process;
  /** Times the gain of the SIMC rule. */
  readonly gainFactor: number;
  readonly stickPercent: number;
  readonly jumpPercent: number;
  /** %, around 50. */
  readonly setPointAt: (timeS: number) => number;
  /** Load at the valve's place, %. */
  readonly loadAt: (timeS: number) => number;
  /** Standard deviation of a slow random load, %. */
  readonly drift: number;
  /** Standard deviation of the transmitter's noise, %. */
  readonly noise: number;
}

export interface LoopRecord {
  readonly stepS: number;
  readonly error: Float64Array;
  readonly pv: Float64Array;
  readonly output: Float64Array;
  readonly integralTimeS: number;
  /** Of the loop at its limit, as a relay experiment finds it, s. */
  readonly ultimatePeriodS: number;
}

const SAMPLES = 4096;
const WARM_UP = 1000;
export const SET_POINT = 50;
const DRIFT_TIMES_DEAD_TIME = 5;
export const STEPS_PER_DEAD_TIME = 4;

/** Of the filter before the controller, which takes noise off, as a share of the dead time. */
const FILTER_PER_DEAD_TIME = 0.5;

/** SIMC with the closed-loop time equal to the dead time (Skogestad, J. Process Control 13 (2003) 291). */
export function simc({ kind, gain, timeConstantS, deadTimeS }: Process) {
  return kind === 'integrating'
    ? { gain: 1 / (2 * gain * deadTimeS), integralTimeS: 8 * deadTimeS }
    : {
        gain: timeConstantS / (2 * gain * deadTimeS),
        integralTimeS: Math.min(timeConstantS, 8 * deadTimeS),
      };
}

export interface Critical {
  /** Factor on the SIMC gain at which the loop just goes on swinging. */
  readonly factor: number;
  readonly periodS: number;
}

/**
 * The limit of stability: where the phase of process, filter, controller and
 * sample and hold comes to −180°, the size is one.
 */
export function criticalOf(process: Process): Critical {
  const { gain: controllerGain, integralTimeS } = simc(process);
  const { kind, gain, timeConstantS, deadTimeS } = process;
  const filterS = FILTER_PER_DEAD_TIME * deadTimeS;
  const delayS = deadTimeS * (1 + 0.5 / STEPS_PER_DEAD_TIME);
  const lag = (w: number, timeS: number) => Math.atan(w * timeS);
  const phaseLag = (w: number) =>
    (kind === 'integrating' ? Math.PI / 2 : lag(w, timeConstantS)) +
    lag(w, filterS) +
    w * delayS +
    Math.PI / 2 -
    lag(w, integralTimeS);
  let [low, high] = [0.1 / deadTimeS, Math.PI / deadTimeS];
  for (let halving = 0; halving < 50; halving += 1) {
    const middle = (low + high) / 2;
    if (phaseLag(middle) < Math.PI) low = middle;
    else high = middle;
  }
  const processSize = kind === 'integrating' ? gain / low : gain / Math.hypot(1, low * timeConstantS);
  const size = (processSize * controllerGain * Math.hypot(1, low * integralTimeS)) / (low * integralTimeS);
  return { factor: Math.hypot(1, low * filterS) / size, periodS: (2 * Math.PI) / low };
}

export function runLoop(given: LoopCase, random: Random): LoopRecord {
  const { process } = given;
  const rule = simc(process);
  const gain = rule.gain * given.gainFactor;
  const stepS = process.deadTimeS / STEPS_PER_DEAD_TIME;
  const resting = process.kind === 'integrating' ? 50 : SET_POINT / process.gain;
  const valve = createStickyValve(given.stickPercent, given.jumpPercent, resting);
  const queue = new Float64Array(STEPS_PER_DEAD_TIME).fill(resting);
  const decay = Math.exp(-stepS / process.timeConstantS);
  const driftDecay = Math.exp(-1 / (DRIFT_TIMES_DEAD_TIME * STEPS_PER_DEAD_TIME));
  const [error, pv, output] = [
    new Float64Array(SAMPLES),
    new Float64Array(SAMPLES),
    new Float64Array(SAMPLES),
  ];
  const filterShare = 1 - Math.exp(-1 / (FILTER_PER_DEAD_TIME * STEPS_PER_DEAD_TIME));
  let [level, integral, drift, measured] = [SET_POINT, resting, 0, SET_POINT];
  for (let n = -WARM_UP; n < SAMPLES; n += 1) {
    const setPoint = given.setPointAt(n * stepS);
    const deviation = setPoint - measured;
    const wanted = gain * deviation + integral;
    const demand = Math.min(100, Math.max(0, wanted));
    integral +=
      ((gain * stepS) / rule.integralTimeS) * deviation + (demand - wanted) * (stepS / rule.integralTimeS);
    const slot = (n + WARM_UP) % STEPS_PER_DEAD_TIME;
    drift = driftDecay * drift + given.drift * Math.sqrt(1 - driftDecay ** 2) * normal(random);
    const push = (queue[slot] as number) + drift + given.loadAt(n * stepS);
    queue[slot] = moveValve(valve, demand);
    level =
      process.kind === 'integrating'
        ? Math.min(100, Math.max(0, level + process.gain * stepS * (push - resting)))
        : decay * level + (1 - decay) * process.gain * push;
    measured += filterShare * (level + given.noise * normal(random) - measured);
    if (n >= 0) {
      error[n] = setPoint - measured;
      pv[n] = measured;
      output[n] = demand;
    }
  }
  return {
    stepS,
    error,
    pv,
    output,
    integralTimeS: rule.integralTimeS,
    ultimatePeriodS: criticalOf(process).periodS,
  };
}
