import type { FatigueCount } from '../control/fatigue-count.ts';
import type { Loop } from '../control/loop-set.ts';
import type { LoopCycle } from './loop-cycle.ts';

/** One loop and, where it has them, its pressure cycle and what it does to the vessel. */
export interface LoopEntry {
  readonly loop: Loop;
  readonly cycle: LoopCycle | null;
  readonly fatigue: FatigueCount | null;
}
