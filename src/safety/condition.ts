/** What interlocks and alarms share: when a reading may be judged, limits with a deadband, and delays. */
import type { Reading } from '../units/reading.ts';

export interface LimitCondition {
  readonly direction: 'above' | 'below';
  readonly limit: number;
  readonly deadband: number;
}

/**
 * Rounding of `tick * period` is far below this, and every scan period is far above it: a delay that ends on a scan
 * ends on that scan, whatever the last bit of the time says.
 */
const ROUNDING_S = 1e-6;

/** True when a limit may judge the reading: not bad, and a number. */
export function isUsable(reading: Reading): boolean {
  return reading.quality !== 'bad' && Number.isFinite(reading.value);
}

/** True while the value is beyond the limit, and after that until it has come back by the deadband. */
export function isBeyond(condition: LimitCondition, wasBeyond: boolean, value: number): boolean {
  const { direction, limit, deadband } = condition;
  if (direction === 'above') return value > (wasBeyond ? limit - deadband : limit);
  return value < (wasBeyond ? limit + deadband : limit);
}

/** True when a condition that has stood since `sinceS` has stood for the delay. */
export function hasStood(sinceS: number, timeS: number, delayS: number): boolean {
  return timeS - sinceS >= delayS - ROUNDING_S;
}
