import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeRaw,
  decodeRegisters,
  encodeRaw,
  encodeRegisters,
  REGISTER_COUNT,
} from '../../src/field/codec/registers.ts';
import { REGISTER_TYPES, type RegisterType } from '../../src/field/profile.ts';
import { modbusPoint } from './fixtures.ts';

const RAW: Readonly<Record<RegisterType, fc.Arbitrary<number>>> = {
  bool: fc.constantFrom(0, 1),
  int16: fc.integer({ min: -0x8000, max: 0x7fff }),
  uint16: fc.integer({ min: 0, max: 0xffff }),
  int32: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  uint32: fc.integer({ min: 0, max: 0xffffffff }),
  float32: fc.float({ noNaN: true }),
  float64: fc.double({ noNaN: true }),
};

describe('registers', () => {
  for (const type of REGISTER_TYPES) {
    for (const wordOrder of ['big', 'little'] as const) {
      test(`decode undoes encode: ${type}, ${wordOrder} word first`, () => {
        fc.assert(
          fc.property(RAW[type], (raw) => {
            const words = encodeRaw({ type, wordOrder }, raw);
            expect(words).toHaveLength(REGISTER_COUNT[type]);
            expect(words.every((word) => Number.isInteger(word) && word >= 0 && word <= 0xffff)).toBe(true);
            expect(decodeRaw({ type, wordOrder }, words)).toBe(
              raw === 0 && type !== 'float32' && type !== 'float64' ? 0 : raw,
            );
          }),
        );
      });
    }
  }

  test('the high word comes first in big order and last in little order', () => {
    expect(encodeRaw({ type: 'float32', wordOrder: 'big' }, 2.5)).toEqual([0x4020, 0x0000]);
    expect(encodeRaw({ type: 'float32', wordOrder: 'little' }, 2.5)).toEqual([0x0000, 0x4020]);
    expect(encodeRaw({ type: 'int32', wordOrder: 'big' }, -2)).toEqual([0xffff, 0xfffe]);
    expect(encodeRaw({ type: 'float64', wordOrder: 'little' }, 1)).toEqual([0, 0, 0, 0x3ff0]);
  });

  test('swapped words do not decode to the same value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff }), (raw) => {
        const words = encodeRaw({ type: 'uint32', wordOrder: 'big' }, raw);
        expect(decodeRaw({ type: 'uint32', wordOrder: 'little' }, words)).not.toBe(raw);
      }),
    );
  });

  test('a value comes back within half a step of its register', () => {
    const celsius = modbusPoint({ type: 'int16', scale: 0.1, offset: 273.15, failRaw: [-32768] });
    fc.assert(
      fc.property(fc.double({ min: 218.15, max: 398.15, noNaN: true }), (kelvin) => {
        const back = decodeRegisters(celsius, encodeRegisters(celsius, kelvin));
        expect(Math.abs((back ?? Number.NaN) - kelvin)).toBeLessThanOrEqual(0.05 + 1e-9);
      }),
    );
  });

  test.each([
    ['int16', 1e9, 0x7fff],
    ['int16', -1e9, -0x8000],
    ['uint16', -5, 0],
    ['uint16', 70000, 0xffff],
    ['int32', -1e12, -0x80000000],
    ['uint32', 1e12, 0xffffffff],
    ['float32', 1e300, 3.4028234663852886e38],
    ['bool', 7, 1],
  ] as const)('%s saturates at its limit: %d', (type, valueSi, raw) => {
    const source = modbusPoint({ type });
    expect(decodeRaw(source, encodeRegisters(source, valueSi))).toBe(raw);
  });

  test('a failed sensor shows its documented value, and reads as failed', () => {
    const documented = modbusPoint({ type: 'int16', failRaw: [-32768] });
    expect(encodeRegisters(documented, Number.NaN)).toEqual([0x8000]);
    expect(decodeRegisters(documented, [0x8000])).toBeNull();
    expect(decodeRegisters(modbusPoint({ type: 'int16', failRaw: [0x8000] }), [0x8000])).toBeNull();
    expect(decodeRegisters(documented, [0])).toBe(0);
    const float = modbusPoint({ type: 'float32' });
    expect(decodeRegisters(float, encodeRegisters(float, Number.NaN))).toBeNull();
  });
});
