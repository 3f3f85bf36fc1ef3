/** What drivers hand to the process image, and how they judge a decoded value. */
import type { Reading } from '../../units/reading.ts';
import type { PointProfile } from '../profile.ts';

export interface FieldSample {
  readonly tag: string;
  readonly reading: Reading;
  /** When the reading was true, s of the site clock. */
  readonly timeS: number;
}

/** State of the link to one device. Times are seconds of the site clock. */
export interface LinkStatus {
  readonly bus: string;
  readonly device: string;
  readonly online: boolean;
  /** The last thing that went wrong, also when it is over; null when nothing ever did. */
  readonly lastError: string | null;
  /** Modbus requests sent. */
  readonly requests: number;
  /** Modbus replies, or MQTT messages. */
  readonly replies: number;
  readonly timeouts: number;
  readonly exceptions: number;
  readonly retries: number;
  /** Of the last Modbus reply, s; null before the first. */
  readonly lastRoundTripS: number | null;
}

/** Tag that says whether a device answers: 1 or 0. */
export function onlineTag(deviceId: string): string {
  return `${deviceId}.online`;
}

/** A bad reading keeps the last value, for display. */
export function bad(lastValue: number, reason: string): Reading {
  return { value: lastValue, quality: 'bad', reason };
}

export function good(value: number): Reading {
  return { value, quality: 'good', reason: null };
}

/**
 * Judges a measured value in SI; null is what the device shows for a failed sensor.
 *
 * A measurement that stands at an end of its range counts as outside: that is where a saturated sensor stays, and a
 * vessel at 15 bar must not read 10 bar, good. An end at which nothing saturates is as good as any other value: those
 * of states and of what the master itself sets, and a true zero (no flow, no pressure at all), but not the 4 mA of a
 * live zero, nor 0 °C.
 */
export function judgeMeasurement(point: PointProfile, valueSi: number | null, lastValue: number): Reading {
  if (valueSi === null) return bad(lastValue, 'sensor fault');
  const [lowest, highest] = point.range;
  if (point.source.protocol === 'modbus' && point.source.type === 'bool') return good(valueSi);
  // Registers in steps of a tenth do not hit the ends of a range in SI exactly.
  const slack = (highest - lowest) * 1e-9;
  const saturates = point.access === 'read' && !isState(point);
  const from = lowest === 0 || !saturates ? lowest - slack : lowest + slack;
  const to = saturates ? highest - slack : highest + slack;
  const value = Math.min(Math.max(valueSi, lowest), highest);
  if (valueSi > from && valueSi < to) return good(value);
  return { value, quality: 'uncertain', reason: 'outside measuring range' };
}

/** Judges a position that somebody else wrote, 0 … 1; beyond its ends the final element stands at the end. */
export function judgePosition(position: number | null, lastValue: number): Reading {
  if (position === null) return bad(lastValue, 'sensor fault');
  const value = Math.min(Math.max(position, 0), 1);
  return value === position ? good(value) : { value, quality: 'uncertain', reason: 'outside output range' };
}

/** Whether a point tells one of a few states, and no size. */
function isState({ source }: PointProfile): boolean {
  if (source.protocol === 'mqtt') return source.words !== undefined;
  if (source.protocol !== 'modbus') return false;
  const { meanings, bits } = source;
  return meanings !== undefined || (bits !== undefined && bits[0] === bits[1]);
}
