/** What inputs can be. */

export function isRatio(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** A flow or a power: none, or some. */
export function isAmount(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}

/** A pressure or a temperature: more than nothing. */
export function isPositive(value: number): boolean {
  return value > 0 && value < Number.POSITIVE_INFINITY;
}
