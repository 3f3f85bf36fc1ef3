/**
 * The server side of "MODBUS Application Protocol Specification V1.1b3" (Modbus Organization, 2012), chapter 6: a
 * request PDU in, a reply PDU out, nothing thrown. The state diagrams there give the order of the checks: function
 * code (exception 1), then quantity, value and length (3), then address range (2), then execution (4, and 6 and 8 of
 * a device that is busy or whose memory is damaged). A write that is refused has changed nothing.
 *
 * Requests are answered in place, from one buffer into another, because an emulator answers many thousand a second.
 */
import type { RegisterMap, RegisterRun } from './register-map.ts';
import type { PduExchange } from './server-exchange.ts';
import {
  ILLEGAL_ADDRESS,
  ILLEGAL_FUNCTION,
  ILLEGAL_VALUE,
  MAX_PDU_BYTES,
  putException,
} from './server-exchange.ts';
import { putIdentification } from './server-identification.ts';

export { ILLEGAL_FUNCTION, ILLEGAL_VALUE };

/** Quantity limits per request, chapters 6.1 to 6.17. */
export const MAX_READ_BITS = 2000;
export const MAX_READ_WORDS = 125;
export const MAX_WRITE_BITS = 1968;
export const MAX_WRITE_WORDS = 123;
/** Of function 23, whose write shares its request with a read. */
export const MAX_READ_WRITE_WORDS = 121;

const scratch = new Uint8Array(MAX_PDU_BYTES);

/** Answers one request PDU (function code and data, no address, no checksum) from a unit's registers. */
export function answerPdu(map: RegisterMap, request: Uint8Array): Uint8Array {
  return scratch.slice(0, putAnswer(map, { request, at: 0, end: request.length, reply: scratch, to: 0 }));
}

/** The same in place: puts the reply where the exchange says, and gives its length. */
export function putAnswer(map: RegisterMap, x: PduExchange): number {
  const code = x.at < x.end ? (x.request[x.at] ?? 0) : 0;
  switch (code) {
    case 1:
      return readBits(map, 'coil', x);
    case 2:
      return readBits(map, 'discrete', x);
    case 3:
      return readWords(map, 'holding', x);
    case 4:
      return readWords(map, 'input', x);
    case 5:
      return writeSingleCoil(map, x);
    case 6:
      return writeSingleRegister(map, x);
    case 15:
      return writeCoils(map, x);
    case 16:
      return writeRegisters(map, x);
    case 22:
      return maskRegister(map, x);
    case 23:
      return readWriteRegisters(map, x);
    case 43:
      return putIdentification(map.identification, x);
    default:
      return putException(x, code, ILLEGAL_FUNCTION);
  }
}

/** Reply that refuses a request with an exception code. */
export function exceptionPdu(functionCode: number, exceptionCode: number): Uint8Array {
  return Uint8Array.of(functionCode | 0x80, exceptionCode);
}

/** Whether a request may be broadcast: a write whose answer nobody needs ("serial line" V1.02, chapter 2.1). */
export function isBroadcast(functionCode: number): boolean {
  return (
    functionCode === 5 ||
    functionCode === 6 ||
    functionCode === 15 ||
    functionCode === 16 ||
    functionCode === 22
  );
}

function readBits(map: RegisterMap, table: 'coil' | 'discrete', x: PduExchange): number {
  const code = x.request[x.at] ?? 0;
  if (!map.hasTable(table)) return putException(x, code, ILLEGAL_FUNCTION);
  const address = wordAt(x.request, x.at + 1);
  const count = wordAt(x.request, x.at + 3);
  if (x.end - x.at !== 5 || count < 1 || count > MAX_READ_BITS) return putException(x, code, ILLEGAL_VALUE);
  const run = map.find(table, address, count);
  if (run === null) return putException(x, code, ILLEGAL_ADDRESS);
  if (map.fault !== 0) return putException(x, code, map.fault);
  const byteCount = (count + 7) >> 3;
  x.reply[x.to] = code;
  x.reply[x.to + 1] = byteCount;
  const first = address - run.first;
  for (let byte = 0; byte < byteCount; byte++) {
    const from = first + 8 * byte;
    const until = Math.min(8, count - 8 * byte);
    let packed = 0;
    for (let bit = 0; bit < until; bit++) packed |= (run.values[from + bit] ?? 0) << bit;
    x.reply[x.to + 2 + byte] = packed;
  }
  return 2 + byteCount;
}

function readWords(map: RegisterMap, table: 'holding' | 'input', x: PduExchange): number {
  const code = x.request[x.at] ?? 0;
  if (!map.hasTable(table)) return putException(x, code, ILLEGAL_FUNCTION);
  const address = wordAt(x.request, x.at + 1);
  const count = wordAt(x.request, x.at + 3);
  if (x.end - x.at !== 5 || count < 1 || count > MAX_READ_WORDS) return putException(x, code, ILLEGAL_VALUE);
  const run = map.find(table, address, count);
  if (run === null) return putException(x, code, ILLEGAL_ADDRESS);
  if (map.fault !== 0) return putException(x, code, map.fault);
  return putWords(run, address, count, code, x);
}

function writeSingleCoil(map: RegisterMap, x: PduExchange): number {
  if (!map.hasTable('coil')) return putException(x, 5, ILLEGAL_FUNCTION);
  const value = wordAt(x.request, x.at + 3);
  if (x.end - x.at !== 5 || (value !== 0x0000 && value !== 0xff00)) return putException(x, 5, ILLEGAL_VALUE);
  const address = wordAt(x.request, x.at + 1);
  const run = map.findWritable('coil', address, 1);
  if (run === null) return putException(x, 5, ILLEGAL_ADDRESS);
  if (map.fault !== 0) return putException(x, 5, map.fault);
  run.values[address - run.first] = value === 0 ? 0 : 1;
  return echo(x, 5);
}

function writeSingleRegister(map: RegisterMap, x: PduExchange): number {
  if (!map.hasTable('holding')) return putException(x, 6, ILLEGAL_FUNCTION);
  if (x.end - x.at !== 5) return putException(x, 6, ILLEGAL_VALUE);
  const address = wordAt(x.request, x.at + 1);
  const run = map.findWritable('holding', address, 1);
  if (run === null) return putException(x, 6, ILLEGAL_ADDRESS);
  if (map.fault !== 0) return putException(x, 6, map.fault);
  run.values[address - run.first] = wordAt(x.request, x.at + 3);
  return echo(x, 5);
}

function writeCoils(map: RegisterMap, x: PduExchange): number {
  if (!map.hasTable('coil')) return putException(x, 15, ILLEGAL_FUNCTION);
  const count = wordAt(x.request, x.at + 3);
  const byteCount = (count + 7) >> 3;
  if (
    count < 1 ||
    count > MAX_WRITE_BITS ||
    x.request[x.at + 5] !== byteCount ||
    x.end - x.at !== 6 + byteCount
  ) {
    return putException(x, 15, ILLEGAL_VALUE);
  }
  const address = wordAt(x.request, x.at + 1);
  const run = map.findWritable('coil', address, count);
  if (run === null) return putException(x, 15, ILLEGAL_ADDRESS);
  if (map.fault !== 0) return putException(x, 15, map.fault);
  const first = address - run.first;
  for (let i = 0; i < count; i++)
    run.values[first + i] = ((x.request[x.at + 6 + (i >> 3)] ?? 0) >> (i & 7)) & 1;
  return echo(x, 5);
}

function writeRegisters(map: RegisterMap, x: PduExchange): number {
  if (!map.hasTable('holding')) return putException(x, 16, ILLEGAL_FUNCTION);
  const count = wordAt(x.request, x.at + 3);
  if (
    count < 1 ||
    count > MAX_WRITE_WORDS ||
    x.request[x.at + 5] !== 2 * count ||
    x.end - x.at !== 6 + 2 * count
  ) {
    return putException(x, 16, ILLEGAL_VALUE);
  }
  const address = wordAt(x.request, x.at + 1);
  const run = map.findWritable('holding', address, count);
  if (run === null) return putException(x, 16, ILLEGAL_ADDRESS);
  if (map.fault !== 0) return putException(x, 16, map.fault);
  takeWords(run, address, count, x, x.at + 6);
  return echo(x, 5);
}

/** Chapter 6.16: the bits of the AND mask stay, those that it clears come from the OR mask. */
function maskRegister(map: RegisterMap, x: PduExchange): number {
  if (!map.hasTable('holding')) return putException(x, 22, ILLEGAL_FUNCTION);
  if (x.end - x.at !== 7) return putException(x, 22, ILLEGAL_VALUE);
  const address = wordAt(x.request, x.at + 1);
  const run = map.findWritable('holding', address, 1);
  if (run === null) return putException(x, 22, ILLEGAL_ADDRESS);
  if (map.fault !== 0) return putException(x, 22, map.fault);
  const andMask = wordAt(x.request, x.at + 3);
  const orMask = wordAt(x.request, x.at + 5);
  const held = run.values[address - run.first] ?? 0;
  run.values[address - run.first] = (held & andMask) | (orMask & ~andMask);
  return echo(x, 7);
}

/** Chapter 6.17: "The write operation is performed before the read." */
function readWriteRegisters(map: RegisterMap, x: PduExchange): number {
  if (!map.hasTable('holding')) return putException(x, 23, ILLEGAL_FUNCTION);
  const readCount = wordAt(x.request, x.at + 3);
  const writeCount = wordAt(x.request, x.at + 7);
  const quantitiesHold =
    readCount >= 1 && readCount <= MAX_READ_WORDS && writeCount >= 1 && writeCount <= MAX_READ_WRITE_WORDS;
  if (!quantitiesHold || x.request[x.at + 9] !== 2 * writeCount || x.end - x.at !== 10 + 2 * writeCount) {
    return putException(x, 23, ILLEGAL_VALUE);
  }
  const readAddress = wordAt(x.request, x.at + 1);
  const writeAddress = wordAt(x.request, x.at + 5);
  const source = map.find('holding', readAddress, readCount);
  const target = map.findWritable('holding', writeAddress, writeCount);
  if (source === null || target === null) return putException(x, 23, ILLEGAL_ADDRESS);
  if (map.fault !== 0) return putException(x, 23, map.fault);
  takeWords(target, writeAddress, writeCount, x, x.at + 10);
  return putWords(source, readAddress, readCount, 23, x);
}

/** A reply with registers. */
function putWords(run: RegisterRun, address: number, count: number, code: number, x: PduExchange): number {
  const { values } = run;
  const { reply } = x;
  const first = address - run.first;
  reply[x.to] = code;
  reply[x.to + 1] = 2 * count;
  let next = x.to + 2;
  for (let i = first; i < first + count; i++) {
    const word = values[i] ?? 0;
    reply[next++] = word >> 8;
    reply[next++] = word & 0xff;
  }
  return 2 + 2 * count;
}

function takeWords(run: RegisterRun, address: number, count: number, x: PduExchange, from: number): void {
  const first = address - run.first;
  for (let i = 0; i < count; i++) run.values[first + i] = wordAt(x.request, from + 2 * i);
}

/** Every write is answered with the head of its request. */
function echo(x: PduExchange, length: number): number {
  for (let i = 0; i < length; i++) x.reply[x.to + i] = x.request[x.at + i] ?? 0;
  return length;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
