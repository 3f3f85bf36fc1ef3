/** What tests of the laws share. */
export const DRY_AIR = { N2: 0.7808, O2: 0.2096, Ar: 0.0096 };

export function relative(actual: number, expected: number): number {
  return Math.abs(actual / expected - 1);
}
