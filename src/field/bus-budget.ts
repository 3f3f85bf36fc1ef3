/**
 * Whether a bus can serve what its devices are asked: computed from wiring and profiles alone.
 *
 * An exchange takes a line from the first byte of its request until the next request may follow: both frames at the
 * rate of the line, the time that the device takes to answer (its document's, and never less than the 3.5 characters of
 * silence that end a request), the silence after it, and the turnaround of the bus. The share of a device is what its
 * polls and the refreshing of its outputs take of the time. Commands come on top, as control has them; what a USB
 * adapter or a gateway adds is not known here and shows only in what is measured.
 *
 * On Modbus TCP nothing is on a line; an exchange is the device's time to answer, several may be under way, and beside
 * the bus every single device has its limit: one request at a time, with the pause that it wants in between.
 */
import { Companions } from './driver/companions.ts';
import { OutputBank, refreshPeriodS } from './driver/output-bank.ts';
import { planPointReads } from './driver/poll-plan.ts';
import { encodeRequest, type ModbusRequest } from './modbus/request.ts';
import { AROUND_PDU_BYTES } from './modbus/rtu-frame.ts';
import { rtuTiming } from './modbus/rtu-timing.ts';
import { TCP_HEADER_BYTES } from './modbus/tcp-framer.ts';
import type { ModbusPoint } from './profile.ts';
import { characterTimeS, settingsText } from './serial/serial-settings.ts';
import type { BoundPoint, Device, DrivenPoint, ModbusBus } from './wiring.ts';

export interface BusBudget {
  readonly bus: string;
  readonly kind: ModbusBus['kind'];
  /** Such as `19200 8E1`; null where the line is not known: on TCP. */
  readonly line: string | null;
  /** Requests that may be under way at once. */
  readonly parallel: number;
  readonly requestsPerS: number;
  readonly bytesPerS: number;
  /** Part of its time for which the bus is taken; beyond 1 it cannot serve its polls at their rate. */
  readonly share: number;
  /** Time that a poll of average length takes, s; 0 where nothing is polled. */
  readonly meanExchangeS: number;
  readonly devices: readonly DeviceBudget[];
}

export interface DeviceBudget {
  readonly device: string;
  readonly unit: number;
  /** Requests in one round of polls, and how long they take the bus, s. */
  readonly polls: number;
  readonly pollS: number;
  readonly periodS: number;
  /** Requests that refresh its outputs, how long they take the bus, and how often they are due, s. */
  readonly writes: number;
  readonly writeS: number;
  readonly refreshS: number;
  readonly requestsPerS: number;
  readonly bytesPerS: number;
  /** Part of the time of the bus that the device takes. */
  readonly share: number;
  /** Part of its own time that the device is busy, with the pauses that it wants; beyond 1 no bus could help. */
  readonly ownShare: number;
}

/** One request and its answer. */
interface ExchangeTime {
  readonly busS: number;
  readonly ownS: number;
  readonly bytes: number;
}

/** Function code, address, and value or quantity. */
const WRITE_ECHO_BYTES = 5;

/** @param readBack Outputs belong to somebody else: they are polled, and never written. */
export function busBudget(bus: ModbusBus, readBack = false): BusBudget {
  const devices = bus.devices.map((device) => deviceBudget(bus, device, readBack));
  const sum = (of: (device: DeviceBudget) => number) =>
    devices.reduce((total, device) => total + of(device), 0);
  const parallel = bus.kind === 'modbus-rtu' ? 1 : bus.maxInFlight;
  const requestsPerS = sum((device) => device.requestsPerS);
  const share = sum((device) => device.share);
  return {
    bus: bus.id,
    kind: bus.kind,
    line: bus.kind === 'modbus-rtu' ? settingsText(bus.serial) : null,
    parallel,
    requestsPerS,
    bytesPerS: sum((device) => device.bytesPerS),
    share: share / parallel,
    meanExchangeS: requestsPerS === 0 ? 0 : share / requestsPerS,
    devices,
  };
}

function deviceBudget(bus: ModbusBus, device: Device, readBack: boolean): DeviceBudget {
  const polls = pollRequests(device, readBack).map((request) => exchangeTime(bus, device, request));
  const writes = (readBack ? [] : refreshRequests(device)).map((request) =>
    exchangeTime(bus, device, request),
  );
  const { periodS } = device;
  const refreshS = refreshPeriodS(device);
  const perS = (of: (time: ExchangeTime) => number) =>
    total(polls, of) / periodS + total(writes, of) / refreshS;
  return {
    device: device.id,
    unit: device.unit ?? 0,
    polls: polls.length,
    pollS: total(polls, ({ busS }) => busS),
    periodS,
    writes: writes.length,
    writeS: total(writes, ({ busS }) => busS),
    refreshS,
    requestsPerS: perS(() => 1),
    bytesPerS: perS(({ bytes }) => bytes),
    share: perS(({ busS }) => busS),
    ownShare: perS(({ ownS }) => ownS),
  };
}

function total<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

function pollRequests({ profile, points }: Device, readBack: boolean): ModbusRequest[] {
  const isRead = ({ direction }: BoundPoint) => readBack || direction === 'sense';
  const sensed = points.filter(isRead).flatMap(modbusSource);
  const driven = points.filter((bound) => !isRead(bound)).flatMap(modbusSource);
  const { polled } = new Companions(
    profile,
    [...sensed, ...driven].map(({ source }) => source),
  );
  return planPointReads<{ readonly source: ModbusPoint }>(profile, [...sensed, ...polled]).map(
    ({ table, address, count }) => ({ kind: 'read', table, address, count }),
  );
}

function modbusSource({ point: { source } }: BoundPoint): { readonly source: ModbusPoint }[] {
  return source.protocol === 'modbus' ? [{ source }] : [];
}

/** The writes of a bank in which every output has been commanded. */
function refreshRequests(device: Device): ModbusRequest[] {
  const driven = device.points.filter((bound): bound is DrivenPoint => bound.direction === 'drive');
  const bank = new OutputBank(driven, 1, device.profile.modbus);
  for (const output of bank.outputs) {
    bank.command(output, 0);
    if (output.wanted === null) bank.rescale(output, 0);
  }
  const requests: ModbusRequest[] = [];
  for (let write = bank.next(0); write !== null; write = bank.next(0)) {
    requests.push(write.request);
    bank.confirm(write, 0);
  }
  return requests;
}

function exchangeTime(bus: ModbusBus, device: Device, request: ModbusRequest): ExchangeTime {
  const { responseS } = device.profile.timing;
  const gapS = device.profile.modbus?.minGapS ?? 0;
  const around = bus.kind === 'modbus-rtu' || bus.framing === 'rtu' ? AROUND_PDU_BYTES : TCP_HEADER_BYTES;
  const sent = encodeRequest(request).length + around;
  const received = replyPduBytes(request) + around;
  const bytes = sent + received;
  if (bus.kind === 'modbus-tcp') return { busS: responseS, ownS: responseS + gapS, bytes };
  const { serial, silenceS, turnaroundS } = bus;
  const rtsS = serial.rtsDelay === null ? 0 : serial.rtsDelay.beforeS + serial.rtsDelay.afterS;
  const answerS = Math.max(responseS, rtuTiming(serial.baudRate).betweenFramesS);
  const takenS = characterTimeS(serial, bytes) + rtsS + answerS;
  const pauseS = silenceS + turnaroundS;
  return { busS: takenS + pauseS, ownS: takenS + Math.max(pauseS, gapS), bytes };
}

/** Length of the answer, function code and data. */
function replyPduBytes(request: ModbusRequest): number {
  if (request.kind !== 'read') return WRITE_ECHO_BYTES;
  const bits = request.table === 'coil' || request.table === 'discrete';
  return 2 + (bits ? Math.ceil(request.count / 8) : 2 * request.count);
}
