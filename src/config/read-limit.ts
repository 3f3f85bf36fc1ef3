/** A limit on a tag, as interlocks and alarms have it. */

import type { KeyPath } from './key-path.ts';
import type { TagInfo } from './tag-info.ts';
import { findTag, readDifference, readValue, shown, type TagReader } from './tag-table.ts';

export interface LimitData {
  readonly above?: string | number | undefined;
  readonly below?: string | number | undefined;
  readonly deadband?: string | number | undefined;
}

export interface Limit {
  readonly direction: 'above' | 'below';
  readonly limit: number;
  readonly deadband: number;
}

/** The limit of a table, SI; null when tag or quantities do not hold (which is reported). */
export function readLimit(reader: TagReader, name: string, data: LimitData, path: KeyPath): Limit | null {
  const tag = findTag(reader, name, [...path, 'tag']);
  const direction = data.above === undefined ? 'below' : 'above';
  const written = data.above ?? data.below;
  if (tag === null || written === undefined) return null;
  const limit = readValue(reader, tag, written, [...path, direction]);
  const deadband =
    data.deadband === undefined ? 0 : readDifference(reader, tag, data.deadband, [...path, 'deadband']);
  if (limit === null || deadband === null) return null;
  checkReach(reader, tag, { direction, limit, deadband }, path);
  return { direction, limit, deadband };
}

/**
 * A sensor saturates at its range: a limit there or beyond is one that no reading ever passes, and one whose deadband
 * reaches the other end is never left again.
 */
function checkReach(
  reader: TagReader,
  tag: TagInfo,
  { direction, limit, deadband }: Limit,
  path: KeyPath,
): void {
  const point = reader.table.points.get(tag.id);
  if (point === undefined) return;
  const [low, high] = point.direction === 'sense' ? point.point.range : [0, 1];
  const reachable = direction === 'above' ? limit < high : limit > low;
  if (reachable) {
    const distance = direction === 'above' ? limit - low : high - limit;
    // An output does come to stand at its very end.
    const neverClears = point.direction === 'sense' ? deadband >= distance : deadband > distance;
    if (deadband === 0 || !neverClears) return;
    const [clears, sign] = direction === 'above' ? ['below', -1] : ['above', 1];
    reader.report([...path, 'deadband'], {
      id: 'deadband-never-clears',
      message: `Once "${tag.id}" has been ${direction} ${shown(limit, tag)}, this never clears: it would have to come ${clears} ${shown(limit + sign * deadband, tag)}.`,
      expected: `a deadband less than the distance to the end of the measuring range, ${shown(direction === 'above' ? low : high, tag)}`,
      remedy: 'narrow the deadband',
    });
    return;
  }
  reader.report([...path, direction], {
    id: 'limit-outside-sensor',
    message: `"${tag.id}" never reads ${direction} ${shown(limit, tag)}: the device measures from ${shown(low, tag)} to ${shown(high, tag)}.`,
    expected: `a limit within the measuring range`,
    remedy: 'lower the limit, or choose a device with a wider range',
  });
}
