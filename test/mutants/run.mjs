/** Breaks the product on purpose, one defect at a time in a copy of its own, and sees whether the tests notice. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTANTS } from './mutants.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'buhera-mutants-'));
for (const name of ['src', 'test', 'etc', 'device-tree', 'devices', 'package.json', 'tsconfig.json']) {
  cpSync(join(ROOT, name), join(copy, name), { recursive: true });
}
symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));

const survivors = MUTANTS.filter((mutant) => !isCaught(mutant));
rmSync(copy, { recursive: true });
console.log(`${MUTANTS.length - survivors.length} caught, ${survivors.length} survived`);
process.exitCode = survivors.length === 0 ? 0 : 1;

function isCaught({ breaks, file, from, to, tests }) {
  const path = join(copy, file);
  const sound = readFileSync(path, 'utf8');
  if (sound.split(from).length !== 2)
    throw new Error(`${file} does not hold this text exactly once: ${from}`);
  if (runTests(tests) !== 0) throw new Error(`${tests} fails before anything is broken`);
  writeFileSync(path, sound.replace(from, to));
  const caught = runTests(tests) !== 0;
  writeFileSync(path, sound);
  console.log(`${caught ? 'caught  ' : 'SURVIVED'}  ${breaks}`);
  return caught;
}

function runTests(tests) {
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs');
  return spawnSync(process.execPath, [vitest, 'run', '--config', 'test/vitest.config.ts', tests], {
    cwd: copy,
  }).status;
}
