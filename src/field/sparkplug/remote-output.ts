/**
 * Commands to one output of an edge node. Sparkplug acknowledges none: a command counts as done when the metric shows
 * the value. One that is not shown in time is repeated, as often as the link's policy says, and after that with a
 * pause that doubles.
 */
import type { DrivenPoint, LinkPolicy } from '../wiring.ts';

/** What has become of a command, and what to send next. */
export interface OutputStep {
  /** In the SI unit of the point; null: the last command was the last for now. */
  readonly valueSi: number | null;
  readonly repeated: boolean;
  /** The edge node has not shown the one before in time. */
  readonly timedOut: boolean;
  /** As often as the link's policy allows. */
  readonly failed: boolean;
}

/** What an output may stand away from its command: it has a resolution of its own, which nobody here knows. */
const TOLERANCE_RATIO = 0.005;
/** A time that was meant to hit the grid must not fall short of it by a rounding error. */
const TIME_SLACK_S = 1e-9;

export class RemoteOutput {
  private readonly link: LinkPolicy;
  private readonly periodS: number;
  private readonly signal: readonly [number, number];
  private wanted: number | null = null;
  /** Where the output stands; null while nobody knows. */
  private shown: number | null = null;
  private confirmed = false;
  private awaiting = false;
  private failed = false;
  /** Commands in a row that the edge node has not shown. */
  private attempts = 0;
  private backoffS = 0;
  /** When the next thing happens. */
  private dueS = Number.NEGATIVE_INFINITY;
  private sentS = Number.NEGATIVE_INFINITY;

  /** @param periodS shortest time between two commands, s */
  constructor({ signal }: DrivenPoint, link: LinkPolicy, periodS: number) {
    this.signal = signal;
    this.link = link;
    this.periodS = periodS;
  }

  /** Commands a position; outside 0 … 1 it saturates, as a terminal does. */
  command(position: number): void {
    if (Number.isNaN(position)) throw new Error('invariant: an output commanded to NaN');
    const wanted = Math.min(Math.max(position, 0), 1);
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    this.forget();
  }

  /** Makes the command pending again, for an edge node that may have forgotten it. */
  forget(): void {
    this.confirmed = false;
    this.awaiting = false;
    this.failed = false;
    this.attempts = 0;
    this.dueS = this.sentS + this.periodS;
  }

  /** Takes the position that the edge node shows. Where somebody else has changed it, it is commanded anew. */
  heard(position: number): void {
    this.shown = position;
    if (this.wanted === null) return;
    if (!this.isShown()) {
      if (this.confirmed) this.forget();
      return;
    }
    // What was shown before any command left says nothing of it.
    if (this.attempts === 0) return;
    this.confirmed = true;
    this.awaiting = false;
    this.failed = false;
  }

  /** The edge node is gone, and with it all that is known of its output. */
  lost(): void {
    this.shown = null;
    this.forget();
  }

  isPending(): boolean {
    return this.wanted !== null && !this.confirmed;
  }

  /** Whether the edge node has let every attempt go by, and still does. */
  hasFailed(): boolean {
    return this.failed;
  }

  /** What is due at `nowS`; null: nothing. */
  next(nowS: number): OutputStep | null {
    const { wanted } = this;
    if (wanted === null || this.confirmed || nowS < this.dueS - TIME_SLACK_S) return null;
    const timedOut = this.awaiting;
    if (timedOut && this.attempts > this.link.retries) {
      this.giveUpForNow(nowS);
      return { valueSi: null, repeated: false, timedOut, failed: true };
    }
    const repeated = this.attempts > 0;
    this.attempts++;
    // What stands already is not said again: data come by exception. It is commanded once all the same.
    this.confirmed = this.isShown();
    this.awaiting = !this.confirmed;
    if (this.confirmed) this.failed = false;
    this.sentS = nowS;
    this.dueS = nowS + this.link.timeoutS;
    const [closed, open] = this.signal;
    return { valueSi: closed + wanted * (open - closed), repeated, timedOut, failed: false };
  }

  private isShown(): boolean {
    const { shown, wanted } = this;
    return shown !== null && wanted !== null && Math.abs(shown - wanted) <= TOLERANCE_RATIO;
  }

  private giveUpForNow(nowS: number): void {
    const { backoffFirstS, backoffMaxS } = this.link;
    this.backoffS = this.failed ? Math.min(2 * this.backoffS, backoffMaxS) : backoffFirstS;
    this.failed = true;
    this.awaiting = false;
    this.dueS = nowS + this.backoffS;
  }
}
