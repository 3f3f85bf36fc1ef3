import type { FatigueCount } from '../control/fatigue-count.ts';
import type { Loop } from '../control/loop-set.ts';
import type { LoopCycle } from './loop-cycle.ts';

/** One loop and, where it has them, its pressure cycle and what it does to the vessel. */
export interface LoopEntry {
  readonly loop: Loop;
  readonly cycle: LoopCycle | null;
  readonly fatigue: FatigueCount | null;
  /** Made once: at thousands of loops a scan has no time to put names together. */
  readonly tags: LoopTagNames;
}

export interface LoopTagNames {
  readonly setPoint: string;
  readonly output: string;
  readonly mode: string;
  readonly cycle: string;
  readonly cycleCount: string;
  readonly fatigueCycles: string;
  readonly fatigueUsed: string;
}

export function loopTagNames(id: string): LoopTagNames {
  return {
    setPoint: `${id}.sp`,
    output: `${id}.out`,
    mode: `${id}.mode`,
    cycle: `${id}.cycle`,
    cycleCount: `${id}.cycle_count`,
    fatigueCycles: `${id}.fatigue_cycles`,
    fatigueUsed: `${id}.fatigue_used`,
  };
}
