/** One controller output shared out to several actuators, and read back from those that something else holds. */
import type { LoopDefinition, SplitOutput } from './definition.ts';

/** Position, 0 … 1, of an actuator at a controller output. */
export function splitPosition(split: SplitOutput, output: number): number {
  return Math.min(1, Math.max(0, (output - split.from) / (split.to - split.from)));
}

/**
 * Part of the output range in which the controller can be while some of its actuators are held: an actuator held
 * between its ends leaves one point, an actuator held at an end leaves everything from there on.
 *
 * @param heldPositions output tag → position in force, 0 … 1; null: nothing is held
 */
export function openRange(
  definition: LoopDefinition,
  heldPositions: ReadonlyMap<string, number> | null,
): readonly [number, number] {
  if (heldPositions === null || heldPositions.size === 0) return definition.outputRange;
  let [low, high] = definition.outputRange;
  for (const split of definition.outputs) {
    const position = heldPositions.get(split.tag);
    if (position === undefined || !Number.isFinite(position)) continue;
    const output = split.from + position * (split.to - split.from);
    const rising = split.to > split.from;
    const towardsLow = rising ? position <= 0 : position >= 1;
    const towardsHigh = rising ? position >= 1 : position <= 0;
    if (!towardsLow) low = Math.max(low, output);
    if (!towardsHigh) high = Math.min(high, output);
  }
  if (low <= high) return [low, high];
  // Held against each other, as with inlet and vent both open: no output agrees, so the controller rests between.
  const [rangeLow, rangeHigh] = definition.outputRange;
  const rest = Math.min(rangeHigh, Math.max(rangeLow, (low + high) / 2));
  return [rest, rest];
}
