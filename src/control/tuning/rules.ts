/**
 * Tuning rules: controllers from models. All in standard form; k gain, L dead time, T time constant, T₂ a second lag,
 * r = L/T, τc the wanted time constant of the closed loop.
 *
 *   SIMC      K = T/(k(τc + L)), Tᵢ = min(T, 4(τc + L)), Tᵈ = T₂ in series form; integrating: K = 1/(k(τc + L)).
 *             τc = L unless stated. Skogestad, J. Process Control 13 (2003) 291, equations 23 to 25
 *   AMIGO     PI: K = (0.15 + (0.35 − LT/(L + T)²) T/L)/k, Tᵢ = 0.35 L + 13 LT²/(T² + 12 LT + 7 L²); integrating:
 *             K = 0.35/(kL), Tᵢ = 13.4 L. PID: K = (0.2 + 0.45 T/L)/k, Tᵢ = L (0.4 L + 0.8 T)/(L + 0.1 T),
 *             Tᵈ = 0.5 LT/(0.3 L + T); integrating: K = 0.45/(kL), Tᵢ = 8 L, Tᵈ = 0.5 L. Set-point weight 0 where
 *             L < T, else 1. Åström and Hägglund, Advanced PID Control, ISA 2006, section 7.3
 *   lambda    PI: K = T/(k(λ + L)), Tᵢ = T. PID: K = (T + L/2)/(k(λ + L/2)), Tᵢ = T + L/2, Tᵈ = TL/(2T + L).
 *             λ = 3T unless stated. Åström and Hägglund, section 6.5; Rivera, Morari, Skogestad, Ind. Eng. Chem.
 *             Process Des. Dev. 25 (1986) 252
 *   Ziegler-Nichols   from the ultimate gain and period: PI 0.45 Kᵤ, Pᵤ/1.2; PID 0.6 Kᵤ, Pᵤ/2, Pᵤ/8. From the step,
 *             a = kL/T: PI 0.9/a, 3.33 L; PID 1.2/a, 2 L, 0.5 L. Trans. ASME 64 (1942) 759
 *   Cohen-Coon        PI: K = (0.9 + r/12)/(kr), Tᵢ = L (30 + 3r)/(9 + 20r). PID: K = (4/3 + r/4)/(kr),
 *             Tᵢ = L (32 + 6r)/(13 + 8r), Tᵈ = 4L/(11 + 2r). Trans. ASME 75 (1953) 827
 *
 * Checked by test/control/tuning/rules.test.ts.
 */
import type { PidGains } from './gains.ts';
import { DERIVATIVE_FILTER_N } from './gains.ts';
import type { FirstOrderModel, SecondOrderModel } from './reduction.ts';
import type { UltimatePoint } from './ultimate.ts';

/** What a rule gives, or why it has nothing to say about a model. */
export type Tuned =
  | { readonly ok: true; readonly pid: PidGains; readonly setPointWeight: number }
  | { readonly ok: false; readonly reason: string };

const NO_DELAY = 'the model has no dead time, and the rule divides by it';
const INTEGRATING = 'the rule is for processes that come to rest';

/** @param closedLoopS τc, s; null: the dead time */
export function simcPi(model: FirstOrderModel, closedLoopS: number | null): Tuned {
  const { gain, delayS, timeConstantS, integrating } = model;
  const tightness = (closedLoopS ?? delayS) + delayS;
  if (tightness === 0) return refused('the model has no dead time: state the time constant wanted');
  const slope = integrating ? gain : gain / timeConstantS;
  const integralTimeS = integrating ? 4 * tightness : Math.min(timeConstantS, 4 * tightness);
  return pi(1 / (slope * tightness), integralTimeS);
}

/** @param closedLoopS τc, s; null: the dead time */
export function simcPid(model: SecondOrderModel, closedLoopS: number | null): Tuned {
  const series = simcPi(model, closedLoopS);
  if (!series.ok || series.pid.integralTimeS === null || model.secondTimeConstantS === 0) return series;
  // Standard form of K'(1 + 1/(Tᵢ's))(1 + Tᵈ's), as published: without a filter.
  const ratio = model.secondTimeConstantS / series.pid.integralTimeS;
  return pid(
    series.pid.gain * (1 + ratio),
    series.pid.integralTimeS * (1 + ratio),
    model.secondTimeConstantS / (1 + ratio),
  );
}

export function amigoPi({ gain, delayS, timeConstantS, integrating }: FirstOrderModel): Tuned {
  if (delayS === 0) return refused(NO_DELAY);
  if (integrating) return pi(0.35 / (gain * delayS), 13.4 * delayS);
  const [l, t] = [delayS, timeConstantS];
  const k = (0.15 + (0.35 - (l * t) / (l + t) ** 2) * (t / l)) / gain;
  return weighted(pi(k, 0.35 * l + (13 * l * t * t) / (t * t + 12 * l * t + 7 * l * l)), l, t);
}

export function amigoPid({ gain, delayS, timeConstantS, integrating }: FirstOrderModel): Tuned {
  if (delayS === 0) return refused(NO_DELAY);
  if (integrating) return pid(0.45 / (gain * delayS), 8 * delayS, 0.5 * delayS);
  const [l, t] = [delayS, timeConstantS];
  const integralTimeS = ((0.4 * l + 0.8 * t) / (l + 0.1 * t)) * l;
  return weighted(pid((0.2 + (0.45 * t) / l) / gain, integralTimeS, (0.5 * l * t) / (0.3 * l + t)), l, t);
}

function weighted(tuned: Tuned, delayS: number, timeConstantS: number): Tuned {
  return tuned.ok ? { ...tuned, setPointWeight: delayS < timeConstantS ? 0 : 1 } : tuned;
}

/** @param closedLoopS λ, s; null: three time constants */
export function lambdaPi(model: FirstOrderModel, closedLoopS: number | null): Tuned {
  const { gain, delayS, timeConstantS, integrating } = model;
  if (integrating) return refused(INTEGRATING);
  const lambda = closedLoopS ?? 3 * timeConstantS;
  return pi(timeConstantS / (gain * (lambda + delayS)), timeConstantS);
}

/** @param closedLoopS λ, s; null: three time constants */
export function lambdaPid(model: FirstOrderModel, closedLoopS: number | null): Tuned {
  const { gain, delayS, timeConstantS, integrating } = model;
  if (integrating) return refused(INTEGRATING);
  const lambda = closedLoopS ?? 3 * timeConstantS;
  const integralTimeS = timeConstantS + delayS / 2;
  return pid(
    integralTimeS / (gain * (lambda + delayS / 2)),
    integralTimeS,
    (timeConstantS * delayS) / (2 * timeConstantS + delayS),
  );
}

export function zieglerNicholsUltimatePi({ gain, periodS }: UltimatePoint): Tuned {
  return pi(0.45 * gain, periodS / 1.2);
}

export function zieglerNicholsUltimatePid({ gain, periodS }: UltimatePoint): Tuned {
  return pid(0.6 * gain, periodS / 2, periodS / 8);
}

export function zieglerNicholsStepPi(model: FirstOrderModel): Tuned {
  const slope = normalisedSlope(model);
  return slope === null ? refused(NO_DELAY) : pi(0.9 / slope, 3.33 * model.delayS);
}

export function zieglerNicholsStepPid(model: FirstOrderModel): Tuned {
  const slope = normalisedSlope(model);
  return slope === null ? refused(NO_DELAY) : pid(1.2 / slope, 2 * model.delayS, 0.5 * model.delayS);
}

/** What the steepest tangent of the step response rises by in a dead time. */
function normalisedSlope({ gain, delayS, timeConstantS, integrating }: FirstOrderModel): number | null {
  if (delayS === 0) return null;
  return integrating ? gain * delayS : (gain * delayS) / timeConstantS;
}

export function cohenCoonPi({ gain, delayS, timeConstantS, integrating }: FirstOrderModel): Tuned {
  if (integrating) return refused(INTEGRATING);
  if (delayS === 0) return refused(NO_DELAY);
  const r = delayS / timeConstantS;
  return pi((0.9 + r / 12) / (gain * r), (delayS * (30 + 3 * r)) / (9 + 20 * r));
}

export function cohenCoonPid({ gain, delayS, timeConstantS, integrating }: FirstOrderModel): Tuned {
  if (integrating) return refused(INTEGRATING);
  if (delayS === 0) return refused(NO_DELAY);
  const r = delayS / timeConstantS;
  return pid(
    (4 / 3 + r / 4) / (gain * r),
    (delayS * (32 + 6 * r)) / (13 + 8 * r),
    (4 * delayS) / (11 + 2 * r),
  );
}

function pi(gain: number, integralTimeS: number): Tuned {
  return pid(gain, integralTimeS, 0);
}

function pid(gain: number, integralTimeS: number, derivativeTimeS: number): Tuned {
  const gains = { gain, integralTimeS, derivativeTimeS, derivativeFilterN: DERIVATIVE_FILTER_N };
  return { ok: true, pid: gains, setPointWeight: 1 };
}

function refused(reason: string): Tuned {
  return { ok: false, reason };
}
