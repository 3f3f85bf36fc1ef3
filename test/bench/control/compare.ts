/** One number of loops, stepped by us and by the C program of the same run. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 5;
/** Two correct programs that round differently, over all scans of a run. */
export const AGREE = 1e-9;
/** The smallest object has 12 bytes: less than this is none, and what else the process does. */
export const NO_LITTER_BYTES = 4;
const UPDATES_PER_ROUND = 4_000_000;
/** Long enough for every loop to have settled, and been at its limits before. */
const LEAST_SCANS = 400;

export interface Comparison {
  readonly count: number;
  /** Of one loop update, with its actuators and its process; null: no compiler is here. */
  readonly oursNs: number;
  readonly peerNs: number | null;
  readonly litterBytes: number;
  /** Largest of outputs and of PVs relative to their spans; null: no peer. */
  readonly difference: number | null;
}

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Path of the program; null where no compiler is. */
export function compilePeer(folder: string): string | null {
  if (spawnSync('cc', ['--version']).status !== 0) return null;
  const program = join(folder, 'loops');
  const flags = ['-O3', '-march=native', '-ffp-contract=off', '-o', program];
  execFileSync('cc', [...flags, pathOf('loops.c'), '-lm'], { stdio: 'inherit' });
  return program;
}

/** @param updates of loops in each of the rounds */
export function compare(
  folder: string,
  peer: string | null,
  count: number,
  updates = UPDATES_PER_ROUND,
): Comparison {
  const scans = Math.max(LEAST_SCANS, Math.round(updates / count));
  const numbers = [count, ROUNDS, scans].map(String);
  const oursPath = join(folder, 'ours.readings');
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
  const register = ['--import', pathOf('../plant/register-typescript.mjs')];
  const text = execFileSync(
    process.execPath,
    [...flags, ...register, pathOf('measure.ts'), ...numbers, oursPath],
    { encoding: 'utf8' },
  );
  const ours: { readonly roundNs: readonly number[]; readonly litterBytes: number } = JSON.parse(text);
  // The fastest of the rounds: the machine's other work only ever adds time.
  const nsOf = (roundNs: readonly number[]): number => Math.min(...roundNs) / (scans * count);
  const common = { count, oursNs: nsOf(ours.roundNs), litterBytes: ours.litterBytes };
  if (peer === null) return { ...common, peerNs: null, difference: null };
  const peerPath = join(folder, 'peer.readings');
  const peerNs = nsOf(JSON.parse(execFileSync(peer, [...numbers, peerPath], { encoding: 'utf8' })));
  return { ...common, peerNs, difference: largestDifference(numbersIn(oursPath), numbersIn(peerPath)) };
}

function numbersIn(path: string): Float64Array {
  return new Float64Array(Uint8Array.from(readFileSync(path)).buffer);
}

/** Outputs span 2, PVs 10 bar. */
function largestDifference(ours: Float64Array, peer: Float64Array): number {
  if (ours.length !== peer.length || ours.length === 0) return Number.POSITIVE_INFINITY;
  const differences = ours.map(
    (value, i) => Math.abs(value - (peer[i] as number)) / (i % 2 === 0 ? 2 : 10e5),
  );
  return Math.max(...differences);
}
