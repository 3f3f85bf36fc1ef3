/**
 * Cuts a TCP byte stream into Modbus TCP frames ("MODBUS Messaging on TCP/IP Implementation Guide V1.0b", chapter
 * 3.1.3): transaction id, protocol id 0, length, unit id, PDU. The stream may arrive in any pieces. A frame of another
 * protocol is passed over, as the guide says of servers (chapter 4.4.2); a length that cannot be one means that the
 * two ends have lost each other, and the only way out is to close the connection.
 */

export interface TcpFrame {
  readonly transactionId: number;
  readonly unit: number;
  readonly pdu: Uint8Array;
}

/** `incomplete`: more bytes are needed. `garbage`: close the connection. */
export type NextFrame = TcpFrame | 'incomplete' | 'garbage';

/** Bytes before the PDU. */
export const TCP_HEADER_BYTES = 7;
export const MAX_TCP_FRAME_BYTES = 260;
const LENGTH_MIN = 2;
const LENGTH_MAX = 254;
const EMPTY = new Uint8Array(0);

export class TcpFramer {
  /** After `advance`: the frame lies in `bytes`, its header from `at` and its PDU from `pduAt` on, both to `end`. */
  bytes: Uint8Array = EMPTY;
  at = 0;
  pduAt = 0;
  end = 0;

  /** Takes a piece of the stream; the caller does not change it before the framer has come to its end or kept it. */
  push(piece: Uint8Array): void {
    const rest = this.bytes.length - this.end;
    if (rest === 0) this.bytes = piece;
    else {
      const joined = new Uint8Array(rest + piece.length);
      joined.set(this.bytes.subarray(this.end));
      joined.set(piece, rest);
      this.bytes = joined;
    }
    this.end = 0;
  }

  /** Makes its own copy of what has not been read, so that the caller may use the piece again. */
  keep(): void {
    this.bytes = this.end === this.bytes.length ? EMPTY : this.bytes.slice(this.end);
    this.end = 0;
  }

  /** Goes on to the next whole frame, without a copy. */
  advance(): 'frame' | 'incomplete' | 'garbage' {
    const { bytes } = this;
    for (;;) {
      const at = this.end;
      if (bytes.length - at < TCP_HEADER_BYTES - 1) return 'incomplete';
      const length = wordAt(bytes, at + 4);
      if (length < LENGTH_MIN || length > LENGTH_MAX) return 'garbage';
      const end = at + TCP_HEADER_BYTES - 1 + length;
      if (end > bytes.length) return 'incomplete';
      this.at = at;
      this.pduAt = at + TCP_HEADER_BYTES;
      this.end = end;
      if (wordAt(bytes, at + 2) === 0) return 'frame';
    }
  }

  /** The next whole frame, as a value. */
  next(): NextFrame {
    const found = this.advance();
    if (found !== 'frame') return found;
    const { bytes, at, pduAt, end } = this;
    return { transactionId: wordAt(bytes, at), unit: bytes[at + 6] ?? 0, pdu: bytes.subarray(pduAt, end) };
  }
}

/** Whole frame for a PDU of 1 … 253 bytes. */
export function encodeTcpFrame(transactionId: number, unit: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(TCP_HEADER_BYTES + pdu.length);
  putTcpHeader(frame, 0, transactionId, unit, pdu.length);
  frame.set(pdu, TCP_HEADER_BYTES);
  return frame;
}

/** Puts the header for a PDU of `pduLength` bytes into `out` from `to` on. */
export function putTcpHeader(
  out: Uint8Array,
  to: number,
  transactionId: number,
  unit: number,
  pduLength: number,
): void {
  const length = 1 + pduLength;
  out[to] = transactionId >> 8;
  out[to + 1] = transactionId & 0xff;
  out[to + 2] = 0;
  out[to + 3] = 0;
  out[to + 4] = length >> 8;
  out[to + 5] = length & 0xff;
  out[to + 6] = unit;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
