/**
 * Compensated summation after Neumaier (ZAMM 54, 1974): the rounding error of every addition is kept and added at
 * the end, so that the sum of a hundred million terms is good to the last digit or so.
 */
export interface CompensatedSums {
  readonly sum: Float64Array;
  readonly lost: Float64Array;
}

export function compensatedSums(size: number): CompensatedSums {
  return { sum: new Float64Array(size), lost: new Float64Array(size) };
}

export function addTo(sums: CompensatedSums, index: number, term: number): void {
  const before = sums.sum[index] as number;
  const after = before + term;
  const error = Math.abs(before) >= Math.abs(term) ? before - after + term : term - after + before;
  sums.sum[index] = after;
  sums.lost[index] = (sums.lost[index] as number) + error;
}

export function totalOf(sums: CompensatedSums, index: number): number {
  return (sums.sum[index] ?? 0) + (sums.lost[index] ?? 0);
}
