/**
 * Values in 16-bit Modbus registers. One codec serves the driver and the emulator, so that a device that both agree
 * on is also the device that its profile describes.
 */
import type { ModbusPoint, RegisterType } from '../profile.ts';

/** Registers (or bits) that one value of a type occupies. */
export const REGISTER_COUNT: Readonly<Record<RegisterType, number>> = {
  bool: 1,
  int16: 1,
  uint16: 1,
  int32: 2,
  uint32: 2,
  float32: 2,
  float64: 4,
};

const FLOAT32_MAX = 3.4028234663852886e38;

/** Smallest and largest raw value of each type; a value beyond saturates there. */
const RAW_LIMITS: Readonly<Record<RegisterType, readonly [number, number]>> = {
  bool: [0, 1],
  int16: [-0x8000, 0x7fff],
  uint16: [0, 0xffff],
  int32: [-0x80000000, 0x7fffffff],
  uint32: [0, 0xffffffff],
  float32: [-FLOAT32_MAX, FLOAT32_MAX],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
};

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Registers that a device shows for a value in SI; bits as 0 and 1. Values beyond the type saturate at its limits.
 * NaN becomes the profile's fail value, or NaN in a float, or the limit of the type that no measuring range reaches.
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

/** Registers of a raw value that the type can hold, in the point's word order. */
export function encodeRaw(point: Pick<ModbusPoint, 'type' | 'wordOrder'>, raw: number): number[] {
  switch (point.type) {
    case 'bool':
    case 'uint16':
      return [raw & 0xffff];
    case 'int16':
      return [raw & 0xffff];
    case 'int32':
    case 'uint32':
      scratch.setUint32(0, raw >>> 0);
      break;
    case 'float32':
      scratch.setFloat32(0, raw);
      break;
    case 'float64':
      scratch.setFloat64(0, raw);
      break;
  }
  const count = REGISTER_COUNT[point.type];
  const words: number[] = [];
  for (let i = 0; i < count; i++) words.push(scratch.getUint16(2 * place(point.wordOrder, i, count)));
  return words;
}

/** Raw value of the registers that start at `offset`; missing registers count as 0. */
export function decodeRaw(
  point: Pick<ModbusPoint, 'type' | 'wordOrder'>,
  registers: ArrayLike<number>,
  offset = 0,
): number {
  const count = REGISTER_COUNT[point.type];
  for (let i = 0; i < count; i++) {
    scratch.setUint16(2 * place(point.wordOrder, i, count), registers[offset + i] ?? 0);
  }
  switch (point.type) {
    case 'bool':
      return scratch.getUint16(0) === 0 ? 0 : 1;
    case 'int16':
      return scratch.getInt16(0);
    case 'uint16':
      return scratch.getUint16(0);
    case 'int32':
      return scratch.getInt32(0);
    case 'uint32':
      return scratch.getUint32(0);
    case 'float32':
      return scratch.getFloat32(0);
    case 'float64':
      return scratch.getFloat64(0);
  }
}

function place(order: 'big' | 'little', index: number, count: number): number {
  return order === 'big' ? index : count - 1 - index;
}

function toRaw(point: ModbusPoint, valueSi: number): number {
  const scaled = (valueSi - point.offset) / point.scale;
  const whole = point.type === 'float32' || point.type === 'float64' ? scaled : Math.round(scaled);
  const [lowest, highest] = RAW_LIMITS[point.type];
  return Math.min(Math.max(whole, lowest), highest);
}

function failRaw(point: ModbusPoint): number {
  const documented = point.failRaw[0];
  if (documented !== undefined) return documented;
  if (point.type === 'float32' || point.type === 'float64') return Number.NaN;
  const [lowest, highest] = RAW_LIMITS[point.type];
  return lowest < 0 ? lowest : highest;
}

/** Documents print fail values of signed registers as bit patterns (0x8000) or as numbers (-32768): both count. */
function isFailRaw(point: ModbusPoint, raw: number): boolean {
  if (point.failRaw.length === 0) return false;
  const wrap = point.type === 'int16' ? 0x10000 : point.type === 'int32' ? 0x100000000 : 0;
  return point.failRaw.some((fail) => fail === raw || (wrap !== 0 && fail - wrap === raw));
}
