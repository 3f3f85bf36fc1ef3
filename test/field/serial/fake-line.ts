/** A serial line under the test's control, without any port. */
import type { LineListener, OpenLine } from '../../../src/field/serial/byte-line.ts';

export class FakeLine {
  /** Frames that were sent, in hexadecimal. */
  readonly sent: string[] = [];
  opened = 0;
  closedByClient = 0;
  /** Why the line cannot be opened; null: it can. */
  refusal: string | null = null;
  /** Whether it takes what is sent. */
  stuck = false;
  /** Called with each frame that is sent. */
  onFrame: (frame: Uint8Array) => void = () => {};
  #listener: LineListener | null = null;

  readonly open: OpenLine = async (listener) => {
    if (this.refusal !== null) return { ok: false, reason: this.refusal };
    this.opened++;
    this.#listener = listener;
    return {
      ok: true,
      line: {
        write: async (bytes) => {
          if (this.stuck) await new Promise(() => {});
          this.sent.push(Buffer.from(bytes).toString('hex'));
          this.onFrame(bytes);
        },
        close: async () => {
          this.closedByClient++;
          this.#listener = null;
        },
      },
    };
  };

  /** Bytes that reach the client. */
  hear(...pieces: (Uint8Array | readonly number[])[]): void {
    for (const piece of pieces) this.#listener?.received(Uint8Array.from(piece));
  }

  /** The adapter is pulled out. */
  vanish(reason: string): void {
    const listener = this.#listener;
    this.#listener = null;
    listener?.closed(reason);
  }
}
