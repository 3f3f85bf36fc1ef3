/** How long an RTU frame is, as far as its first bytes tell: unit, function code, data, checksum. */
import { crc16 } from './crc16.ts';

/** Unit, function code and checksum. */
export const MIN_RTU_FRAME_BYTES = 4;
export const MAX_RTU_FRAME_BYTES = 256;
/** Unit and checksum. */
export const AROUND_PDU_BYTES = 3;
/** More bytes are needed to tell. */
export const NOT_YET = 0;
/** The function code is none of those whose length is known: silence tells. */
export const UNKNOWN = -1;

/** Length of the request that begins at `at`. */
export function requestLength(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 2) return NOT_YET;
  switch (bytes[at + 1]) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
      return 8;
    case 15:
    case 16:
      return counted(bytes, at, end, { countAt: 6, around: 9 });
    case 22:
      return 10;
    case 23:
      return counted(bytes, at, end, { countAt: 10, around: 13 });
    case 43:
      return 7;
    default:
      return UNKNOWN;
  }
}

/** Length of the reply of another device that begins at `at`. */
export function replyLength(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 2) return NOT_YET;
  const code = bytes[at + 1] ?? 0;
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 17:
    case 23:
      return counted(bytes, at, end, { countAt: 2, around: 5 });
    case 5:
    case 6:
    case 15:
    case 16:
      return 8;
    case 22:
      return 10;
    default:
      return code >= 0x80 ? 5 : UNKNOWN;
  }
}

/** Whether the bytes from `at` to `end` end in their checksum. */
export function hasChecksum(bytes: Uint8Array, at: number, end: number): boolean {
  const crc = crc16(bytes, at, end - 2);
  return bytes[end - 2] === (crc & 0xff) && bytes[end - 1] === crc >> 8;
}

/** Whole frame for a PDU of 1 … 253 bytes. */
export function encodeRtuFrame(unit: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(1 + pdu.length + 2);
  frame[0] = unit;
  frame.set(pdu, 1);
  const crc = crc16(frame, 0, 1 + pdu.length);
  frame[1 + pdu.length] = crc & 0xff;
  frame[2 + pdu.length] = crc >> 8;
  return frame;
}

function counted(
  bytes: Uint8Array,
  at: number,
  end: number,
  { countAt, around }: { readonly countAt: number; readonly around: number },
): number {
  return end - at <= countAt ? NOT_YET : around + (bytes[at + countAt] ?? 0);
}
