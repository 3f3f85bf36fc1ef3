/**
 * Standard deviation of the white noise on a signal that is smooth otherwise, from second differences: they take off
 * what is straight over three samples, and have six times the variance of the noise (Gasser, Sroka and
 * Jennen-Steinmetz, Biometrika 73 (1986) 625). Over a record their median is used, so that jumps and spikes do not
 * count; a stream uses their fading mean square.
 */
import type { Outcome } from '../outcome.ts';
import { absent, present } from '../outcome.ts';
import { medianOf, recordProblem } from '../record.ts';

const FEWEST_SAMPLES = 8;
/** Standard deviation over median size, of a normal distribution. */
const DEVIATION_PER_MEDIAN = 1.482602218505602;

/** Units. */
export function noiseLevel(values: Float64Array): Outcome<number> {
  const problem = recordProblem(values, FEWEST_SAMPLES);
  if (problem !== null) return absent(problem);
  const differences = new Float64Array(values.length - 2);
  for (let i = 0; i < differences.length; i += 1) {
    const [one, two, three] = [values[i] as number, values[i + 1] as number, values[i + 2] as number];
    differences[i] = Math.abs(one - 2 * two + three);
  }
  return present((DEVIATION_PER_MEDIAN * medianOf(differences)) / Math.sqrt(6));
}

export interface NoiseStream {
  /** Share of the mean square that a new difference takes, 0 … 1. */
  readonly share: number;
  latest: number;
  before: number;
  meanSquare: number;
  /** Good samples in a row, up to three. */
  run: number;
  differences: number;
}

export function createNoiseStream(memorySamples: number): NoiseStream {
  return { share: 1 / memorySamples, latest: 0, before: 0, meanSquare: 0, run: 0, differences: 0 };
}

/** One sample, a sample period after the last; not a number is a gap. */
export function pushNoise(stream: NoiseStream, value: number): void {
  if (!Number.isFinite(value)) {
    stream.run = 0;
    return;
  }
  stream.run = Math.min(3, stream.run + 1);
  if (stream.run === 3) {
    stream.differences += 1;
    const difference = value - 2 * stream.latest + stream.before;
    const share = Math.max(stream.share, 1 / stream.differences);
    stream.meanSquare += share * (difference * difference - stream.meanSquare);
  }
  stream.before = stream.latest;
  stream.latest = value;
}

export function streamedNoise({ meanSquare, differences }: NoiseStream): Outcome<number> {
  return differences === 0 ? absent('too few samples') : present(Math.sqrt(meanSquare / 6));
}
