/** Whether a value lies in a closed interval, up to the rounding that reading units leaves behind. */
export function isWithin(value: number, [low, high]: readonly [number, number]): boolean {
  const slack = 1e-9 * (high - low);
  return value >= low - slack && value <= high + slack;
}
