/**
 * The three forms in which controllers are tuned, and their exact conversions, filter of the derivative included
 * (Åström & Hägglund, Advanced PID Control, ISA 2006, section 3.2, extended here by the filter's time constant α):
 *
 *   standard  K (1 + 1/(s Ti) + s Td/(1 + s α))             α = Td/N
 *   parallel  kp + ki/s + kd s/(1 + s α)
 *   series    K' (1 + 1/(s Ti')) (1 + s Td')/(1 + s α)      α = Td'/N'
 *
 * A conversion keeps α, so the transfer function from PV to output is the same; set-point weights stay what they are.
 * Checked in test/control/pid-forms.test.ts by the transfer functions themselves.
 */

/** Times in s. A derivative time of 0 switches derivative action off, an integral time of null the integral. */
export interface StandardForm {
  readonly gain: number;
  readonly integralTimeS: number | null;
  readonly derivativeTimeS: number;
  readonly derivativeFilterN: number;
}

export interface ParallelForm {
  readonly proportionalGain: number;
  /** 1/s; 0: none. */
  readonly integralGainPerS: number;
  /** s; 0: none. */
  readonly derivativeGainS: number;
  /** Time constant of the derivative's filter, s. */
  readonly filterS: number;
}

/** The same quantities as in the standard form, with another meaning. */
export interface SeriesForm {
  readonly gain: number;
  readonly integralTimeS: number | null;
  readonly derivativeTimeS: number;
  readonly derivativeFilterN: number;
}

/** A form that the other cannot express says why. */
export type Converted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

export function standardToParallel(standard: StandardForm): ParallelForm {
  const { gain, integralTimeS, derivativeTimeS, derivativeFilterN } = standard;
  return {
    proportionalGain: gain,
    integralGainPerS: integralTimeS === null ? 0 : gain / integralTimeS,
    derivativeGainS: gain * derivativeTimeS,
    filterS: derivativeTimeS / derivativeFilterN,
  };
}

/** Valid where the proportional gain is not zero and all gains have its sign. */
export function parallelToStandard(parallel: ParallelForm, defaultFilterN: number): Converted<StandardForm> {
  const { proportionalGain: kp, integralGainPerS: ki, derivativeGainS: kd, filterS } = parallel;
  if (kp === 0) return invalid('without a proportional gain there is no standard form');
  if (ki / kp < 0 || kd / kp < 0) return invalid('the gains have different signs');
  const derivativeTimeS = kd / kp;
  const derivativeFilterN = kd === 0 || filterS === 0 ? defaultFilterN : derivativeTimeS / filterS;
  return {
    ok: true,
    value: { gain: kp, integralTimeS: ki === 0 ? null : kp / ki, derivativeTimeS, derivativeFilterN },
  };
}

/** Valid where the filter is not slower than the integral: Ti' ≥ Td'/N'. */
export function seriesToStandard(series: SeriesForm): Converted<StandardForm> {
  const { gain, integralTimeS: ti, derivativeTimeS: td, derivativeFilterN } = series;
  if (td === 0) return { ok: true, value: series };
  const alphaS = td / derivativeFilterN;
  if (ti === null) {
    // K'(1 + s Td')/(1 + s α) = K' (1 + s (Td' − α)/(1 + s α))
    return standard(gain, null, td - alphaS, alphaS, derivativeFilterN);
  }
  if (ti < alphaS) return invalid('the filter of the derivative is slower than the integral');
  const integralTimeS = ti + td - alphaS;
  return standard(
    (gain * integralTimeS) / ti,
    integralTimeS,
    (ti * td) / integralTimeS - alphaS,
    alphaS,
    derivativeFilterN,
  );
}

/** Valid where the zeros of the controller are real: (Ti − α)² ≥ 4 Ti Td, which without a filter is Ti ≥ 4 Td. */
export function standardToSeries(form: StandardForm): Converted<SeriesForm> {
  const { gain, integralTimeS: ti, derivativeTimeS: td, derivativeFilterN } = form;
  if (td === 0) return { ok: true, value: form };
  const alphaS = td / derivativeFilterN;
  if (ti === null) return standard(gain, null, td + alphaS, alphaS, derivativeFilterN);
  const discriminant = (ti - alphaS) ** 2 - 4 * ti * td;
  if (discriminant < 0)
    return invalid('the zeros of the controller are complex; Ti ≥ 4 Td makes them real, less with a filter');
  const sum = ti + alphaS;
  const larger = (sum + Math.sqrt(discriminant)) / 2;
  // The product of the zeros' times, not the difference, which would cancel.
  const smaller = (ti * (alphaS + td)) / larger;
  return standard((gain * larger) / ti, larger, smaller, alphaS, derivativeFilterN);
}

function standard(
  gain: number,
  integralTimeS: number | null,
  derivativeTimeS: number,
  alphaS: number,
  noneFilterN: number,
): Converted<StandardForm> {
  const derivativeFilterN = derivativeTimeS === 0 ? noneFilterN : derivativeTimeS / alphaS;
  return { ok: true, value: { gain, integralTimeS, derivativeTimeS, derivativeFilterN } };
}

function invalid(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}
