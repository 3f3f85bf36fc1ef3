/**
 * Writes to a line or connection on which faults hold answers back, or trickle them out byte by byte. What is written
 * while a frame trickles waits behind it, as bytes of one stream do.
 */
import type { Duplex } from 'node:stream';

interface Waiting {
  readonly bytes: Uint8Array;
  readonly pauseS: number;
}

/** Timers cannot count further, and would not wait at all. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export class FaultyWriter {
  private readonly line: Duplex;
  private readonly speed: number;
  private readonly released: () => void;
  /** Answers that are held back, by unit. */
  private readonly held = new Map<number, Set<NodeJS.Timeout>>();
  private readonly queue: Waiting[] = [];
  private pace: NodeJS.Timeout | null = null;

  /**
   * @param speed Site seconds per second of the wall clock.
   * @param released Hears whenever something that was pending has been written.
   */
  constructor(line: Duplex, speed: number, released: () => void) {
    this.line = line;
    this.speed = speed;
    this.released = released;
    line.on('close', () => this.stop());
  }

  /** Answers that are held back or wait behind a frame that trickles. */
  get pending(): number {
    let count = this.queue.length;
    for (const timers of this.held.values()) count += timers.size;
    return count;
  }

  /** Whether a frame is under way of which only a part has been sent: what is to follow it comes to `write`. */
  get isTrickling(): boolean {
    return this.pace !== null;
  }

  /** Does something on behalf of a unit after a time, s of the site clock; at once where it is 0. */
  later(unit: number, delayS: number, action: () => void): void {
    if (delayS <= 0) {
      action();
      return;
    }
    const timers = this.held.get(unit) ?? new Set();
    this.held.set(unit, timers);
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (this.line.destroyed) return;
      action();
      this.released();
    }, this.waitMs(delayS));
    timers.add(timer);
  }

  /** Takes back what is held for a unit. */
  forget(unit: number): void {
    for (const timer of this.held.get(unit) ?? []) clearTimeout(timer);
    this.held.delete(unit);
  }

  /** Writes bytes that nobody changes any more, with a pause after each where it is not 0, s of the site clock. */
  write(bytes: Uint8Array, pauseS: number): void {
    if (bytes.length === 0 || !this.line.writable) return;
    if (this.pace === null && pauseS <= 0) {
      this.line.write(bytes);
      return;
    }
    this.queue.push({ bytes, pauseS });
    if (this.pace === null) this.pump();
  }

  /** Drops all that has not been sent. */
  stop(): void {
    for (const unit of [...this.held.keys()]) this.forget(unit);
    this.breakOff();
  }

  /** Sends no more of what trickles, and of what waits behind it. */
  breakOff(): void {
    if (this.pace !== null) clearTimeout(this.pace);
    this.pace = null;
    this.queue.length = 0;
  }

  /** Sends the next byte of what trickles, or all of what does not. */
  private pump(): void {
    this.pace = null;
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      const { bytes, pauseS } = next;
      if (pauseS <= 0) {
        this.line.write(bytes);
        continue;
      }
      this.line.write(bytes.subarray(0, 1));
      if (bytes.length > 1) this.queue.unshift({ bytes: bytes.subarray(1), pauseS });
      const goOn = () => {
        this.pump();
        this.released();
      };
      this.pace = setTimeout(goOn, this.waitMs(pauseS));
      return;
    }
  }

  private waitMs(siteS: number): number {
    return Math.min((siteS / this.speed) * 1000, LONGEST_WAIT_MS);
  }
}
