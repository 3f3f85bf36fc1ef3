/**
 * Damping ratio ζ of an oscillation that dies away, or of a resonance that noise excites.
 *
 * Logarithmic decrement: swings from one extreme to the next shrink by e^(−δ/2), δ = 2πζ/√(1 − ζ²), whatever the offset.
 * The line through their logarithms is weighted by the swings squared, because noise of one size blurs the logarithm of a
 * small swing more. Half power: between the frequencies where the density is half of its peak's, of a light
 * resonance driven by white noise, f₂² − f₁² = 4ζ √(1 − ζ²) f₀² (Ewins, Modal Testing, 2nd ed. 2000, 4.2).
 * Several modes, or few periods: `matrix-pencil.ts`. Checked in test/signal/damping.test.ts against closed forms.
 */
import type { Estimate, Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';
import { isConstant, recordProblem } from './record.ts';
import type { Spectrum } from './spectrum.ts';
import { turningPoints } from './turning-points.ts';
import { addToFit, createWeightedFit, solveFit } from './weighted-fit.ts';

export interface Damping {
  readonly dampingRatio: Estimate;
  /** Of the damped oscillation, Hz. */
  readonly frequencyHz: number;
}

const FEWEST_SAMPLES = 8;
const FEWEST_SWINGS = 3;

/** @param gate swings that are noise, units: about four standard deviations of it */
export function logarithmicDecrement(
  values: Float64Array,
  sampleRateHz: number,
  gate: number,
): Outcome<Damping> {
  const problem = recordProblem(values, FEWEST_SAMPLES);
  if (problem !== null) return absent(problem);
  if (isConstant(values)) return absent('no variation');
  const points = turningPoints(values, gate);
  const swings = points.length - 1;
  if (swings < FEWEST_SWINGS) return absent('too few periods');
  const fit = createWeightedFit(2);
  const basis = Float64Array.of(1, 0);
  for (let i = 0; i < swings; i += 1) {
    const swing = Math.abs((points[i + 1]?.value ?? 0) - (points[i]?.value ?? 0));
    if (!(swing > 0)) return absent('no decaying oscillation');
    basis[1] = i;
    addToFit(fit, basis, Math.log(swing), swing * swing);
  }
  const solved = solveFit(fit);
  if (solved.kind === 'absent') return absent('too few periods');
  const decrement = -2 * (solved.value.coefficients[1] as number);
  const uncertainty = 2 * Math.sqrt(solved.value.covariance[3] as number);
  const first = points[0]?.at ?? 0;
  const last = points.at(-1)?.at ?? 0;
  return present({
    dampingRatio: {
      value: decrement / Math.hypot(2 * Math.PI, decrement),
      uncertainty: (uncertainty * 4 * Math.PI ** 2) / Math.hypot(2 * Math.PI, decrement) ** 3,
    },
    frequencyHz: (swings * sampleRateHz) / (2 * (last - first)),
  });
}

/** A resonance must be this many noise bandwidths wide, or its width is the window's. */
const WIDTH_PER_RESOLUTION = 4;

/**
 * From a spectrum's largest peak within a band. Averaged segments scatter: the uncertainty is that of two crossings of
 * a density known to 1/√segments each. The parabolic slope of a resonance at half power turns that into frequency.
 */
export function halfPowerDamping(spectrum: Spectrum, bandHz: readonly [number, number]): Outcome<Damping> {
  const { densityPerHz, binHz } = spectrum;
  let peak = -1;
  const last = Math.min(densityPerHz.length - 2, Math.floor(bandHz[1] / binHz));
  for (let k = Math.max(1, Math.ceil(bandHz[0] / binHz)); k <= last; k += 1) {
    if (peak < 0 || (densityPerHz[k] as number) > (densityPerHz[peak] as number)) peak = k;
  }
  if (peak < 0 || !((densityPerHz[peak] as number) > 0)) return absent('no peak inside the band');
  const half = (densityPerHz[peak] as number) / 2;
  const low = crossingBin(densityPerHz, peak, -1, half);
  const high = crossingBin(densityPerHz, peak, 1, half);
  if (low === null || high === null) return absent('no peak inside the band');
  const [lowHz, highHz] = [low * binHz, high * binHz];
  if (highHz - lowHz < WIDTH_PER_RESOLUTION * spectrum.noiseBandwidthHz) {
    return absent('not resolved from its neighbours');
  }
  // f₁² + f₂² = 2 f₀² (1 − 2ζ²): with ζ = sin α the ratio is tan 2α, and f₀ drops out.
  const ratio = (highHz ** 2 - lowHz ** 2) / (highHz ** 2 + lowHz ** 2);
  const dampingRatio = Math.sin(Math.atan(ratio) / 2);
  return present({
    dampingRatio: {
      value: dampingRatio,
      uncertainty: dampingRatio / Math.sqrt(2 * spectrum.effectiveSegments),
    },
    frequencyHz: peak * binHz,
  });
}

/** Where the density first falls to a level, walking from the peak; null when it never does. */
function crossingBin(density: Float64Array, peak: number, step: -1 | 1, level: number): number | null {
  for (let k = peak + step; k >= 0 && k < density.length; k += step) {
    const here = density[k] as number;
    if (here <= level) {
      const before = density[k - step] as number;
      return k - (step * (level - here)) / (before - here);
    }
  }
  return null;
}
