/**
 * A smooth function as a short polynomial: interpolation at Chebyshev nodes, whose error falls as ρ⁻ⁿ with ρ the sum
 * of the half axes of the ellipse around the interval in which the function is analytic. Source: Trefethen,
 * "Approximation Theory and Approximation Practice", 2nd ed. (2019), theorem 8.2.
 */

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * Coefficients in powers of x, from the lowest up, of the polynomial with `count` terms through `f` on an interval.
 * The interval is to lie near zero: powers of x far from it would cancel each other's digits.
 */
export function interpolant(f: (x: number) => number, { from, to }: Interval, count: number): Float64Array {
  const middle = (from + to) / 2;
  const half = (to - from) / 2;
  const angles = Array.from({ length: count }, (_, i) => (Math.PI * (i + 0.5)) / count);
  const values = angles.map((angle) => f(middle + half * Math.cos(angle)));
  const weight = (k: number): number =>
    ((k === 0 ? 1 : 2) / count) *
    values.reduce((sum, value, i) => sum + value * Math.cos(k * (angles[i] as number)), 0);
  // Clenshaw's recurrence, on polynomials in x in place of numbers.
  let last = new Float64Array(count);
  let sum = new Float64Array(count);
  for (let k = count - 1; k >= 0; k--) {
    const factor = k === 0 ? 1 : 2;
    const next = sum.map((term, i) => {
      const shifted = ((sum[i - 1] ?? 0) - middle * term) / half;
      return factor * shifted - (last[i] as number);
    });
    next[0] = (next[0] as number) + weight(k);
    last = sum;
    sum = next;
  }
  return sum;
}
