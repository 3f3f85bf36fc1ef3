/** One Modbus TCP connection to a real device, with one request under way at a time: slow, and safe with any device. */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeTcpFrame, TcpFramer } from '../../../field/modbus/tcp-framer.ts';
import type { Endpoint } from '../../../field/wiring.ts';

/** Reply PDU, or why there is none. */
export type Answer =
  | { readonly ok: true; readonly pdu: Uint8Array }
  | { readonly ok: false; readonly detail: string };

/** Sends a request PDU to the device and waits for its reply; never rejects. A serial line fits in here as well. */
export type Exchange = (pdu: Uint8Array) => Promise<Answer>;

export interface TcpOptions {
  readonly endpoint: Endpoint;
  readonly unit: number;
  /** For the connection and for each answer, s. */
  readonly timeoutS: number;
  /** Pause before each request, s. */
  readonly gapS: number;
}

interface Waiting {
  readonly transactionId: number;
  readonly unit: number;
  readonly settle: (answer: Answer) => void;
}

export class TcpExchange {
  private readonly socket: Socket;
  private readonly options: TcpOptions;
  private readonly framer = new TcpFramer();
  private waiting: Waiting | null = null;
  private transactionId = 0;
  private broken: string | null = null;

  /** The socket is connected, or about to be. */
  constructor(options: TcpOptions) {
    this.options = options;
    this.socket = connect({ ...options.endpoint, noDelay: true });
    this.socket.on('data', (piece) => this.take(piece));
    this.socket.on('error', ({ message }) => this.fail(message));
    this.socket.on('close', () => this.fail('the connection was closed'));
  }

  readonly exchange: Exchange = (pdu) => this.ask(this.options.unit, pdu);

  /** The same of any unit behind the address. */
  async ask(unit: number, pdu: Uint8Array): Promise<Answer> {
    const { timeoutS, gapS } = this.options;
    if (gapS > 0) await pause(1000 * gapS);
    const { broken } = this;
    if (broken !== null) return { ok: false, detail: broken };
    this.transactionId = (this.transactionId + 1) % 0x1_0000;
    const { transactionId } = this;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle({ ok: false, detail: 'no answer' }), 1000 * timeoutS);
      const settle = (answer: Answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.waiting = { transactionId, unit, settle };
      this.socket.write(encodeTcpFrame(transactionId, unit, pdu));
    });
  }

  close(): void {
    this.socket.destroy();
  }

  /** Answers that come too late, or of another unit, are passed over. */
  private take(piece: Uint8Array): void {
    this.framer.push(piece);
    for (let frame = this.framer.next(); frame !== 'incomplete'; frame = this.framer.next()) {
      if (frame === 'garbage') {
        this.fail('what the device sends is not Modbus TCP');
        this.socket.destroy();
        return;
      }
      const { transactionId, unit, pdu } = frame;
      if (transactionId !== this.waiting?.transactionId || unit !== this.waiting.unit) continue;
      this.settle({ ok: true, pdu: Uint8Array.from(pdu) });
    }
  }

  private fail(detail: string): void {
    this.broken ??= detail;
    this.settle({ ok: false, detail: this.broken });
  }

  private settle(answer: Answer): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.settle(answer);
  }
}
