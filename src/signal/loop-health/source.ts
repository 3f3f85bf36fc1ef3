/**
 * Which loop started an oscillation that several share. Loops oscillate together when their periods agree (Thornhill,
 * Huang and Zhang, J. Process Control 13 (2003) 91). A valve that sticks makes corners; whatever lies between
 * it and another loop is a low-pass filter that rounds them off, so the source is the loop whose wave has the most of a
 * triangle (`stiction-shape.ts`), if that says stiction at all. Why not the nonlinearity index: docs/adr/0019.
 *
 * The order in time is shown beside it, but of a periodic signal it is known to half a period only and decides
 * nothing. A bad tuning and a swing from outside leave sinusoids everywhere: then no loop is named.
 */
import { delayBetween } from '../delay.ts';
import type { Finding } from './finding.ts';
import { undecided } from './finding.ts';
import { oscillationOf } from './oscillation.ts';
import { shapeStiction } from './stiction-shape.ts';

export interface LoopSignal {
  readonly id: string;
  /** Control error, uniform samples; all loops over the same time. */
  readonly error: Float64Array;
  /** What comes after the first integrator behind the valve: output of a self-regulating loop, PV of an integrating one. */
  readonly integrated: Float64Array;
}

export interface SharedOscillation {
  readonly periodS: number;
  /** Loops that share it, the likeliest source first. */
  readonly loops: readonly Suspect[];
  /** Found: the first of the loops is the source. */
  readonly finding: Finding;
}

export interface Suspect {
  readonly id: string;
  /** Share of the errors that a sine leaves, 0 … 1; null where the shape could not be told. */
  readonly cornersRatio: number | null;
  /** By which it comes after the first of the loops, within half a period, s; null where they do not correlate. */
  readonly lagS: number | null;
}

/** Periods within this share of each other are one; correlation peaks of few noisy periods scatter by less. */
const SAME_PERIOD = 0.1;

/** Shared oscillations, shortest period first; a loop that oscillates alone makes a group of its own. */
export function oscillationSources(
  loops: readonly LoopSignal[],
  sampleRateHz: number,
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
  return groups.map((group) => sharedBy(group, sampleRateHz));
}

interface Moving {
  readonly loop: LoopSignal;
  readonly periodSamples: number;
}

function sharedBy(group: readonly Moving[], sampleRateHz: number): SharedOscillation {
  const periodSamples = group.reduce((sum, one) => sum + one.periodSamples, 0) / group.length;
  const ranked = group
    .map(({ loop }) => {
      const shape = shapeStiction(loop.integrated);
      return { loop, shape, cornersRatio: shape.evidence[0]?.value ?? null };
    })
    .sort((a, b) => (b.cornersRatio ?? 0) - (a.cornersRatio ?? 0));
  const [first] = ranked;
  const periodS = periodSamples / sampleRateHz;
  return {
    periodS,
    loops: ranked.map(({ loop, cornersRatio }) => ({
      id: loop.id,
      cornersRatio,
      lagS: loop === first?.loop ? 0 : lagBehind(first?.loop ?? loop, loop, periodS, sampleRateHz),
    })),
    finding: first?.shape ?? undecided('nothing usable'),
  };
}

function lagBehind(
  first: LoopSignal,
  other: LoopSignal,
  periodS: number,
  sampleRateHz: number,
): number | null {
  const settings = { sampleRateHz, longestS: periodS / 2, allowInverse: true };
  const delay = delayBetween(first.error, other.error, settings);
  return delay.kind === 'present' ? delay.value.delayS.value : null;
}
