/**
 * The law of pid.ts on a row of numbers in one memory, which allocates nothing: what runs, at any number of loops.
 * test/control/pid-row.property.test.ts demands the same numbers as pid.ts to the last bit.
 */
import type { PidTuning } from './definition.ts';
import { type PidFrame, trackingTimeS } from './pid.ts';

/** Columns of a row. A row is four cache lines. */
export const PID = {
  // Tuning
  /** Output per SI of the PV. */
  gain: 0,
  /** s; 0: no integral action. */
  integralTimeS: 1,
  derivativeTimeS: 2,
  derivativeFilterN: 3,
  setPointWeight: 4,
  derivativeSetPointWeight: 5,
  /** s; 0: without integral action, the bias returns at once. */
  trackingTimeS: 6,
  /** 1: conditional integration; 0: back-calculation. */
  conditional: 7,
  // Frame
  low: 8,
  high: 9,
  risePerS: 10,
  fallPerS: 11,
  /** SI of the PV; 0: no dead band. */
  deadBand: 12,
  /** 1: outside the dead band the whole error counts. */
  gap: 13,
  pvFilterS: 14,
  // Input
  setPoint: 15,
  pv: 16,
  /** Not a number: nobody else decides. */
  heldOutput: 17,
  openLow: 18,
  openHigh: 19,
  feedForward: 20,
  /** −1: low, 1: high, 0: neither. */
  stuck: 21,
  // State
  /** 1: the controller decided the last output. */
  controlling: 22,
  output: 23,
  integral: 24,
  derivative: 25,
  /** Filtered; not a number: none. */
  lastPv: 26,
  lastSetPoint: 27,
  lastGain: 28,
  basis: 29,
} as const;

export const PID_COLUMNS = 32;

/** Puts tuning and frame into a row, and the state of a controller whose actuator stands at `output`. */
export function loadPidRow(
  memory: Float64Array,
  at: number,
  controller: { readonly tuning: PidTuning; readonly frame: PidFrame; readonly output: number },
): void {
  const { tuning, frame, output } = controller;
  const [low, high] = frame.outputRange;
  memory[at + PID.derivativeFilterN] = tuning.derivativeFilterN;
  memory[at + PID.setPointWeight] = tuning.setPointWeight;
  memory[at + PID.derivativeSetPointWeight] = tuning.derivativeSetPointWeight;
  memory[at + PID.conditional] = tuning.antiWindup === 'conditional' ? 1 : 0;
  memory[at + PID.low] = low;
  memory[at + PID.high] = high;
  memory[at + PID.risePerS] = frame.outputRate?.risePerS ?? Number.POSITIVE_INFINITY;
  memory[at + PID.fallPerS] = frame.outputRate?.fallPerS ?? Number.POSITIVE_INFINITY;
  memory[at + PID.deadBand] = frame.deadBand?.width ?? 0;
  memory[at + PID.gap] = frame.deadBand?.kind === 'gap' ? 1 : 0;
  memory[at + PID.pvFilterS] = frame.pvFilterS;
  memory[at + PID.setPoint] = Number.NaN;
  memory[at + PID.pv] = Number.NaN;
  memory[at + PID.heldOutput] = Number.NaN;
  memory[at + PID.openLow] = low;
  memory[at + PID.openHigh] = high;
  memory[at + PID.controlling] = 0;
  memory[at + PID.output] = output;
  memory[at + PID.lastPv] = Number.NaN;
  loadTimes(memory, at, tuning);
  loadGain(memory, at, tuning.gain, frame);
}

/** The dimensionless gain as output per SI of the PV. */
export function loadGain(memory: Float64Array, at: number, gain: number, frame: PidFrame): void {
  const outputSpan = frame.outputRange[1] - frame.outputRange[0];
  memory[at + PID.gain] = (gain * outputSpan) / (frame.pvRange[1] - frame.pvRange[0]);
}

/** Integral, derivative and tracking time. */
export function loadTimes(
  memory: Float64Array,
  at: number,
  tuning: Pick<PidTuning, 'integralTimeS' | 'derivativeTimeS' | 'trackingTimeS'>,
): void {
  const { integralTimeS, derivativeTimeS } = tuning;
  memory[at + PID.integralTimeS] = integralTimeS ?? 0;
  memory[at + PID.derivativeTimeS] = derivativeTimeS;
  memory[at + PID.trackingTimeS] =
    integralTimeS === null ? (tuning.trackingTimeS ?? 0) : trackingTimeS(tuning, integralTimeS);
}

/** One sample of the row's controller, as `stepPid` of pid.ts; the output is in the row. */
export function stepPidRow(memory: Float64Array, at: number, dtS: number): void {
  const pvBefore = memory[at + PID.lastPv] as number;
  const pv = filteredPv(memory[at + PID.pvFilterS] as number, pvBefore, memory[at + PID.pv] as number, dtS);
  memory[at + PID.lastPv] = pv;
  const outputBefore = memory[at + PID.output] as number;
  const held = memory[at + PID.heldOutput] as number;
  const openLow = memory[at + PID.openLow] as number;
  const openHigh = memory[at + PID.openHigh] as number;
  if (!Number.isNaN(held) || openLow === openHigh || Number.isNaN(pv)) {
    follow(memory, at, held, dtS);
    return;
  }
  const setPoint = memory[at + PID.setPoint] as number;
  const feedForward = memory[at + PID.feedForward] as number;
  const gain = memory[at + PID.gain] as number;
  const width = memory[at + PID.deadBand] as number;
  const seen = width === 0 ? pv : seenPv(width, memory[at + PID.gap] === 1, setPoint, pv);
  const basis = (memory[at + PID.setPointWeight] as number) * setPoint - seen;
  const proportional = gain * basis;
  const isControlling = memory[at + PID.controlling] === 1;
  const derivativeTimeS = memory[at + PID.derivativeTimeS] as number;
  let derivative = 0;
  if (isControlling && derivativeTimeS !== 0) {
    const filterN = memory[at + PID.derivativeFilterN] as number;
    const decay = derivativeTimeS / (derivativeTimeS + filterN * dtS);
    derivative = decay * (memory[at + PID.derivative] as number);
    if (width === 0 || seen !== setPoint) {
      const setPointChange = setPoint - (memory[at + PID.lastSetPoint] as number);
      const weight = memory[at + PID.derivativeSetPointWeight] as number;
      derivative += gain * filterN * decay * (weight * setPointChange - (pv - pvBefore));
    }
  }
  const integral = presentIntegral(memory, at, gain, outputBefore - (proportional + feedForward));
  const wanted = proportional + integral + derivative + feedForward;
  if (!Number.isFinite(wanted)) {
    follow(memory, at, held, dtS);
    return;
  }
  const paced = paceFrom(memory, at, outputBefore, wanted, dtS);
  const output = clamp(paced, openLow, openHigh);
  memory[at + PID.integral] =
    output === paced
      ? advancedIntegral(memory, at, dtS, integral, gain * (setPoint - seen), output - wanted)
      : overriddenIntegral(memory, at, integral, output - proportional - derivative - feedForward);
  memory[at + PID.controlling] = 1;
  memory[at + PID.output] = output;
  memory[at + PID.derivative] = derivative;
  memory[at + PID.lastSetPoint] = setPoint;
  memory[at + PID.lastGain] = gain;
  memory[at + PID.basis] = basis;
}

/** Not a number where the PV is none. */
function filteredPv(filterS: number, last: number, pv: number, dtS: number): number {
  if (!Number.isFinite(pv)) return Number.NaN;
  if (filterS === 0 || Number.isNaN(last)) return pv;
  const filtered = last + (dtS / (filterS + dtS)) * (pv - last);
  return Number.isFinite(filtered) ? filtered : pv;
}

function seenPv(width: number, isGap: boolean, setPoint: number, pv: number): number {
  const error = setPoint - pv;
  if (Math.abs(error) <= width) return setPoint;
  return isGap ? pv : pv + Math.sign(error) * width;
}

function follow(memory: Float64Array, at: number, held: number, dtS: number): void {
  const before = memory[at + PID.output] as number;
  const paced = paceFrom(memory, at, before, Number.isFinite(held) ? held : before, dtS);
  memory[at + PID.output] = clamp(
    paced,
    memory[at + PID.openLow] as number,
    memory[at + PID.openHigh] as number,
  );
  memory[at + PID.controlling] = 0;
}

/** Within the limits, and from `before` no further than the rate allows. */
function paceFrom(memory: Float64Array, at: number, before: number, wanted: number, dtS: number): number {
  const limited = clamp(wanted, memory[at + PID.low] as number, memory[at + PID.high] as number);
  const fall = (memory[at + PID.fallPerS] as number) * dtS;
  return clamp(limited, before - fall, before + (memory[at + PID.risePerS] as number) * dtS);
}

/** @param fresh integral with which a controller begins that has only followed so far */
function presentIntegral(memory: Float64Array, at: number, gain: number, fresh: number): number {
  const hasIntegralAction = memory[at + PID.integralTimeS] !== 0;
  if (!hasIntegralAction && memory[at + PID.trackingTimeS] === 0) return middle(memory, at);
  if (memory[at + PID.controlling] !== 1) return fresh;
  const integral = memory[at + PID.integral] as number;
  const gainBefore = memory[at + PID.lastGain] as number;
  if (!hasIntegralAction || gain === gainBefore) return integral;
  return integral + (gainBefore - gain) * (memory[at + PID.basis] as number);
}

/**
 * @param error in units of the output
 * @param cut what the limits added to the output
 */
function advancedIntegral(
  memory: Float64Array,
  at: number,
  dtS: number,
  integral: number,
  error: number,
  cut: number,
): number {
  const integralTimeS = memory[at + PID.integralTimeS] as number;
  const trackedS = memory[at + PID.trackingTimeS] as number;
  if (integralTimeS === 0) {
    if (trackedS === 0) return integral;
    return integral + (middle(memory, at) - integral) * Math.min(1, dtS / trackedS);
  }
  const isConditional = memory[at + PID.conditional] === 1;
  const stuck = memory[at + PID.stuck] as number;
  let increment = (error * dtS) / integralTimeS;
  if (increment * stuck > 0) increment = 0;
  if (isConditional && increment * cut < 0) increment = 0;
  return integral + increment + (isConditional ? 0 : cut * Math.min(1, dtS / trackedS));
}

/** An override of the output is tracked at once, but a bias is no memory of it. */
function overriddenIntegral(memory: Float64Array, at: number, bias: number, tracked: number): number {
  return memory[at + PID.integralTimeS] === 0 ? bias : tracked;
}

function middle(memory: Float64Array, at: number): number {
  return ((memory[at + PID.low] as number) + (memory[at + PID.high] as number)) / 2;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
