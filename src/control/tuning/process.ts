/**
 * A process as tuning rules see it, from controller output to process value:
 *
 *   G(s) = k e^(−Ls) Π(1 + Tᵢs) / (sⁱ Π(1 + τⱼs)),   i = 1 for an integrating process, else 0
 *
 * All lags are positive; a negative lead is an inverse response. There is more below the line than above it.
 */

export interface Process {
  /** PV per output, not 0; of an integrating process PV per output and second. */
  readonly gain: number;
  /** ≥ 0. */
  readonly delayS: number;
  /** > 0. */
  readonly lagsS: readonly number[];
  /** Fewer than lags and integrator together, not 0. */
  readonly leadsS: readonly number[];
  readonly integrating: boolean;
}

/** Of a transfer function at one frequency; the phase goes on beyond ±π, rad. */
export interface FrequencyResponse {
  readonly magnitude: number;
  readonly phaseRad: number;
}

/** G(jω) divided by the sign of its gain, ω in rad/s, > 0. */
export function processAt(process: Process, radPerS: number): FrequencyResponse {
  let magnitude = Math.abs(process.gain);
  let phaseRad = -radPerS * process.delayS;
  for (const lead of process.leadsS) {
    magnitude *= Math.hypot(1, radPerS * lead);
    phaseRad += Math.atan(radPerS * lead);
  }
  for (const lag of process.lagsS) {
    magnitude /= Math.hypot(1, radPerS * lag);
    phaseRad -= Math.atan(radPerS * lag);
  }
  return process.integrating
    ? { magnitude: magnitude / radPerS, phaseRad: phaseRad - Math.PI / 2 }
    : { magnitude, phaseRad };
}

/** Dead time, lags and leads together, s: the scale on which the process does anything. */
export function residenceTimeS({ delayS, lagsS, leadsS }: Process): number {
  return (
    delayS + lagsS.reduce((sum, lag) => sum + lag, 0) + leadsS.reduce((sum, lead) => sum + Math.abs(lead), 0)
  );
}

/** Why numbers make no process; null when they do. */
export function processProblem({ gain, delayS, lagsS, leadsS, integrating }: Process): string | null {
  if (!Number.isFinite(gain) || gain === 0) return `gain ${gain}: expected a number other than 0`;
  if (!(delayS >= 0 && Number.isFinite(delayS))) return `dead time ${delayS} s: expected 0 or more`;
  for (const lag of lagsS)
    if (!(lag > 0 && Number.isFinite(lag))) return `lag ${lag} s: expected more than 0`;
  for (const lead of leadsS)
    if (!Number.isFinite(lead) || lead === 0) return `lead ${lead} s: expected a number other than 0`;
  if (leadsS.length >= lagsS.length + (integrating ? 1 : 0)) return 'as many leads as lags: expected fewer';
  return null;
}
