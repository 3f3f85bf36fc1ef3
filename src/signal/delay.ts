/**
 * By how much one record comes after another: the lag of the largest cross-correlation, between samples by a parabola
 * through three of them.
 *
 * Its uncertainty is that of least squares for y(t) = c x(t − D) + white noise (Knapp and Carter, IEEE Trans. ASSP 24
 * (1976) 320, without weighting): var D = (1 − ρ²)/(N ρ |ρ''|), with ρ and its curvature at the peak. Whether there is
 * a relation at all: unrelated records correlate with variance Σ r_xx[k] r_yy[k] / N (Bartlett, 1946). A periodic
 * pair matches again a period later: `runnerUpRatio` near 1 says that the delay is known up to periods only.
 */
import { autocorrelation, crossCorrelation } from './correlation.ts';
import type { Estimate, Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';

export interface DelaySettings {
  readonly sampleRateHz: number;
  readonly longestS: number;
  /** Peaks of the other sign count too: a rise that causes a fall. */
  readonly allowInverse: boolean;
}

export interface Delay {
  /** Positive when the second record comes after the first, s. */
  readonly delayS: Estimate;
  /** At the peak, −1 … 1. */
  readonly correlation: number;
  /** Standard deviation that the correlation would have without any relation. */
  readonly chanceDeviation: number;
  /** Largest correlation of any other peak, over this one's. */
  readonly runnerUpRatio: number;
}

export function delayBetween(x: Float64Array, y: Float64Array, settings: DelaySettings): Outcome<Delay> {
  const longest = Math.round(settings.longestS * settings.sampleRateHz);
  if (longest < 1) return absent('settings out of range');
  const crossed = crossCorrelation(x, y, longest);
  if (crossed.kind === 'absent') return crossed;
  const strengths = settings.allowInverse ? crossed.value.map(Math.abs) : crossed.value;
  const peaks = localMaxima(strengths);
  const best = peaks[0];
  if (best === undefined) return absent('no peak inside the band');
  const [before, at, after] = [best - 1, best, best + 1].map((i) => strengths[i] as number) as [
    number,
    number,
    number,
  ];
  const curvature = 2 * at - before - after;
  const shift = curvature > 0 ? (after - before) / (2 * curvature) : 0;
  const correlation = Math.min(1, at + (curvature * shift * shift) / 2);
  if (!(correlation > 0) || !(curvature > 0)) return absent('no peak inside the band');
  const varianceSamples = (1 - correlation ** 2) / (x.length * correlation * curvature);
  return present({
    delayS: {
      value: (best - longest + shift) / settings.sampleRateHz,
      uncertainty: Math.sqrt(varianceSamples) / settings.sampleRateHz,
    },
    correlation: correlation * Math.sign(crossed.value[best] as number),
    chanceDeviation: chanceDeviation(x, y, longest),
    runnerUpRatio: peaks[1] === undefined ? 0 : Math.max(0, (strengths[peaks[1]] as number) / at),
  });
}

/** Highest first. */
function localMaxima(values: Float64Array): readonly number[] {
  const found: number[] = [];
  for (let i = 1; i + 1 < values.length; i += 1) {
    const at = values[i] as number;
    if (at >= (values[i - 1] as number) && at > (values[i + 1] as number)) found.push(i);
  }
  return found.sort((a, b) => (values[b] as number) - (values[a] as number));
}

function chanceDeviation(x: Float64Array, y: Float64Array, longest: number): number {
  const [one, other] = [autocorrelation(x, longest), autocorrelation(y, longest)];
  if (one.kind === 'absent' || other.kind === 'absent') return 1;
  let sum = 1;
  for (let k = 1; k <= longest; k += 1) sum += 2 * (one.value[k] as number) * (other.value[k] as number);
  return Math.sqrt(Math.max(1, sum) / x.length);
}
