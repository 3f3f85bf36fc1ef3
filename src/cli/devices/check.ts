import { MAX_RTU_FRAME_BYTES } from '../../field/modbus/rtu-frame.ts';
import { rtuTiming } from '../../field/modbus/rtu-timing.ts';
import type { DeviceProfile } from '../../field/profile.ts';
import { serialLine } from '../../field/serial/serial-line.ts';
import { characterTimeS, type SerialSettings } from '../../field/serial/serial-settings.ts';
import { columns, print, printJson } from '../display.ts';
import { EXIT, environmentError, usageError } from '../exit.ts';
import { parseInteger } from '../options.ts';
import type { PointResult } from './check/result.ts';
import { checkProfileRoundTrip } from './check/round-trip.ts';
import { type Exchange, TcpExchange } from './live/exchange.ts';
import { openLineExchange } from './live/line-exchange.ts';
import { checkDevice, type LiveResult } from './live/live-check.ts';
import { parseEndpoint, parseLine } from './places.ts';
import { profileNamed, readShelf, reportBroken, type Shelf } from './shelf.ts';

export interface CheckOptions {
  readonly all?: boolean;
  /** `host:port` of a device at hand, or its serial port. */
  readonly port?: string;
  /** Of the serial line, such as `9600 8N1`. */
  readonly line?: string;
  readonly unit?: string;
  readonly seed: string;
  readonly format: string;
}

const UNITS = [0, 255] as const;
const SEEDS = [0, 2 ** 31] as const;
const TIMEOUT_S = 1;

/** Proves profiles against emulator and driver, or one against a device at hand. Exit 1 where something differs. */
export async function checkDevices(id: string | undefined, options: CheckOptions): Promise<void> {
  const shelf = readShelf();
  if (options.port === undefined) {
    checkRoundTrips(chosen(shelf, id, options), options);
    return;
  }
  if (id === undefined)
    throw usageError('buhera: --port needs the profile of the device, such as keller,33x.');
  await checkLive(profileNamed(shelf, id), options.port, options);
}

function chosen(shelf: Shelf, id: string | undefined, { all }: CheckOptions): readonly DeviceProfile[] {
  if ((id === undefined) === (all !== true)) {
    throw usageError('buhera: devices check takes either a profile, such as keller,33x, or --all.');
  }
  if (id !== undefined) return [profileNamed(shelf, id)];
  reportBroken(shelf);
  if (shelf.broken.some(({ value }) => value === null)) process.exitCode = EXIT.doesNotHold;
  return shelf.profiles;
}

function checkRoundTrips(profiles: readonly DeviceProfile[], { seed, format }: CheckOptions): void {
  const number = parseInteger(seed, '--seed', SEEDS);
  const results = profiles.flatMap((profile) => checkProfileRoundTrip(profile, number));
  const failed = results.filter(({ failure }) => failure !== null);
  if (failed.length > 0) process.exitCode = EXIT.doesNotHold;
  if (format === 'json') {
    printJson(results);
    return;
  }
  const rows = profiles.length === 1 ? pointRows(results) : profileRows(profiles, results);
  print(columns(rows));
  for (const { profile, point, part, failure } of failed) print(`\n${profile} ${point}, ${part}: ${failure}`);
}

/** A line for each point and part, of one profile. */
function pointRows(results: readonly PointResult[]): string[][] {
  return [
    ['point', 'part', 'checks', ''],
    ...results.map(({ point, part, checks, failure }) => [point, part, String(checks), verdict(failure)]),
  ];
}

/** A line for each profile. */
function profileRows(profiles: readonly DeviceProfile[], results: readonly PointResult[]): string[][] {
  const rows = profiles.map(({ id, points }) => {
    const own = results.filter(({ profile }) => profile === id);
    const checks = own.reduce((sum, result) => sum + result.checks, 0);
    const failure = own.find((result) => result.failure !== null)?.failure ?? null;
    return [id, String(points.length), String(checks), verdict(failure)];
  });
  return [['profile', 'points', 'checks', ''], ...rows];
}

function verdict(failure: string | null): string {
  return failure === null ? 'holds' : 'FAILS';
}

async function checkLive(profile: DeviceProfile, port: string, options: CheckOptions): Promise<void> {
  if (profile.protocol !== 'modbus') {
    throw usageError(`buhera: ${profile.id} speaks ${profile.protocol}; --port is for Modbus devices.`);
  }
  const factoryUnit = profile.modbus?.factory?.unit ?? 1;
  const unit = options.unit === undefined ? factoryUnit : parseInteger(options.unit, '--unit', UNITS);
  const master = port.startsWith('/')
    ? await serialMaster(profile, port, unit, options.line)
    : tcpMaster(profile, port, unit);
  let problem: string | null = null;
  let answered = false;
  const results = await checkDevice(profile, async (pdu) => {
    const answer = await master.exchange(pdu);
    if (answer.ok) answered = true;
    else problem ??= answer.detail;
    return answer;
  }).finally(() => master.close());
  if (!answered) throw environmentError(`buhera: unit ${unit} at ${port}: ${problem ?? 'nothing to ask'}.`);
  showLive(results, options.format);
}

function showLive(results: readonly LiveResult[], format: string): void {
  if (results.some(({ failure }) => failure !== null)) process.exitCode = EXIT.doesNotHold;
  if (format === 'json') printJson(results);
  else
    print(
      columns(
        results.map(({ what, found, failure }) => [what, found ?? '—', failure === null ? 'holds' : failure]),
      ),
    );
}

interface Master {
  readonly exchange: Exchange;
  close(): void | Promise<void>;
}

function tcpMaster(profile: DeviceProfile, port: string, unit: number): Master {
  const gapS = profile.modbus?.minGapS ?? 0;
  return new TcpExchange({ endpoint: parseEndpoint(port), unit, timeoutS: TIMEOUT_S, gapS });
}

async function serialMaster(
  profile: DeviceProfile,
  port: string,
  unit: number,
  line: string | undefined,
): Promise<Master> {
  const settings = lineSettings(profile, line);
  const gapS = Math.max(rtuTiming(settings.baudRate).betweenFramesS, profile.modbus?.minGapS ?? 0);
  // The longest request and answer, at this rate.
  const timeoutS = TIMEOUT_S + characterTimeS(settings, 2 * MAX_RTU_FRAME_BYTES);
  const opened = await openLineExchange(serialLine(port, settings), { unit, timeoutS, gapS });
  if (!opened.ok) throw environmentError(`buhera: ${port}: ${opened.reason}.`);
  return opened;
}

/** As asked for, or as the device leaves the factory. */
function lineSettings({ modbus }: DeviceProfile, line: string | undefined): SerialSettings {
  const factory = modbus?.factory ?? null;
  const text = line ?? (factory === null ? '' : `${factory.baud} ${factory.format}`);
  if (text === '') throw usageError(`buhera: a serial port needs --line, such as --line "9600 8N1".`);
  return parseLine(text);
}
