/**
 * Stiction or not, of a loop that oscillates, by the cross-correlation of controller output and PV (Horch, Control Eng.
 * Practice 7 (1999) 1221): around lag zero it is odd when the valve sticks (the PV lags by a quarter period) and even
 * when the oscillation comes from outside or from tuning. With the zero crossings −τ_l, τ_r beside lag zero, the value
 * there r₀ and the largest one r_max between them,
 *
 *   Δτ = |τ_l − τ_r|/(τ_l + τ_r),   Δρ = |(|r₀| − |r_max|)|/(|r₀| + |r_max|)
 *
 * both above 2/3 and 1/3 say stiction (a phase 60° or more from even), both below 1/3 and 0.072 say none (30°
 * or less). For self-regulating processes under PI control; not for integrating ones such as gas pressure in a closed chamber.
 */
import { crossCorrelation } from '../correlation.ts';
import type { Finding } from './finding.ts';
import { above, isMet, undecided } from './finding.ts';

const ODD = { shift: 2 / 3, size: 1 / 3 };
/** (2 − √3)/(2 + √3) */
const EVEN = { shift: 1 / 3, size: 0.0718 };

/** @param periodSamples of the oscillation */
export function correlationStiction(output: Float64Array, pv: Float64Array, periodSamples: number): Finding {
  const longest = Math.min(Math.round(periodSamples), output.length - 1);
  const crossed = crossCorrelation(output, pv, longest);
  if (crossed.kind === 'absent') return undecided(crossed.reason);
  const right = zeroFrom(crossed.value, longest, 1);
  const left = zeroFrom(crossed.value, longest, -1);
  if (right === null || left === null) return undecided('no oscillation');
  const centre = Math.abs(crossed.value[longest] as number);
  let largest = 0;
  for (let i = Math.ceil(longest - left); i <= longest + right; i += 1) {
    largest = Math.max(largest, Math.abs(crossed.value[i] as number));
  }
  const shift = Math.abs(left - right) / (left + right);
  const size = Math.abs(centre - largest) / (centre + largest);
  const evidence = [
    above('asymmetry of the zero crossings', shift, ODD.shift),
    above('asymmetry of the size', size, ODD.size),
  ];
  if (evidence.every(isMet)) return { verdict: 'found', evidence, reason: null };
  if (shift < EVEN.shift && size < EVEN.size) return { verdict: 'not found', evidence, reason: null };
  return undecided(null, evidence);
}

/** Lags from the centre to the nearest change of sign, null when there is none. */
function zeroFrom(values: Float64Array, centre: number, step: -1 | 1): number | null {
  const start = values[centre] as number;
  for (let i = centre + step; i >= 0 && i < values.length; i += step) {
    const [before, here] = [values[i - step] as number, values[i] as number];
    if (here * start <= 0) return Math.abs(i - centre) - (before === here ? 0 : here / (here - before));
  }
  return null;
}
