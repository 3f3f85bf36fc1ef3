/**
 * A serial line in virtual time: bytes take as long as they do at its rate, devices take their response time, and the
 * driver and the client are those of the product. Wants fake timers.
 */
import { vi } from 'vitest';
import { createModbusDriver, type ModbusDriver } from '../../../src/field/driver/modbus-driver.ts';
import type { FieldSample } from '../../../src/field/driver/samples.ts';
import { encodeRtuFrame } from '../../../src/field/modbus/rtu-frame.ts';
import { rtuTiming } from '../../../src/field/modbus/rtu-timing.ts';
import { createSerialClient } from '../../../src/field/modbus/serial-client.ts';
import type { LineListener, OpenLine } from '../../../src/field/serial/byte-line.ts';
import { characterTimeS } from '../../../src/field/serial/serial-settings.ts';
import type { ModbusRtuBus } from '../../../src/field/wiring.ts';

/** How often the scan of the site comes round, s. */
const SCAN_S = 0.01;

export class VirtualLine {
  readonly driver: ModbusDriver;
  readonly samples: FieldSample[] = [];
  /** Units that do not answer. */
  readonly dead = new Set<number>();
  /** When requests went out, s, by unit. */
  readonly asked = new Map<number, number[]>();
  readonly #bus: ModbusRtuBus;
  readonly #startS: number;

  constructor(bus: ModbusRtuBus, options: { readonly readBack: boolean } = { readBack: false }) {
    this.#bus = bus;
    this.#startS = performance.now() / 1000;
    this.driver = createModbusDriver(bus, options);
    const { serial, silenceS, turnaroundS } = bus;
    const client = createSerialClient(this.#open, {
      speed: 1,
      silenceS,
      turnaroundS,
      airTimeS: (bytes) => characterTimeS(serial, bytes),
      reopenAfter: Number.POSITIVE_INFINITY,
      observer: this.driver.observer,
    });
    this.#exchange = () => {
      for (const transaction of this.driver.due(this.nowS())) {
        client.send(transaction).then((outcome) => {
          this.driver.complete(transaction.id, outcome, this.nowS());
          this.#exchange();
        });
      }
    };
  }

  nowS(): number {
    return performance.now() / 1000 - this.#startS;
  }

  /** Lets the site run for a while. */
  async run(seconds: number): Promise<void> {
    const untilS = this.nowS() + seconds;
    while (this.nowS() < untilS - 1e-9) {
      this.#exchange();
      await vi.advanceTimersByTimeAsync(1000 * SCAN_S);
      this.samples.push(...this.driver.drain());
    }
  }

  /** Requests to a unit from a time on, s. */
  askedSince(unit: number, sinceS: number): number {
    return (this.asked.get(unit) ?? []).filter((atS) => atS >= sinceS).length;
  }

  readonly #exchange: () => void;

  readonly #open: OpenLine = async (listener) => ({
    ok: true,
    line: { write: async (frame) => this.#carry(frame, listener), close: async () => {} },
  });

  /** The frame goes out, the device hears that it is over and thinks, its answer comes back: each takes its time. */
  #carry(frame: Uint8Array, listener: LineListener): void {
    const unit = frame[0] ?? 0;
    this.asked.set(unit, [...(this.asked.get(unit) ?? []), this.nowS()]);
    const device = this.#bus.devices.find((candidate) => candidate.unit === unit);
    if (device === undefined || this.dead.has(unit)) return;
    const reply = encodeRtuFrame(unit, answerTo(frame));
    const { serial } = this.#bus;
    const afterS =
      characterTimeS(serial, frame.length) +
      Math.max(device.profile.timing.responseS, rtuTiming(serial.baudRate).betweenFramesS) +
      characterTimeS(serial, reply.length);
    // Timers count whole milliseconds, and would cut the rest off.
    setTimeout(() => listener.received(reply), Math.round(1000 * afterS));
  }
}

/** Zeros for whatever is read, and the echo of a write. */
function answerTo(frame: Uint8Array): Uint8Array {
  const code = frame[1] ?? 0;
  if (code > 4) return frame.slice(1, 6);
  const words = 2 * ((frame[4] ?? 0) * 256 + (frame[5] ?? 0));
  return Uint8Array.of(code, words, ...new Array<number>(words).fill(0));
}
