import { expect, test } from 'vitest';
import { shownTag } from '../../src/cli/display.ts';

const loopTag = (id: string, value: number | null) =>
  shownTag({ id, kind: 'loop', value, unit: '1', dimension: 'ratio', twoValued: false });

test.each([
  ['pc1.mode', ['manual', 'auto', 'cascade', 'remote']],
  ['pc1.cycle', ['stopped', 'running', 'held', 'waiting', 'finished']],
  ['pt1.breaker', ['closed', 'half-open', 'open']],
])('%s is shown by its words', (id, words) => {
  expect(words.map((_, value) => loopTag(id, value))).toEqual(words);
  expect(loopTag(id, 17)).toBe('17');
});

test('an output is shown in per cent, and what has no value as none', () => {
  expect(loopTag('pc1.out', -0.255)).toBe('-25.5 %');
  expect(loopTag('pc1.mode', null)).toBe('—');
});
