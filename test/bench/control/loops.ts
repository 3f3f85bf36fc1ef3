/** The loops of the benchmark: PID with every limit, each on a first-order process of its own. */
import type { LoopDefinition, SplitOutput } from '../../../src/control/definition.ts';
import { createLoops, type Loop, type LoopSet } from '../../../src/control/loop-set.ts';
import { loopOutput, stepLoops } from '../../../src/control/loop-step.ts';
import { splitPosition } from '../../../src/control/split-range.ts';

export const DT_S = 0.01;
const PROCESS_GAIN_PA = 3e5;
const PROCESS_LAG_S = 5;
const AMBIENT_PA = 1e5;

const PLAIN: LoopDefinition = {
  id: 'pc',
  title: 'pressure',
  pv: 'pressure',
  pvFilterS: 0.05,
  setPoint: { kind: 'value', value: 2e5 },
  cascade: null,
  remote: null,
  startMode: 'auto',
  setPointRange: [1e5, 4e5],
  setPointTracksPv: false,
  pvRange: [0, 10e5],
  pid: {
    gain: 20,
    integralTimeS: 1,
    derivativeTimeS: 0.2,
    derivativeFilterN: 10,
    setPointWeight: 0.7,
    derivativeSetPointWeight: 0,
    antiWindup: 'back-calculation',
    trackingTimeS: null,
  },
  schedule: null,
  feedForward: null,
  deadBand: null,
  outputRange: [-1, 1],
  outputRate: { risePerS: 2, fallPerS: 2 },
  outputs: [
    { tag: 'inlet', from: 0, to: 1 },
    { tag: 'vent', from: 0, to: -1 },
  ],
  tracking: null,
  onBad: { kind: 'hold' },
  afterBad: 'resume',
  onBadSetPoint: 'hold',
  fatigue: null,
  repetitive: null,
  usage: { gasFlow: null, power: null },
};

/** Set-points differ, so that no two loops do the same. */
export function benchSetPointPa(index: number): number {
  return 1.2e5 + ((index * 37) % 250) * 1e3;
}

export interface BenchLoops {
  readonly set: LoopSet;
  /** Two positions for each loop. */
  readonly positions: Float64Array;
}

export function benchLoops(count: number): BenchLoops {
  const definitions = Array.from(
    { length: count },
    (_, index): LoopDefinition => ({
      ...PLAIN,
      id: `pc${index}`,
      setPoint: { kind: 'value', value: benchSetPointPa(index) },
    }),
  );
  const set = createLoops(definitions);
  for (const { input } of set.loops) input.pv = AMBIENT_PA;
  return { set, positions: new Float64Array(2 * count) };
}

/** One scan of every loop, its actuators, and its process for the next one. */
export function scanLoops({ set, positions }: BenchLoops): void {
  stepLoops(set, DT_S);
  const decay = 1 - DT_S / PROCESS_LAG_S;
  for (let i = 0; i < set.loops.length; i++) {
    const { input, definition } = set.loops[i] as Loop;
    const output = loopOutput(set.loops[i] as Loop);
    const { outputs } = definition;
    positions[2 * i] = splitPosition(outputs[0] as SplitOutput, output);
    positions[2 * i + 1] = splitPosition(outputs[1] as SplitOutput, output);
    const flow = (positions[2 * i] as number) - (positions[2 * i + 1] as number);
    input.pv = decay * input.pv + (1 - decay) * (AMBIENT_PA + PROCESS_GAIN_PA * flow);
  }
}

/** Output and PV of every loop, to compare with the peer's. */
export function readingsOf({ set }: BenchLoops): Float64Array {
  return Float64Array.from(set.loops.flatMap((loop) => [loopOutput(loop), loop.input.pv]));
}
