/** Every layout against a second reading of registers that shares no line with the codec. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRaw, widthOf } from '../../src/cli/devices/check/wire-oracle.ts';
import { decodeRaw, encodeRaw, rawLimits } from '../../src/field/codec/registers.ts';
import type { RegisterLayout } from '../../src/field/profile.ts';

const order = fc.constantFrom('big' as const, 'little' as const);
const orders = fc.record({ wordOrder: order, byteOrder: order });

const plain = fc.record({
  type: fc.constantFrom(
    'int16',
    'uint16',
    'int32',
    'uint32',
    'int64',
    'uint64',
    'float32',
    'float64' as const,
  ),
});
const bcd = fc.record({
  type: fc.constantFrom('uint16', 'uint32' as const),
  coding: fc.constant('bcd' as const),
});
const signed = fc.record({
  type: fc.constantFrom('int16', 'int32' as const),
  coding: fc.constant('sign-magnitude' as const),
});
const field = fc
  .tuple(fc.constantFrom('uint16', 'uint32' as const), fc.nat(31), fc.nat(31))
  .map(([type, a, b]) => {
    const top = type === 'uint16' ? 15 : 31;
    const [low, high] = [Math.min(a, b, top), Math.min(Math.max(a, b), top)];
    return { type, bits: [low, high] as const };
  });

const layouts: fc.Arbitrary<RegisterLayout> = fc
  .tuple(fc.oneof(plain, bcd, signed, field), orders)
  .map(([layout, rest]) => ({ ...layout, ...rest }) as RegisterLayout);

/** A layout with a raw value that it holds exactly. */
const values = layouts.chain((layout) => {
  const [lowest, highest] = rawLimits(layout);
  const exact = 2 ** 53 - 1;
  const raw =
    layout.type === 'float32'
      ? fc.float({ noNaN: true, noDefaultInfinity: true })
      : layout.type === 'float64'
        ? fc.double({ noNaN: true, noDefaultInfinity: true })
        : fc.integer({ min: Math.max(lowest, -exact), max: Math.min(highest, exact) });
  return raw.map((number) => ({ layout, raw: number + 0 }));
});

test('what is encoded is what both readings find, and no register holds more than 16 bits', () => {
  fc.assert(
    fc.property(values, ({ layout, raw }) => {
      const words = encodeRaw(layout, raw);
      expect(words).toHaveLength(widthOf(layout));
      expect(words.every((word) => Number.isInteger(word) && word >= 0 && word <= 0xffff)).toBe(true);
      expect(decodeRaw(layout, words) + 0).toBe(raw);
      expect(readRaw(layout, words) + 0).toBe(raw);
    }),
    { numRuns: 2000 },
  );
});

test('any registers are read alike by both', () => {
  const registers = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(layouts, registers, (layout, all) => {
      const words = all.slice(0, widthOf(layout));
      expect(decodeRaw(layout, words) + 0).toBe(readRaw(layout, words) + 0);
    }),
    { numRuns: 2000 },
  );
});
