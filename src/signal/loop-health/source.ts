/**
 * Which loop started an oscillation that several share. Loops oscillate together when their periods agree (Thornhill,
 * Huang and Zhang, 2003); among them the source of a limit cycle has the largest nonlinearity index, because
 * what lies between takes the harmonics away (Thornhill 2005). The order in time is shown beside it: cause comes before effect, but
 * of a periodic signal it is known to a period only, so it decides nothing. An oscillation that no loop makes in
 * a nonlinear way, such as a bad tuning or a swing from outside, has no source here, and that is said.
 */
import { delayBetween } from '../delay.ts';
import type { Random } from '../random.ts';
import type { Finding } from './finding.ts';
import { above, undecided } from './finding.ts';
import { NONLINEAR, nonlinearityOf } from './nonlinearity.ts';
import { oscillationOf } from './oscillation.ts';

export interface LoopSignal {
  readonly id: string;
  /** Control error, uniform samples; all loops over the same time. */
  readonly error: Float64Array;
}

export interface SharedOscillation {
  readonly periodS: number;
  /** Loops that share it, most nonlinear first. */
  readonly loops: readonly Suspect[];
  /** Found: the first of the loops is the source. */
  readonly finding: Finding;
}

export interface Suspect {
  readonly id: string;
  /** N; null where it could not be computed. */
  readonly nonlinearity: number | null;
  /** By which it comes after the first of the loops, within half a period, s; null where they do not correlate. */
  readonly lagS: number | null;
}

/** Periods within this share of each other are one; correlation peaks of few noisy periods scatter by less. */
const SAME_PERIOD = 0.1;
/** The first must stand out from the second by this factor to be named. */
const STANDS_OUT = 1.25;

/** Shared oscillations, shortest period first; a loop that oscillates alone makes a group of its own. */
export function oscillationSources(
  loops: readonly LoopSignal[],
  sampleRateHz: number,
  random: Random,
): readonly SharedOscillation[] {
  const moving = loops
    .map((loop) => ({ loop, periodSamples: oscillationOf(loop.error).periodSamples }))
    .filter((one): one is Moving => one.periodSamples !== null)
    .sort((a, b) => a.periodSamples - b.periodSamples);
  const groups: Moving[][] = [];
  for (const one of moving) {
    const group = groups.at(-1);
    const start = group?.[0]?.periodSamples ?? 0;
    if (group !== undefined && one.periodSamples <= start * (1 + SAME_PERIOD)) group.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => sharedBy(group, sampleRateHz, random));
}

interface Moving {
  readonly loop: LoopSignal;
  readonly periodSamples: number;
}

function sharedBy(group: readonly Moving[], sampleRateHz: number, random: Random): SharedOscillation {
  const periodSamples = group.reduce((sum, one) => sum + one.periodSamples, 0) / group.length;
  const ranked = group
    .map(({ loop }) => {
      const nonlinearity = nonlinearityOf(loop.error, periodSamples, random);
      return { loop, nonlinearity: nonlinearity.kind === 'present' ? nonlinearity.value.index : null };
    })
    .sort(
      (a, b) => (b.nonlinearity ?? Number.NEGATIVE_INFINITY) - (a.nonlinearity ?? Number.NEGATIVE_INFINITY),
    );
  const periodS = periodSamples / sampleRateHz;
  const first = ranked[0] as (typeof ranked)[0];
  return {
    periodS,
    loops: ranked.map(({ loop, nonlinearity }) => ({
      id: loop.id,
      nonlinearity,
      lagS: loop === first.loop ? 0 : lagBehind(first.loop, loop, periodS, sampleRateHz),
    })),
    finding: findingFrom(first.nonlinearity, ranked[1]?.nonlinearity ?? null),
  };
}

function findingFrom(first: number | null, second: number | null): Finding {
  if (first === null) return undecided('too few periods');
  const evidence = [above('nonlinearity index', first, NONLINEAR)];
  if (second !== null && second > 0)
    evidence.push(above('over that of the next loop', first / second, STANDS_OUT));
  if (!(first > NONLINEAR)) return { verdict: 'not found', evidence, reason: null };
  const standsOut = second === null || second <= 0 || first / second > STANDS_OUT;
  return standsOut ? { verdict: 'found', evidence, reason: null } : undecided(null, evidence);
}

function lagBehind(
  first: LoopSignal,
  other: LoopSignal,
  periodS: number,
  sampleRateHz: number,
): number | null {
  const settings = { sampleRateHz, longestS: periodS / 2, allowInverse: false };
  const delay = delayBetween(first.error, other.error, settings);
  return delay.kind === 'present' ? delay.value.delayS.value : null;
}
