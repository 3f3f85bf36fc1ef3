/** What a scan would send, where, and how long that may take: to be read and agreed to before anything is sent. */
import { type SerialSettings, settingsText } from '../../../field/serial/serial-settings.ts';
import type { Endpoint } from '../../../field/wiring.ts';
import { usageError } from '../../exit.ts';
import { parseDurationS, parseInteger } from '../../options.ts';
import { parseEndpoint, parseLine } from '../places.ts';

export interface ScanOptions {
  readonly units?: string;
  readonly line: readonly string[];
  readonly rtu?: boolean;
  readonly fast?: boolean;
  readonly timeout?: string;
  readonly yes?: boolean;
  readonly format: string;
}

export type ScanPlace =
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'tcp' | 'rtu-tcp'; readonly endpoint: Endpoint };

export interface ScanTiming {
  /** For each answer, s. */
  readonly timeoutS: number;
  /** Silence before each request, s. */
  readonly gapS: number;
}

export interface ScanPlan {
  readonly port: string;
  readonly place: ScanPlace;
  /** Settings to try, one after another; a single null on TCP. */
  readonly settings: readonly (SerialSettings | null)[];
  readonly units: readonly number[];
  readonly timing: ScanTiming;
  /** Requests that a unit may let go by before it counts as absent. */
  readonly attempts: number;
}

/** What most devices leave the factory with, and what the specification says. */
const USUAL_LINES = ['9600 8N1', '19200 8E1'];
const SERIAL_UNITS = '1-247';
/** A device that is alone behind its address, then those behind a gateway. */
const TCP_UNITS = '255,1-247';
const SLOW: ScanTiming = { timeoutS: 1, gapS: 0.1 };
const FAST: ScanTiming = { timeoutS: 0.2, gapS: 0.005 };
export const SLOW_ATTEMPTS = 4;
const FAST_ATTEMPTS = 1;

export function scanPlan(port: string, options: ScanOptions): ScanPlan {
  const isSerial = /^(?:\/|COM\d)/u.test(port);
  if (isSerial && options.rtu === true)
    throw usageError('buhera: --rtu is for serial frames over TCP; a serial port has no others.');
  if (!isSerial && options.line.length > 0)
    throw usageError('buhera: --line is for a serial port; over TCP nobody can change the line behind it.');
  const place: ScanPlace = isSerial
    ? { kind: 'serial', path: port }
    : { kind: options.rtu === true ? 'rtu-tcp' : 'tcp', endpoint: parseEndpoint(port) };
  const usual = options.fast === true ? FAST : SLOW;
  const timeoutS =
    options.timeout === undefined ? usual.timeoutS : parseDurationS(options.timeout, '--timeout');
  if (timeoutS === 0) throw usageError('buhera: --timeout 0: expected a time above zero, such as 500ms.');
  const lines = options.line.length > 0 ? options.line : USUAL_LINES;
  return {
    port,
    place,
    settings: isSerial ? lines.map(parseLine) : [null],
    units: parseUnits(options.units ?? (place.kind === 'tcp' ? TCP_UNITS : SERIAL_UNITS)),
    timing: { timeoutS, gapS: usual.gapS },
    attempts: options.fast === true ? FAST_ATTEMPTS : SLOW_ATTEMPTS,
  };
}

/** Such as `1-32,240`: every unit once, in the order given. Unit 0 addresses all and is answered by none. */
export function parseUnits(text: string): number[] {
  const units = text.split(',').flatMap((part) => {
    const [from = '', to = from] = part.trim().split('-');
    const first = parseInteger(from, '--units', [1, 255]);
    const last = parseInteger(to, '--units', [first, 255]);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  return [...new Set(units)];
}

/** The plan in words. */
export function planText(plan: ScanPlan): string {
  const { port, place, settings, units, timing, attempts } = plan;
  const lines = settings.flatMap((each) => (each === null ? [] : [settingsText(each)]));
  const where = lines.length === 0 ? port : `${port} at ${lines.join(', then ')}`;
  const requests = settings.length * units.length * attempts;
  const longestS = requests * (timing.timeoutS + timing.gapS);
  const others =
    place.kind === 'tcp'
      ? ''
      : '\nA serial line has one master: stop whatever else asks on it, or both will fail.';
  return [
    `This asks at ${where}, ${units.length} ${units.length === 1 ? 'unit' : 'units'}, one request at a time with ${ms(timing.gapS)} of silence before it:`,
    'functions 3 and 4 (read registers), 17 and 43/14 (identification). Nothing is ever written.',
    `To find out who is there: up to ${requests} requests, at most ${longestText(longestS)}; then some reads for each device that answers.${others}`,
  ].join('\n');
}

function ms(seconds: number): string {
  return `${Math.round(1000 * seconds)} ms`;
}

function longestText(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
