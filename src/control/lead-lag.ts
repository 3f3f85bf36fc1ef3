/**
 * Lead-lag element (1 + s lead)/(1 + s lag) by backward difference, which is stable for any sampling time:
 *
 *   y(k) = [ lag y(k−1) + (lead + h) x(k) − lead x(k−1) ] / (lag + h)
 *
 * Without lag and lead it is y = x. Checked in test/control/lead-lag.test.ts against the closed forms of step and ramp.
 */
export interface LeadLag {
  readonly leadS: number;
  readonly lagS: number;
}

/** Output for the sample x, from output and input of the last sample. */
export function leadLagOutput(
  element: LeadLag,
  lastOutput: number,
  lastInput: number,
  input: number,
  dtS: number,
): number {
  const { leadS, lagS } = element;
  return (lagS * lastOutput + (leadS + dtS) * input - leadS * lastInput) / (lagS + dtS);
}
