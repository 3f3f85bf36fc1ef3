/**
 * A process of its own, with a collector that can be called and room for young objects: steps loops in rounds, writes
 * their readings to a file, and prints the nanoseconds of each round and the bytes that an update leaves behind.
 */
import { writeFileSync } from 'node:fs';
import { benchLoops, readingsOf, scanLoops } from './loops.ts';

/** Enough for the compiler to have done what it will do. */
const WARM_UPDATES = 6_000_000;
const COUNTED_UPDATES = 4_000_000;

const [countText, roundsText, scansText, readingsPath = ''] = process.argv.slice(2);
const [count, rounds, scansPerRound] = [Number(countText), Number(roundsText), Number(scansText)];

const warm = benchLoops(count);
run(warm, Math.ceil(WARM_UPDATES / count));
const countedScans = Math.ceil(COUNTED_UPDATES / count);
// Two counts cancel what the looking itself leaves behind.
const litterBytes = (litterOf(2 * countedScans) - litterOf(countedScans)) / (countedScans * count);

const loops = benchLoops(count);
const roundNs = Array.from({ length: rounds }, () => {
  const started = process.hrtime.bigint();
  run(loops, scansPerRound);
  return Number(process.hrtime.bigint() - started);
});
writeFileSync(readingsPath, readingsOf(loops));
console.log(JSON.stringify({ roundNs, litterBytes }));

function run(set: typeof warm, scans: number): void {
  for (let i = 0; i < scans; i++) scanLoops(set);
}

function litterOf(scans: number): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  run(warm, scans);
  return process.memoryUsage().heapUsed - before;
}
