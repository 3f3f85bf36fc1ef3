/** Loops under the hand of a test: inputs set by name, one scan at a time. */
import type { LoopDefinition } from '../../src/control/definition.ts';
import { createLoops, type Loop, type LoopInput, type LoopSet } from '../../src/control/loop-set.ts';
import { loopOutput, stepLoops } from '../../src/control/loop-step.ts';
import { openRange, splitPosition } from '../../src/control/split-range.ts';

/** Split range over inlet and vent, PI, a chamber from 0 to 10 bar. */
export const PRESSURE: LoopDefinition = {
  id: 'pc1',
  title: 'Chamber 1 pressure',
  pv: 'ch1.pressure',
  pvFilterS: 0,
  setPoint: { kind: 'value', value: 2e5 },
  cascade: null,
  remote: null,
  startMode: 'auto',
  setPointRange: [1e5, 4e5],
  setPointTracksPv: false,
  pvRange: [0, 10e5],
  pid: {
    gain: 50,
    integralTimeS: 4,
    derivativeTimeS: 0,
    derivativeFilterN: 10,
    setPointWeight: 1,
    derivativeSetPointWeight: 0,
    antiWindup: 'back-calculation',
    trackingTimeS: null,
  },
  schedule: null,
  feedForward: null,
  deadBand: null,
  outputRange: [-1, 1],
  outputRate: null,
  outputs: [
    { tag: 'inlet', from: 0, to: 1 },
    { tag: 'vent', from: 0, to: -1 },
  ],
  tracking: null,
  onBad: { kind: 'output', value: 0 },
  afterBad: 'resume',
  onBadSetPoint: 'hold',
  repetitive: null,
  fatigue: null,
  usage: { gasFlow: null, power: null },
};

/** A temperature loop whose output is the set-point of a pressure loop. */
export const OUTER: LoopDefinition = {
  ...PRESSURE,
  id: 'tc1',
  pv: 'ch1.temperature',
  setPoint: { kind: 'value', value: 320 },
  setPointRange: [290, 360],
  pvRange: [270, 470],
  pid: { ...PRESSURE.pid, gain: 2, integralTimeS: 20 },
  outputRange: [0, 1],
  outputs: [],
  onBad: { kind: 'hold' },
};

export const INNER: LoopDefinition = { ...PRESSURE, cascade: 'tc1', startMode: 'cascade' };

export class Rig {
  readonly set: LoopSet;

  constructor(...definitions: readonly LoopDefinition[]) {
    this.set = createLoops(definitions);
  }

  loop(id: string = 'pc1'): Loop {
    const loop = this.set.loops.find(({ definition }) => definition.id === id);
    if (loop === undefined) throw new Error(`no loop ${id}`);
    return loop;
  }

  /** Puts inputs of one loop, to stay until the next change. */
  put(input: Partial<LoopInput>, id = 'pc1'): this {
    Object.assign(this.loop(id).input, input);
    return this;
  }

  /** Actuators that an interlock holds. */
  hold(positions: Readonly<Record<string, number>>, id = 'pc1'): this {
    const [openLow, openHigh] = openRange(this.loop(id).definition, new Map(Object.entries(positions)));
    return this.put({ openLow, openHigh }, id);
  }

  step(dtS = 0.01, count = 1): this {
    for (let i = 0; i < count; i += 1) stepLoops(this.set, dtS);
    return this;
  }

  output(id = 'pc1'): number {
    return loopOutput(this.loop(id));
  }

  setPoint(id = 'pc1'): number {
    return this.loop(id).setPoint;
  }

  position(tag: string, id = 'pc1'): number {
    const split = this.loop(id).definition.outputs.find((candidate) => candidate.tag === tag);
    if (split === undefined) throw new Error(`no output ${tag}`);
    return splitPosition(split, this.output(id));
  }
}

/** In control at rest with the set-point 2 bar met. */
export function settled(definition: LoopDefinition = PRESSURE): Rig {
  return new Rig(definition).put({ pv: 2e5, cycleSetPoint: 2e5 }).step();
}
