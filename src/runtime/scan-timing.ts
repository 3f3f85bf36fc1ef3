import { type DurationSummary, Histogram } from '../signal/histogram.ts';

/** What the scan measured of itself, in real time. */
export interface ScanReport {
  readonly periodS: number;
  readonly scans: number;
  /** Scans that were never made because the one before ended, or the host woke up, too late. */
  readonly missed: number;
  /** Scans that began more than one period late, or worked for longer than one. */
  readonly overruns: number;
  /** How late scans began. */
  readonly jitter: DurationSummary;
  /** How long scans worked. */
  readonly work: DurationSummary;
}

/** Measures each scan against its schedule. All times here are wall-clock seconds. */
export class ScanTiming {
  readonly #periodS: number;
  readonly #jitter = new Histogram();
  readonly #work = new Histogram();
  #missed = 0;
  #overruns = 0;

  constructor(periodS: number) {
    this.#periodS = periodS;
  }

  /** @returns whether this scan overran */
  scan(lateS: number, workS: number, missed: number): boolean {
    this.#jitter.add(lateS);
    this.#work.add(workS);
    this.#missed += missed;
    const overrun = lateS > this.#periodS || workS > this.#periodS;
    if (overrun) this.#overruns += 1;
    return overrun;
  }

  report(): ScanReport {
    return {
      periodS: this.#periodS,
      scans: this.#jitter.count,
      missed: this.#missed,
      overruns: this.#overruns,
      jitter: this.#jitter.summary(),
      work: this.#work.summary(),
    };
  }
}
