/** The ring of eight chambers against its tight-tolerance integration (test/physics/vectors/network-8.json). */
import { createPlant } from '../../../src/physics/plant.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { runTo } from '../../physics/plants.ts';
import reference from '../../physics/vectors/network-8.json' with { type: 'json' };
import { benchPlant, STEP_S } from './networks.ts';
import { runPeer } from './peer.ts';
import { largestDifference, readingsOf } from './readings.ts';

const COUNT = 8;

export interface ReferenceDifferences {
  /** Largest relative difference of any reading at any row. */
  readonly ours: number;
  /** Null when there is no C program. */
  readonly peer: number | null;
}

export function referenceDifferences(program: string | null): ReferenceDifferences {
  const definition = benchPlant('ring', COUNT);
  const plant = createPlant(definition);
  const pairs = reference.rows.slice(1).map((row) => {
    const expected = expectedReadings(row);
    const ours = largestDifference(readingsOf(runTo(plant, row.t), COUNT), expected);
    if (program === null) return { ours, peer: null };
    const stepsPerRound = Math.round(row.t / STEP_S);
    const { readings } = runPeer(program, definition, { rounds: 1, stepsPerRound });
    return { ours, peer: largestDifference(readings, expected) };
  });
  if (pairs.length === 0) throw new Error('the vectors are empty');
  return {
    ours: Math.max(...pairs.map(({ ours }) => ours)),
    peer: program === null ? null : Math.max(...pairs.map(({ peer }) => peer ?? Number.POSITIVE_INFINITY)),
  };
}

function expectedReadings(row: (typeof reference.rows)[number]): Float64Array {
  return Float64Array.from(
    Array.from({ length: COUNT }, (_, i) => {
      const amounts = row.n[i] ?? [];
      const total = amounts.reduce((sum, amount) => sum + amount, 0);
      const fractions = SPECIES.map((_, k) => (amounts[k] ?? Number.NaN) / total);
      return [...fractions, ...[row.p, row.T, row.Tw].map((column) => column[i] ?? Number.NaN)];
    }).flat(),
  );
}
