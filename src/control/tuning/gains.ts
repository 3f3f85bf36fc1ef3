/** Controllers as tuning rules give them: standard form, in the units of output and process value. */
import type { StandardForm } from '../pid-forms.ts';
import type { FrequencyResponse } from './process.ts';

/** The gain is output per PV, with the sign that the process' gain asks for. */
export type PidGains = StandardForm;

/** Usual filter where a rule states none. */
export const DERIVATIVE_FILTER_N = 10;

/** K [1 + 1/(Tᵢs) + Tᵈs/(1 + Tᵈs/N)] at s = jω, divided by the sign of K. */
export function controllerAt(pid: PidGains, radPerS: number): FrequencyResponse {
  const filter = (radPerS * pid.derivativeTimeS) / pid.derivativeFilterN;
  const derivative = (radPerS * pid.derivativeTimeS) / (1 + filter * filter);
  const real = 1 + derivative * filter;
  const imaginary = derivative - (pid.integralTimeS === null ? 0 : 1 / (radPerS * pid.integralTimeS));
  return {
    magnitude: Math.abs(pid.gain) * Math.hypot(real, imaginary),
    phaseRad: Math.atan2(imaginary, real),
  };
}
