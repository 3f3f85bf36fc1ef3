/** Topic names and filters (MQTT 3.1.1, chapter 4.7). */

/** Deeper topics than any device has would only serve to make matching slow. */
const MAX_LEVELS = 128;

/** Whether a message may be published under it: not empty [MQTT-4.7.3-1], no wildcards [MQTT-3.3.2-2]. */
export function isTopicName(topic: string): boolean {
  if (topic === '' || topic.includes('+') || topic.includes('#')) return false;
  // A short one cannot be too deep, and needs no taking apart.
  return topic.length < MAX_LEVELS || levelsOf(topic).length <= MAX_LEVELS;
}

/** Whether wildcards fill whole levels, and "#" the last one alone [MQTT-4.7.1-2], [MQTT-4.7.1-3]. */
export function isTopicFilter(filter: string): boolean {
  const levels = levelsOf(filter);
  if (filter === '' || levels.length > MAX_LEVELS) return false;
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || !(level.includes('+') || level.includes('#'));
  });
}

export function levelsOf(topic: string): readonly string[] {
  return topic.split('/');
}

/** A filter that begins with a wildcard takes no topic that begins with "$" [MQTT-4.7.2-1]. */
export function isReserved(topic: string): boolean {
  return topic.startsWith('$');
}

/**
 * Whether every topic that `filter` takes is taken by `pattern` too. A topic name is the filter of itself alone.
 * "a/#" takes "a", too (4.7.1.2).
 */
export function covers(pattern: string, filter: string): boolean {
  const wanted = levelsOf(filter);
  const given = levelsOf(pattern);
  if (isReserved(filter) && (given[0] === '+' || given[0] === '#')) return false;
  for (const [index, level] of given.entries()) {
    if (level === '#') return true;
    const other = wanted[index];
    if (other === undefined || other === '#') return false;
    if (level !== '+' && level !== other) return false;
  }
  return given.length === wanted.length;
}
