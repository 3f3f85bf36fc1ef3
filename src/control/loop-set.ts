/**
 * The loops of a site at work: their modes in objects, the numbers of their controllers in one memory. Made once, then
 * stepped in place, because a bank of thousands of loops must not make garbage at every scan
 * (docs/adr/0020-loops-are-stepped-in-place.md). `loop-state.ts` gives and takes their state as plain data.
 */
import { invariant } from '../physics/invariant.ts';
import { cascadeOrder } from './cascade-order.ts';
import type { LoopDefinition, LoopMode } from './definition.ts';
import { loadPidRow, PID_COLUMNS } from './pid-row.ts';

/** What a scan brings to a loop. Not a number stands for what is bad or not there. */
export interface LoopInput {
  /** SI. */
  pv: number;
  /** What the loop's cycle asks for, SI of the PV. */
  cycleSetPoint: number;
  /** What the controller gets beyond the set-point, SI of the PV: repetitive control. */
  correction: number;
  /** The tag that is the set-point in remote, SI of the PV. */
  remoteSetPoint: number;
  /** SI of the tag. */
  feedForward: number;
  /** SI of the tag. */
  schedule: number;
  /** Output that has to be tracked. */
  trackedOutput: number;
  /** Part of the output range that the actuators can follow. */
  openLow: number;
  openHigh: number;
}

/** One loop. Outside this room it is read, and changed through loop-commands.ts. */
export interface Loop {
  readonly definition: LoopDefinition;
  /** Where its row begins in the memory. */
  readonly at: number;
  readonly memory: Float64Array;
  /** Whose output is the set-point here in cascade. */
  readonly upstream: Loop | null;
  /** Whose set-point the output here is. */
  readonly downstream: Loop | null;
  readonly input: LoopInput;
  mode: LoopMode;
  /** In force, SI of the PV; not a number: none yet. */
  setPoint: number;
  /** That the operator, or a change of mode, put in place of the configured one; not a number: none. */
  localSetPoint: number;
  /** Where the operator wants the output in manual; the rate of change may lie in between. */
  manualOutput: number;
  /** Whether the PV was ever good, and whether it was in the last step. */
  hasPv: boolean;
  isPvGood: boolean;
  /** Input and output of the feed-forward's lead-lag; not a number: it has not begun. */
  leadLagInput: number;
  leadLagOutput: number;
  /** Where the schedule was read last; not a number: never. */
  scheduledAt: number;
}

export interface LoopSet {
  /** In the order of the definitions. */
  readonly loops: readonly Loop[];
  /** Whoever gives a set-point before whoever takes it. */
  readonly order: readonly Loop[];
}

/** All loops in their start modes, with outputs as near zero as their ranges allow. */
export function createLoops(definitions: readonly LoopDefinition[]): LoopSet {
  const memory = new Float64Array(definitions.length * PID_COLUMNS);
  const loops = definitions.map((definition, index) => createLoop(definition, memory, index * PID_COLUMNS));
  const byId = new Map(loops.map((loop) => [loop.definition.id, loop]));
  for (const loop of loops) {
    const { cascade } = loop.definition;
    const upstream = cascade === null ? undefined : byId.get(cascade);
    if (upstream === undefined) continue;
    invariant(upstream.downstream === null, `one loop takes its set-point from ${cascade}`);
    loop.upstream = upstream;
    upstream.downstream = loop;
  }
  const order = cascadeOrder(definitions);
  invariant(order.kind === 'order', 'no ring of cascades passes the configuration');
  return { loops, order: order.ids.map((id) => byId.get(id) as Loop) };
}

type Linked = { -readonly [K in keyof Loop]: Loop[K] };

function createLoop(definition: LoopDefinition, memory: Float64Array, at: number): Linked {
  const [low, high] = definition.outputRange;
  const output = Math.min(high, Math.max(low, 0));
  loadPidRow(memory, at, { tuning: definition.pid, frame: definition, output });
  return {
    definition,
    at,
    memory,
    upstream: null,
    downstream: null,
    input: {
      pv: Number.NaN,
      cycleSetPoint: Number.NaN,
      correction: 0,
      remoteSetPoint: Number.NaN,
      feedForward: Number.NaN,
      schedule: Number.NaN,
      trackedOutput: Number.NaN,
      openLow: low,
      openHigh: high,
    },
    mode: definition.startMode,
    setPoint: Number.NaN,
    localSetPoint: Number.NaN,
    manualOutput: output,
    hasPv: false,
    isPvGood: false,
    leadLagInput: Number.NaN,
    leadLagOutput: Number.NaN,
    scheduledAt: Number.NaN,
  };
}
