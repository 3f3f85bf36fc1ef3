import { describe, expect, test } from 'vitest';
import {
  decodeRaw,
  decodeRegisters,
  encodeRaw,
  encodeRegisters,
  rawLimits,
} from '../../src/field/codec/registers.ts';
import type { ModbusPoint, RegisterLayout } from '../../src/field/profile.ts';

const BIG = { wordOrder: 'big' } as const;
const LITTLE = { wordOrder: 'little' } as const;
const SWAPPED = { byteOrder: 'little' } as const;

function point(layout: RegisterLayout, more: Partial<ModbusPoint> = {}): ModbusPoint {
  const place = { protocol: 'modbus', table: 'holding', address: 0, documentAddress: '40001' } as const;
  return { ...place, scale: 1, offset: 0, failRaw: [], ...layout, ...more };
}

/** Registers as a bus analyser shows them. */
const KNOWN: readonly (readonly [string, RegisterLayout, number, readonly number[]])[] = [
  ['ABCD', { type: 'float32', ...BIG }, 123456, [0x47f1, 0x2000]],
  ['CDAB', { type: 'float32', ...LITTLE }, 123456, [0x2000, 0x47f1]],
  ['BADC', { type: 'float32', ...BIG, ...SWAPPED }, 123456, [0xf147, 0x0020]],
  ['DCBA', { type: 'float32', ...LITTLE, ...SWAPPED }, 123456, [0x0020, 0xf147]],
  ['a swapped word', { type: 'uint16', ...BIG, ...SWAPPED }, 0x1234, [0x3412]],
  ['int32 DCBA', { type: 'int32', ...LITTLE, ...SWAPPED }, -2, [0xfeff, 0xffff]],
  ['int64', { type: 'int64', ...BIG }, -2, [0xffff, 0xffff, 0xffff, 0xfffe]],
  ['int64, low word first', { type: 'int64', ...LITTLE }, 2 ** 40 + 7, [7, 0, 0x100, 0]],
  ['uint64', { type: 'uint64', ...BIG }, 2 ** 53 - 1, [0x001f, 0xffff, 0xffff, 0xffff]],
  ['float64', { type: 'float64', ...BIG }, -2, [0xc000, 0, 0, 0]],
  ['BCD', { type: 'uint16', ...BIG, coding: 'bcd' }, 1234, [0x1234]],
  ['long BCD, low word first', { type: 'uint32', ...LITTLE, coding: 'bcd' }, 12345678, [0x5678, 0x1234]],
  ['sign and magnitude', { type: 'int16', ...BIG, coding: 'sign-magnitude' }, -101, [0x8065]],
  ['the same, positive', { type: 'int16', ...BIG, coding: 'sign-magnitude' }, 101, [0x0065]],
  ['32 bits of it', { type: 'int32', ...BIG, coding: 'sign-magnitude' }, -65536, [0x8001, 0]],
  ['a bit', { type: 'uint16', ...BIG, bits: [15, 15] }, 1, [0x8000]],
  ['a field', { type: 'uint16', ...BIG, bits: [4, 7] }, 9, [0x0090]],
  ['a field across words', { type: 'uint32', ...BIG, bits: [12, 19] }, 0xab, [0x000a, 0xb000]],
];

describe('register layouts', () => {
  test.each(KNOWN)('%s stands in the registers as documents print it', (_, layout, raw, words) => {
    expect(encodeRaw(layout, raw)).toEqual(words);
    expect(decodeRaw(layout, words)).toBe(raw);
  });

  test('a field takes no notice of the other bits', () => {
    expect(decodeRaw({ type: 'uint16', ...BIG, bits: [4, 7] }, [0xff9f])).toBe(9);
    expect(decodeRaw({ type: 'uint32', ...BIG, bits: [31, 31] }, [0x7fff, 0xffff])).toBe(0);
  });

  test('digits beyond 9 are no number', () => {
    expect(decodeRaw({ type: 'uint16', ...BIG, coding: 'bcd' }, [0x12a4])).toBeNaN();
    expect(decodeRegisters(point({ type: 'uint16', ...BIG, coding: 'bcd' }), [0xffff])).toBeNull();
  });

  test('the sign bit alone is zero', () => {
    expect(decodeRaw({ type: 'int16', ...BIG, coding: 'sign-magnitude' }, [0x8000])).toBeCloseTo(0);
  });
});

const SATURATION: readonly (readonly [RegisterLayout, number, number])[] = [
  [{ type: 'uint16', ...BIG, coding: 'bcd' }, 0, 9999],
  [{ type: 'uint32', ...BIG, coding: 'bcd' }, 0, 99999999],
  [{ type: 'int16', ...BIG, coding: 'sign-magnitude' }, -32767, 32767],
  [{ type: 'uint16', ...BIG, bits: [4, 6] }, 0, 7],
];

describe('beyond what a layout holds', () => {
  test.each(SATURATION)('%j ends at %d and %d', (layout, lowest, highest) => {
    expect(rawLimits(layout)).toEqual([lowest, highest]);
    expect(decodeRegisters(point(layout), encodeRegisters(point(layout), -1e12))).toBe(lowest);
    expect(decodeRegisters(point(layout), encodeRegisters(point(layout), 1e12))).toBe(highest);
  });

  test('64 bits saturate at their last bit pattern, not around it', () => {
    const last = [0xffff, 0xffff, 0xffff, 0xffff];
    expect(encodeRegisters(point({ type: 'uint64', ...BIG }), 1e30)).toEqual(last);
    expect(encodeRegisters(point({ type: 'uint64', ...BIG }), -5)).toEqual([0, 0, 0, 0]);
    expect(encodeRegisters(point({ type: 'int64', ...BIG }), 1e30)).toEqual([0x7fff, ...last.slice(1)]);
    expect(encodeRegisters(point({ type: 'int64', ...BIG }), -1e30)).toEqual([0x8000, 0, 0, 0]);
  });
});

describe('fail values', () => {
  const UINT64 = point({ type: 'uint64', ...BIG }, { failRaw: [2 ** 64] });

  test.each([
    ['a float that is no double', point({ type: 'float32', ...BIG }, { failRaw: [-999.9] })],
    ['a bit pattern of a signed register', point({ type: 'int16', ...BIG }, { failRaw: [0x8000] })],
    ['a bit pattern of 32 bits', point({ type: 'int32', ...BIG }, { failRaw: [0x80000000] })],
    ['all bits of 64', UINT64],
    [
      'a value in sign and magnitude',
      point({ type: 'int16', ...BIG, coding: 'sign-magnitude' }, { failRaw: [-9999] }),
    ],
    ['none but BCD, which has words without digits', point({ type: 'uint16', ...BIG, coding: 'bcd' })],
  ])('%s: a failed sensor reads as none', (_, failing) => {
    const words = encodeRegisters(failing, Number.NaN);
    expect(decodeRegisters(failing, words)).toBeNull();
    expect(decodeRegisters(failing, encodeRegisters(failing, 12))).toBe(12);
  });

  test('a field without a fail value shows 0', () => {
    expect(encodeRegisters(point({ type: 'uint16', ...BIG, bits: [0, 3] }), Number.NaN)).toEqual([0]);
  });
});
