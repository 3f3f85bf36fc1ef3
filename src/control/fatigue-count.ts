/** Pressure cycles of a vessel against its fatigue limit: rainflow counting and the damage that Miner's rule adds up. */
import { fatigueDamage } from '../signal/fatigue.ts';
import { createRainflow, pushRainflow, type Rainflow } from '../signal/rainflow.ts';
import type { FatigueLimit } from './definition.ts';

/** Swings below this share of the limit's range are noise; the fifth power of it is a millionth of a percent. */
const GATE_SHARE = 0.01;

/** Counted in place; half cycles count as halves. */
export interface FatigueCount {
  readonly flow: Rainflow;
  cycles: number;
  /** 1: the life is over. */
  usedRatio: number;
}

export function createFatigueCount(limit: FatigueLimit): FatigueCount {
  return { flow: createRainflow(GATE_SHARE * limit.rangePa), cycles: 0, usedRatio: 0 };
}

/** One reading; not a number is passed over. */
export function countFatigue(count: FatigueCount, limit: FatigueLimit, pvPa: number): void {
  const { flow } = count;
  pushRainflow(flow, pvPa);
  for (let i = 0; i < flow.counted; i++) {
    const share = flow.counts[i] as number;
    count.cycles += share;
    count.usedRatio += fatigueDamage(curveOf(limit), flow.ranges[i] as number, share);
  }
}

function curveOf({ rangePa, cycles, exponent }: FatigueLimit) {
  return { referenceRange: rangePa, referenceCycles: cycles, exponent, enduranceRange: 0 };
}
