/**
 * How fast the plant computes, beside the same scheme in C in the same run, and how near the two come to each other.
 *
 *   npm run bench:plant -- [--shape ring]… [--count 1000]… [--threads 2] [--profile]
 *
 * Each figure is the fastest of five rounds of one trajectory: the machine's other work only ever adds time, and the
 * first round warms the code up. With --threads the same plant is computed on that many too. Exit 1 when the states are
 * further apart than rounding explains, or those of one thread and of several are not the same.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PlantDefinition } from '../../../src/physics/plant-definition.ts';
import type { KernelChoice } from '../../../src/physics/plant-state.ts';
import type { Shape } from './networks.ts';
import { benchPlant, SHAPES, shapeNamed } from './networks.ts';
import type { Duration, Outcome, Variant } from './peer.ts';
import { compilePeer, hasCompiler, runPeer } from './peer.ts';
import type { CpuProfile } from './profile.ts';
import { hottest } from './profile.ts';
import { largestDifference } from './readings.ts';
import { referenceDifferences } from './reference.ts';
import type { Result, Row } from './table.ts';
import { HEADING, lineOf } from './table.ts';

const ROUNDS = 5;
/** About a second of work in each round. */
const CHAMBER_STEPS_PER_ROUND = 400_000;
const MOST_STEPS_PER_ROUND = 20_000;
/** Two correct programs that round differently, over all steps of a run. */
const AGREE = 1e-10;
/** Of the tight-tolerance integration, at a step of 1 ms. */
const AGREE_WITH_REFERENCE = 1e-7;
/** Fewer chambers than this hardly show in the memory of a process. */
const FEWEST_FOR_MEMORY = 100;
const HOTTEST = 10;
/** Of the steps that errors are measured against. */
const REFINEMENT = 4;
const REGISTER = fileURLToPath(new URL('register-typescript.mjs', import.meta.url));

type Peers = Readonly<Record<Variant, string>>;

const { values } = parseArgs({
  options: {
    shape: { type: 'string', multiple: true, default: [...SHAPES] },
    count: { type: 'string', multiple: true, default: ['1', '10', '100', '1000', '10000'] },
    threads: { type: 'string', default: '1' },
    profile: { type: 'boolean', default: false },
  },
});
const shapes = values.shape.filter((name) => SHAPES.some((known) => known === name)).map(shapeNamed);
const counts = values.count.map(Number);
const threads = Number(values.threads);
const wholes = [...counts, threads];
const understood = shapes.length === values.shape.length && wholes.every((n) => Number.isInteger(n) && n > 0);
if (!understood) {
  console.error(`--shape is one of ${SHAPES.join(', ')}; --count and --threads are whole numbers`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'buhera-bench-'));
try {
  const sound = values.profile ? profile() : compare();
  process.exitCode = sound ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function compare(): boolean {
  const peers = hasCompiler() ? compilePeers() : null;
  if (peers === null) console.log('no C compiler is here: times stand alone, states face the reference only');
  const known = reportReference(peers);
  const [load = Number.NaN] = loadavg();
  console.log(`${availableParallelism()} cores; others keep ${load.toFixed(1)} of them busy`);
  console.log(HEADING);
  const agreed = shapes.map((shape) => {
    let before: Row | null = null;
    return counts.map((count) => {
      const row = measure(shape, count, peers);
      console.log(lineOf(row, before));
      before = row;
      return (row.difference === null || row.difference < AGREE) && (row.threadsDiffer ?? 0) === 0;
    });
  });
  return known && agreed.flat().every((agrees) => agrees);
}

function compilePeers(): Peers {
  return {
    textbook: compilePeer(folder, 'textbook'),
    'one-power': compilePeer(folder, 'one-power'),
    vector: compilePeer(folder, 'vector'),
  };
}

function reportReference(peers: Peers | null): boolean {
  const { ours, peer } = referenceDifferences(peers?.textbook ?? null);
  console.log(
    `ring of 8, 10 s at 1 ms, largest relative difference to the reference: ours ${ours.toExponential(1)}` +
      (peer === null ? '' : `, C ${peer.toExponential(1)}`),
  );
  return ours < AGREE_WITH_REFERENCE && (peer === null || peer < AGREE_WITH_REFERENCE);
}

function measure(shape: Shape, count: number, peers: Peers | null): Row {
  const duration = durationFor(count);
  const definition = benchPlant(shape, count);
  const plain = stepOurs(shape, count, { kernel: 'plain', threads: 1 }, duration);
  const fastest = stepOurs(shape, count, { kernel: 'fastest', threads: 1 }, duration);
  const several = threads === 1 ? null : stepOurs(shape, count, { kernel: 'fastest', threads }, duration);
  const ours = { TypeScript: plain, WebAssembly: fastest, ...(several === null ? {} : { threads: several }) };
  const outcomes = peers === null ? ours : { ...ours, ...runPeers(peers, definition, duration) };
  const exact = peers === null ? null : runPeer(peers.vector, ...refined(definition, duration)).readings;
  const results = Object.entries(outcomes).map(([name, { roundNs, readings }]): [string, Result] => {
    const ns = Math.min(...roundNs) / (duration.stepsPerRound * count);
    return [name, { ns, error: exact === null ? null : largestDifference(readings, exact) }];
  });
  const differences = Object.values(outcomes).map((other) =>
    largestDifference(fastest.readings, other.readings),
  );
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
  const memory = JSON.parse(child('measure-memory.ts', [shape, String(count)], flags));
  return {
    shape,
    count,
    results: Object.fromEntries(results),
    substepsPerStep: fastest.substeps / (ROUNDS * duration.stepsPerRound),
    difference: Math.max(...differences),
    threadsDiffer: several === null ? null : largestDifference(several.readings, fastest.readings),
    bytesPerChamber: count < FEWEST_FOR_MEMORY ? null : memory.held / count,
    litterBytesPerStep: memory.litterBytesPerStep,
  };
}

function runPeers(
  peers: Peers,
  definition: PlantDefinition,
  duration: Duration,
): Record<'C textbook' | 'C one power' | 'C vector', Outcome> {
  return {
    'C textbook': runPeer(peers.textbook, definition, duration),
    'C one power': runPeer(peers['one-power'], definition, duration),
    'C vector': runPeer(peers.vector, definition, duration),
  };
}

/** The same time in shorter steps, whose error is smaller by the fourth power. */
function refined(
  definition: PlantDefinition,
  { rounds, stepsPerRound }: Duration,
): [PlantDefinition, Duration] {
  const { solver } = definition;
  return [
    { ...definition, solver: { ...solver, stepS: solver.stepS / REFINEMENT } },
    { rounds, stepsPerRound: stepsPerRound * REFINEMENT },
  ];
}

function durationFor(count: number): Duration {
  const steps = Math.ceil(CHAMBER_STEPS_PER_ROUND / count);
  return { rounds: ROUNDS, stepsPerRound: Math.min(steps, MOST_STEPS_PER_ROUND) };
}

function stepOurs(
  shape: Shape,
  count: number,
  { kernel, threads: threadCount }: { readonly kernel: KernelChoice; readonly threads: number },
  { rounds, stepsPerRound }: Duration,
  profilePath: readonly string[] = [],
): Outcome & { readonly substeps: number } {
  const readingsPath = join(folder, 'ours.readings');
  const numbers = [rounds, stepsPerRound].map(String);
  const text = child(
    'measure-time.ts',
    [shape, String(count), kernel, String(threadCount), ...numbers, readingsPath, ...profilePath],
    [],
  );
  const readings = new Float64Array(Uint8Array.from(readFileSync(readingsPath)).buffer);
  return { ...JSON.parse(text), readings };
}

function child(script: string, args: readonly string[], flags: readonly string[]): string {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return execFileSync(process.execPath, [...flags, '--import', REGISTER, path, ...args], {
    encoding: 'utf8',
  });
}

function profile(): boolean {
  for (const shape of shapes) {
    for (const count of counts) {
      const path = join(folder, 'ours.cpuprofile');
      const { roundNs } = stepOurs(shape, count, { kernel: 'fastest', threads }, durationFor(count), [path]);
      const read: CpuProfile = JSON.parse(readFileSync(path, 'utf8'));
      console.log(
        `${shape} of ${count}, ${roundNs.length} rounds: time inside each function, without its callees`,
      );
      for (const { name, share } of hottest(read, HOTTEST)) {
        console.log(`${(100 * share).toFixed(1).padStart(6)} %  ${name}`);
      }
    }
  }
  return true;
}
