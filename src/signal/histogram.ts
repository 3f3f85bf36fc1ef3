/**
 * Distribution of a duration in fixed memory: buckets that grow by 2 % from 1 µs to beyond an hour, so a quantile is
 * known to 2 %. The maximum is exact.
 */
export class Histogram {
  static readonly #growth = Math.log(1.02);
  static readonly #firstS = 1e-6;

  readonly #buckets = new Uint32Array(1200);
  #count = 0;
  #maxS = 0;

  get count(): number {
    return this.#count;
  }

  get maxS(): number {
    return this.#maxS;
  }

  add(durationS: number): void {
    const scaled = durationS / Histogram.#firstS;
    const index = scaled <= 1 ? 0 : Math.ceil(Math.log(scaled) / Histogram.#growth);
    const bucket = Math.min(index, this.#buckets.length - 1);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
    if (durationS > this.#maxS) this.#maxS = durationS;
  }

  /** Upper edge of the bucket that holds the quantile `q` (0 … 1), s; 0 when nothing was added. */
  quantileS(q: number): number {
    const target = Math.ceil(q * this.#count);
    let seen = 0;
    for (const [index, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= target && count > 0) {
        return Math.min(Histogram.#firstS * Math.exp(index * Histogram.#growth), this.#maxS);
      }
    }
    return 0;
  }

  summary(): DurationSummary {
    return {
      count: this.#count,
      p50S: this.quantileS(0.5),
      p99S: this.quantileS(0.99),
      p999S: this.quantileS(0.999),
      maxS: this.#maxS,
    };
  }
}

export interface DurationSummary {
  readonly count: number;
  readonly p50S: number;
  readonly p99S: number;
  readonly p999S: number;
  readonly maxS: number;
}
