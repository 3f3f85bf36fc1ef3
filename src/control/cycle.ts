/**
 * Pressure cycles as pure functions of time. Every shape but the table leaves the low level at the start of its period:
 * the sine is low + (high − low) (1 − cos 2πt/T)/2, and the square is the trapezoid whose ramps take no time. Sine,
 * table, and trapezoid with ramps are continuous.
 */
import type { CycleDefinition, PeriodicShape, TablePoint } from './cycle-definition.ts';

/** A cycle that is a function of time. */
export type PeriodicCycle = Pick<CycleDefinition, 'lowPa' | 'highPa' | 'periodS' | 'phaseS'> & {
  readonly shape: PeriodicShape;
};

/**
 * Absolute pressure that the cycle asks for, Pa, within [lowPa, highPa].
 *
 * The cycle is periodic over all time, so before its delay has passed it shows the end of the period before.
 *
 * @param timeS time since the start of the run, s
 */
export function cyclePressurePa(cycle: PeriodicCycle, timeS: number): number {
  const { shape, lowPa, highPa, periodS, phaseS } = cycle;
  const inPeriodS = timeInPeriodS(timeS - phaseS, periodS);
  if (shape.kind === 'table')
    return Math.min(highPa, Math.max(lowPa, tablePressurePa(shape, periodS, inPeriodS)));
  // Rounding may carry low + (high − low) past high.
  return Math.min(highPa, lowPa + (highPa - lowPa) * shapeFraction(shape, inPeriodS, periodS));
}

/** Where a cycle stands when it has run to the end of its period, Pa. */
export function endPressurePa({ shape, lowPa }: PeriodicCycle): number {
  return shape.kind === 'table' ? (shape.points[0]?.pressurePa ?? lowPa) : lowPa;
}

function timeInPeriodS(timeS: number, periodS: number): number {
  const remainderS = timeS % periodS;
  return remainderS < 0 ? remainderS + periodS : remainderS;
}

type TableShape = Extract<PeriodicShape, { readonly kind: 'table' }>;

/** How far from low (0) to high (1) the shape stands at a time within its period. */
function shapeFraction(shape: Exclude<PeriodicShape, TableShape>, timeS: number, periodS: number): number {
  switch (shape.kind) {
    case 'sine':
      return (1 - Math.cos((2 * Math.PI * timeS) / periodS)) / 2;
    case 'square':
      return timeS < shape.dutyRatio * periodS ? 1 : 0;
    case 'trapezoid':
      return trapezoidFraction(shape.riseS, shape.highS, shape.fallS, timeS);
  }
}

function trapezoidFraction(riseS: number, highS: number, fallS: number, timeS: number): number {
  if (timeS < riseS) return timeS / riseS;
  const sinceHighS = timeS - riseS;
  if (sinceHighS < highS) return 1;
  const sinceFallS = sinceHighS - highS;
  return sinceFallS < fallS ? 1 - sinceFallS / fallS : 0;
}

/**
 * Linear, or a cubic that overshoots no point: Hermite's with the slopes of Fritsch and Butland, SIAM J. Sci. Stat.
 * Comput. 5 (1984) 300. The slope at a point needs its two neighbours only, and round the end of the period they are
 * those of the next.
 */
function tablePressurePa({ interpolation, points }: TableShape, periodS: number, timeS: number): number {
  const index = pointBefore(points, timeS);
  const from = pointAt(points, periodS, index);
  const to = pointAt(points, periodS, index + 1);
  const durationS = to.timeS - from.timeS;
  const share = (timeS - from.timeS) / durationS;
  const risePa = to.pressurePa - from.pressurePa;
  if (interpolation === 'linear') return from.pressurePa + share * risePa;
  const before = pointAt(points, periodS, index - 1);
  const after = pointAt(points, periodS, index + 2);
  const startSlope = slopeAt(before, from, to) * durationS;
  const endSlope = slopeAt(from, to, after) * durationS;
  const bend = share * share * (3 - 2 * share);
  const left = 1 - share;
  return from.pressurePa + risePa * bend + share * left * (left * startSlope - share * endSlope);
}

/** Index of the last point at or before a time within the period. */
function pointBefore(points: readonly TablePoint[], timeS: number): number {
  let low = 0;
  let high = points.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle] as TablePoint).timeS <= timeS) low = middle;
    else high = middle;
  }
  return low;
}

/** The points as they go on before and after the period, by at most one period. */
function pointAt(points: readonly TablePoint[], periodS: number, index: number): TablePoint {
  const turn = index < 0 ? -1 : index >= points.length ? 1 : 0;
  const { timeS, pressurePa } = points[index - turn * points.length] as TablePoint;
  return turn === 0 ? { timeS, pressurePa } : { timeS: timeS + turn * periodS, pressurePa };
}

/** Slope at a point, Pa/s: the weighted harmonic mean of those beside it, and none at an extreme. */
function slopeAt(before: TablePoint, point: TablePoint, after: TablePoint): number {
  const beforeS = point.timeS - before.timeS;
  const afterS = after.timeS - point.timeS;
  const slopeBefore = (point.pressurePa - before.pressurePa) / beforeS;
  const slopeAfter = (after.pressurePa - point.pressurePa) / afterS;
  if (slopeBefore * slopeAfter <= 0) return 0;
  const weightBefore = 2 * afterS + beforeS;
  const weightAfter = afterS + 2 * beforeS;
  return (weightBefore + weightAfter) / (weightBefore / slopeBefore + weightAfter / slopeAfter);
}
