import { expect, test } from 'vitest';
import { landauerJ, landauerMultiple, landauerOperationsPerS } from '../../../src/physics/laws/landauer.ts';
import { relative } from './common.ts';
import vectors from './vectors/vessels.json' with { type: 'json' };

const { T, J_per_bit, eV, J_per_GB_8e9bits } = vectors.landauer;
/** C, exact. */
const ELEMENTARY_CHARGE = 1.602176634e-19;

test('the least heat of a bit is that of the reference', () => {
  expect(relative(landauerJ(T), J_per_bit)).toBeLessThan(1e-12);
  expect(relative(landauerJ(T) / ELEMENTARY_CHARGE, eV)).toBeLessThan(1e-12);
  expect(relative(landauerOperationsPerS(J_per_GB_8e9bits, T), 8e9)).toBeLessThan(1e-12);
});

test('a machine of 1 pJ per operation is 3.5e8 times above it at 300 K', () => {
  expect(relative(landauerMultiple(1e-12, 300), 3.4831325e8)).toBeLessThan(1e-6);
  expect(landauerMultiple(landauerJ(77), 77)).toBe(1);
});
