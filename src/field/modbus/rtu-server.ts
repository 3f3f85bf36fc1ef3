/**
 * Emulated devices on a serial line, or at the far end of a TCP connection that carries RTU frames. The line is any
 * duplex stream of bytes: a serial port, a pseudo-terminal, a socket.
 */
import { createServer, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EmulatedUnit } from '../emulated/emulated-field.ts';
import type { Started } from '../listen.ts';
import { listen } from '../listen.ts';
import type { ExchangeFault, ModbusFaults } from '../wire-fault.ts';
import { NO_MODBUS_FAULTS } from '../wire-fault.ts';
import type { Endpoint } from '../wiring.ts';
import { faultyRtuAnswer } from './faulty-answer.ts';
import { FaultyWriter } from './faulty-writer.ts';
import { AROUND_PDU_BYTES, encodeRtuFrame } from './rtu-frame.ts';
import type { RtuRequest } from './rtu-framer.ts';
import { RtuFramer } from './rtu-framer.ts';
import type { RtuTiming } from './rtu-timing.ts';
import { rtuTiming } from './rtu-timing.ts';
import type { ServedUnit } from './server-units.ts';
import { BROADCAST, ServedUnits } from './server-units.ts';
import type { ModbusTcpOptions, ModbusTcpServer } from './tcp-server.ts';

export interface ModbusRtuServer {
  /** Stops answering and closes the line. */
  close(): void;
}

/** What a silence may appear longer than it was: a USB adapter hands over what it has every 16 ms. */
const ADAPTER_TOLERANCE_S = 0.02;
/** TCP keeps no silences; one of this length ends a frame that has lost its end. */
const TCP_TIMING: RtuTiming = { withinFrameS: 0.1, betweenFramesS: 0.1 };
const MAX_CONNECTIONS = 1000;
const MAX_WAITING = 64;
const MAX_UNREAD_BYTES = 64 * 1024;
const KEEP_ALIVE_DELAY_MS = 10_000;

export interface ModbusRtuOptions {
  /** Shortens the response times of the units, as it does everything else. */
  readonly speed: number;
  /** bit/s. */
  readonly baudRate: number;
  readonly toleranceS?: number;
  /**
   * How long so many bytes are on the line, s of the wall clock: an answer then comes as late as it would on a line that
   * has a rate, which a pseudo-terminal has not. Absent: what is written is there at once.
   */
  readonly airTimeS?: (bytes: number) => number;
  /** What goes wrong on the way; nothing where it is not given. */
  readonly faults?: ModbusFaults;
}

/** Answers on a serial line at `baudRate` bit/s. No answer comes sooner than 3.5 characters after its request. */
export function serveModbusRtu(
  line: Duplex,
  units: ReadonlyMap<number, EmulatedUnit>,
  options: ModbusRtuOptions,
): ModbusRtuServer {
  const timing = rtuTiming(options.baudRate);
  const toleranceS = options.toleranceS ?? ADAPTER_TOLERANCE_S;
  // A timer counts whole milliseconds and would cut the rest off.
  const leastDelayMs = Math.ceil(timing.betweenFramesS * 1000);
  const served = new ServedUnits(units, { speed: options.speed, leastDelayMs });
  const server = new RtuLine(line, served, new RtuFramer(timing, { toleranceS }), options);
  return {
    close() {
      server.close();
      served.close();
    },
  };
}

/**
 * Serves RTU frames, unit ids and checksums included, at a TCP endpoint, as transparent serial servers do. Of too many
 * connections the one that has been quiet for longest is closed.
 */
export async function startModbusRtuTcpServer(
  endpoint: Endpoint,
  units: ReadonlyMap<number, EmulatedUnit>,
  options: Pick<ModbusTcpOptions, 'speed' | 'option' | 'faults' | 'maxConnections'>,
): Promise<Started<ModbusTcpServer>> {
  const maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
  const served = new ServedUnits(units, { speed: options.speed, leastDelayMs: 0 });
  const lines = new Set<RtuLine>();
  const server = createServer(
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS },
    (socket) => {
      if (lines.size >= maxConnections) closeQuietest(lines);
      const line = new RtuLine(socket, served, new RtuFramer(TCP_TIMING, { toleranceS: 0 }), options);
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

function closeQuietest(lines: Set<RtuLine>): void {
  let quietest: RtuLine | null = null;
  for (const line of lines) {
    if (quietest === null || line.lastHeardS < quietest.lastHeardS) quietest = line;
  }
  if (quietest === null) return;
  quietest.close();
  lines.delete(quietest);
}

class RtuLine {
  /** When the line was opened, or bytes last came. */
  lastHeardS = performance.now() / 1000;
  private readonly line: Duplex;
  private readonly units: ServedUnits;
  private readonly framer: RtuFramer;
  private readonly faults: ModbusFaults;
  private readonly writer: FaultyWriter;
  private readonly speed: number;
  private readonly airTimeS: (bytes: number) => number;
  private silence: NodeJS.Timeout | null = null;
  private waiting = 0;
  /** A fault has made the connection half-open: nothing passes any more, and nobody is told. */
  private isMute = false;

  constructor(
    line: Duplex,
    units: ServedUnits,
    framer: RtuFramer,
    options: Pick<ModbusRtuOptions, 'speed' | 'faults' | 'airTimeS'>,
  ) {
    this.line = line;
    this.speed = options.speed;
    this.airTimeS = options.airTimeS ?? (() => 0);
    this.units = units;
    this.framer = framer;
    this.faults = options.faults ?? NO_MODBUS_FAULTS;
    this.writer = new FaultyWriter(line, options.speed, () => this.regulate());
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
    if (this.isMute) return;
    this.stopTimer();
    this.lastHeardS = performance.now() / 1000;
    this.answer(this.framer.push(bytes, this.lastHeardS));
    if (this.framer.isWaiting) {
      const afterMs = Math.ceil(this.framer.silenceAfterS * 1000);
      this.silence = setTimeout(() => this.answer(this.framer.silence()), afterMs);
    }
  }

  private answer(requests: readonly RtuRequest[]): void {
    this.line.cork();
    for (const request of requests) {
      const unit = this.units.find(request.unit);
      if (request.unit === BROADCAST) this.units.broadcast(request.pdu);
      else if (unit !== undefined && !this.isMute) this.answerOne(request, unit);
    }
    this.line.uncork();
    this.regulate();
  }

  private answerOne(request: RtuRequest, unit: ServedUnit): void {
    // A frame carries no transaction id: a device that is asked anew no longer says what it still owed, and who asks
    // while bytes trickle has given up waiting for them.
    this.writer.forget(request.unit);
    this.writer.breakOff();
    const fault = this.faults.isActive ? this.faults.strike(request.unit, request.pdu) : null;
    if (fault !== null && fault.connection !== null) {
      this.breakOff(fault.connection);
      return;
    }
    const { pdu } = request;
    const exceptionCode = fault?.exceptionCode ?? null;
    if (unit.delayMs === 0) {
      this.send(request, unit.reply({ pdu, exceptionCode }), fault);
      return;
    }
    this.waiting++;
    unit.answerLater({
      pdu,
      exceptionCode,
      isGone: () => this.line.destroyed,
      answer: (reply) => {
        this.waiting--;
        this.send(request, reply, fault);
        this.regulate();
      },
    });
  }

  private breakOff(how: 'reset' | 'half-open'): void {
    this.writer.stop();
    this.isMute = true;
    if (how === 'reset' && this.line instanceof Socket) this.line.resetAndDestroy();
  }

  private send({ unit, pdu }: RtuRequest, reply: Uint8Array, fault: ExchangeFault | null): void {
    if (this.isMute) return;
    const frame = fault === null ? encodeRtuFrame(unit, reply) : faultyRtuAnswer(unit, reply, fault);
    const onLineS = this.airTimeS(pdu.length + AROUND_PDU_BYTES) + this.airTimeS(frame.length);
    // The writer's delays are seconds of the site clock, and a line keeps the time of the wall.
    const delayS = onLineS * this.speed + (fault?.delayS ?? 0);
    this.writer.later(unit, delayS, () => this.writer.write(frame, fault?.pauseS ?? 0));
  }

  /** Reads on only while there is room for what comes. */
  private regulate(): void {
    const waiting = this.waiting + this.writer.pending;
    if (waiting >= MAX_WAITING || this.line.writableLength > MAX_UNREAD_BYTES) this.line.pause();
    else this.line.resume();
  }

  private stopTimer(): void {
    if (this.silence !== null) clearTimeout(this.silence);
    this.silence = null;
  }
}
