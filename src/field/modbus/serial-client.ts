/**
 * Modbus RTU client on a line of bytes: one request under way, silence between frames, and an outcome for everything.
 *
 * A serial frame carries no transaction id. So that a late answer is never taken for that of the next request, a unit
 * that let a request time out is left alone for as long again, while the others are served: an answer up to twice as
 * late as the time-out finds nobody waiting for it. A damaged answer is waited out like silence, for the same reason.
 * The line is opened when something is to be sent; how often that is tried is the driver's back-off.
 */
import type { ModbusTransaction } from '../driver/modbus-driver.ts';
import type { ByteLine, OpenLine } from '../serial/byte-line.ts';
import type { ClientOptions, ModbusClient } from './modbus-client.ts';
import type { ModbusOutcome } from './request.ts';
import { decodeReply, disconnectedOutcome, encodeRequest, protocolOutcome, TIMED_OUT } from './request.ts';
import { encodeRtuFrame } from './rtu-frame.ts';
import { findAnswer, whyNoAnswer } from './serial-answer.ts';

export interface SerialClientOptions extends ClientOptions {
  /** Silence before each request, s; the line's own, which a faster site does not shorten. */
  readonly silenceS: number;
  /** Further pause after an answer, for devices that need one before they listen again, s. */
  readonly turnaroundS: number;
  /** How long a frame of so many bytes takes on the line, s; time-outs start when it is over. */
  readonly airTimeS: (bytes: number) => number;
  /** Requests in a row without any answer after which the line is opened anew. */
  readonly reopenAfter: number;
}

/** A line that is never silent is not waited for any longer than this. */
const MAX_NOISE_MS = 200;
/** Twice the longest frame: older bytes cannot belong to an answer any more. */
const MAX_HEARD_BYTES = 512;

interface Job {
  readonly transaction: ModbusTransaction;
  readonly finish: (outcome: ModbusOutcome) => void;
}

interface Exchange {
  readonly job: Job;
  readonly pdu: Uint8Array;
  readonly timer: NodeJS.Timeout;
  heard: Uint8Array;
  written: boolean;
}

const NOTHING = new Uint8Array(0);

/** @param open Opens the line, each time anew after it was lost. */
export function createSerialClient(open: OpenLine, options: SerialClientOptions): ModbusClient {
  return new SerialClient(open, options);
}

class SerialClient implements ModbusClient {
  private readonly open: OpenLine;
  private readonly options: SerialClientOptions;
  private readonly waiting: Job[] = [];
  private line: ByteLine | null = null;
  private opening: Promise<void> | null = null;
  private closing: Promise<void> = Promise.resolve();
  private exchange: Exchange | null = null;
  /** Units whose answers may still come, each with the function that it was asked. */
  private readonly awaited = new Map<number, number>();
  /** What came while nobody was asked. */
  private stray: Uint8Array = NOTHING;
  /** Until when a unit that timed out is left alone, ms. */
  private readonly heldUntilMs = new Map<number, number>();
  private quietUntilMs = 0;
  private noiseSinceMs = 0;
  private wake: NodeJS.Timeout | null = null;
  private unanswered = 0;
  private closed = false;

  constructor(open: OpenLine, options: SerialClientOptions) {
    this.open = open;
    this.options = options;
  }

  send(transaction: ModbusTransaction): Promise<ModbusOutcome> {
    return new Promise((resolve) => {
      if (this.closed) {
        resolve(disconnectedOutcome('driver stopped'));
        return;
      }
      this.waiting.push({ transaction, finish: resolve });
      this.pump();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.giveUp('driver stopped');
    await this.opening;
    await this.closing;
  }

  /** Closes the line, for another to be opened. */
  private giveUp(detail: string): void {
    this.closing = this.line?.close() ?? this.closing;
    this.lost(detail);
  }

  /** What waits for the line fails with it: when to try again is the driver's decision. */
  private lost(detail: string): void {
    if (this.line !== null && !this.closed) this.options.observer?.connectionLost();
    this.line = null;
    this.heldUntilMs.clear();
    this.awaited.clear();
    if (this.wake !== null) clearTimeout(this.wake);
    const failed = this.waiting.splice(0);
    const { exchange } = this;
    if (exchange !== null) {
      clearTimeout(exchange.timer);
      failed.unshift(exchange.job);
      this.exchange = null;
      this.options.observer?.gaveUp(exchange.job.transaction.unit, exchange.heard.length, wallS(), 0);
    }
    for (const job of failed) job.finish(disconnectedOutcome(detail));
  }

  /** Sends the next request whose unit is not held, when the line has been silent for long enough. */
  private pump(): void {
    if (this.closed || this.exchange !== null || this.waiting.length === 0) return;
    if (this.line === null) {
      this.opening ??= this.connect();
      return;
    }
    const nowMs = performance.now();
    const held = this.waiting.map(({ transaction }) => this.heldUntilMs.get(transaction.unit) ?? 0);
    const readyMs = Math.max(this.quietUntilMs, Math.min(...held));
    if (readyMs > nowMs) {
      if (this.wake !== null) clearTimeout(this.wake);
      this.wake = setTimeout(() => this.pump(), Math.ceil(readyMs - nowMs));
      return;
    }
    const [job] = this.waiting.splice(
      held.findIndex((untilMs) => untilMs <= nowMs),
      1,
    );
    if (job !== undefined) this.transmit(job, this.line);
  }

  private async connect(): Promise<void> {
    await this.closing;
    let gone: string | null = null;
    const opened = await this.open({
      received: (bytes) => this.receive(bytes),
      closed: (reason) => {
        gone = reason;
        if (this.opening === null) this.lost(reason);
      },
    });
    this.opening = null;
    if (opened.ok && gone === null) {
      this.line = opened.line;
      this.unanswered = 0;
    }
    if (this.closed) this.giveUp('driver stopped');
    else if (this.line === null) this.lost(gone ?? (opened.ok ? '' : opened.reason));
    else this.pump();
    await this.closing;
  }

  private transmit(job: Job, line: ByteLine): void {
    const { unit, request } = job.transaction;
    const pdu = encodeRequest(request);
    const frame = encodeRtuFrame(unit, pdu);
    this.heldUntilMs.delete(unit);
    this.awaited.delete(unit);
    this.stray = NOTHING;
    const timer = setTimeout(
      () => this.expire(),
      this.timeoutMs(job) + this.options.airTimeS(frame.length) * 1000,
    );
    const exchange: Exchange = { job, pdu, timer, heard: NOTHING, written: false };
    this.exchange = exchange;
    this.options.tap?.('request', unit, pdu);
    this.options.observer?.sent(unit, frame.length, wallS());
    line.write(frame).then(() => {
      exchange.written = true;
    });
  }

  private receive(bytes: Uint8Array): void {
    const nowMs = performance.now();
    const { exchange } = this;
    if (exchange === null) {
      if (nowMs > this.quietUntilMs) this.noiseSinceMs = nowMs;
      const quietMs = nowMs + this.options.silenceS * 1000;
      this.quietUntilMs = Math.min(quietMs, this.noiseSinceMs + MAX_NOISE_MS);
      if (this.awaited.size > 0) this.stray = joined(this.stray, bytes);
      this.noticeLate(this.stray);
      return;
    }
    exchange.heard = joined(exchange.heard, bytes);
    const { unit, request } = exchange.job.transaction;
    this.noticeLate(exchange.heard);
    const reply = findAnswer(exchange.heard, unit, exchange.pdu[0] ?? 0);
    if (reply === null) return;
    this.options.tap?.('reply', unit, reply);
    this.unanswered = 0;
    const pauseS = this.options.silenceS + this.options.turnaroundS;
    this.options.observer?.answered(unit, exchange.heard.length, wallS(), pauseS);
    this.settle(exchange, decodeReply(request, reply), pauseS);
    this.pump();
  }

  /** What others were asked before their time was over. */
  private noticeLate(heard: Uint8Array): void {
    for (const [unit, functionCode] of this.awaited) {
      if (findAnswer(heard, unit, functionCode) === null) continue;
      this.awaited.delete(unit);
      this.options.observer?.late(unit);
    }
  }

  private expire(): void {
    const { exchange } = this;
    if (exchange === null) return;
    const { unit } = exchange.job.transaction;
    this.heldUntilMs.set(unit, performance.now() + this.timeoutMs(exchange.job));
    this.unanswered++;
    const { heard, written } = exchange;
    if (!written) {
      this.giveUp('the line takes no bytes');
      return;
    }
    this.options.observer?.gaveUp(unit, heard.length, wallS(), this.options.silenceS);
    const functionCode = exchange.pdu[0] ?? 0;
    this.awaited.set(unit, functionCode);
    this.settle(exchange, silenceOf(heard, unit, functionCode), this.options.silenceS);
    if (this.unanswered >= this.options.reopenAfter) this.giveUp('timeout');
    else this.pump();
  }

  private settle(exchange: Exchange, outcome: ModbusOutcome, silenceS: number): void {
    clearTimeout(exchange.timer);
    this.exchange = null;
    this.quietUntilMs = performance.now() + silenceS * 1000;
    this.noiseSinceMs = this.quietUntilMs;
    exchange.job.finish(outcome);
  }

  private timeoutMs({ transaction }: Job): number {
    return (transaction.timeoutS / this.options.speed) * 1000;
  }
}

function silenceOf(heard: Uint8Array, unit: number, functionCode: number): ModbusOutcome {
  if (heard.length === 0) return TIMED_OUT;
  const { fault, detail } = whyNoAnswer(heard, unit, functionCode);
  return protocolOutcome(fault, detail);
}

function wallS(): number {
  return performance.now() / 1000;
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes.length > MAX_HEARD_BYTES ? bytes.subarray(-MAX_HEARD_BYTES) : bytes;
}
