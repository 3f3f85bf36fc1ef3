import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AGREE, compare, compilePeer, NO_LITTER_BYTES } from './compare.ts';
import { benchLoops, readingsOf, scanLoops } from './loops.ts';

const folder = mkdtempSync(join(tmpdir(), 'buhera-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the loops of the benchmark', () => {
  it('come to their set-points, and were at a limit on the way', () => {
    const bench = benchLoops(20);
    let limited = 0;
    for (let i = 0; i < 5000; i += 1) {
      scanLoops(bench);
      limited += readingsOf(bench).filter((value) => value === 1).length;
    }
    expect(limited).toBeGreaterThan(100);
    for (const { setPoint, input } of bench.set.loops) expect(input.pv / setPoint).toBeCloseTo(1, 3);
  });

  it('agree with a C program that was written apart, and leave no garbage', () => {
    const { difference, litterBytes } = compare(folder, compilePeer(folder), 100, 100_000);
    expect(difference).toBeLessThan(AGREE);
    expect(Math.abs(litterBytes)).toBeLessThan(NO_LITTER_BYTES);
  });
});
