/**
 * What a compressor or vacuum pump delivers, and how well, against the pressure ratio: measured points joined by
 * straight lines.
 *
 * Before the first point both are held. Beyond the last one the efficiency is held and the delivery falls linearly
 * to zero at the greatest pressure ratio, so that the machine comes to rest there instead of switching on and off.
 * Both are continuous, with kinks at the points (C0), and stay between the least and the greatest value given (the
 * delivery: and zero). The points are measurements, so nothing but their range is assumed.
 * Checked by test/physics/laws/machine-map.test.ts and machine-map.property.test.ts.
 */
import { invariant } from '../invariant.ts';
import type { MachineMapPoint } from '../plant-definition.ts';

export interface MachineMap {
  /** Rising, all below the greatest. */
  readonly pressureRatio: Float64Array;
  readonly delivery: Float64Array;
  readonly isentropicEfficiency: Float64Array;
  readonly maxPressureRatio: number;
}

/** Of the greatest pressure ratio: where the delivery of a machine without a map begins to fall. */
export const FULL_DELIVERY_UNTIL = 0.95;

/** What is wrong with a map, as a clause for a diagnostic; null: nothing. */
export function machineMapProblem(
  points: readonly MachineMapPoint[],
  maxPressureRatio: number,
): string | null {
  if (points.length === 0) return 'the map has no points';
  let before = 0;
  for (const { pressureRatio, delivery, isentropicEfficiency } of points) {
    if (!(pressureRatio > before)) return `the pressure ratio ${pressureRatio} does not rise above ${before}`;
    if (!(delivery >= 0 && delivery <= 1)) return `the delivery ${delivery} is not in 0 … 1`;
    if (!(isentropicEfficiency > 0 && isentropicEfficiency <= 1)) {
      return `the isentropic efficiency ${isentropicEfficiency} is not above 0 and at most 1`;
    }
    before = pressureRatio;
  }
  if (before < maxPressureRatio) return null;
  return `the pressure ratio ${before} is not below the greatest, ${maxPressureRatio}`;
}

/** @param points a map without a problem */
export function machineMap(points: readonly MachineMapPoint[], maxPressureRatio: number): MachineMap {
  const problem = machineMapProblem(points, maxPressureRatio);
  invariant(problem === null, `machine map: ${problem}`);
  return {
    pressureRatio: Float64Array.from(points, (point) => point.pressureRatio),
    delivery: Float64Array.from(points, (point) => point.delivery),
    isentropicEfficiency: Float64Array.from(points, (point) => point.isentropicEfficiency),
    maxPressureRatio,
  };
}

/** The map of a machine of which one efficiency is known: full delivery up to near its greatest pressure ratio. */
export function uniformMachineMap(isentropicEfficiency: number, maxPressureRatio: number): MachineMap {
  const pressureRatio = FULL_DELIVERY_UNTIL * maxPressureRatio;
  return machineMap([{ pressureRatio, delivery: 1, isentropicEfficiency }], maxPressureRatio);
}

/** Share of the displacement that is delivered, 0 … 1. */
export function deliveryAt(map: MachineMap, pressureRatio: number): number {
  const last = map.pressureRatio.length - 1;
  const lastRatio = map.pressureRatio[last] as number;
  if (pressureRatio <= lastRatio) return interpolated(map.pressureRatio, map.delivery, pressureRatio);
  const share = (map.maxPressureRatio - pressureRatio) / (map.maxPressureRatio - lastRatio);
  return share > 0 ? share * (map.delivery[last] as number) : 0;
}

/** In (0, 1]. */
export function efficiencyAt(map: MachineMap, pressureRatio: number): number {
  return interpolated(map.pressureRatio, map.isentropicEfficiency, pressureRatio);
}

function interpolated(abscissae: Float64Array, values: Float64Array, at: number): number {
  let above = 0;
  while (above < abscissae.length && (abscissae[above] as number) < at) above++;
  if (above === 0) return values[0] as number;
  const below = above - 1;
  if (above === abscissae.length) return values[below] as number;
  const start = abscissae[below] as number;
  const share = (at - start) / ((abscissae[above] as number) - start);
  // Not start + share·difference, which can leave the interval by a rounding.
  return (1 - share) * (values[below] as number) + share * (values[above] as number);
}
