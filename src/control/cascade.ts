/**
 * Cascades: the output of an outer loop is the set-point of an inner one, its output range spread over the inner's
 * set-point range. While the inner loop does not take it, the outer one follows the inner's set-point, so that taking
 * it again moves nothing; while the inner loop is at a limit, the outer one does not integrate further into it.
 */
import type { LoopDefinition } from './definition.ts';
import type { Loop } from './loop-set.ts';
import { PID } from './pid-row.ts';

/** The set-point, SI of the inner PV, that an output of the outer loop stands for. */
export function setPointOfOutput(outer: LoopDefinition, inner: LoopDefinition, output: number): number {
  const [outLow, outHigh] = outer.outputRange;
  const [low, high] = inner.setPointRange;
  const setPoint = low + ((output - outLow) / (outHigh - outLow)) * (high - low);
  return Math.min(high, Math.max(low, setPoint));
}

/** The output of the outer loop that stands for a set-point of the inner one. */
export function outputOfSetPoint(outer: LoopDefinition, inner: LoopDefinition, setPoint: number): number {
  const [outLow, outHigh] = outer.outputRange;
  const [low, high] = inner.setPointRange;
  const output = outLow + ((setPoint - low) / (high - low)) * (outHigh - outLow);
  return Math.min(outHigh, Math.max(outLow, output));
}

/** Whether a loop will use, in this step, what its upstream loop gives it. */
export function takesCascade(inner: Loop): boolean {
  const { input, downstream } = inner;
  return (
    inner.mode === 'cascade' &&
    Number.isFinite(inner.setPoint) &&
    Number.isFinite(input.pv) &&
    Number.isNaN(input.trackedOutput) &&
    input.openLow < input.openHigh &&
    (downstream === null || takesCascade(downstream))
  );
}

/** Side on which the loop that takes this one's output can follow no further: −1 low, 1 high, 0 neither. */
export function stuckSide(outer: Loop): number {
  const inner = outer.downstream;
  if (inner === null) return 0;
  const { memory, at, input } = inner;
  const output = memory[at + PID.output] as number;
  const stuck = memory[at + PID.stuck] as number;
  const sign = Math.sign(memory[at + PID.gain] as number);
  if (output >= Math.min(memory[at + PID.high] as number, input.openHigh) || stuck > 0) return sign;
  if (output <= Math.max(memory[at + PID.low] as number, input.openLow) || stuck < 0) return -sign;
  return 0;
}
