/**
 * Cuts a TCP byte stream into Modbus TCP frames ("MODBUS Messaging on TCP/IP Implementation Guide V1.0b", chapter
 * 3.1.3): transaction id, protocol id 0, length, unit id, PDU. The stream may arrive in any pieces. A header that
 * cannot be one means that the two ends have lost each other: the only way out is to close the connection.
 */

export interface TcpFrame {
  readonly transactionId: number;
  readonly unit: number;
  readonly pdu: Uint8Array;
}

/** `incomplete`: more bytes are needed. `garbage`: close the connection. */
export type NextFrame = TcpFrame | 'incomplete' | 'garbage';

const HEADER_BYTES = 7;
const LENGTH_MIN = 2;
const LENGTH_MAX = 254;

export class TcpFramer {
  private pending: Uint8Array = new Uint8Array(0);

  /** Takes a piece of the stream; the caller does not change it afterwards. */
  push(piece: Uint8Array): void {
    if (this.pending.length === 0) {
      this.pending = piece;
      return;
    }
    const joined = new Uint8Array(this.pending.length + piece.length);
    joined.set(this.pending);
    joined.set(piece, this.pending.length);
    this.pending = joined;
  }

  /** The next whole frame. */
  next(): NextFrame {
    const bytes = this.pending;
    if (bytes.length >= 4 && wordAt(bytes, 2) !== 0) return 'garbage';
    if (bytes.length < HEADER_BYTES) return 'incomplete';
    const length = wordAt(bytes, 4);
    if (length < LENGTH_MIN || length > LENGTH_MAX) return 'garbage';
    const end = 6 + length;
    if (bytes.length < end) return 'incomplete';
    this.pending = bytes.subarray(end);
    return { transactionId: wordAt(bytes, 0), unit: bytes[6] ?? 0, pdu: bytes.subarray(HEADER_BYTES, end) };
  }
}

/** Whole frame for a PDU of 1 … 253 bytes. */
export function encodeTcpFrame(transactionId: number, unit: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + pdu.length);
  const length = 1 + pdu.length;
  frame[0] = transactionId >> 8;
  frame[1] = transactionId & 0xff;
  frame[4] = length >> 8;
  frame[5] = length & 0xff;
  frame[6] = unit;
  frame.set(pdu, HEADER_BYTES);
  return frame;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
