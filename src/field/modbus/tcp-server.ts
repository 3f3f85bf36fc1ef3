/**
 * A Modbus TCP gateway with emulated devices behind it. Every unit answers in its own time and in order, and none
 * waits for another; an unknown unit id stays silent, as behind a real gateway. Memory per connection is bounded: a
 * client that asks faster than its units answer, or does not read its answers, is not read any further.
 */
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import type { EmulatedUnit } from '../emulated/emulated-field.ts';
import type { Started } from '../listen.ts';
import { listen } from '../listen.ts';
import type { Endpoint } from '../wiring.ts';
import { answerPdu } from './pdu.ts';
import type { TcpFrame } from './tcp-framer.ts';
import { encodeTcpFrame, TcpFramer } from './tcp-framer.ts';

export interface ModbusTcpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Requests of one connection that may wait for their units. */
const MAX_WAITING = 64;
/** Bytes of answers that one connection may leave unread. */
const MAX_UNREAD_BYTES = 64 * 1024;
/** A timer cannot wait for less; shorter response times are answered at once. */
const SHORTEST_DELAY_MS = 1;

interface Connection {
  readonly socket: Socket;
  readonly framer: TcpFramer;
  waiting: number;
}

interface Job {
  readonly connection: Connection;
  readonly frame: TcpFrame;
}

interface Unit {
  readonly emulated: EmulatedUnit;
  readonly delayMs: number;
  readonly jobs: Job[];
  timer: NodeJS.Timeout | null;
}

/** Serves the units at an endpoint. `options.speed` shortens their response times, as it does everything else. */
export async function startModbusTcpServer(
  endpoint: Endpoint,
  units: ReadonlyMap<number, EmulatedUnit>,
  options: { readonly speed: number; readonly option: string },
): Promise<Started<ModbusTcpServer>> {
  const gateway = new Gateway(units, options.speed);
  const server = createServer({ noDelay: true }, (socket) => gateway.accept(socket));
  const listening = await listen(server, endpoint, options.option);
  if (!listening.ok) return listening;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      gateway.close();
    });
  return { ok: true, value: { port: listening.value, close } };
}

class Gateway {
  private readonly units = new Map<number, Unit>();
  private readonly connections = new Set<Connection>();

  constructor(units: ReadonlyMap<number, EmulatedUnit>, speed: number) {
    for (const [id, emulated] of units) {
      const delayMs = (emulated.responseS / speed) * 1000;
      this.units.set(id, { emulated, delayMs, jobs: [], timer: null });
    }
  }

  accept(socket: Socket): void {
    const connection: Connection = { socket, framer: new TcpFramer(), waiting: 0 };
    this.connections.add(connection);
    socket.on('data', (bytes) => {
      connection.framer.push(bytes);
      this.read(connection);
    });
    socket.on('drain', () => this.read(connection));
    // A reset is ordinary here; the close event that follows does all there is to do.
    socket.on('error', () => {});
    socket.on('close', () => this.connections.delete(connection));
  }

  close(): void {
    for (const { socket } of this.connections) socket.destroy();
    for (const unit of this.units.values()) {
      if (unit.timer !== null) clearTimeout(unit.timer);
      unit.timer = null;
      unit.jobs.length = 0;
    }
  }

  /** Takes frames while there is room for their answers. */
  private read(connection: Connection): void {
    const { socket, framer } = connection;
    while (!socket.destroyed) {
      if (connection.waiting >= MAX_WAITING || socket.writableLength > MAX_UNREAD_BYTES) {
        socket.pause();
        return;
      }
      const frame = framer.next();
      if (frame === 'garbage') {
        socket.destroy();
        return;
      }
      if (frame === 'incomplete') {
        socket.resume();
        return;
      }
      this.dispatch(connection, frame);
    }
  }

  private dispatch(connection: Connection, frame: TcpFrame): void {
    const unit = this.units.get(frame.unit);
    if (unit === undefined) return;
    const job = { connection, frame };
    if (unit.delayMs < SHORTEST_DELAY_MS) {
      answer(unit, job);
      return;
    }
    connection.waiting++;
    unit.jobs.push(job);
    if (unit.timer === null) this.start(unit);
  }

  private start(unit: Unit): void {
    unit.timer = setTimeout(() => this.finish(unit), unit.delayMs);
  }

  private finish(unit: Unit): void {
    unit.timer = null;
    const job = unit.jobs.shift();
    if (job === undefined) return;
    job.connection.waiting--;
    answer(unit, job);
    // A request of a connection that is gone takes no more of the device's time.
    while (unit.jobs[0]?.connection.socket.destroyed === true) unit.jobs.shift();
    if (unit.jobs.length > 0) this.start(unit);
    this.read(job.connection);
  }
}

function answer(unit: Unit, { connection, frame }: Job): void {
  if (connection.socket.destroyed) return;
  const reply = answerPdu(unit.emulated.map, frame.pdu);
  connection.socket.write(encodeTcpFrame(frame.transactionId, frame.unit, reply));
}
