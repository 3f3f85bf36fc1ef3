/** The client side of the same specification: request PDUs out, replies checked against their request. */
import type { RegisterTable } from '../profile.ts';

/**
 * A read of registers or bits, a write of words or bits (0 and 1; one value takes function 5 or 6), a change of some
 * bits of one register (function 22: bits of `andMask` stay, the others come from `orMask`), or a write of holding
 * registers with a read of such after it in one request (function 23).
 */
export type ModbusRequest =
  | {
      readonly kind: 'read';
      readonly table: RegisterTable;
      readonly address: number;
      readonly count: number;
    }
  | {
      readonly kind: 'write';
      readonly table: 'coil' | 'holding';
      readonly address: number;
      readonly values: readonly number[];
      /** Functions 15 and 16 for one value too, for devices that know no others. */
      readonly alwaysMultiple?: boolean;
    }
  | {
      readonly kind: 'mask';
      readonly address: number;
      readonly andMask: number;
      readonly orMask: number;
    }
  | {
      readonly kind: 'write-read';
      readonly write: { readonly address: number; readonly values: readonly number[] };
      readonly read: { readonly address: number; readonly count: number };
    };

/** What became of a request. `values` are the words or bits that it read, and empty where it only wrote. */
export type ModbusOutcome =
  | { readonly ok: true; readonly values: readonly number[] }
  | {
      readonly ok: false;
      /** `exception`: the device refused. `protocol`: an answer that is none. */
      readonly kind: 'timeout' | 'exception' | 'disconnected' | 'protocol';
      /** Exception code, for kind `exception`; otherwise null. */
      readonly code: number | null;
      /** In words, as shown with a bad reading. */
      readonly detail: string;
      /** What is wrong with the answer, for kind `protocol`. */
      readonly fault?: ProtocolFault;
    };

/**
 * Why bytes are no answer to a request. A `short-frame` ended before its length; of a `wrong-length` the bytes are all
 * there, and do not fit what was asked; `noise` is neither.
 */
export type ProtocolFault =
  | 'checksum'
  | 'short-frame'
  | 'noise'
  | 'wrong-unit'
  | 'wrong-function'
  | 'wrong-length'
  | 'wrong-echo';

const READ_CODES: Readonly<Record<RegisterTable, number>> = { coil: 1, discrete: 2, holding: 3, input: 4 };

const MASK_CODE = 22;
const WRITE_READ_CODE = 23;

const EXCEPTION_NAMES: Readonly<Record<number, string>> = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'device failure',
  5: 'acknowledge',
  6: 'device busy',
  8: 'memory parity error',
  10: 'gateway path unavailable',
  11: 'gateway target failed to respond',
};

/** Outcome of a successful write. */
const WRITTEN: ModbusOutcome = { ok: true, values: [] };

export function functionCode(request: ModbusRequest): number {
  if (request.kind === 'read') return READ_CODES[request.table];
  if (request.kind === 'mask') return MASK_CODE;
  if (request.kind === 'write-read') return WRITE_READ_CODE;
  const single = request.values.length === 1 && request.alwaysMultiple !== true;
  if (request.table === 'coil') return single ? 5 : 15;
  return single ? 6 : 16;
}

/** Outcome for an exception code, such as `exception 2 illegal data address`. */
export function exceptionOutcome(code: number): ModbusOutcome {
  const detail = `exception ${code} ${EXCEPTION_NAMES[code] ?? 'unknown'}`;
  return { ok: false, kind: 'exception', code, detail };
}

export function protocolOutcome(fault: ProtocolFault, detail: string): ModbusOutcome {
  return { ok: false, kind: 'protocol', code: null, detail, fault };
}

/** Nothing can be sent, or what was sent cannot be answered any more. */
export function disconnectedOutcome(detail: string): ModbusOutcome {
  return { ok: false, kind: 'disconnected', code: null, detail };
}

export const TIMED_OUT: ModbusOutcome = { ok: false, kind: 'timeout', code: null, detail: 'timeout' };

/** Request PDU, without address and checksum. */
export function encodeRequest(request: ModbusRequest): Uint8Array {
  const code = functionCode(request);
  if (request.kind === 'read') return header(5, code, request.address, request.count);
  if (request.kind === 'mask') return withMasks(request);
  if (request.kind === 'write-read') return withWriteAndRead(request);
  const { address, values } = request;
  const first = values[0] ?? 0;
  switch (code) {
    case 5:
      return header(5, code, address, first === 0 ? 0x0000 : 0xff00);
    case 6:
      return header(5, code, address, first);
    case 15:
      return withBits(code, address, values);
    default:
      return withWords(code, address, values);
  }
}

/** Checks a reply PDU against its request and takes the values out of it. Any bytes may come; none makes it throw. */
export function decodeReply(request: ModbusRequest, reply: Uint8Array): ModbusOutcome {
  const code = functionCode(request);
  if (reply.length === 2 && reply[0] === (code | 0x80)) return exceptionOutcome(reply[1] ?? 0);
  if (reply[0] !== code) return protocolOutcome('wrong-function', 'answer to another function');
  if (request.kind === 'write-read') return takeValues(reply, request.read.count, false);
  if (request.kind !== 'read') return checkEcho(encodeRequest(request), reply);
  return takeValues(reply, request.count, request.table === 'coil' || request.table === 'discrete');
}

function takeValues(reply: Uint8Array, count: number, bits: boolean): ModbusOutcome {
  const byteCount = bits ? (count + 7) >> 3 : 2 * count;
  if (reply[1] !== byteCount || reply.length !== 2 + byteCount)
    return protocolOutcome('wrong-length', 'answer of wrong length');
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    values.push(bits ? ((reply[2 + (i >> 3)] ?? 0) >> (i & 7)) & 1 : wordAt(reply, 2 + 2 * i));
  }
  return { ok: true, values };
}

/** A device repeats the head of a write: five bytes of it, and seven where masks are all that it holds. */
function checkEcho(request: Uint8Array, reply: Uint8Array): ModbusOutcome {
  const length = request[0] === MASK_CODE ? 7 : 5;
  if (reply.length === length && reply.every((byte, at) => byte === request[at])) return WRITTEN;
  return protocolOutcome('wrong-echo', 'write echoed wrongly');
}

function header(size: number, code: number, address: number, second: number): Uint8Array {
  const pdu = new Uint8Array(size);
  pdu[0] = code;
  putWord(pdu, 1, address);
  putWord(pdu, 3, second);
  return pdu;
}

function withBits(code: number, address: number, bits: readonly number[]): Uint8Array {
  const byteCount = (bits.length + 7) >> 3;
  const pdu = header(6 + byteCount, code, address, bits.length);
  pdu[5] = byteCount;
  for (const [i, bit] of bits.entries()) {
    const at = 6 + (i >> 3);
    pdu[at] = (pdu[at] ?? 0) | (bit << (i & 7));
  }
  return pdu;
}

function withWords(code: number, address: number, words: readonly number[]): Uint8Array {
  const pdu = header(6 + 2 * words.length, code, address, words.length);
  pdu[5] = 2 * words.length;
  for (let i = 0; i < words.length; i++) putWord(pdu, 6 + 2 * i, words[i] ?? 0);
  return pdu;
}

function withMasks({ address, andMask, orMask }: ModbusRequest & { kind: 'mask' }): Uint8Array {
  const pdu = header(7, MASK_CODE, address, andMask);
  putWord(pdu, 5, orMask);
  return pdu;
}

function withWriteAndRead({ write, read }: ModbusRequest & { kind: 'write-read' }): Uint8Array {
  const { values } = write;
  const pdu = header(10 + 2 * values.length, WRITE_READ_CODE, read.address, read.count);
  putWord(pdu, 5, write.address);
  putWord(pdu, 7, values.length);
  pdu[9] = 2 * values.length;
  for (let i = 0; i < values.length; i++) putWord(pdu, 10 + 2 * i, values[i] ?? 0);
  return pdu;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >> 8;
  bytes[at + 1] = word & 0xff;
}
