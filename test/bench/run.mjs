/**
 * Two figures of the demo site: how much faster than real time virtual time runs, and how late the real-time scan
 * begins beside a C loop that sleeps for the same period at the same moment on the same machine.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const SCANS = 2000;
const PERIOD_US = 10_000;

virtualTime();
await realTime();

function virtualTime() {
  const started = process.hrtime.bigint();
  execFileSync(process.execPath, [MAIN, 'run', 'demo', '--speed', 'max', '--duration', '10m', '--seed', '7']);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  console.log(
    `virtual time: 600 s of the demo in ${seconds.toFixed(2)} s, start included: ${(600 / seconds).toFixed(0)} times real time`,
  );
}

async function realTime() {
  if (spawnSync('cc', ['--version']).status !== 0) {
    console.log('real time: skipped, because no C compiler is here to compare with');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'buhera-bench-'));
  const program = join(folder, 'periodic-sleep');
  execFileSync('cc', ['-O2', '-o', program, new URL('periodic-sleep.c', import.meta.url).pathname]);
  const ports = ['--http-port', '0', '--modbus-port', '0', '--mqtt-port', '0'];
  const site = collect(
    spawn(process.execPath, [MAIN, 'run', 'demo', ...ports, '--duration', `${(SCANS * PERIOD_US) / 1e6}s`]),
  );
  const kernel = collect(spawn(program, [String(PERIOD_US), String(SCANS)]));
  const [report, c] = [await site, JSON.parse(await kernel)];
  rmSync(folder, { recursive: true });
  const late = /late\s+p50 ([\d.]+) ms\s+p99 ([\d.]+) ms.*max ([\d.]+) ms/.exec(report);
  if (late === null) throw new Error(`no timing in the report:\n${report}`);
  console.log(/scan\s+.*/.exec(report)[0]);
  for (const [index, name] of ['p50', 'p99', 'max'].entries()) {
    const ours = Number(late[index + 1]);
    console.log(
      `real time, late by ${name}: scan ${ours} ms, C loop ${c[name]} ms, ratio ${Number((ours / c[name]).toPrecision(2))}`,
    );
  }
}

async function collect(child) {
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  return text;
}
