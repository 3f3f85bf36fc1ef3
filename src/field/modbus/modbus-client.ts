/**
 * Modbus TCP client: a time-out for every request, limits in flight, a connection that comes back, and an outcome for
 * everything. The connection is made when something is to be sent; how often that is tried is the driver's back-off.
 */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { WireObserver } from '../driver/link-health.ts';
import type { ModbusTransaction } from '../driver/modbus-driver.ts';
import { networkWords } from '../listen.ts';
import type { Endpoint } from '../wiring.ts';
import type { ModbusOutcome } from './request.ts';
import { decodeReply, disconnectedOutcome, encodeRequest, protocolOutcome, TIMED_OUT } from './request.ts';
import type { TcpFrame } from './tcp-framer.ts';
import { encodeTcpFrame, TCP_HEADER_BYTES, TcpFramer } from './tcp-framer.ts';

export interface ModbusClient {
  /** Sends a request and gives its outcome; never rejects. */
  send(transaction: ModbusTransaction): Promise<ModbusOutcome>;
  close(): Promise<void>;
}

/** Sees every PDU that is sent, and every one that was taken for its answer. */
export type PduTap = (kind: 'request' | 'reply', unit: number, pdu: Uint8Array) => void;

export interface ClientOptions {
  /** Time-outs are seconds of the site clock, which runs so much faster than the wall clock. */
  readonly speed: number;
  readonly tap?: PduTap;
  readonly observer?: WireObserver;
}

/** Many requests in flight confuse gateways; real ones queue a few dozen. */
export const DEFAULT_IN_FLIGHT = 32;

const CONNECT_TIMEOUT_MS = 3000;
/** A connection on which nothing answers any more may be dead at the far end: a new one finds out. */
export const MAX_SILENT_TIMEOUTS = 3;
const TRANSACTION_IDS = 1024;
/** An answer that is later than so many other time-outs has lost its claim to its id. */
const MAX_UNANSWERED = 512;

/** @param options.maxInFlight Requests under way at once, 1 … 255; one for each unit in any case. */
export function createModbusClient(
  endpoint: Endpoint,
  options: ClientOptions & { readonly maxInFlight?: number },
): ModbusClient {
  return new TcpClient(endpoint, options, options.maxInFlight ?? DEFAULT_IN_FLIGHT);
}

interface Job {
  readonly transaction: ModbusTransaction;
  /** null until it is sent. */
  id: number | null;
  /** It is on its way, and nothing has come back. */
  onWire: boolean;
  readonly finish: (outcome: ModbusOutcome) => void;
}

class TcpClient implements ModbusClient {
  private readonly endpoint: Endpoint;
  private readonly options: ClientOptions;
  private readonly maxInFlight: number;
  private readonly waiting: Job[] = [];
  /** In flight, by unit id: one each. */
  private readonly inFlight = new Map<number, Job>();
  /** Ids whose answers may still come, oldest first. */
  private readonly unanswered = new Set<number>();
  private lastId = 0;
  private socket: Socket | null = null;
  private connected = false;
  private silentTimeouts = 0;
  private closed = false;

  constructor(endpoint: Endpoint, options: ClientOptions, maxInFlight: number) {
    this.endpoint = endpoint;
    this.options = options;
    this.maxInFlight = maxInFlight;
  }

  send(transaction: ModbusTransaction): Promise<ModbusOutcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.expire(job), (transaction.timeoutS / this.options.speed) * 1000);
      const job: Job = {
        transaction,
        id: null,
        onWire: false,
        finish: (outcome) => {
          clearTimeout(timer);
          this.drop(job);
          resolve(outcome);
          this.pump();
        },
      };
      this.waiting.push(job);
      if (this.closed) job.finish(disconnectedOutcome('driver stopped'));
      else this.pump();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.abandon('driver stopped');
  }

  /** What waits for a connection fails with it: when to try again is the driver's decision. */
  private abandon(detail: string): void {
    if (this.connected && !this.closed) this.options.observer?.connectionLost();
    this.socket?.destroy();
    this.socket = null;
    this.connected = false;
    this.unanswered.clear();
    const failed = [...this.inFlight.values(), ...this.waiting];
    this.inFlight.clear();
    this.waiting.length = 0;
    for (const job of failed) job.finish(disconnectedOutcome(detail));
  }

  /** Sends what may be sent, in order, but past requests whose unit is busy. */
  private pump(): void {
    if (this.closed || this.waiting.length === 0) return;
    if (!this.connected) {
      this.connect();
      return;
    }
    while (this.socket !== null && this.inFlight.size < this.maxInFlight) {
      const at = this.waiting.findIndex(({ transaction }) => !this.inFlight.has(transaction.unit));
      const job = this.waiting[at];
      if (job === undefined) return;
      this.waiting.splice(at, 1);
      this.transmit(job, this.socket);
    }
  }

  private transmit(job: Job, socket: Socket): void {
    const { unit, request } = job.transaction;
    const pdu = encodeRequest(request);
    job.id = this.freeId();
    this.inFlight.set(unit, job);
    this.options.tap?.('request', unit, pdu);
    job.onWire = true;
    this.options.observer?.sent(unit, TCP_HEADER_BYTES + pdu.length, wallS());
    socket.write(encodeTcpFrame(job.id, unit, pdu));
  }

  /** An id comes back into use only when its answer has come, so that a late one is never taken for another. */
  private freeId(): number {
    do this.lastId = (this.lastId + 1) % TRANSACTION_IDS;
    while (this.unanswered.has(this.lastId));
    this.unanswered.add(this.lastId);
    if (this.unanswered.size > MAX_UNANSWERED) {
      for (const oldest of this.unanswered) {
        this.unanswered.delete(oldest);
        break;
      }
    }
    return this.lastId;
  }

  private receive({ transactionId, unit, pdu }: TcpFrame): void {
    const { observer, tap } = this.options;
    const wasAsked = this.unanswered.delete(transactionId);
    for (const job of this.inFlight.values()) {
      if (job.id !== transactionId) continue;
      this.silentTimeouts = 0;
      job.onWire = false;
      const bytes = TCP_HEADER_BYTES + pdu.length;
      if (unit !== job.transaction.unit) {
        observer?.gaveUp(job.transaction.unit, bytes, wallS(), 0);
        job.finish(protocolOutcome('wrong-unit', `answer of unit ${unit}`));
        return;
      }
      observer?.answered(unit, bytes, wallS(), 0);
      tap?.('reply', unit, pdu);
      job.finish(decodeReply(job.transaction.request, pdu));
      return;
    }
    if (wasAsked) observer?.late(unit);
    else observer?.unasked(unit);
  }

  private connect(): void {
    if (this.socket !== null) return;
    const socket = connect({ host: this.endpoint.host, port: this.endpoint.port, noDelay: true });
    this.socket = socket;
    let problem = 'connection closed';
    const timer = setTimeout(() => {
      problem = 'host does not answer';
      socket.destroy();
    }, CONNECT_TIMEOUT_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      this.silentTimeouts = 0;
      this.connected = true;
      this.pump();
    });
    const framer = new TcpFramer();
    socket.on('data', (bytes) => {
      framer.push(bytes);
      let frame = framer.next();
      // An answer may end the connection, and what came behind it counts no more.
      for (; typeof frame !== 'string' && this.socket === socket; frame = framer.next()) this.receive(frame);
      if (frame === 'garbage') {
        problem = 'not Modbus TCP';
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      problem = networkWords(error);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      if (this.socket === socket) this.abandon(problem);
    });
  }

  private expire(job: Job): void {
    const sent = job.id !== null;
    job.finish(TIMED_OUT);
    if (!sent) return;
    this.silentTimeouts++;
    if (this.silentTimeouts >= MAX_SILENT_TIMEOUTS) this.abandon('timeout');
  }

  private drop(job: Job): void {
    const { unit } = job.transaction;
    if (job.onWire) this.options.observer?.gaveUp(unit, 0, wallS(), 0);
    job.onWire = false;
    if (this.inFlight.get(unit) === job) this.inFlight.delete(unit);
    const at = this.waiting.indexOf(job);
    if (at !== -1) this.waiting.splice(at, 1);
  }
}

function wallS(): number {
  return performance.now() / 1000;
}
