import { describe, expect, it } from 'vitest';
import { ProcessImage } from '../../src/runtime/process-image.ts';

const good = (value: number) => ({ value, quality: 'good', reason: null }) as const;

describe('the process image', () => {
  it('starts with every tag bad and never read', () => {
    const image = new ProcessImage(['a', 'b'], new Map());
    expect(image.read('a')).toMatchObject({ quality: 'bad', reason: 'never read' });
  });

  it('passes no stale value as good, and believes the next fresh one', () => {
    const image = new ProcessImage(['a'], new Map([['a', 0.5]]));
    image.write('a', good(7), 10);
    image.judgeAge(10.5);
    expect(image.read('a').quality).toBe('good');
    image.judgeAge(10.51);
    expect(image.read('a')).toEqual({ value: 7, quality: 'bad', reason: 'stale' });
    image.write('a', good(8), 10.52);
    image.judgeAge(10.53);
    expect(image.read('a')).toEqual(good(8));
  });

  it('keeps the first reason of a bad reading when it also grows old', () => {
    const image = new ProcessImage(['a'], new Map([['a', 0.5]]));
    image.write('a', { value: 7, quality: 'bad', reason: 'timeout' }, 1);
    image.judgeAge(100);
    expect(image.read('a').reason).toBe('timeout');
  });

  it('makes a value that is no number bad', () => {
    const image = new ProcessImage(['a'], new Map());
    image.writeValue('a', Number.NaN, 1);
    expect(image.read('a')).toMatchObject({ quality: 'bad', reason: 'not a number' });
  });

  it('names each changed tag once', () => {
    const image = new ProcessImage(['a', 'b', 'c'], new Map());
    image.writeValue('b', 1, 0);
    image.writeValue('a', 1, 0);
    image.writeValue('b', 2, 1);
    expect(image.takeChanged()).toEqual(['b', 'a']);
    image.writeValue('b', 2, 2);
    expect(image.takeChanged()).toEqual([]);
  });

  it('knows no tag that it was not made with', () => {
    expect(() => new ProcessImage(['a'], new Map()).get('b')).toThrow(/invariant/);
  });
});
