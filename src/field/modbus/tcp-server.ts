/**
 * A Modbus TCP gateway with emulated devices behind it. Memory per connection is bounded: a client that asks faster
 * than its units answer, or does not read its answers, is not read any further, and of too many connections the one
 * that has been quiet for longest is closed ("messaging on TCP/IP" V1.0b, chapter 4.3.2). Requests that arrive
 * together are answered together, with one write.
 */
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import type { EmulatedUnit } from '../emulated/emulated-field.ts';
import type { Started } from '../listen.ts';
import { listen } from '../listen.ts';
import type { ExchangeFault, ModbusFaults } from '../wire-fault.ts';
import { NO_MODBUS_FAULTS } from '../wire-fault.ts';
import type { AbsentUnitPolicy, Endpoint } from '../wiring.ts';
import { faultyTcpAnswer } from './faulty-answer.ts';
import { FaultyWriter } from './faulty-writer.ts';
import { putAnswer } from './pdu.ts';
import type { PduExchange } from './server-exchange.ts';
import { GATEWAY_PATH_UNAVAILABLE, GATEWAY_TARGET_FAILED, putException } from './server-exchange.ts';
import { readInto } from './server-socket.ts';
import type { ServedUnit } from './server-units.ts';
import { BROADCAST, ServedUnits } from './server-units.ts';
import {
  encodeTcpFrame,
  MAX_TCP_FRAME_BYTES,
  putTcpHeader,
  TCP_HEADER_BYTES,
  TcpFramer,
} from './tcp-framer.ts';

export interface ModbusTcpServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface ModbusTcpOptions {
  /** Shortens the response times of the units, as it does everything else. */
  readonly speed: number;
  /** Setting that names the endpoint, for a problem with it. */
  readonly option: string;
  /** `silent` where it is not given, as behind most gateways. */
  readonly absentUnit?: AbsentUnitPolicy;
  /** Connections at a time; 1000 where it is not given. */
  readonly maxConnections?: number;
  /** What goes wrong on the way; nothing where it is not given. */
  readonly faults?: ModbusFaults;
}

const MAX_CONNECTIONS = 1000;
/** Requests of one connection that may wait for their units. */
const MAX_WAITING = 64;
/** Bytes of answers that one connection may leave unread. */
const MAX_UNREAD_BYTES = 64 * 1024;
const INBOX_BYTES = 64 * 1024;
const OUTBOX_BYTES = 32 * 1024;
/** A peer that vanished without a word is asked after this long, and then given up by the operating system. */
const KEEP_ALIVE_DELAY_MS = 10_000;

interface Connection {
  readonly socket: Socket;
  readonly framer: TcpFramer;
  waiting: number;
  paused: boolean;
  /** Order of the last requests of all connections. */
  lastUse: number;
  /** What delays its answers, once a fault has struck one; null before. */
  faulty: FaultyWriter | null;
  /** A fault has made it half-open: nothing passes any more, and nobody is told. */
  isMute: boolean;
}

/** Serves the units at an endpoint. */
export async function startModbusTcpServer(
  endpoint: Endpoint,
  units: ReadonlyMap<number, EmulatedUnit>,
  options: ModbusTcpOptions,
): Promise<Started<ModbusTcpServer>> {
  const gateway = new Gateway(units, options);
  const server = createServer(
    { pauseOnConnect: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS },
    (socket) => gateway.accept(socket),
  );
  const listening = await listen(server, endpoint, options.option);
  if (!listening.ok) return listening;
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await gateway.close();
    await closed;
  };
  return { ok: true, value: { port: listening.value, close } };
}

class Gateway {
  private readonly units: ServedUnits;
  private readonly absentUnit: AbsentUnitPolicy;
  private readonly maxConnections: number;
  private readonly faults: ModbusFaults;
  private readonly speed: number;
  private readonly connections = new Set<Connection>();
  private uses = 0;
  private onEmpty = () => {};
  private readonly inbox = new Uint8Array(INBOX_BYTES);
  /** Answers of the connection that is being read. */
  private outbox = Buffer.allocUnsafeSlow(OUTBOX_BYTES);
  private readonly exchange: PduExchange = { request: this.outbox, at: 0, end: 0, reply: this.outbox, to: 0 };

  constructor(units: ReadonlyMap<number, EmulatedUnit>, options: ModbusTcpOptions) {
    this.units = new ServedUnits(units, { speed: options.speed, leastDelayMs: 0 });
    this.units.answerAlone();
    this.absentUnit = options.absentUnit ?? 'silent';
    this.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
    this.faults = options.faults ?? NO_MODBUS_FAULTS;
    this.speed = options.speed;
  }

  accept(accepted: Socket): void {
    if (this.connections.size >= this.maxConnections) this.closeQuietest();
    const socket = readInto(this.inbox, accepted, (bytes) => {
      if (connection.isMute) return;
      connection.framer.push(bytes);
      connection.lastUse = this.uses++;
      this.read(connection);
      connection.framer.keep();
    });
    const lastUse = this.uses++;
    const connection: Connection = {
      socket,
      framer: new TcpFramer(),
      waiting: 0,
      paused: false,
      lastUse,
      faulty: null,
      isMute: false,
    };
    this.connections.add(connection);
    socket.on('drain', () => this.read(connection));
    // A reset is ordinary here; the close event that follows does all there is to do.
    socket.on('error', () => {});
    socket.on('close', () => this.drop(connection));
    socket.resume();
  }

  /** Resolves when every connection is gone. */
  close(): Promise<void> {
    this.units.close();
    return new Promise((resolve) => {
      this.onEmpty = resolve;
      for (const { socket } of this.connections) socket.destroy();
      if (this.connections.size === 0) resolve();
    });
  }

  private drop(connection: Connection): void {
    this.connections.delete(connection);
    if (this.connections.size === 0) this.onEmpty();
  }

  private closeQuietest(): void {
    let quietest: Connection | null = null;
    for (const connection of this.connections) {
      if (quietest === null || connection.lastUse < quietest.lastUse) quietest = connection;
    }
    quietest?.socket.destroy();
    if (quietest !== null) this.connections.delete(quietest);
  }

  /** Takes frames while there is room for their answers. */
  private read(connection: Connection): void {
    const { socket, framer } = connection;
    let used = 0;
    while (!socket.destroyed && !connection.isMute) {
      if (used > OUTBOX_BYTES - MAX_TCP_FRAME_BYTES) used = this.flush(connection, used);
      const waiting = connection.waiting + (connection.faulty?.pending ?? 0);
      if (waiting >= MAX_WAITING || socket.writableLength > MAX_UNREAD_BYTES) {
        this.setPaused(connection, true);
        break;
      }
      const found = framer.advance();
      if (found === 'frame') {
        used = this.dispatch(connection, used);
        continue;
      }
      if (found === 'incomplete') this.setPaused(connection, false);
      else socket.destroySoon();
      break;
    }
    this.flush(connection, used);
  }

  private setPaused(connection: Connection, paused: boolean): void {
    if (connection.paused === paused) return;
    connection.paused = paused;
    if (paused) connection.socket.pause();
    else connection.socket.resume();
  }

  /** Answers the frame that the framer has found into the outbox from `used` on; gives what is used then. */
  private dispatch(connection: Connection, used: number): number {
    const { framer } = connection;
    const unitId = framer.bytes[framer.at + 6] ?? 0;
    if (unitId === BROADCAST) {
      this.units.broadcast(framer.bytes.slice(framer.pduAt, framer.end));
      return used;
    }
    const unit = this.units.find(unitId);
    if (unit !== undefined) {
      const fault = this.faults.isActive
        ? this.faults.strike(unitId, framer.bytes.subarray(framer.pduAt, framer.end))
        : null;
      if (fault !== null) {
        const flushed = this.flush(connection, used);
        this.answerFaulty(connection, unit, fault);
        return flushed;
      }
      if (unit.delayMs > 0) {
        this.answerLater(connection, unit, (frame, reply) =>
          this.write(connection, encodeTcpFrame(wordAt(frame, 0), frame[6] ?? 0, reply)),
        );
        return used;
      }
    }
    if (unit === undefined && this.absentUnit === 'silent') return used;
    const { exchange } = this;
    exchange.request = framer.bytes;
    exchange.at = framer.pduAt;
    exchange.end = framer.end;
    exchange.reply = this.outbox;
    exchange.to = used + TCP_HEADER_BYTES;
    const pduLength = unit === undefined ? this.refuse(exchange) : putAnswer(unit.map, exchange);
    putTcpHeader(this.outbox, used, wordAt(framer.bytes, framer.at), unitId, pduLength);
    return used + TCP_HEADER_BYTES + pduLength;
  }

  private refuse(exchange: PduExchange): number {
    const code = this.absentUnit === 'path-unavailable' ? GATEWAY_PATH_UNAVAILABLE : GATEWAY_TARGET_FAILED;
    return putException(exchange, exchange.request[exchange.at] ?? 0, code);
  }

  /** Lets a unit answer the frame that the framer has found in its own time. */
  private answerLater(
    connection: Connection,
    unit: ServedUnit,
    send: (frame: Uint8Array, reply: Uint8Array) => void,
    exceptionCode: number | null = null,
  ): void {
    const { socket, framer } = connection;
    const frame = framer.bytes.slice(framer.at, framer.end);
    connection.waiting++;
    unit.answerLater({
      pdu: frame.subarray(TCP_HEADER_BYTES),
      isGone: () => socket.destroyed,
      exceptionCode,
      answer: (reply) => {
        connection.waiting--;
        send(frame, reply);
        this.read(connection);
      },
    });
  }

  /** Answers the frame that the framer has found as a fault wants it, or does not. */
  private answerFaulty(connection: Connection, unit: ServedUnit, fault: ExchangeFault): void {
    const { socket, framer } = connection;
    if (fault.connection === 'reset') socket.resetAndDestroy();
    if (fault.connection === 'half-open') connection.isMute = true;
    if (fault.connection !== null) {
      connection.faulty?.stop();
      return;
    }
    const writer = this.faultyWriter(connection);
    const send = (frame: Uint8Array, reply: Uint8Array) => {
      if (connection.isMute) return;
      const unitId = frame[6] ?? 0;
      const answer = faultyTcpAnswer(wordAt(frame, 0), unitId, reply, fault);
      writer.later(unitId, fault.delayS, () => writer.write(answer, fault.pauseS));
    };
    if (unit.delayMs > 0) {
      this.answerLater(connection, unit, send, fault.exceptionCode);
      return;
    }
    const frame = framer.bytes.slice(framer.at, framer.end);
    send(frame, unit.reply({ pdu: frame.subarray(TCP_HEADER_BYTES), exceptionCode: fault.exceptionCode }));
  }

  private faultyWriter(connection: Connection): FaultyWriter {
    connection.faulty ??= new FaultyWriter(connection.socket, this.speed, () => this.read(connection));
    return connection.faulty;
  }

  /** Sends bytes that nobody changes any more. */
  private write({ socket, faulty, isMute }: Connection, bytes: Uint8Array): void {
    if (isMute) return;
    if (faulty?.isTrickling === true) faulty.write(bytes, 0);
    else socket.write(bytes);
  }

  /** Sends what the outbox holds; what the operating system does not take at once keeps the outbox. */
  private flush(connection: Connection, used: number): 0 {
    if (used === 0) return 0;
    const { socket } = connection;
    this.write(connection, this.outbox.subarray(0, used));
    if (socket.writableLength > 0 || connection.faulty?.isTrickling === true)
      this.outbox = Buffer.allocUnsafeSlow(OUTBOX_BYTES);
    return 0;
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
