/** A process of its own for one stream: times of rounds, garbage for each sample, and what it comes to, as JSON. */
import { inputAt, STREAMS } from './signal-streams.ts';

/** Enough for the compiler to have done what it will do. */
const WARM_SAMPLES = 400_000;

const [name = '', roundsText, samplesText] = process.argv.slice(2);
const [rounds, samples] = [Number(roundsText), Number(samplesText)];
const stream = STREAMS[name]?.();
const warm = STREAMS[name]?.();
if (stream === undefined || warm === undefined || globalThis.gc === undefined)
  throw new Error(`no stream ${name}, or no --expose-gc`);

for (let n = 0; n < WARM_SAMPLES; n += 1) warm.push(n, inputAt(n));

const input = new Float64Array(samples);
const roundNs: number[] = [];
let litterBytes = Number.POSITIVE_INFINITY;
for (let round = 0; round < rounds; round += 1) {
  for (let i = 0; i < samples; i += 1) input[i] = inputAt(round * samples + i);
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const started = process.hrtime.bigint();
  for (let i = 0; i < samples; i += 1) stream.push(round * samples + i, input[i] ?? Number.NaN);
  roundNs.push(Number(process.hrtime.bigint() - started));
  // The least of the rounds: compiling and looking leave something, too.
  litterBytes = Math.min(litterBytes, (process.memoryUsage().heapUsed - before) / samples);
}
console.log(JSON.stringify({ roundNs, litterBytes, values: stream.values() }));
