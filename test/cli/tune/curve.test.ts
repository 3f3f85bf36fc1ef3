import { expect, test } from 'vitest';
import { curveText } from '../../../src/cli/tune/curve.ts';

const SIZE = { columns: 10, rows: 3 };
const shown = (value: number): string => value.toFixed(1);

test('a rising line goes from the lower left to the upper right, between its scale', () => {
  const times = Array.from({ length: 41 }, (_, i) => i);
  const lines = curveText('pv', times, times, SIZE, shown).split('\n');
  expect(lines[0]).toBe('pv');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(/^40\.0 /u);
  expect(lines[3]).toMatch(/^ 0\.0 /u);
  const ink = lines
    .slice(1)
    .map((line) => [...line.slice(5)].map((char) => (char === '⠀' ? '.' : '#')).join(''));
  expect(ink[0]?.at(-1)).toBe('#');
  expect(ink[2]?.at(0)).toBe('#');
  expect(ink[0]?.at(0)).toBe('.');
  expect(ink[2]?.at(-1)).toBe('.');
});

test('a level line is drawn, a gap stays open, and nothing is drawn of nothing', () => {
  expect(curveText('pv', [0, 1, 2], [5, 5, 5], SIZE, shown)).toContain('5.0');
  const gap = curveText('pv', [0, 1, 2, 3, 4], [0, 0, Number.NaN, 1, 1], SIZE, shown).split('\n');
  const middle = [...(gap[2] ?? '').slice(4)];
  expect(middle.every((char) => char === '⠀')).toBe(true);
  expect(curveText('pv', [], [], SIZE, shown)).toBe('');
  expect(curveText('pv', [0, 1], [Number.NaN, 2], SIZE, shown)).toBe('');
});
