/**
 * PID controller in ISA standard form with two degrees of freedom:
 *
 *   u = K [ (b r − y) + (1/Ti) ∫ (r − y) dt + Td/(1 + s Td/N) d(c r − y)/dt ] + uff
 *
 * Discretisation after Åström & Hägglund, Advanced PID Control, ISA 2006, chapters 3 and 13: forward difference for
 * the integral, backward difference for the filtered derivative and for the filter of the PV,
 *
 *   y(k)   = y(k−1) + h/(Tf + h) (pv − y(k−1))
 *   P(k)   = K (b r − y)
 *   D(k)   = a D(k−1) + K N a (c Δr − Δy),   a = Td / (Td + N h)
 *   v(k)   = P + I + D + uff,   u = limit(v)
 *   I(k+1) = I(k) + K (h/Ti) (r − y) + min(1, h/Tt) (u − v)         back-calculation
 *   I(k+1) = I(k) + K (h/Ti) (r − y), or I(k) where that would push u further into its limit   conditional
 *
 * Integral and derivative are kept in units of the output, so a change of the sampling time h moves nothing. A change
 * of the gain, as by a schedule, moves nothing either: I takes up (K_old − K_new) (b r − y). The forward difference
 * asks for h well below Ti; a tracking time below h acts within one sample instead of ringing.
 *
 * This is the plain version, for reading and as the oracle of the row kernel in pid-row.ts, which runs. Checked in
 * test/control/pid.test.ts against closed forms, published benchmark figures and an integration in fine steps.
 */
import { invariant } from '../physics/invariant.ts';
import type { DeadBand, OutputRate, PidTuning } from './definition.ts';

/** What shapes the law besides the tuning. A loop definition is one. */
export interface PidFrame {
  /** SI of the PV. */
  readonly pvRange: readonly [number, number];
  readonly outputRange: readonly [number, number];
  readonly pvFilterS: number;
  readonly deadBand: DeadBand | null;
  readonly outputRate: OutputRate | null;
}

/**
 * `following`: somebody else decided the last output, and the controller will resume from there without a bump.
 * `controlling`: the controller decided it. Both carry the output that was in force, and the filtered PV of the last
 * sample, or null where that was no number.
 */
export type PidState =
  | { readonly kind: 'following'; readonly output: number; readonly pv: number | null }
  | {
      readonly kind: 'controlling';
      readonly output: number;
      readonly pv: number;
      readonly integral: number;
      readonly derivative: number;
      /** Of the last sample, SI of the PV. */
      readonly setPoint: number;
      /** Output per PV of the last sample, and what it was multiplied with: b r − y. */
      readonly gain: number;
      readonly basis: number;
    };

export interface PidInput {
  /** SI of the PV. */
  readonly setPoint: number;
  readonly pv: number;
  /** Output decided elsewhere, such as by the operator in manual; null leaves it to the controller. */
  readonly heldOutput: number | null;
  /**
   * Part of the output range that the actuators can follow now, low and high. It is the whole range unless something
   * downstream, such as an interlock, holds an actuator; two equal numbers when no freedom is left.
   */
  readonly open: readonly [number, number];
  /** Added to the output. */
  readonly feedForward: number;
  /** Side on which whoever takes the output cannot follow any further: the integral stays away from it. */
  readonly stuck: 'low' | 'high' | null;
}

export interface PidStep {
  readonly state: PidState;
  readonly output: number;
}

/** State of a controller whose actuator stands at `output`; it starts from there without a bump. */
export function createPidState(output: number): PidState {
  return { kind: 'following', output, pv: null };
}

/**
 * One sample. The output is always finite, within the open part of the output range, and, as far as that allows,
 * within the rate of change: a PV or set-point that is not a finite number holds the last output.
 *
 * Without integral action the bias is the middle of the output range, to which it returns over the tracking time: a
 * bias that remembered old outputs for ever would leave an offset that nothing removes.
 *
 * @param dtS time since the last sample, s, > 0
 */
export function stepPid(
  tuning: PidTuning,
  frame: PidFrame,
  state: PidState,
  input: PidInput,
  dtS: number,
): PidStep {
  invariant(dtS > 0, 'a control period is positive');
  const pv = filteredPv(frame.pvFilterS, state.pv, input.pv, dtS);
  const [openLow, openHigh] = input.open;
  if (input.heldOutput !== null || openLow === openHigh || pv === null) {
    return follow(frame, state, input, { wanted: input.heldOutput ?? state.output, pv }, dtS);
  }
  const { setPoint } = input;
  const gain = outputPerPv(tuning, frame);
  const seen = seenPv(frame.deadBand, setPoint, pv);
  const basis = tuning.setPointWeight * setPoint - seen;
  const proportional = gain * basis;
  const isQuiet = frame.deadBand !== null && seen === setPoint;
  const derivative = nextDerivative(tuning, gain, state, isQuiet ? null : { setPoint, pv }, dtS);
  const integral = presentIntegral(tuning, frame, state, { gain, rest: proportional + input.feedForward });
  const wanted = proportional + integral + derivative + input.feedForward;
  if (!Number.isFinite(wanted)) return follow(frame, state, input, { wanted: state.output, pv }, dtS);

  const limited = clamp(wanted, frame.outputRange[0], frame.outputRange[1]);
  const paced = atRate(frame.outputRate, state.output, limited, dtS);
  const output = clamp(paced, openLow, openHigh);
  // An override gives no warning of its end, so it is tracked at once; a limit is tracked over the tracking time,
  // because noise that touches it must not wipe out the integral.
  const nextIntegral =
    output === paced
      ? advancedIntegral(tuning, frame, {
          integral,
          error: gain * (setPoint - seen),
          wanted,
          output,
          stuck: input.stuck,
          dtS,
        })
      : output - proportional - derivative - input.feedForward;
  return {
    state: {
      kind: 'controlling',
      output,
      pv,
      integral: tuning.integralTimeS === null && output !== paced ? integral : nextIntegral,
      derivative,
      setPoint,
      gain,
      basis,
    },
    output,
  };
}

function filteredPv(filterS: number, last: number | null, pv: number, dtS: number): number | null {
  if (!Number.isFinite(pv)) return null;
  if (filterS === 0 || last === null) return pv;
  const filtered = last + (dtS / (filterS + dtS)) * (pv - last);
  // Between readings at both ends of what a number holds.
  return Number.isFinite(filtered) ? filtered : pv;
}

/** The PV that proportional and integral action see: inside the dead band, the set-point itself. */
function seenPv(band: DeadBand | null, setPoint: number, pv: number): number {
  if (band === null) return pv;
  const error = setPoint - pv;
  if (Math.abs(error) <= band.width) return setPoint;
  return band.kind === 'gap' ? pv : pv + Math.sign(error) * band.width;
}

function follow(
  frame: PidFrame,
  state: PidState,
  input: PidInput,
  { wanted, pv }: { readonly wanted: number; readonly pv: number | null },
  dtS: number,
): PidStep {
  const [low, high] = frame.outputRange;
  const target = clamp(Number.isFinite(wanted) ? wanted : state.output, low, high);
  const output = clamp(atRate(frame.outputRate, state.output, target, dtS), input.open[0], input.open[1]);
  return { state: { kind: 'following', output, pv }, output };
}

/** Gain in output units per SI of the PV. */
function outputPerPv(tuning: PidTuning, frame: PidFrame): number {
  const outputSpan = frame.outputRange[1] - frame.outputRange[0];
  return (tuning.gain * outputSpan) / (frame.pvRange[1] - frame.pvRange[0]);
}

function presentIntegral(
  tuning: PidTuning,
  frame: PidFrame,
  state: PidState,
  { gain, rest }: { readonly gain: number; readonly rest: number },
): number {
  if (tuning.integralTimeS === null && tuning.trackingTimeS === null) return middle(frame);
  if (state.kind === 'following') return state.output - rest;
  // Without integral action nothing would ever take such a difference back.
  return tuning.integralTimeS === null || gain === state.gain
    ? state.integral
    : state.integral + (state.gain - gain) * state.basis;
}

function advancedIntegral(
  tuning: PidTuning,
  frame: PidFrame,
  now: {
    readonly integral: number;
    /** In units of the output. */
    readonly error: number;
    readonly wanted: number;
    readonly output: number;
    readonly stuck: PidInput['stuck'];
    readonly dtS: number;
  },
): number {
  const { integral, error, wanted, output, stuck, dtS } = now;
  if (tuning.integralTimeS === null) {
    if (tuning.trackingTimeS === null) return integral;
    return integral + (middle(frame) - integral) * Math.min(1, dtS / tuning.trackingTimeS);
  }
  const isBackCalculated = tuning.antiWindup === 'back-calculation';
  let increment = (error * dtS) / tuning.integralTimeS;
  if ((increment > 0 && stuck === 'high') || (increment < 0 && stuck === 'low')) increment = 0;
  if (!isBackCalculated && increment * (wanted - output) > 0) increment = 0;
  const tracked = isBackCalculated
    ? (output - wanted) * Math.min(1, dtS / trackingTimeS(tuning, tuning.integralTimeS))
    : 0;
  return integral + increment + tracked;
}

/** @param sample null inside the dead band, where the derivative only dies away */
function nextDerivative(
  tuning: PidTuning,
  gain: number,
  state: PidState,
  sample: { readonly setPoint: number; readonly pv: number } | null,
  dtS: number,
): number {
  if (state.kind === 'following' || tuning.derivativeTimeS === 0) return 0;
  const decay = tuning.derivativeTimeS / (tuning.derivativeTimeS + tuning.derivativeFilterN * dtS);
  if (sample === null) return decay * state.derivative;
  const change =
    tuning.derivativeSetPointWeight * (sample.setPoint - state.setPoint) - (sample.pv - state.pv);
  return decay * state.derivative + gain * tuning.derivativeFilterN * decay * change;
}

/** Anti-windup tracking time in force, s. */
export function trackingTimeS(
  { trackingTimeS: given, derivativeTimeS }: Pick<PidTuning, 'trackingTimeS' | 'derivativeTimeS'>,
  integralTimeS: number,
): number {
  if (given !== null) return given;
  return derivativeTimeS === 0 ? integralTimeS : Math.sqrt(integralTimeS * derivativeTimeS);
}

function atRate(rate: OutputRate | null, from: number, to: number, dtS: number): number {
  return rate === null ? to : clamp(to, from - rate.fallPerS * dtS, from + rate.risePerS * dtS);
}

function middle({ outputRange: [low, high] }: PidFrame): number {
  return (low + high) / 2;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
