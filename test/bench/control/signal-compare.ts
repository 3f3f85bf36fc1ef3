/** One streaming analysis, ours and in C in the same run. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 5;

export interface StreamComparison {
  readonly oursNs: number;
  readonly litterBytes: number;
  /** Null without a compiler, or a counterpart. */
  readonly peerNs: number | null;
  /** Largest relative difference of what the two come to. */
  readonly difference: number | null;
}

interface Measured {
  readonly roundNs: readonly number[];
  readonly values: readonly number[];
}

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Path of the program; null where no compiler is. */
export function compileSignalPeer(folder: string): string | null {
  if (spawnSync('cc', ['--version']).status !== 0) return null;
  const program = join(folder, 'signal');
  execFileSync('cc', ['-O3', '-march=native', '-ffp-contract=off', '-o', program, pathOf('signal.c'), '-lm']);
  return program;
}

export function compareStream(peer: string | null, name: string, samples: number): StreamComparison {
  const numbers = [name, String(ROUNDS), String(samples)];
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
  const register = ['--import', pathOf('../plant/register-typescript.mjs')];
  const text = execFileSync(
    process.execPath,
    [...flags, ...register, pathOf('signal-measure.ts'), ...numbers],
    {
      encoding: 'utf8',
    },
  );
  const ours: Measured & { readonly litterBytes: number } = JSON.parse(text);
  // The fastest of the rounds: the machine's other work only ever adds time.
  const nsOf = ({ roundNs }: Measured): number => Math.min(...roundNs) / samples;
  const common = { oursNs: nsOf(ours), litterBytes: ours.litterBytes };
  if (peer === null || ours.values.length === 0) return { ...common, peerNs: null, difference: null };
  const theirs: Measured = JSON.parse(execFileSync(peer, numbers, { encoding: 'utf8' }));
  return { ...common, peerNs: nsOf(theirs), difference: furthest(ours.values, theirs.values) };
}

function furthest(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...ours.map((one, i) => Math.abs(one - (theirs[i] ?? Number.NaN)) / Math.max(1, Math.abs(one))),
  );
}
