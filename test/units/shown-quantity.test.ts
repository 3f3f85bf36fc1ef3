import { expect, it } from 'vitest';
import { type Dimension, parseQuantity } from '../../src/units/quantity.ts';
import { writtenQuantity } from '../../src/units/shown-quantity.ts';

it.each<[number, Dimension, string]>([
  [400_000, 'pressure', '4 bar'],
  [5, 'pressure', '0.00005 bar'],
  [295.15, 'temperature', '295.15 K'],
  [0.5, 'ratio', '0.5'],
  [1e-3, 'volume', '0.001 m^3'],
])('%d of %s is written %s, and reads as the same', (valueSi, dimension, text) => {
  expect(writtenQuantity(valueSi, dimension)).toBe(text);
  expect(parseQuantity(text, dimension)).toEqual({ ok: true, value: expect.closeTo(valueSi, 9) });
});
