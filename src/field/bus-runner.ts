/** One bus on the real wire. */
import type { DriverOptions } from './driver/access.ts';
import type { BusHealth } from './driver/link-health.ts';
import type { FieldSample, LinkStatus } from './driver/samples.ts';
import type { FieldEndpoint } from './field-runner.ts';
import type { StartProblem } from './listen.ts';
import type { Transcript } from './memory/transcript.ts';
import type { WireFaults } from './wire-fault.ts';

export interface RealFieldOptions extends DriverOptions {
  /** Site seconds per second of the wall clock; time-outs, response times and pauses follow it. */
  readonly speed: number;
  /** The site clock, s. */
  readonly now: () => number;
  /** Whether to open the ports of the emulated devices and the embedded broker. */
  readonly serve: boolean;
  /** Sees every Modbus PDU of the drivers, as on the memory wire. */
  readonly transcript?: Transcript;
  /** What goes wrong on the wires; nothing where it is not given. */
  readonly faults?: WireFaults;
}

export interface BusRunner {
  start(): Promise<StartProblem | null>;
  exchange(nowS: number): void;
  drain(): FieldSample[];
  /** False when the tag is no output of this bus. */
  write(tag: string, position: number): boolean;
  hasPendingWrites(): boolean;
  links(): LinkStatus[];
  /** What the links have counted and measured; null where nothing is asked and answered. */
  health(): BusHealth | null;
  endpoints(): FieldEndpoint[];
  /** Closes what is open; harmless when nothing is. */
  stop(): Promise<void>;
}
