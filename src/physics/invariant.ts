/** Stops at a bug of ours. Never for data: bad data is a value. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${what}`);
}
