/**
 * Cuts the bytes of a serial line into the requests on it, by length and checksum, as a device on the line sees them:
 * requests and replies of its neighbours pass by as whole frames, and what is neither is noise, of which it drops one
 * byte after the other until a frame fits again. Silence ends what the line has left unfinished, and tells where a
 * frame of unknown length ends. Time is an argument.
 *
 * An operating system hands bytes over in lumps and late, a USB adapter up to 16 ms late. `toleranceS` is what a
 * silence may appear longer than it was; with 0 the rules of the guide hold to the letter.
 */

import {
  hasChecksum,
  MAX_RTU_FRAME_BYTES,
  MIN_RTU_FRAME_BYTES,
  NOT_YET,
  replyLength,
  requestLength,
} from './rtu-frame.ts';
import type { RtuTiming } from './rtu-timing.ts';

export interface RtuRequest {
  readonly unit: number;
  readonly pdu: Uint8Array;
}

/** What begins at a place: a frame of this length, `wait` for more bytes, or `noise`. */
type Found = { readonly kind: 'request' | 'reply'; readonly length: number } | 'wait' | 'noise';

/** The longest frame and what may arrive behind it before the framer has looked. */
const BUFFER_BYTES = 4 * MAX_RTU_FRAME_BYTES;

export class RtuFramer {
  private readonly longestPauseS: number;
  private readonly silenceS: number;
  private readonly bytes = new Uint8Array(BUFFER_BYTES);
  private length = 0;
  private lastS = Number.NEGATIVE_INFINITY;
  private broken = false;

  constructor(timing: RtuTiming, options: { readonly toleranceS: number }) {
    this.longestPauseS = timing.withinFrameS + options.toleranceS;
    this.silenceS = timing.betweenFramesS + options.toleranceS;
  }

  /** After how long without a byte the line counts as silent, s. */
  get silenceAfterS(): number {
    return this.silenceS;
  }

  /** Whether there is something that silence would end. */
  get isWaiting(): boolean {
    return this.length > 0 || this.broken;
  }

  /** Takes bytes that arrived at `nowS`; gives the requests that are complete. */
  push(piece: Uint8Array, nowS: number): RtuRequest[] {
    const pauseS = nowS - this.lastS;
    const requests = pauseS >= this.silenceS ? this.silence() : [];
    // "If a silent interval of more than 1.5 character times occurs between two characters, the message frame is
    // declared incomplete and should be discarded": with all that follows it before the next silence.
    if (this.length > 0 && pauseS > this.longestPauseS) this.broken = true;
    this.lastS = nowS;
    if (this.broken) {
      this.length = 0;
      return requests;
    }
    for (let at = 0; at < piece.length; ) {
      const taken = Math.min(piece.length - at, BUFFER_BYTES - this.length);
      this.bytes.set(piece.subarray(at, at + taken), this.length);
      this.length += taken;
      at += taken;
      this.take(requests, false);
    }
    return requests;
  }

  /** The line has been silent: what could still have become a frame is one now, or noise. */
  silence(): RtuRequest[] {
    const requests: RtuRequest[] = [];
    if (!this.broken) this.take(requests, true);
    this.broken = false;
    this.length = 0;
    return requests;
  }

  private take(requests: RtuRequest[], silent: boolean): void {
    let at = 0;
    while (at < this.length) {
      const found = this.look(at, silent);
      if (found === 'wait') break;
      if (found === 'noise') {
        at++;
        continue;
      }
      const end = at + found.length;
      if (found.kind === 'request') {
        requests.push({ unit: this.bytes[at] ?? 0, pdu: this.bytes.slice(at + 1, end - 2) });
      }
      at = end;
    }
    this.bytes.copyWithin(0, at, this.length);
    this.length -= at;
  }

  private look(at: number, silent: boolean): Found {
    const { bytes, length: end } = this;
    const asked = this.fit(at, requestLength(bytes, at, end));
    if (typeof asked === 'number') return { kind: 'request', length: asked };
    const answered = this.fit(at, replyLength(bytes, at, end));
    if (typeof answered === 'number') return { kind: 'reply', length: answered };
    if (silent) {
      // Nothing tells the length of an unknown function, except that the line is silent after it.
      const whole = end - at >= MIN_RTU_FRAME_BYTES && end - at <= MAX_RTU_FRAME_BYTES;
      const isRequest = (bytes[at + 1] ?? 0) < 0x80;
      return whole && isRequest && hasChecksum(bytes, at, end)
        ? { kind: 'request', length: end - at }
        : 'noise';
    }
    const mayGrow = end - at < MAX_RTU_FRAME_BYTES;
    return mayGrow && (asked === 'wait' || answered === 'wait') ? 'wait' : 'noise';
  }

  /** The length itself where a frame of that length is there; `wait` where it may come. */
  private fit(at: number, length: number): number | 'wait' | 'noise' {
    if (length === NOT_YET || length < 0) return 'wait';
    if (length > MAX_RTU_FRAME_BYTES) return 'noise';
    if (at + length > this.length) return 'wait';
    return hasChecksum(this.bytes, at, at + length) ? length : 'noise';
  }
}
