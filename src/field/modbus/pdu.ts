/**
 * The server side of "MODBUS Application Protocol Specification V1.1b3" (Modbus Organization, 2012), chapter 6: a
 * request PDU in, a reply PDU out, nothing thrown. The state diagrams there give the order of the checks: function
 * code (exception 1), then quantity, value and length (3), then address range (2), then execution (4). A write that
 * is refused has changed nothing.
 */
import type { RegisterTable } from '../profile.ts';
import type { RegisterMap } from './register-map.ts';

export const ILLEGAL_FUNCTION = 1;
export const ILLEGAL_ADDRESS = 2;
export const ILLEGAL_VALUE = 3;
export const DEVICE_FAILURE = 4;

/** Quantity limits per request, chapters 6.1 to 6.12. */
export const MAX_READ_BITS = 2000;
export const MAX_READ_WORDS = 125;
export const MAX_WRITE_BITS = 1968;
export const MAX_WRITE_WORDS = 123;

/** Answers one request PDU (function code and data, no address, no checksum) from a unit's registers. */
export function answerPdu(map: RegisterMap, request: Uint8Array): Uint8Array {
  switch (request[0]) {
    case 1:
      return readBits(map, 'coil', request);
    case 2:
      return readBits(map, 'discrete', request);
    case 3:
      return readWords(map, 'holding', request);
    case 4:
      return readWords(map, 'input', request);
    case 5:
      return writeSingleCoil(map, request);
    case 6:
      return writeSingleRegister(map, request);
    case 15:
      return writeCoils(map, request);
    case 16:
      return writeRegisters(map, request);
    default:
      return exceptionPdu(request[0] ?? 0, ILLEGAL_FUNCTION);
  }
}

/** Reply that refuses a request with an exception code. */
export function exceptionPdu(functionCode: number, exceptionCode: number): Uint8Array {
  return Uint8Array.of(functionCode | 0x80, exceptionCode);
}

function readBits(map: RegisterMap, table: 'coil' | 'discrete', request: Uint8Array): Uint8Array {
  const code = request[0] ?? 0;
  if (!map.hasTable(table)) return exceptionPdu(code, ILLEGAL_FUNCTION);
  const address = wordAt(request, 1);
  const count = wordAt(request, 3);
  if (request.length !== 5 || count < 1 || count > MAX_READ_BITS) return exceptionPdu(code, ILLEGAL_VALUE);
  const refusal = refuseRead(map, table, address, count);
  if (refusal !== 0) return exceptionPdu(code, refusal);
  const byteCount = (count + 7) >> 3;
  const reply = new Uint8Array(2 + byteCount);
  reply[0] = code;
  reply[1] = byteCount;
  for (let i = 0; i < count; i++) {
    const at = 2 + (i >> 3);
    reply[at] = (reply[at] ?? 0) | (map.get(table, address + i) << (i & 7));
  }
  return reply;
}

function readWords(map: RegisterMap, table: 'holding' | 'input', request: Uint8Array): Uint8Array {
  const code = request[0] ?? 0;
  if (!map.hasTable(table)) return exceptionPdu(code, ILLEGAL_FUNCTION);
  const address = wordAt(request, 1);
  const count = wordAt(request, 3);
  if (request.length !== 5 || count < 1 || count > MAX_READ_WORDS) return exceptionPdu(code, ILLEGAL_VALUE);
  const refusal = refuseRead(map, table, address, count);
  if (refusal !== 0) return exceptionPdu(code, refusal);
  const reply = new Uint8Array(2 + 2 * count);
  reply[0] = code;
  reply[1] = 2 * count;
  for (let i = 0; i < count; i++) putWord(reply, 2 + 2 * i, map.get(table, address + i));
  return reply;
}

function writeSingleCoil(map: RegisterMap, request: Uint8Array): Uint8Array {
  if (!map.hasTable('coil')) return exceptionPdu(5, ILLEGAL_FUNCTION);
  const value = wordAt(request, 3);
  if (request.length !== 5 || (value !== 0x0000 && value !== 0xff00)) return exceptionPdu(5, ILLEGAL_VALUE);
  return executeWrite(map, 'coil', request, [value === 0 ? 0 : 1]);
}

function writeSingleRegister(map: RegisterMap, request: Uint8Array): Uint8Array {
  if (!map.hasTable('holding')) return exceptionPdu(6, ILLEGAL_FUNCTION);
  if (request.length !== 5) return exceptionPdu(6, ILLEGAL_VALUE);
  return executeWrite(map, 'holding', request, [wordAt(request, 3)]);
}

function writeCoils(map: RegisterMap, request: Uint8Array): Uint8Array {
  if (!map.hasTable('coil')) return exceptionPdu(15, ILLEGAL_FUNCTION);
  const count = wordAt(request, 3);
  const byteCount = (count + 7) >> 3;
  if (count < 1 || count > MAX_WRITE_BITS || request[5] !== byteCount || request.length !== 6 + byteCount) {
    return exceptionPdu(15, ILLEGAL_VALUE);
  }
  const bits: number[] = [];
  for (let i = 0; i < count; i++) bits.push(((request[6 + (i >> 3)] ?? 0) >> (i & 7)) & 1);
  return executeWrite(map, 'coil', request, bits);
}

function writeRegisters(map: RegisterMap, request: Uint8Array): Uint8Array {
  if (!map.hasTable('holding')) return exceptionPdu(16, ILLEGAL_FUNCTION);
  const count = wordAt(request, 3);
  if (count < 1 || count > MAX_WRITE_WORDS || request[5] !== 2 * count || request.length !== 6 + 2 * count) {
    return exceptionPdu(16, ILLEGAL_VALUE);
  }
  const words: number[] = [];
  for (let i = 0; i < count; i++) words.push(wordAt(request, 6 + 2 * i));
  return executeWrite(map, 'holding', request, words);
}

/** Every write is answered with the first five bytes of its request. */
function executeWrite(
  map: RegisterMap,
  table: 'coil' | 'holding',
  request: Uint8Array,
  values: readonly number[],
): Uint8Array {
  const code = request[0] ?? 0;
  const address = wordAt(request, 1);
  if (!map.accepts(table, address, values.length)) return exceptionPdu(code, ILLEGAL_ADDRESS);
  if (map.failed) return exceptionPdu(code, DEVICE_FAILURE);
  map.set(table, address, values);
  return request.slice(0, 5);
}

/** Exception code, or 0 when the read may go ahead. */
function refuseRead(map: RegisterMap, table: RegisterTable, address: number, count: number): number {
  if (!map.covers(table, address, count)) return ILLEGAL_ADDRESS;
  return map.failed ? DEVICE_FAILURE : 0;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >> 8;
  bytes[at + 1] = word & 0xff;
}
