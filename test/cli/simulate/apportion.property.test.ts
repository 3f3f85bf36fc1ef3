import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apportion } from '../../../src/cli/simulate/apportion.ts';
import { inUnits, scaleFor, shown } from '../../../src/cli/simulate/scale.ts';

const part = fc.double({ min: -1e7, max: 1e7, noNaN: true });

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

describe('rounding that keeps sums', () => {
  test('adds up to the total, and moves no part by more than one unit', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 20 }), (parts) => {
        const total = Math.round(sum(parts));
        const whole = apportion(parts, total);
        // A part that is nothing cannot take a unit up; among others there is always one that can.
        if (parts.some((each) => !Number.isInteger(each))) expect(Math.abs(sum(whole) - total)).toBe(0);
        whole.forEach((each, i) => {
          expect(Number.isInteger(each)).toBe(true);
          expect(Math.abs(each - (parts[i] ?? 0))).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  test('leaves nothing at nothing', () => {
    expect(apportion([0, 0.6, 0.6, 0.8], 2)).toEqual([0, 1, 0, 1]);
    expect(apportion([0.4, 0, -0.4], 0)).toEqual([0, 0, 0]);
  });

  test('takes a unit back where the total asks for less', () => {
    expect(sum(apportion([1.1, 2.1, 3.1], 5))).toBe(5);
  });
});

describe('a scale', () => {
  test.each<[number, 'g' | 'J', string, string]>([
    [1234.5678, 'J', 'kJ', '1.234568'],
    [0.000_012_345_678, 'g', 'µg', '12.34568'],
    [999.999_96, 'J', 'J', '1000.0000'],
    [0, 'J', 'J', '0.000000'],
  ])('shows %d %s in its own prefix with seven digits', (value, unit, shownUnit, text) => {
    const scale = scaleFor([value], unit);
    expect(scale.unit).toBe(shownUnit);
    expect(shown(scale, Math.round(inUnits(scale, value)))).toBe(text);
  });

  test('is that of the largest, for all', () => {
    const scale = scaleFor([2e6, -1], 'J');
    expect([2e6, -1].map((value) => shown(scale, Math.round(inUnits(scale, value))))).toEqual([
      '2.000000',
      '-0.000001',
    ]);
    expect(scale.unit).toBe('MJ');
  });
});
