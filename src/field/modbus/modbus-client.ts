/**
 * Modbus TCP client: modbus-serial builds the requests and reads the answers, and this adapter adds what it lacks:
 * an explicit time-out, limits in flight, a connection that comes back, and an outcome for everything. The
 * connection is made when something is to be sent; how often that is tried is the driver's back-off.
 */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import modbusSerial from 'modbus-serial';
import type { ModbusTransaction } from '../driver/modbus-driver.ts';
import { networkWords } from '../listen.ts';
import type { Endpoint } from '../wiring.ts';
import { ModbusSerialPort } from './modbus-serial-port.ts';
import type { ModbusOutcome, ModbusRequest } from './request.ts';
import { exceptionOutcome, protocolOutcome, WRITTEN } from './request.ts';

export interface ModbusClient {
  /** Sends a request and gives its outcome; never rejects. */
  send(transaction: ModbusTransaction): Promise<ModbusOutcome>;
  close(): Promise<void>;
}

type Library = InstanceType<typeof modbusSerial.default>;

interface Job {
  readonly transaction: ModbusTransaction;
  readonly finish: (outcome: ModbusOutcome) => void;
}

/** Many requests in flight confuse gateways; real ones queue a few dozen. */
const MAX_IN_FLIGHT = 32;
const CONNECT_TIMEOUT_MS = 3000;
/** A connection on which nothing answers any more may be dead at the far end: a new one finds out. */
const MAX_SILENT_TIMEOUTS = 3;

const TIMEOUT: ModbusOutcome = { ok: false, kind: 'timeout', code: null, detail: 'timeout' };

/** @param options.speed Time-outs are seconds of the site clock, which runs so much faster than the wall clock. */
export function createModbusClient(endpoint: Endpoint, options: { readonly speed: number }): ModbusClient {
  return new TcpClient(endpoint, options.speed);
}

class TcpClient implements ModbusClient {
  private readonly endpoint: Endpoint;
  private readonly speed: number;
  private readonly waiting: Job[] = [];
  /** In flight, by unit id: one each. */
  private readonly inFlight = new Map<number, Job>();
  private socket: Socket | null = null;
  private library: Library | null = null;
  private silentTimeouts = 0;
  private closed = false;

  constructor(endpoint: Endpoint, speed: number) {
    this.endpoint = endpoint;
    this.speed = speed;
  }

  send(transaction: ModbusTransaction): Promise<ModbusOutcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.expire(job), (transaction.timeoutS / this.speed) * 1000);
      const job: Job = {
        transaction,
        finish: (outcome) => {
          clearTimeout(timer);
          this.drop(job);
          resolve(outcome);
          this.pump();
        },
      };
      this.waiting.push(job);
      if (this.closed) job.finish(disconnected('driver stopped'));
      else this.pump();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.abandon('driver stopped');
  }

  /** What waits for a connection fails with it: when to try again is the driver's decision. */
  private abandon(detail: string): void {
    this.socket?.destroy();
    this.socket = null;
    this.library = null;
    const failed = [...this.inFlight.values(), ...this.waiting];
    this.inFlight.clear();
    this.waiting.length = 0;
    for (const job of failed) job.finish(disconnected(detail));
  }

  /** Sends what may be sent, in order, but past requests whose unit is busy. */
  private pump(): void {
    if (this.closed || this.waiting.length === 0) return;
    if (this.library === null) {
      this.connect();
      return;
    }
    while (this.library !== null && this.inFlight.size < MAX_IN_FLIGHT) {
      const at = this.waiting.findIndex(({ transaction }) => !this.inFlight.has(transaction.unit));
      const job = this.waiting[at];
      if (job === undefined) return;
      this.waiting.splice(at, 1);
      const { unit, request } = job.transaction;
      this.inFlight.set(unit, job);
      transmit(this.library, unit, request, (outcome) => {
        this.silentTimeouts = 0;
        job.finish(outcome);
      });
    }
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
      this.library = new modbusSerial.default(new ModbusSerialPort(socket));
      this.library.open();
      this.pump();
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
    const sent = this.inFlight.get(job.transaction.unit) === job;
    job.finish(TIMEOUT);
    if (!sent) return;
    this.silentTimeouts++;
    if (this.silentTimeouts >= MAX_SILENT_TIMEOUTS) this.abandon('timeout');
  }

  private drop(job: Job): void {
    const { unit } = job.transaction;
    if (this.inFlight.get(unit) === job) this.inFlight.delete(unit);
    const at = this.waiting.indexOf(job);
    if (at !== -1) this.waiting.splice(at, 1);
  }
}

function disconnected(detail: string): ModbusOutcome {
  return { ok: false, kind: 'disconnected', code: null, detail };
}

type Done = (error: unknown, result: unknown) => void;

/** Hands a request to the library. It may call back late, after a time-out has settled the matter: no harm done. */
function transmit(
  library: Library,
  unit: number,
  request: ModbusRequest,
  settle: (outcome: ModbusOutcome) => void,
): void {
  const done: Done = (error, result) => {
    if (error !== null && error !== undefined) settle(failure(error));
    else settle(request.kind === 'read' ? values(request.count, result) : echo(request, result));
  };
  try {
    if (request.kind === 'read') read(library, unit, request, done);
    else write(library, unit, request, done);
  } catch (error) {
    settle(protocolOutcome(networkWords(error)));
  }
}

function read(library: Library, unit: number, request: ModbusRequest & { kind: 'read' }, done: Done): void {
  const { address, count } = request;
  switch (request.table) {
    case 'coil':
      library.writeFC1(unit, address, count, done);
      break;
    case 'discrete':
      library.writeFC2(unit, address, count, done);
      break;
    case 'holding':
      library.writeFC3(unit, address, count, done);
      break;
    case 'input':
      library.writeFC4(unit, address, count, done);
  }
}

function write(library: Library, unit: number, request: ModbusRequest & { kind: 'write' }, done: Done): void {
  const { address, values: written } = request;
  const first = written[0] ?? 0;
  if (request.table === 'coil') {
    const states = written.map((bit) => bit !== 0);
    if (states.length === 1) library.writeFC5(unit, address, first !== 0, done);
    else library.writeFC15(unit, address, states, done);
  } else if (written.length === 1) library.writeFC6(unit, address, first, done);
  else library.writeFC16(unit, address, [...written], done);
}

function failure(error: unknown): ModbusOutcome {
  const code = (error as { modbusCode?: unknown }).modbusCode;
  if (typeof code === 'number') return exceptionOutcome(code);
  if ((error as { name?: unknown }).name === 'PortNotOpenError') return disconnected('connection closed');
  return protocolOutcome(networkWords(error));
}

function values(count: number, result: unknown): ModbusOutcome {
  const { data } = result as { data: readonly (number | boolean)[] };
  if (data.length < count) return protocolOutcome('answer of wrong length');
  return { ok: true, values: data.slice(0, count).map(Number) };
}

/** The library checks length and function of the answer to a write, but not what it says. */
function echo(request: ModbusRequest & { kind: 'write' }, result: unknown): ModbusOutcome {
  const said = result as { address: number; state?: boolean; value?: number; length?: number };
  const first = request.values[0] ?? 0;
  const count = request.values.length;
  const same =
    count > 1
      ? said.length === count
      : request.table === 'coil'
        ? said.state === (first !== 0)
        : said.value === first;
  return said.address === request.address && same ? WRITTEN : protocolOutcome('write echoed wrongly');
}
