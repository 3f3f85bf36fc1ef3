/** The numerical tools of the predictions: a zero of a rising function, the area under one, and the least of one. */
import { invariant } from '../invariant.ts';

/** Nodes and weights of Gauss and Legendre's rule of five points on −1 … 1: Abramowitz and Stegun, table 25.4. */
const GAUSS = [
  [-0.906179845938664, 0.236926885056189],
  [-0.538469310105683, 0.478628670499366],
  [0, 0.568888888888889],
  [0.538469310105683, 0.478628670499366],
  [0.906179845938664, 0.236926885056189],
] as const;

/** Many, because the flow laws have kinks where choking begins. */
const PANELS = 100;
const SAMPLES = 200;
/** Narrows an interval by 0.618 each time: to a part in a billion. */
const GOLDEN_STEPS = 44;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Zero of a rising function between `low` and `high`, to the last digit; the nearer end where it is not between. */
export function risingRoot(of: (x: number) => number, low: number, high: number): number {
  invariant(low <= high, `an interval ${low} … ${high}`);
  let [below, above] = [low, high];
  for (;;) {
    const middle = (below + above) / 2;
    if (middle <= below || middle >= above) return middle;
    if (of(middle) < 0) below = middle;
    else above = middle;
  }
}

/** ∫ f dx, composite; exact for polynomials of the ninth degree. */
export function integral(of: (x: number) => number, from: number, to: number): number {
  const half = (to - from) / PANELS / 2;
  let sum = 0;
  for (let panel = 0; panel < PANELS; panel++) {
    const centre = from + (2 * panel + 1) * half;
    for (const [node, weight] of GAUSS) sum += weight * of(centre + node * half);
  }
  return sum * half;
}

/** Least value of a function inside an interval: the best of many samples, and golden sections around it. */
export function leastInside(of: (x: number) => number, from: number, to: number): number {
  const width = (to - from) / SAMPLES;
  let [best, least] = [from, Number.POSITIVE_INFINITY];
  for (let i = 0; i < SAMPLES; i++) {
    const x = from + (i + 0.5) * width;
    const value = of(x);
    if (value < least) [best, least] = [x, value];
  }
  let [low, high] = [Math.max(from, best - width), Math.min(to, best + width)];
  for (let i = 0; i < GOLDEN_STEPS; i++) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    const [atLeft, atRight] = [of(left), of(right)];
    least = Math.min(least, atLeft, atRight);
    if (atLeft < atRight) high = right;
    else low = left;
  }
  return least;
}
