/**
 * Rounding that keeps sums: what is shown of the parts adds up, digit by digit, to what is shown of the whole. Parts
 * are rounded down, and the units that are then missing go to those that lost most (Hamilton's method).
 *
 * @param parts with their signs, in units of the last digit
 * @param total what the rounded parts must add up to, a whole number next to their sum
 * @returns whole numbers; a part that is nothing stays nothing
 */
export function apportion(parts: readonly number[], total: number): readonly number[] {
  const whole = parts.map(Math.floor);
  const byLoss = parts
    .map((part, index) => ({ index, loss: part - Math.floor(part), isNothing: part === 0 }))
    .filter(({ isNothing }) => !isNothing)
    .sort((a, b) => b.loss - a.loss || a.index - b.index)
    .map(({ index }) => index);
  const missing = total - whole.reduce((sum, part) => sum + part, 0);
  const chosen = missing < 0 ? byLoss.slice(missing) : byLoss.slice(0, missing);
  for (const index of chosen) whole[index] = (whole[index] ?? 0) + Math.sign(missing);
  return whole;
}
