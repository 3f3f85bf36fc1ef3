/**
 * The breaker of a link, so that a dead device is not asked again and again at the cost of its neighbours.
 *
 * `closed`: requests go out as they are due. `open`: none goes out before the pause is over; it doubles from failure to
 * failure up to its limit. `half-open`: the pause is over and one request tries whether the device is back; an answer
 * closes the breaker, anything else opens it again. Times are seconds of the site clock.
 */
import type { LinkPolicy } from '../wiring.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Numbers of its tag: the higher, the further from answering. */
export const BREAKER_NUMBER: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** Tag that says where the breaker of a device stands. */
export function breakerTag(deviceId: string): string {
  return `${deviceId}.breaker`;
}

/** A time that was meant to hit the grid must not fall short of it by a rounding error. */
const TIME_SLACK_S = 1e-9;

export class LinkBreaker {
  private readonly policy: LinkPolicy;
  private current: BreakerState = 'closed';
  /** Attempts in a row that failed. */
  private failuresInRow = 0;
  private pauseS = 0;
  private opensAgainAtS = 0;

  constructor(policy: LinkPolicy) {
    this.policy = policy;
  }

  get state(): BreakerState {
    return this.current;
  }

  get failures(): number {
    return this.failuresInRow;
  }

  /** When the next attempt is allowed; the past while the breaker is closed. */
  get nextAttemptS(): number {
    return this.current === 'closed' ? Number.NEGATIVE_INFINITY : this.opensAgainAtS;
  }

  mayAsk(nowS: number): boolean {
    return this.current !== 'open' || nowS >= this.opensAgainAtS - TIME_SLACK_S;
  }

  /** A request goes out: through an open breaker as its trial. */
  asked(): void {
    if (this.current === 'open') this.current = 'half-open';
  }

  succeeded(): void {
    this.current = 'closed';
    this.failuresInRow = 0;
    this.pauseS = 0;
  }

  /** Takes a failure. True where the breaker is open from now on: after `retries` further attempts, or a failed trial. */
  failed(nowS: number): boolean {
    this.failuresInRow++;
    if (this.current === 'closed' && this.failuresInRow <= this.policy.retries) return false;
    this.trip(nowS);
    return true;
  }

  /** Opens at once, whatever attempts are left. */
  trip(nowS: number): void {
    const { backoffFirstS, backoffMaxS } = this.policy;
    this.pauseS = this.pauseS === 0 ? backoffFirstS : Math.min(2 * this.pauseS, backoffMaxS);
    this.current = 'open';
    this.opensAgainAtS = nowS + this.pauseS;
  }
}
