import { describe, expect, test } from 'vitest';
import type { Interval } from '../../../src/physics/kernel/interpolant.ts';
import { interpolant } from '../../../src/physics/kernel/interpolant.ts';
import {
  chokedFlow,
  EXPONENTS,
  exponentialQuotient,
  kernelTables,
  LOGARITHM_SQUARES,
  logarithmQuotient,
  THROAT_FALLS,
} from '../../../src/physics/kernel/kernel-tables.ts';

const POINTS = 10_000;

function largestError(terms: Float64Array, f: (x: number) => number, { from, to }: Interval): number {
  // Midpoints: the functions are quotients, and 0 over 0 at the ends that are 0.
  const errors = Array.from({ length: POINTS }, (_, i) => {
    const x = from + ((to - from) * (i + 0.5)) / POINTS;
    const sum = terms.reduceRight((partial, term) => partial * x + term, 0);
    return Math.abs(sum / f(x) - 1);
  });
  return errors.reduce((most, error) => Math.max(most, error), 0);
}

describe('the polynomials of the kernel', () => {
  const tables = kernelTables();

  test.each([
    ['choked flow', tables.CHOKED_TERMS, chokedFlow, THROAT_FALLS],
    ['logarithm', tables.LOGARITHM_TERMS, logarithmQuotient, LOGARITHM_SQUARES],
    ['exponential', tables.EXPONENTIAL_TERMS, exponentialQuotient, EXPONENTS],
  ])('stand for the %s on all of its interval', (_, terms, f, interval) => {
    expect(largestError(terms, f, interval)).toBeLessThan(5e-15);
  });

  test('multiply out to a power of a pressure ratio', () => {
    const depth = 0.1 / 1.9;
    const logarithm = tables.LOGARITHM_TERMS.reduceRight((sum, term) => sum * depth * depth + term, 0);
    const exponent = 0.2 * depth * logarithm;
    const rise = exponent * tables.EXPONENTIAL_TERMS.reduceRight((sum, term) => sum * exponent + term, 0);
    expect(1 + rise).toBeCloseTo(0.9 ** 0.2, 14);
  });
});

test('an interpolant is the polynomial itself when that has no more terms', () => {
  const terms = interpolant((x) => 3 - x + 2 * x ** 3, { from: -1, to: 0.5 }, 4);
  expect([...terms].map((term) => Math.round(term * 1e12) / 1e12 + 0)).toEqual([3, -1, 0, 2]);
});
