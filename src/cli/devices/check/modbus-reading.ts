/** How a reading of a Modbus point compares with what its sensor was given, and with its registers. */
import type { ModbusPoint } from '../../../field/profile.ts';
import type { Reading } from '../../../units/reading.ts';
import type { Exchange, ModbusBench, ModbusPointProfile } from './modbus-bench.ts';
import type { Trial } from './values.ts';
import { readRaw } from './wire-oracle.ts';

type Point = ModbusPointProfile;

export interface Look {
  readonly bench: ModbusBench;
  readonly exchange: Exchange;
  readonly point: Point;
  readonly trial: Trial;
}

export function readingProblem({ bench, exchange, point, trial }: Look): string | null {
  const refusal = exchange.refusals[0];
  if (refusal !== undefined) return `${trial.name}: the device refuses a ${refusal}`;
  const reading = exchange.readings.get(point.name);
  if (reading === undefined) return `${trial.name}: the driver has no reading`;
  if (Number.isNaN(trial.truthSi)) return failureProblem(trial.name, reading, point.source);
  const expected = clamp(trial.truthSi, point.range);
  const source = { ...point.source, scale: bench.scaleOf(point) };
  const onWire = readRaw(source, bench.registersOf(point)) * source.scale + source.offset;
  const tolerance = toleranceOf(source, expected);
  if (!(Math.abs(onWire - expected) <= tolerance)) {
    return `${trial.name}: the registers say ${onWire}, the sensor ${expected}`;
  }
  if (reading.quality === 'bad') return `${trial.name}: ${expected} reads bad, ${reading.reason}`;
  if (!(Math.abs(reading.value - expected) <= tolerance)) {
    return `${trial.name}: the driver reads ${reading.value}, the sensor says ${expected}`;
  }
  return qualityProblem({ point, trial, reading, expected, tolerance });
}

/**
 * A failed sensor reads bad. A device whose document has no value for one, and whose registers have no NaN, cannot say
 * so: the emulator then shows the end of the type, and the reading must at least not be good.
 */
export function failureProblem(
  name: string,
  { quality, reason }: Reading,
  source: ModbusPoint,
): string | null {
  const canSay = source.failRaw.length > 0 || isFloat(source) || source.coding === 'bcd';
  if (quality === 'bad' && (reason === 'sensor fault' || hasComplaint(source))) return null;
  if (hasComplaint(source))
    return `${name}: the device says that it has failed, and the reading is ${quality}`;
  if (!canSay && (quality !== 'good' || source.bits !== undefined)) return null;
  return `${name}: the reading is ${quality}, not bad`;
}

/** Whether the device has a state in which it says that the sensor has failed. */
function hasComplaint({ qualifiers = [] }: ModbusPoint): boolean {
  return qualifiers.some(({ quality }) => quality === 'bad');
}

interface Judged {
  readonly point: Point;
  readonly trial: Trial;
  readonly reading: Reading;
  readonly expected: number;
  readonly tolerance: number;
}

/** Well inside its range a reading is good; at an end it may be marked as saturated. */
function qualityProblem({ point, trial, reading, expected, tolerance }: Judged): string | null {
  if (reading.quality === 'good') return null;
  const [lowest, highest] = point.range;
  const atEnd = expected <= lowest + 2 * tolerance || expected >= highest - 2 * tolerance;
  if (atEnd && reading.quality === 'uncertain' && reading.reason === 'outside measuring range') return null;
  return `${trial.name}: ${expected} reads ${reading.quality}, ${reading.reason}`;
}

export function isFloat({ type }: ModbusPoint): boolean {
  return type === 'float32' || type === 'float64';
}

/** Half a step of the registers, and what doubles lose on the way. */
export function toleranceOf(source: ModbusPoint, valueSi: number): number {
  const raw = Math.abs((valueSi - source.offset) / source.scale);
  const step = source.type === 'float32' ? raw * 2 ** -24 : source.type === 'float64' ? 0 : 0.5;
  const lost = (Math.abs(valueSi) + Math.abs(source.offset)) * 2 ** -48;
  return step * Math.abs(source.scale) * (1 + 1e-9) + lost + Math.abs(source.scale) * raw * 2 ** -48;
}

function clamp(value: number, [lowest, highest]: readonly [number, number]): number {
  return Math.min(Math.max(value, lowest), highest);
}
