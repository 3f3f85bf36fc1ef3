/**
 * Four loops in a row, each pushed by the PV of the one before it: the valve of one of them sticks, those after it
 * oscillate along, those before it do not.
 */
import { randomOf, uniform } from '../../src/signal/random.ts';
import type { LoopRecord } from './loop.ts';
import { runLoop, SET_POINT } from './loop.ts';

export interface Chain {
  readonly records: readonly LoopRecord[];
  /** Number of the loop whose valve sticks. */
  readonly source: number;
}

const LOOPS = 4;
const DEAD_TIME_S = 2;

export function chainOf(noise: number, seed: number): Chain {
  const random = randomOf(seed);
  const draw = (from: number, to: number) => from + (to - from) * uniform(random);
  const source = Math.floor(draw(0, 2));
  const stickPercent = draw(4, 8);
  const records: LoopRecord[] = [];
  for (let n = 0; n < LOOPS; n += 1) {
    const before = records[n - 1];
    const coupling = draw(1, 2);
    records.push(
      runLoop(
        {
          process: {
            kind: 'self-regulating',
            gain: draw(0.7, 1.5),
            timeConstantS: DEAD_TIME_S * 2 ** draw(-1, 3),
            deadTimeS: DEAD_TIME_S,
          },
          gainFactor: 1,
          setPointAt: () => SET_POINT,
          stickPercent: n === source ? stickPercent : 0,
          jumpPercent: n === source ? stickPercent * draw(0.5, 1) : 0,
          loadAt: (timeS) => pushOf(before, timeS) * coupling,
          drift: 0.2,
          noise,
        },
        random,
      ),
    );
  }
  return { records, source };
}

/** How far the PV before stands from its set-point; nothing before its record begins. */
function pushOf(before: LoopRecord | undefined, timeS: number): number {
  if (before === undefined || timeS < 0) return 0;
  return -(before.error[Math.round(timeS / before.stepS)] ?? 0);
}
