import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../src/config/load-site.ts';
import type { Site } from '../../src/config/site.ts';
import { commandForTag } from '../../src/runtime/operator.ts';
import { copyOfSite, REPOSITORY } from '../config/support/site-copy.ts';
import { Bench, VIRTUAL } from './demo-runtime.ts';

const page = readFileSync(join(REPOSITORY, 'docs/control.md'), 'utf8');
const example = [...page.matchAll(/```toml\n(.*?)```/gsu)].map(([, text]) => text).join('\n');

/** The demo under the control file of the page: every feature at once. */
function pageSite(): Site {
  const copy = copyOfSite();
  // Output tracking would follow the relay of the rack, which is on from the start.
  const control = example.replace('while = "rack1.enabled"', 'while = "ledger.breach"');
  writeFileSync(join(copy.folder, 'control.toml'), control);
  const { value, diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
  if (value === null) throw new Error(JSON.stringify(diagnostics, null, 2));
  return value;
}

const MODES = ['auto', 'manual', 'cascade', 'remote'] as const;
const PAIRS = MODES.flatMap((from) => MODES.filter((to) => to !== from).map((to) => [from, to] as const));

async function set(bench: Bench, tag: string, value: number | string): Promise<void> {
  const command = commandForTag(bench.runtime.site, tag, value);
  if ('ok' in command) throw new Error(JSON.stringify(command));
  const answer = bench.runtime.operator.submit(command);
  bench.advance(0.01);
  expect(await answer).toMatchObject({ ok: true });
}

describe('the loops of the page on the bench', () => {
  it('cycle one chamber, let the other follow, and trip nothing', async () => {
    const bench = await Bench.start(pageSite());
    bench.advance(45);
    expect(bench.tripped()).toEqual([]);
    expect(bench.value('pc1.cycle_count')).toBe(2);
    // A delay of 5 s: in the middle of the ramp at 20 + 5 + 2 s, here 2 s before the next begins.
    expect(bench.value('pc1.sp')).toBeCloseTo(150_000, 3);
    expect(bench.value('pc2.mode')).toBe(2);
    await set(bench, 'pc2.mode', 'remote');
    bench.advance(6);
    expect(bench.value('pc2.sp') / bench.value('ch1.pressure')).toBeCloseTo(1, 1);
    expect(Math.abs(bench.value('ch2.pressure') - bench.value('pc2.sp'))).toBeLessThan(15_000);
  });

  it('move no output at any change of mode, over the wire and with its noise', async () => {
    const bench = await Bench.start(pageSite());
    bench.advance(20);
    for (const [from, to] of PAIRS) {
      await set(bench, 'pc2.mode', from);
      bench.advance(0.5);
      const before = bench.value('pc2.out');
      await set(bench, 'pc2.mode', to);
      // A tenth of what a 12-bit output resolves.
      expect([from, to, Math.abs(bench.value('pc2.out') - before) < 1 / 40_960]).toEqual([from, to, true]);
    }
    expect(PAIRS).toHaveLength(12);
    expect(bench.tripped()).toEqual([]);
  });

  it('do the same again with the same seed, and something else with another', async () => {
    const course = async (seed: number): Promise<string> => {
      const bench = await Bench.start(pageSite(), { ...VIRTUAL, seed });
      const seen: unknown[] = [];
      for (let second = 0; second < 30; second += 1) {
        bench.advance(1);
        if (second === 12) await set(bench, 'pc2.mode', 'remote');
        if (second === 20) await set(bench, 'pc1.cycle', 'hold');
        seen.push([...bench.runtime.image.entries()]);
      }
      return JSON.stringify([seen, bench.runtime.scan.loops.save()]);
    };
    const first = await course(3);
    expect(first.length).toBeGreaterThan(10_000);
    expect(await course(3)).toBe(first);
    expect(await course(4)).not.toBe(first);
  });
});
