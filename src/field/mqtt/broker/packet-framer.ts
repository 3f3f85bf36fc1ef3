/** Cuts a byte stream into control packets (MQTT 3.1.1, chapter 2.2). The stream may arrive in any pieces. */

/** `incomplete`: more bytes are needed. `malformed`: no packet can begin so, or it is longer than is taken. */
export type NextPacket = 'packet' | 'incomplete' | 'malformed';

/** A message that is larger has no business in a plant; each connection could else hold a quarter of a gigabyte. */
export const MAX_PACKET_BYTES = 16 * 1024 * 1024;
const MAX_LENGTH_BYTES = 4;
const EMPTY = Buffer.alloc(0);

export class PacketFramer {
  /** After `next`: the first byte of the packet; what follows its length lies in `bytes` from `at` to `end`. */
  first = 0;
  bytes: Buffer = EMPTY;
  at = 0;
  end = 0;
  /** Room for a packet that comes in pieces; `bytes` is its beginning then. */
  private store: Buffer = EMPTY;

  /** Takes a piece of the stream; the caller does not change it before `keep`. */
  push(piece: Uint8Array): void {
    const rest = this.bytes.length;
    if (rest === 0) {
      this.bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      return;
    }
    const length = rest + piece.length;
    if (length > this.store.length) {
      this.store = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.store.length));
      this.bytes.copy(this.store);
    }
    this.store.set(piece, rest);
    this.bytes = this.store.subarray(0, length);
  }

  /** Makes its own copy of what has not been read, so that the caller may use the piece again. */
  keep(): void {
    const { bytes, end, store } = this;
    this.end = 0;
    if (end === bytes.length) {
      this.bytes = EMPTY;
      this.store = EMPTY;
    } else if (end > 0 || bytes.buffer !== store.buffer) {
      this.bytes = Buffer.from(bytes.subarray(end));
      this.store = EMPTY;
    }
  }

  /** Goes on to the next whole packet, without a copy. */
  next(): NextPacket {
    const { bytes, end: start } = this;
    let length = 0;
    for (let index = 1; ; index++) {
      if (index > MAX_LENGTH_BYTES) return 'malformed';
      const byte = bytes[start + index];
      if (byte === undefined) return 'incomplete';
      length += (byte & 0x7f) * 128 ** (index - 1);
      if (byte < 0x80) {
        this.at = start + index + 1;
        break;
      }
    }
    if (length > MAX_PACKET_BYTES) return 'malformed';
    if (this.at + length > bytes.length) return 'incomplete';
    this.first = bytes[start] ?? 0;
    this.end = this.at + length;
    return 'packet';
  }
}
