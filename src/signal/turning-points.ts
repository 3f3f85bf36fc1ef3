/** Turning points of a record: extremes that the signal leaves by more than a gate, between samples by a parabola. */
export interface TurningPoint {
  /** Sample number, not whole. */
  readonly at: number;
  readonly value: number;
}

/** Alternating maxima and minima, without the first and last sample. @param gate units, ≥ 0 */
export function turningPoints(values: Float64Array, gate: number): readonly TurningPoint[] {
  const found: TurningPoint[] = [];
  let [highest, lowest] = [0, 0];
  let direction = 0;
  for (let i = 1; i < values.length; i += 1) {
    const value = values[i] as number;
    // Until the first swing it is open which of the two extremes so far is a turning point.
    if (value > (values[highest] as number)) highest = i;
    if (value < (values[lowest] as number)) lowest = i;
    const isRising = direction <= 0 && value - (values[lowest] as number) > gate;
    const isFalling = direction >= 0 && (values[highest] as number) - value > gate;
    if (!isRising && !isFalling) continue;
    const turned = isRising ? lowest : highest;
    if (turned > 0) found.push(vertexAt(values, turned));
    direction = isRising ? 1 : -1;
    [highest, lowest] = [i, i];
  }
  return found;
}

/** Vertex of the parabola through a sample and its neighbours. */
export function vertexAt(values: Float64Array, at: number): TurningPoint {
  const [before, here, after] = [at - 1, at, at + 1].map((i) => values[i] ?? Number.NaN) as [
    number,
    number,
    number,
  ];
  const curvature = before - 2 * here + after;
  if (!Number.isFinite(curvature) || curvature === 0) return { at, value: here };
  const shift = Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature)));
  return { at: at + shift, value: here - ((before - after) * shift) / 4 };
}
