import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loopDesign } from '../../src/signal/phase-lock.ts';

const page = readFileSync(new URL('../../docs/signal.md', import.meta.url), 'utf8');

function filesIn(folder: string): readonly string[] {
  return readdirSync(new URL(`../../src/signal/${folder}`, import.meta.url)).filter((name) =>
    name.endsWith('.ts'),
  );
}

test('docs/signal.md names files that are there, and every check of loop health', () => {
  const named = [...page.matchAll(/`([a-z-]+\.ts)`/g)].map(([, name]) => name ?? '');
  const there = [...filesIn(''), ...filesIn('loop-health')];
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter((name) => !there.includes(name))).toEqual([]);
  expect(filesIn('loop-health').filter((name) => name !== 'finding.ts' && !named.includes(name))).toEqual([]);
});

test('docs/signal.md shows the noise bandwidth that its example has', () => {
  expect(page).toContain(`${loopDesign(0.02, 0.7).noiseBandwidthHz.toFixed(3)} Hz for 0.02 Hz and 0.7`);
});
