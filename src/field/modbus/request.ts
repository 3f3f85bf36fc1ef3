/** The client side of the same specification: request PDUs out, replies checked against their request. */
import type { RegisterTable } from '../profile.ts';

/** A read of registers or bits, or a write of words or bits (0 and 1). One value takes function 5 or 6. */
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
    };

/** What became of a request. `values` are the words or bits that a read returned, and empty for a write. */
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
    };

const READ_CODES: Readonly<Record<RegisterTable, number>> = { coil: 1, discrete: 2, holding: 3, input: 4 };

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
export const WRITTEN: ModbusOutcome = { ok: true, values: [] };

export function functionCode(request: ModbusRequest): number {
  if (request.kind === 'read') return READ_CODES[request.table];
  const single = request.values.length === 1;
  if (request.table === 'coil') return single ? 5 : 15;
  return single ? 6 : 16;
}

/** Outcome for an exception code, such as `exception 2 illegal data address`. */
export function exceptionOutcome(code: number): ModbusOutcome {
  const detail = `exception ${code} ${EXCEPTION_NAMES[code] ?? 'unknown'}`;
  return { ok: false, kind: 'exception', code, detail };
}

export function protocolOutcome(detail: string): ModbusOutcome {
  return { ok: false, kind: 'protocol', code: null, detail };
}

/** Request PDU, without address and checksum. */
export function encodeRequest(request: ModbusRequest): Uint8Array {
  const code = functionCode(request);
  if (request.kind === 'read') return header(5, code, request.address, request.count);
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
  if (reply[0] !== code) return protocolOutcome('answer to another function');
  if (request.kind === 'write') return checkEcho(request, reply);
  const bits = request.table === 'coil' || request.table === 'discrete';
  const byteCount = bits ? (request.count + 7) >> 3 : 2 * request.count;
  if (reply[1] !== byteCount || reply.length !== 2 + byteCount)
    return protocolOutcome('answer of wrong length');
  const values: number[] = [];
  for (let i = 0; i < request.count; i++) {
    values.push(bits ? ((reply[2 + (i >> 3)] ?? 0) >> (i & 7)) & 1 : wordAt(reply, 2 + 2 * i));
  }
  return { ok: true, values };
}

function checkEcho(request: ModbusRequest & { kind: 'write' }, reply: Uint8Array): ModbusOutcome {
  const { address, values, table } = request;
  const first = values[0] ?? 0;
  const single = table === 'coil' ? (first === 0 ? 0x0000 : 0xff00) : first;
  const second = values.length === 1 ? single : values.length;
  if (reply.length !== 5 || wordAt(reply, 1) !== address || wordAt(reply, 3) !== second) {
    return protocolOutcome('write echoed wrongly');
  }
  return WRITTEN;
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

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >> 8;
  bytes[at + 1] = word & 0xff;
}
