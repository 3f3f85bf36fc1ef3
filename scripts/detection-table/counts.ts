/** How often each detector says yes, over seeds, troubles and noises. */
import type { LoopSignal } from '../../src/signal/loop-health/source.ts';
import { oscillationSources } from '../../src/signal/loop-health/source.ts';
import type { Trouble } from './cases.ts';
import { NOISES, recordOf, TROUBLES } from './cases.ts';
import { chainOf } from './chain.ts';
import type { Detector } from './verdicts.ts';
import { verdictsOf } from './verdicts.ts';

/** None of these seeds was looked at when anything was chosen. */
const FIRST_SEED = 5001;
export const SEEDS = 40;
export const CHAIN_SEEDS = 20;

export interface Row {
  readonly trouble: Trouble;
  /** Root mean square of the control error without noise, % of span. */
  readonly errorPercent: number;
  /** Records found, by detector, one number for each noise. */
  readonly found: Readonly<Record<Detector, readonly number[]>>;
}

export function countAll(): readonly Row[] {
  return TROUBLES.map(countTrouble);
}

function countTrouble(trouble: Trouble): Row {
  const found: Record<Detector, number[]> = {
    autocorrelation: [],
    'load disturbances': [],
    shape: [],
    'cross-correlation': [],
    saturation: [],
  };
  let squares = 0;
  for (const [column, noise] of NOISES.entries()) {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const record = recordOf(trouble, noise, seed);
      const verdicts = verdictsOf(record, trouble.process === 'integrating');
      for (const detector of Object.keys(found) as Detector[]) {
        const list = found[detector];
        list[column] = (list[column] ?? 0) + (verdicts[detector] === 'found' ? 1 : 0);
      }
      if (noise === 0)
        squares += record.error.reduce((sum, error) => sum + error ** 2, 0) / record.error.length / SEEDS;
    }
  }
  return { trouble, errorPercent: Math.sqrt(squares), found };
}

export interface SourceCounts {
  /** Chains whose sticking loop stood first among the suspects, one number for each noise; of CHAIN_SEEDS. */
  readonly ranked: readonly number[];
  /** It was named the source as well. */
  readonly right: readonly number[];
  /** Another loop was named instead. */
  readonly wrong: readonly number[];
  /** The sticking loop was the first in time. */
  readonly firstInTime: readonly number[];
}

export function countSources(): SourceCounts {
  const counts = {
    ranked: [] as number[],
    right: [] as number[],
    wrong: [] as number[],
    firstInTime: [] as number[],
  };
  for (const noise of NOISES) {
    let [ranked, right, wrong, firstInTime] = [0, 0, 0, 0];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + CHAIN_SEEDS; seed += 1) {
      const { top, named, first, source } = sourceOf(noise, seed);
      if (top === source) ranked += 1;
      if (named === source) right += 1;
      else if (named !== null) wrong += 1;
      if (first === source) firstInTime += 1;
    }
    counts.ranked.push(ranked);
    counts.right.push(right);
    counts.wrong.push(wrong);
    counts.firstInTime.push(firstInTime);
  }
  return counts;
}

function sourceOf(noise: number, seed: number) {
  const { records, source } = chainOf(noise, seed);
  const loops = records.map(
    ({ error, output }, n): LoopSignal => ({ id: String(n), error, integrated: output }),
  );
  const shared = oscillationSources(loops, 1).toSorted((a, b) => b.loops.length - a.loops.length)[0];
  const earliest = shared?.loops.toSorted((a, b) => (a.lagS ?? Infinity) - (b.lagS ?? Infinity))[0];
  const top = shared === undefined ? null : Number(shared.loops[0]?.id);
  return {
    top,
    named: shared?.finding.verdict === 'found' ? top : null,
    first: earliest === undefined ? null : Number(earliest.id),
    source,
  };
}
