/**
 * Correlation of records over lags, through the transform. With means taken off and N samples,
 *
 *   r_xy[l] = Σ x[n] y[n + l] / (N σ_x σ_y)
 *
 * so that r_xx[0] = 1 and |r_xy| ≤ 1; terms past the ends count as zero, which draws long lags towards 0 by (N − |l|)/N
 * and keeps the autocorrelation positive definite (Box, Jenkins and Reinsel, Time Series Analysis, ch. 2).
 */
import { fourierPlan, inverseComplex, powerOfTwoFrom, transformComplex } from './fourier.ts';
import type { Outcome } from './outcome.ts';
import { absent, present } from './outcome.ts';
import { isConstant, lessMean, recordProblem } from './record.ts';

const FEWEST_SAMPLES = 4;

/** r_xx[l] for l = 0 … longestLag. */
export function autocorrelation(values: Float64Array, longestLag: number): Outcome<Float64Array> {
  const both = crossCorrelation(values, values, longestLag);
  return both.kind === 'absent' ? both : present(both.value.slice(longestLag));
}

/** r_xy[l] for l = −longestLag … longestLag: a peak at l > 0 says that y comes l samples after x. */
export function crossCorrelation(
  x: Float64Array,
  y: Float64Array,
  longestLag: number,
): Outcome<Float64Array> {
  const problem = recordProblem(x, FEWEST_SAMPLES) ?? recordProblem(y, FEWEST_SAMPLES);
  if (problem !== null) return absent(problem);
  if (x.length !== y.length || longestLag >= x.length) return absent('too few samples');
  if (isConstant(x) || isConstant(y)) return absent('no variation');
  const [one, other] = [lessMean(x), lessMean(y)];
  const products = circularProducts(one, other, powerOfTwoFrom(x.length + longestLag));
  const scale = 1 / Math.sqrt(squaresOf(one) * squaresOf(other));
  const size = products.length;
  return present(
    Float64Array.from({ length: 2 * longestLag + 1 }, (_, i) => {
      const lag = i - longestLag;
      return scale * (products[(lag + size) % size] as number);
    }),
  );
}

/** Σ x[n] y[n + l], both in one complex transform: Z = F(x + jy) holds X and Y as its even and odd halves. */
function circularProducts(x: Float64Array, y: Float64Array, size: number): Float64Array {
  const plan = fourierPlan(size);
  const packed = new Float64Array(2 * size);
  for (let n = 0; n < x.length; n += 1) {
    packed[2 * n] = x[n] as number;
    packed[2 * n + 1] = y[n] as number;
  }
  const spectrum = new Float64Array(2 * size);
  transformComplex(plan, packed, spectrum);
  for (let k = 0; k < size; k += 1) {
    const mirror = (size - k) % size;
    const [a, b] = [spectrum[2 * k] as number, spectrum[2 * k + 1] as number];
    const [c, d] = [spectrum[2 * mirror] as number, spectrum[2 * mirror + 1] as number];
    const [xr, xi, yr, yi] = [(a + c) / 2, (b - d) / 2, (b + d) / 2, (c - a) / 2];
    packed[2 * k] = xr * yr + xi * yi;
    packed[2 * k + 1] = xr * yi - xi * yr;
  }
  inverseComplex(plan, packed, spectrum);
  return Float64Array.from({ length: size }, (_, l) => spectrum[2 * l] as number);
}

function squaresOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
