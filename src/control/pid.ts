/**
 * PID controller in ISA standard form with two degrees of freedom:
 *
 *   u = K [ (b r − y) + (1/Ti) ∫ (r − y) dt − Td/(1 + s Td/N) dy/dt ]
 *
 * Discretisation after Åström & Hägglund, Advanced PID Control, ISA 2006, chapters 3 and 13: forward difference for
 * the integral, backward difference for the filtered derivative, back-calculation against wind-up,
 *
 *   P(k)   = K (b r − y)
 *   D(k)   = a D(k−1) − K N a (y(k) − y(k−1)),   a = Td / (Td + N h)
 *   v(k)   = P + I + D,   u = sat(v)
 *   I(k+1) = I(k) + K (h/Ti) (r − y) + min(1, h/Tt) (u − v)
 *
 * Integral and derivative are kept in units of the output, so a change of the sampling time h moves nothing. The
 * forward difference asks for h well below Ti; a tracking time below h acts within one sample instead of ringing.
 * Checked in test/control/pid.test.ts against closed forms and published benchmark figures.
 */
import { invariant } from '../physics/invariant.ts';
import type { PidTuning } from './definition.ts';

/** Ranges that make the gain dimensionless, and the limits of the output. A loop definition is one. */
export interface PidSpans {
  /** SI of the PV. */
  readonly pvRange: readonly [number, number];
  readonly outputRange: readonly [number, number];
}

/**
 * `following`: somebody else decided the last output, and the controller will resume from there without a bump.
 * `controlling`: the controller decided it. Both carry the output that was in force.
 */
export type PidState =
  | { readonly kind: 'following'; readonly output: number }
  | {
      readonly kind: 'controlling';
      readonly output: number;
      readonly integral: number;
      readonly derivative: number;
      /** PV of the last sample, for the derivative. */
      readonly pv: number;
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
}

export interface PidStep {
  readonly state: PidState;
  readonly output: number;
}

/** State of a controller whose actuator stands at `output`; it starts from there without a bump. */
export function createPidState(output: number): PidState {
  return { kind: 'following', output };
}

/**
 * One sample. The output is always finite and within the open part of the output range: a PV or set-point that is
 * not a finite number holds the last output.
 *
 * Without integral action the bias is the middle of the output range and transfers may bump: a bias that remembered
 * old outputs would leave an offset that nothing removes.
 *
 * @param dtS time since the last sample, s, > 0
 */
export function stepPid(
  tuning: PidTuning,
  spans: PidSpans,
  state: PidState,
  input: PidInput,
  dtS: number,
): PidStep {
  invariant(dtS > 0, 'a control period is positive');
  const [openLow, openHigh] = input.open;
  if (input.heldOutput !== null || openLow === openHigh) {
    return follow(input.heldOutput ?? state.output, state, input.open);
  }
  const gain = outputPerPv(tuning, spans);
  const proportional = gain * (tuning.setPointWeight * input.setPoint - input.pv);
  const derivative = nextDerivative(tuning, gain, state, input.pv, dtS);
  const integral = presentIntegral(tuning, spans, state, proportional);
  const wanted = proportional + integral + derivative;
  if (!Number.isFinite(wanted)) return follow(state.output, state, input.open);

  const inRange = clamp(wanted, spans.outputRange[0], spans.outputRange[1]);
  const output = clamp(inRange, openLow, openHigh);
  let nextIntegral = integral;
  if (tuning.integralTimeS !== null) {
    // An override gives no warning of its end, so it is tracked at once; a limit is tracked over the tracking time,
    // because noise that touches it must not wipe out the integral.
    nextIntegral =
      output === inRange
        ? integral +
          (gain * (input.setPoint - input.pv) * dtS) / tuning.integralTimeS +
          (output - wanted) * Math.min(1, dtS / trackingTimeS(tuning, tuning.integralTimeS))
        : output - proportional - derivative;
  }
  return {
    state: { kind: 'controlling', output, integral: nextIntegral, derivative, pv: input.pv },
    output,
  };
}

function follow(wanted: number, state: PidState, open: readonly [number, number]): PidStep {
  const output = clamp(Number.isFinite(wanted) ? wanted : state.output, open[0], open[1]);
  return { state: { kind: 'following', output }, output };
}

/** Gain in output units per SI of the PV. */
function outputPerPv(tuning: PidTuning, spans: PidSpans): number {
  const outputSpan = spans.outputRange[1] - spans.outputRange[0];
  return (tuning.gain * outputSpan) / (spans.pvRange[1] - spans.pvRange[0]);
}

function presentIntegral(tuning: PidTuning, spans: PidSpans, state: PidState, proportional: number): number {
  if (tuning.integralTimeS === null) return (spans.outputRange[0] + spans.outputRange[1]) / 2;
  return state.kind === 'controlling' ? state.integral : state.output - proportional;
}

function nextDerivative(tuning: PidTuning, gain: number, state: PidState, pv: number, dtS: number): number {
  if (state.kind === 'following' || tuning.derivativeTimeS === 0) return 0;
  const decay = tuning.derivativeTimeS / (tuning.derivativeTimeS + tuning.derivativeFilterN * dtS);
  return decay * state.derivative - gain * tuning.derivativeFilterN * decay * (pv - state.pv);
}

function trackingTimeS(tuning: PidTuning, integralTimeS: number): number {
  if (tuning.trackingTimeS !== null) return tuning.trackingTimeS;
  return tuning.derivativeTimeS === 0 ? integralTimeS : Math.sqrt(integralTimeS * tuning.derivativeTimeS);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
