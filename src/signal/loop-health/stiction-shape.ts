/**
 * Stiction by the shape of the oscillation (He, Wang, Pottmann and Qin, Ind. Eng. Chem. Res. 46 (2007) 4549): a valve
 * that sticks and jumps makes a square wave, which the first integrator after it turns into a triangle: the controller,
 * whose output it is in a self-regulating loop, or the process, whose PV it is in an integrating one. Other causes make
 * sinusoids. Half a sine and a triangle of free apex are fitted to half periods between crossings of the mean; the
 * index is the sine's share of the squared errors: above 0.6 stiction, below 0.4 none.
 *
 * The paper compares mean squared errors. Here each is over its degrees of freedom (samples less one for the sine, less
 * three for the triangle), so that noise alone comes out even instead of in favour of the triangle, which has more to fit with.
 */

import { lessLine, medianOf, recordProblem, varianceOf } from '../record.ts';
import type { Finding } from './finding.ts';
import { above, undecided } from './finding.ts';

const STICTION = 0.6;
const NONE = 0.4;
const FEWEST_HALVES = 6;
/** The triangle takes three; its freedom is what is left. */
const FEWEST_PER_HALF = 6;
/** Of the standard deviation: swings about the mean below are noise. */
const HYSTERESIS = 0.35;

/** @param signal output of a self-regulating loop, PV of an integrating one */
export function shapeStiction(signal: Float64Array): Finding {
  const problem = recordProblem(signal, FEWEST_HALVES * FEWEST_PER_HALF);
  if (problem !== null) return undecided(problem);
  const values = lessLine(signal);
  const halves = halvesOf(values);
  if (halves.length < FEWEST_HALVES) return undecided('too few periods');
  let [sine, triangle] = [0, 0];
  for (const half of halves) {
    const sineFit = errorOf(values, half, (phase) => Math.sin(Math.PI * phase));
    sine += sineFit.squares / (sineFit.count - 1);
    triangle += triangleSquares(values, half) / (sineFit.count - 3);
  }
  if (!(sine + triangle > 0)) return undecided('no variation');
  const index = sine / (sine + triangle);
  const evidence = [above('share of the errors that a sine leaves', index, STICTION)];
  if (index > STICTION) return { verdict: 'found', evidence, reason: null };
  return index < NONE ? { verdict: 'not found', evidence, reason: null } : undecided(null, evidence);
}

/** From one crossing of zero to the next, in samples, not whole. */
interface Half {
  readonly from: number;
  readonly to: number;
}

function halvesOf(values: Float64Array): readonly Half[] {
  const band = HYSTERESIS * Math.sqrt(varianceOf(values));
  const crossings: number[] = [];
  let side = 0;
  let [first, last] = [Number.NaN, Number.NaN];
  for (let i = 1; i < values.length; i += 1) {
    const [before, here] = [values[i - 1] as number, values[i] as number];
    if (before * here <= 0 && before !== here) {
      last = i - 1 + before / (before - here);
      if (Number.isNaN(first)) first = last;
    }
    const now = here > band ? 1 : here < -band ? -1 : 0;
    if (now === 0) continue;
    // Noise crosses zero more than once on the way over: the middle of its crossings is the signal's.
    if (now !== side && side !== 0) crossings.push((first + last) / 2);
    first = Number.NaN;
    side = now;
  }
  const all = crossings.slice(1).map((to, i): Half => ({ from: crossings[i] as number, to }));
  const typical = all.length > 0 ? medianOf(Float64Array.from(all, ({ from, to }) => to - from)) : 0;
  return all.filter(({ from, to }) => to - from >= Math.max(FEWEST_PER_HALF, typical / 3));
}

/** Of the best triangle over a grid of apexes. */
function triangleSquares(values: Float64Array, half: Half): number {
  let least = Number.POSITIVE_INFINITY;
  for (let apex = 0.1; apex < 0.95; apex += 0.05) {
    const fit = errorOf(values, half, (phase) => (phase < apex ? phase / apex : (1 - phase) / (1 - apex)));
    least = Math.min(least, fit.squares);
  }
  return least;
}

/** Least squares of one size: Σ y² − (Σ y s)²/Σ s². */
function errorOf(
  values: Float64Array,
  { from, to }: Half,
  shape: (phase: number) => number,
): { readonly squares: number; readonly count: number } {
  let [yy, ys, ss, count] = [0, 0, 0, 0];
  for (let i = Math.ceil(from); i <= to; i += 1) {
    const y = values[i] as number;
    const s = shape((i - from) / (to - from));
    yy += y * y;
    ys += y * s;
    ss += s * s;
    count += 1;
  }
  return { squares: ss > 0 ? Math.max(0, yy - (ys * ys) / ss) : yy, count };
}
