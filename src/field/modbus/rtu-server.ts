/**
 * Emulated devices on a serial line, or at the far end of a TCP connection that carries RTU frames. The line is any
 * duplex stream of bytes: a serial port, a pseudo-terminal, a socket.
 */
import { createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EmulatedUnit } from '../emulated/emulated-field.ts';
import type { Started } from '../listen.ts';
import { listen } from '../listen.ts';
import type { Endpoint } from '../wiring.ts';
import { answerPdu } from './pdu.ts';
import { encodeRtuFrame } from './rtu-frame.ts';
import type { RtuRequest } from './rtu-framer.ts';
import { RtuFramer } from './rtu-framer.ts';
import type { RtuTiming } from './rtu-timing.ts';
import { rtuTiming } from './rtu-timing.ts';
import { BROADCAST, ServedUnits } from './server-units.ts';
import type { ModbusTcpServer } from './tcp-server.ts';

export interface ModbusRtuServer {
  /** Stops answering and closes the line. */
  close(): void;
}

/** What a silence may appear longer than it was: a USB adapter hands over what it has every 16 ms. */
const ADAPTER_TOLERANCE_S = 0.02;
/** TCP keeps no silences; one of this length ends a frame that has lost its end. */
const TCP_TIMING: RtuTiming = { withinFrameS: 0.1, betweenFramesS: 0.1 };
const MAX_WAITING = 64;
const MAX_UNREAD_BYTES = 64 * 1024;
const KEEP_ALIVE_DELAY_MS = 10_000;

/** Answers on a serial line at `baudRate` bit/s. No answer comes sooner than 3.5 characters after its request. */
export function serveModbusRtu(
  line: Duplex,
  units: ReadonlyMap<number, EmulatedUnit>,
  options: { readonly speed: number; readonly baudRate: number; readonly toleranceS?: number },
): ModbusRtuServer {
  const timing = rtuTiming(options.baudRate);
  const toleranceS = options.toleranceS ?? ADAPTER_TOLERANCE_S;
  // A timer counts whole milliseconds and would cut the rest off.
  const leastDelayMs = Math.ceil(timing.betweenFramesS * 1000);
  const served = new ServedUnits(units, { speed: options.speed, leastDelayMs });
  const server = new RtuLine(line, served, new RtuFramer(timing, { toleranceS }));
  return {
    close() {
      server.close();
      served.close();
    },
  };
}

/** Serves RTU frames, unit ids and checksums included, at a TCP endpoint, as transparent serial servers do. */
export async function startModbusRtuTcpServer(
  endpoint: Endpoint,
  units: ReadonlyMap<number, EmulatedUnit>,
  options: { readonly speed: number; readonly option: string },
): Promise<Started<ModbusTcpServer>> {
  const served = new ServedUnits(units, { speed: options.speed, leastDelayMs: 0 });
  const lines = new Set<RtuLine>();
  const server = createServer(
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS },
    (socket) => {
      const line = new RtuLine(socket, served, new RtuFramer(TCP_TIMING, { toleranceS: 0 }));
      lines.add(line);
      socket.on('close', () => lines.delete(line));
    },
  );
  const listening = await listen(server, endpoint, options.option);
  if (!listening.ok) return listening;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const line of lines) line.close();
      served.close();
    });
  return { ok: true, value: { port: listening.value, close } };
}

class RtuLine {
  private readonly line: Duplex;
  private readonly units: ServedUnits;
  private readonly framer: RtuFramer;
  private silence: NodeJS.Timeout | null = null;
  private waiting = 0;

  constructor(line: Duplex, units: ServedUnits, framer: RtuFramer) {
    this.line = line;
    this.units = units;
    this.framer = framer;
    line.on('data', (bytes: Uint8Array) => this.receive(bytes));
    line.on('drain', () => this.regulate());
    // An adapter that is pulled out closes the line; the close event says all there is to say.
    line.on('error', () => {});
    line.on('close', () => this.stopTimer());
  }

  close(): void {
    this.stopTimer();
    this.line.destroy();
  }

  private receive(bytes: Uint8Array): void {
    this.stopTimer();
    this.answer(this.framer.push(bytes, performance.now() / 1000));
    if (this.framer.isWaiting) {
      const afterMs = Math.ceil(this.framer.silenceAfterS * 1000);
      this.silence = setTimeout(() => this.answer(this.framer.silence()), afterMs);
    }
  }

  private answer(requests: readonly RtuRequest[]): void {
    this.line.cork();
    for (const { unit: unitId, pdu } of requests) {
      const unit = this.units.find(unitId);
      if (unitId === BROADCAST) this.units.broadcast(pdu);
      else if (unit !== undefined && unit.delayMs === 0) this.send(unitId, answerPdu(unit.map, pdu));
      else if (unit !== undefined) {
        this.waiting++;
        unit.answerLater({
          pdu,
          isGone: () => this.line.destroyed,
          answer: (reply) => {
            this.waiting--;
            this.send(unitId, reply);
            this.regulate();
          },
        });
      }
    }
    this.line.uncork();
    this.regulate();
  }

  private send(unitId: number, reply: Uint8Array): void {
    if (this.line.writable) this.line.write(encodeRtuFrame(unitId, reply));
  }

  /** Reads on only while there is room for what comes. */
  private regulate(): void {
    if (this.waiting >= MAX_WAITING || this.line.writableLength > MAX_UNREAD_BYTES) this.line.pause();
    else this.line.resume();
  }

  private stopTimer(): void {
    if (this.silence !== null) clearTimeout(this.silence);
    this.silence = null;
  }
}
