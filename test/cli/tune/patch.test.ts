import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tuningPatch } from '../../../src/cli/tune/patch.ts';

const TUNING = {
  loop: 'pc2',
  pid: { gain: 12.3456, integralTimeS: 0.75, derivativeTimeS: 0.1, derivativeFilterN: 10 },
  setPointWeight: 0,
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'buhera-patch-'));
  cpSync(new URL('../../../etc/demo/control.toml', import.meta.url).pathname, join(folder, 'control.toml'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('git applies the patch, which changes the one line', () => {
  const file = join(folder, 'control.toml');
  const before = readFileSync(file, 'utf8');
  const patch = tuningPatch(file, 'control.toml', TUNING);
  if (!patch.ok) throw new Error(patch.snippet);
  execFileSync('git', ['apply', '-'], { cwd: folder, input: `${patch.text}\n` });
  const after = readFileSync(file, 'utf8').split('\n');
  const changed = after.filter((line, i) => line !== before.split('\n')[i]);
  expect(changed).toEqual([
    'pid = { gain = 12.35, integral_time = "0.75 s", derivative_time = "0.1 s", derivative_filter = 10, set_point_weight = 0 }',
  ]);
  expect(after.length).toBe(before.split('\n').length);
});

test('a tuning that is written otherwise comes as a line to put in', () => {
  const file = join(folder, 'control.toml');
  writeFileSync(file, '[[loop]]\nid = "pc2"\n[loop.pid]\ngain = 4\n');
  const patch = tuningPatch(file, 'control.toml', { ...TUNING, setPointWeight: 1 });
  expect(patch).toEqual({
    ok: false,
    snippet: expect.stringMatching(/^pid = \{ gain = 12\.35, integral_time/u),
  });
});
