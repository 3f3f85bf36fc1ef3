/**
 * Pressure cycles as pure functions of time. Every shape leaves the low level at the start of its period: the sine is
 * low + (high − low) (1 − cos 2πt/T)/2, and the square is the trapezoid whose ramps take no time. Sine, and trapezoid
 * with ramps, are continuous.
 */
import type { CycleDefinition, CycleShape } from './definition.ts';

/**
 * Absolute pressure that the cycle asks for, Pa, within [lowPa, highPa].
 *
 * The cycle is periodic over all time, so before its delay has passed it shows the end of the period before.
 *
 * @param timeS time since the start of the run, s
 */
export function cyclePressurePa(cycle: CycleDefinition, timeS: number): number {
  const fraction = shapeFraction(
    cycle.shape,
    timeInPeriodS(timeS - cycle.phaseS, cycle.periodS),
    cycle.periodS,
  );
  // Rounding may carry low + (high − low) past high.
  return Math.min(cycle.highPa, cycle.lowPa + (cycle.highPa - cycle.lowPa) * fraction);
}

function timeInPeriodS(timeS: number, periodS: number): number {
  const remainderS = timeS % periodS;
  return remainderS < 0 ? remainderS + periodS : remainderS;
}

/** How far from low (0) to high (1) the shape stands at a time within its period. */
function shapeFraction(shape: CycleShape, timeS: number, periodS: number): number {
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
