/** Tuning looked up along a measured quantity: linear between the points, constant beyond them. */
import type { GainSchedule, LoopDefinition, SchedulePoint } from './definition.ts';
import { trackingTimeS } from './pid.ts';
import { loadGain, PID } from './pid-row.ts';

/** Puts the tuning at a value of the scheduling tag into a controller's row; nothing is allocated. */
export function loadScheduled(
  memory: Float64Array,
  at: number,
  definition: LoopDefinition,
  schedule: GainSchedule,
  value: number,
): void {
  const lower = lowerPoint(schedule, value);
  const from = schedule.points[lower] as SchedulePoint;
  const to = schedule.points[lower + 1] as SchedulePoint;
  const share = Math.min(1, Math.max(0, (value - from.at) / (to.at - from.at)));
  const derivativeTimeS = between(from.derivativeTimeS, to.derivativeTimeS, share);
  loadGain(memory, at, between(from.gain, to.gain, share), definition);
  memory[at + PID.derivativeTimeS] = derivativeTimeS;
  if (from.integralTimeS === null || to.integralTimeS === null) return;
  const integralTimeS = between(from.integralTimeS, to.integralTimeS, share);
  const given = definition.pid.trackingTimeS;
  memory[at + PID.integralTimeS] = integralTimeS;
  memory[at + PID.trackingTimeS] =
    given ?? trackingTimeS({ trackingTimeS: null, derivativeTimeS }, integralTimeS);
}

function lowerPoint({ points }: GainSchedule, value: number): number {
  let lower = 0;
  while (lower < points.length - 2 && value >= (points[lower + 1] as SchedulePoint).at) lower += 1;
  return lower;
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
