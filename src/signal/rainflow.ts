/**
 * Rainflow counting, ASTM E1049-85 (2017), 5.4.4, one reading at a time. Reversals are those of a signal whose swings
 * below `gate` are passed over. A range that contains the start of the history counts as half a cycle, any other that a
 * later range covers as a whole one; what remains at the end counts by halves.
 *
 * The ranges that wait on the stack shrink from the oldest on; should they outgrow its capacity, the oldest is counted as a half, as
 * if the history began after it, and `forced` says how often. Checked in test/signal/rainflow.test.ts against
 * the example of the standard, figure 6.
 */
import { invariant } from '../physics/invariant.ts';

export interface Rainflow {
  /** Smallest swing that is a reversal, units, > 0 or 0 for every one. */
  readonly gate: number;
  readonly reversals: Float64Array;
  depth: number;
  /** Extreme of the swing under way; not a number before the first reading. */
  extreme: number;
  direction: -1 | 0 | 1;
  /** The cycles that the last call counted: `counted` of them. */
  readonly ranges: Float64Array;
  readonly means: Float64Array;
  /** 0.5 or 1. */
  readonly counts: Float64Array;
  counted: number;
  forced: number;
  refused: number;
}

const DEFAULT_CAPACITY = 256;

export function createRainflow(gate: number, capacity = DEFAULT_CAPACITY): Rainflow {
  invariant(gate >= 0 && capacity >= 4, 'a rainflow counter holds four reversals');
  return {
    gate,
    reversals: new Float64Array(capacity),
    depth: 0,
    extreme: Number.NaN,
    direction: 0,
    ranges: new Float64Array(capacity + 1),
    means: new Float64Array(capacity + 1),
    counts: new Float64Array(capacity + 1),
    counted: 0,
    forced: 0,
    refused: 0,
  };
}

/** A bad reading (not a number) is passed over: what the signal did meanwhile is not known, and adds no swing. */
export function pushRainflow(flow: Rainflow, value: number): void {
  flow.counted = 0;
  if (!Number.isFinite(value)) {
    flow.refused += 1;
  } else if (flow.depth === 0) {
    flow.extreme = value;
    addReversal(flow, value);
  } else if (flow.direction === 0) {
    if (Math.abs(value - flow.extreme) > flow.gate) turnTo(flow, value);
  } else if ((value - flow.extreme) * flow.direction >= 0) {
    flow.extreme = value;
  } else if (Math.abs(value - flow.extreme) > flow.gate) {
    addReversal(flow, flow.extreme);
    turnTo(flow, value);
  }
}

/** The end of the history: the swing under way ends, and what waits is counted by halves. The counter is new after. */
export function finishRainflow(flow: Rainflow): void {
  flow.counted = 0;
  if (flow.direction !== 0) addReversal(flow, flow.extreme);
  for (let i = 1; i < flow.depth; i += 1) count(flow, i, 0.5);
  flow.depth = 0;
  flow.direction = 0;
}

function turnTo(flow: Rainflow, value: number): void {
  flow.direction = value > flow.extreme ? 1 : -1;
  flow.extreme = value;
}

function addReversal(flow: Rainflow, value: number): void {
  const { reversals } = flow;
  if (flow.depth === reversals.length) {
    flow.forced += 1;
    countStart(flow);
  }
  reversals[flow.depth] = value;
  flow.depth += 1;
  while (flow.depth >= 3 && rangeBefore(flow, flow.depth - 1) >= rangeBefore(flow, flow.depth - 2)) {
    if (flow.depth === 3) {
      countStart(flow);
    } else {
      count(flow, flow.depth - 2, 1);
      reversals[flow.depth - 3] = value;
      flow.depth -= 2;
    }
  }
}

/** The first range is a half cycle, and the history starts at its end. */
function countStart(flow: Rainflow): void {
  count(flow, 1, 0.5);
  flow.reversals.copyWithin(0, 1, flow.depth);
  flow.depth -= 1;
}

/** Range from the reversal before to this one. */
function rangeBefore({ reversals }: Rainflow, at: number): number {
  return Math.abs((reversals[at] as number) - (reversals[at - 1] as number));
}

function count(flow: Rainflow, at: number, share: number): void {
  const { reversals, counted } = flow;
  flow.ranges[counted] = rangeBefore(flow, at);
  flow.means[counted] = ((reversals[at] as number) + (reversals[at - 1] as number)) / 2;
  flow.counts[counted] = share;
  flow.counted += 1;
}
