/**
 * A second reading of registers, made for the check alone: bytes put in order by the letters of their layout, then
 * summed up with whole numbers. It shares no line with the codec, so that a mistake that driver and emulator have in
 * common shows here.
 */
import type { RegisterLayout } from '../../../field/profile.ts';

const WIDTH_BYTES: Readonly<Record<RegisterLayout['type'], number>> = {
  bool: 2,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

/** Number of registers of a layout. */
export function widthOf({ type }: RegisterLayout): number {
  return WIDTH_BYTES[type] / 2;
}

/** Raw number in the registers as they came over the wire; NaN where they hold no number. */
export function readRaw(layout: RegisterLayout, registers: readonly number[]): number {
  const { type, coding, bits } = layout;
  const bytes = mostSignificantFirst(layout, registers);
  if (type === 'float32' || type === 'float64') return readFloat(bytes);
  const width = 8n * BigInt(bytes.length);
  const unsigned = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  if (type === 'bool') return unsigned === 0n ? 0 : 1;
  if (bits !== undefined) {
    const length = BigInt(bits[1] - bits[0] + 1);
    return Number((unsigned >> BigInt(bits[0])) & ((1n << length) - 1n));
  }
  if (coding === 'bcd') {
    const digits = unsigned.toString(16);
    return /^\d+$/u.test(digits) ? Number(digits) : Number.NaN;
  }
  const top = 1n << (width - 1n);
  if (coding === 'sign-magnitude') return Number(unsigned < top ? unsigned : top - unsigned);
  return Number(type.startsWith('int') && unsigned >= top ? unsigned - 2n * top : unsigned);
}

function mostSignificantFirst(layout: RegisterLayout, registers: readonly number[]): number[] {
  const ordered = layout.wordOrder === 'little' ? [...registers].reverse() : registers;
  return ordered.flatMap((word) => {
    const pair = [Math.floor(word / 256), word % 256];
    return layout.byteOrder === 'little' ? pair.reverse() : pair;
  });
}

/** IEEE 754 by its fields, as the standard defines them. */
function readFloat(bytes: readonly number[]): number {
  const [exponentBits, bias] = bytes.length === 4 ? [8, 127] : [11, 1023];
  const fractionBits = 8 * bytes.length - 1 - exponentBits;
  const all = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const sign = all >> BigInt(8 * bytes.length - 1) === 0n ? 1 : -1;
  const exponent = Number((all >> BigInt(fractionBits)) & ((1n << BigInt(exponentBits)) - 1n));
  const fraction = Number(all & ((1n << BigInt(fractionBits)) - 1n)) / 2 ** fractionBits;
  if (exponent === 2 ** exponentBits - 1)
    return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  return sign * (1 + fraction) * 2 ** (exponent - bias);
}
