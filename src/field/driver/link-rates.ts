/** Rates from running totals: since the beginning, and over the last seconds. */

export interface Rates {
  /** Time that the rates are of, s; 0 before the first request. */
  readonly overS: number;
  readonly requestsPerS: number;
  /** Both ways. */
  readonly bytesPerS: number;
  /** Part of the time for which the wire was taken, 0 … 1; somewhat more where a silence has yet to pass. */
  readonly busyShare: number;
}

/** Totals as they stood at a moment. */
interface Mark {
  readonly atS: number;
  readonly requests: number;
  readonly bytes: number;
  readonly busyS: number;
}

const WINDOW_S = 10;
const STEP_S = 1;
const NO_RATES: Rates = { overS: 0, requestsPerS: 0, bytesPerS: 0, busyShare: 0 };

export class RateWindow {
  private first: Mark | null = null;
  /** At least a second apart; the oldest is the youngest that is ten seconds old. */
  private readonly marks: Mark[] = [];
  private nextS = Number.NEGATIVE_INFINITY;

  /** Remembers the totals now and then. */
  keep(nowS: number, requests: number, bytes: number, busyS: number): void {
    if (nowS < this.nextS) return;
    const mark = { atS: nowS, requests, bytes, busyS };
    this.first ??= mark;
    this.marks.push(mark);
    this.nextS = nowS + STEP_S;
    this.forget(nowS);
  }

  rates(nowS: number, requests: number, bytes: number, busyS: number): { overall: Rates; recent: Rates } {
    this.forget(nowS);
    const now = { atS: nowS, requests, bytes, busyS };
    return { overall: ratesBetween(this.first, now), recent: ratesBetween(this.marks[0] ?? null, now) };
  }

  private forget(nowS: number): void {
    while ((this.marks[1]?.atS ?? nowS) <= nowS - WINDOW_S) this.marks.shift();
  }
}

function ratesBetween(from: Mark | null, to: Mark): Rates {
  if (from === null || to.atS <= from.atS) return NO_RATES;
  const overS = to.atS - from.atS;
  return {
    overS,
    requestsPerS: (to.requests - from.requests) / overS,
    bytesPerS: (to.bytes - from.bytes) / overS,
    busyShare: (to.busyS - from.busyS) / overS,
  };
}
