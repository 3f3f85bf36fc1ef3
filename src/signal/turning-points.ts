/** Turning points of a record: extremes that the signal leaves by more than a gate, between samples by a parabola. */
export interface TurningPoint {
  /** Sample number, not whole. */
  readonly at: number;
  readonly value: number;
}

/** Alternating maxima and minima, without the first and last sample. @param gate units, ≥ 0 */
export function turningPoints(values: Float64Array, gate: number): readonly TurningPoint[] {
  const found: TurningPoint[] = [];
  let best = 0;
  let direction = 0;
  for (let i = 1; i < values.length; i += 1) {
    const away = (values[i] as number) - (values[best] as number);
    if (direction === 0 ? away === 0 : away * direction >= 0) {
      best = i;
    } else if (Math.abs(away) > gate) {
      if (best > 0) found.push(vertexAt(values, best));
      direction = Math.sign(away);
      best = i;
    }
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
