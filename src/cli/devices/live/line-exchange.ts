/** A serial line to a real device, with one request under way at a time. */
import { setTimeout as pause } from 'node:timers/promises';
import { encodeRtuFrame, hasChecksum } from '../../../field/modbus/rtu-frame.ts';
import { findAnswer, whyNoAnswer } from '../../../field/modbus/serial-answer.ts';
import type { ByteLine, OpenLine } from '../../../field/serial/byte-line.ts';
import type { Answer, Exchange } from './exchange.ts';

export interface LineOptions {
  readonly unit: number;
  /** For each answer, with the time that it takes on the line, s. */
  readonly timeoutS: number;
  /** Silence before each request, s. */
  readonly gapS: number;
}

export type OpenedExchange =
  | {
      readonly ok: true;
      readonly exchange: Exchange;
      /** The same of any unit on the line. */
      ask(unit: number, pdu: Uint8Array): Promise<Answer>;
      close(): Promise<void>;
    }
  | { readonly ok: false; readonly reason: string };

const IDENTIFICATION = 43;
const MIN_FRAME_BYTES = 5;
const NOTHING = new Uint8Array(0);

/** Opens the line once; a line that is lost stays lost. Never rejects. */
export async function openLineExchange(open: OpenLine, options: LineOptions): Promise<OpenedExchange> {
  const ears = new Ears();
  const opened = await open({
    received: (bytes) => ears.hear(bytes),
    closed: (reason) => ears.fail(reason),
  });
  if (!opened.ok) return opened;
  const { line } = opened;
  return {
    ok: true,
    exchange: (pdu) => ask(line, ears, pdu, options),
    ask: (unit, pdu) => ask(line, ears, pdu, { ...options, unit }),
    close: () => line.close(),
  };
}

async function ask(line: ByteLine, ears: Ears, pdu: Uint8Array, options: LineOptions): Promise<Answer> {
  await pause(1000 * options.gapS);
  const answer = ears.listen(options.unit, pdu[0] ?? 0, options.timeoutS);
  // A line that takes no bytes shows in an answer that does not come.
  void line.write(encodeRtuFrame(options.unit, pdu));
  return answer;
}

/** Listens for one answer at a time. */
class Ears {
  private unit = 0;
  private heard: Uint8Array = NOTHING;
  private broken: string | null = null;
  private functionCode = 0;
  private settle: (answer: Answer) => void = () => {};

  listen(unit: number, functionCode: number, timeoutS: number): Promise<Answer> {
    const { broken } = this;
    if (broken !== null) return Promise.resolve({ ok: false, detail: broken });
    this.heard = NOTHING;
    this.unit = unit;
    this.functionCode = functionCode;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle({ ok: false, detail: this.silence() }), 1000 * timeoutS);
      this.settle = (answer) => {
        clearTimeout(timer);
        this.settle = () => {};
        resolve(answer);
      };
    });
  }

  hear(bytes: Uint8Array): void {
    this.heard = Uint8Array.from([...this.heard, ...bytes]);
    const pdu = findAnswer(this.heard, this.unit, this.functionCode) ?? this.identification();
    if (pdu !== null) this.settle({ ok: true, pdu });
  }

  fail(reason: string): void {
    this.broken = reason;
    this.settle({ ok: false, detail: reason });
  }

  private silence(): string {
    return this.heard.length === 0
      ? 'no answer'
      : whyNoAnswer(this.heard, this.unit, this.functionCode).detail;
  }

  /** This answer does not say how long it is: it has come when its checksum fits. */
  private identification(): Uint8Array | null {
    const { heard, unit } = this;
    if (this.functionCode !== IDENTIFICATION || heard.length < MIN_FRAME_BYTES) return null;
    if (heard[0] !== unit || heard[1] !== IDENTIFICATION || !hasChecksum(heard, 0, heard.length)) return null;
    return heard.slice(1, -2);
  }
}
