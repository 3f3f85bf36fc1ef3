/** The two numerical tools of the predictions: where a rising function crosses zero, and the area under a smooth one. */
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
const PANELS = 200;

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
