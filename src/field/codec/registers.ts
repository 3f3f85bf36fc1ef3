/**
 * Values in 16-bit Modbus registers. One codec serves the driver and the emulator, so that a device that both agree
 * on is also the device that its profile describes.
 */
import type { ModbusPoint, RegisterLayout } from '../profile.ts';

type StoredType = RegisterLayout['type'];

/** Registers (or bits) that one value of a type occupies. */
export const REGISTER_COUNT: Readonly<Record<StoredType, number>> = {
  bool: 1,
  int16: 1,
  uint16: 1,
  int32: 2,
  uint32: 2,
  int64: 4,
  uint64: 4,
  float32: 2,
  float64: 4,
};

const FLOAT32_MAX = 3.4028234663852886e38;
const TWO_32 = 2 ** 32;

/** Smallest and largest raw value of each type; a value beyond saturates there. */
const RAW_LIMITS: Readonly<Record<StoredType, readonly [number, number]>> = {
  bool: [0, 1],
  int16: [-0x8000, 0x7fff],
  uint16: [0, 0xffff],
  int32: [-0x80000000, 0x7fffffff],
  uint32: [0, 0xffffffff],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
  float32: [-FLOAT32_MAX, FLOAT32_MAX],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
};

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Registers that a device shows for a value in SI; bits as 0 and 1. Values beyond the layout saturate at its limits.
 * NaN becomes the profile's fail value, or NaN in a float, or digits that are none in BCD, or the limit of the type
 * that no measuring range reaches; a field of bits then shows 0.
 */
export function encodeRegisters(point: ModbusPoint, valueSi: number): number[] {
  return encodeRaw(point, Number.isNaN(valueSi) ? failRaw(point) : toRaw(point, valueSi));
}

/**
 * Value in SI of the registers that start at `offset`; null when they hold a value that means a failed sensor. An
 * infinite result is what some devices show beyond their range.
 */
export function decodeRegisters(point: ModbusPoint, registers: ArrayLike<number>, offset = 0): number | null {
  const raw = decodeRaw(point, registers, offset);
  if (Number.isNaN(raw) || isFailRaw(point, raw)) return null;
  return raw * point.scale + point.offset;
}

/** Registers of a raw value that the layout can hold. */
export function encodeRaw(layout: RegisterLayout, raw: number): number[] {
  store(layout, raw);
  const count = REGISTER_COUNT[layout.type];
  const littleBytes = layout.byteOrder === 'little';
  const words: number[] = [];
  for (let i = 0; i < count; i++) {
    words.push(scratch.getUint16(2 * place(layout.wordOrder, i, count), littleBytes));
  }
  return words;
}

/**
 * Raw value of the registers that start at `offset`; missing registers count as 0. Whole numbers beyond 2^53 are
 * rounded; BCD digits beyond 9 give NaN.
 */
export function decodeRaw(layout: RegisterLayout, registers: ArrayLike<number>, offset = 0): number {
  const count = REGISTER_COUNT[layout.type];
  const littleBytes = layout.byteOrder === 'little';
  for (let i = 0; i < count; i++) {
    scratch.setUint16(2 * place(layout.wordOrder, i, count), registers[offset + i] ?? 0, littleBytes);
  }
  return load(layout);
}

/** Smallest and largest raw value that a layout can hold. */
export function rawLimits({ type, coding, bits }: RegisterLayout): readonly [number, number] {
  if (bits !== undefined) return [0, 2 ** (bits[1] - bits[0] + 1) - 1];
  if (coding === 'bcd') return [0, 10 ** (4 * REGISTER_COUNT[type]) - 1];
  const [lowest, highest] = RAW_LIMITS[type];
  return coding === 'sign-magnitude' ? [-highest, highest] : [lowest, highest];
}

/** Puts a raw value into the scratch bytes, most significant first. */
function store(layout: RegisterLayout, raw: number): void {
  const { type, coding, bits } = layout;
  if (bits !== undefined) storeUnsigned(type, raw * 2 ** bits[0]);
  else if (coding === 'bcd') storeUnsigned(type, toBcd(raw, 4 * REGISTER_COUNT[type]));
  else if (coding === 'sign-magnitude') storeUnsigned(type, raw < 0 ? signBit(type) - raw : raw);
  else storeNumber(type, raw);
}

function storeNumber(type: StoredType, raw: number): void {
  switch (type) {
    case 'float32':
      scratch.setFloat32(0, raw);
      break;
    case 'float64':
      scratch.setFloat64(0, raw);
      break;
    case 'int64':
      // The largest number that a double can name here is one more than the largest that fits.
      scratch.setBigInt64(0, raw >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(raw));
      break;
    case 'uint64':
      scratch.setBigUint64(0, raw >= 2 ** 64 ? 2n ** 64n - 1n : BigInt(raw));
      break;
    default:
      storeUnsigned(type, raw);
  }
}

/** Whole numbers of 16 or 32 bits; negative ones become their two's complement. */
function storeUnsigned(type: StoredType, raw: number): void {
  if (REGISTER_COUNT[type] === 1) scratch.setUint16(0, raw & 0xffff);
  else scratch.setUint32(0, raw >>> 0);
}

function load({ type, coding, bits }: RegisterLayout): number {
  if (bits !== undefined) return Math.floor(loadUnsigned(type) / 2 ** bits[0]) % 2 ** (bits[1] - bits[0] + 1);
  if (coding === 'bcd') return fromBcd(loadUnsigned(type), 4 * REGISTER_COUNT[type]);
  if (coding === 'sign-magnitude') {
    const unsigned = loadUnsigned(type);
    return unsigned < signBit(type) ? unsigned : signBit(type) - unsigned;
  }
  switch (type) {
    case 'bool':
      return scratch.getUint16(0) === 0 ? 0 : 1;
    case 'int16':
      return scratch.getInt16(0);
    case 'int32':
      return scratch.getInt32(0);
    case 'int64':
      return Number(scratch.getBigInt64(0));
    case 'uint64':
      return Number(scratch.getBigUint64(0));
    case 'float32':
      return scratch.getFloat32(0);
    case 'float64':
      return scratch.getFloat64(0);
    default:
      return loadUnsigned(type);
  }
}

function loadUnsigned(type: StoredType): number {
  return REGISTER_COUNT[type] === 1 ? scratch.getUint16(0) : scratch.getUint32(0);
}

function signBit(type: StoredType): number {
  return REGISTER_COUNT[type] === 1 ? 0x8000 : 0x80000000;
}

/** NaN has no digits: every four bits are set. */
function toBcd(raw: number, digits: number): number {
  if (Number.isNaN(raw)) return TWO_32 - 1;
  let packed = 0;
  for (let digit = 0, rest = raw; digit < digits; digit++, rest = Math.floor(rest / 10)) {
    packed += (rest % 10) * 16 ** digit;
  }
  return packed;
}

function fromBcd(packed: number, digits: number): number {
  let raw = 0;
  for (let digit = 0, rest = packed; digit < digits; digit++, rest = Math.floor(rest / 16)) {
    if (rest % 16 > 9) return Number.NaN;
    raw += (rest % 16) * 10 ** digit;
  }
  return raw;
}

function place(order: 'big' | 'little', index: number, count: number): number {
  return order === 'big' ? index : count - 1 - index;
}

function toRaw(point: ModbusPoint, valueSi: number): number {
  const scaled = (valueSi - point.offset) / point.scale;
  const whole = isFloat(point.type) ? scaled : Math.round(scaled);
  const [lowest, highest] = rawLimits(point);
  return Math.min(Math.max(whole, lowest), highest);
}

function failRaw(point: ModbusPoint): number {
  const documented = point.failRaw[0];
  if (documented !== undefined) return documented;
  if (isFloat(point.type) || point.coding === 'bcd') return Number.NaN;
  if (point.bits !== undefined) return 0;
  const [lowest, highest] = rawLimits(point);
  return lowest < 0 ? lowest : highest;
}

/** Documents print fail values of signed registers as bit patterns (0x8000) or as numbers (-32768): both count. */
function isFailRaw(point: ModbusPoint, raw: number): boolean {
  if (point.failRaw.length === 0) return false;
  const wrap = point.type === 'int16' ? 0x10000 : point.type === 'int32' ? TWO_32 : 0;
  const single = point.type === 'float32';
  return point.failRaw.some(
    (fail) => fail === raw || (wrap !== 0 && fail - wrap === raw) || (single && Math.fround(fail) === raw),
  );
}

function isFloat(type: StoredType): boolean {
  return type === 'float32' || type === 'float64';
}
