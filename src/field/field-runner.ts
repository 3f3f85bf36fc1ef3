/** The face of the field that the scan uses, the same for the real wire and for the memory wire. */
import type { BusHealth } from './driver/link-health.ts';
import type { FieldSample, LinkStatus } from './driver/samples.ts';
import type { StartProblem } from './listen.ts';

/** A place where others find a bus. */
export type FieldEndpoint =
  | {
      readonly busId: string;
      readonly kind: 'modbus-tcp' | 'modbus-rtu-tcp' | 'mqtt' | 'mqtt-tls' | 'mqtt-ws' | 'mqtt-wss';
      readonly host: string;
      readonly port: number;
    }
  | {
      readonly busId: string;
      readonly kind: 'modbus-rtu';
      /** Serial port or pseudo-terminal. */
      readonly path: string;
      /** Such as `19200 8E1`. */
      readonly settings: string;
    };

/** Such as `127.0.0.1:5020` or `/dev/pts/4 (19200 8E1)`. */
export function placeText(endpoint: FieldEndpoint): string {
  if (endpoint.kind === 'modbus-rtu') return `${endpoint.path} (${endpoint.settings})`;
  return `${endpoint.host}:${endpoint.port}`;
}

/** Why a bus could not start. */
export interface FieldProblem extends StartProblem {
  readonly busId: string;
}

export interface FieldRunner {
  /** Opens servers and broker and connects; null when all is well. After a problem nothing is left open. */
  start(): Promise<FieldProblem | null>;
  /** Starts the requests that are due and publishes the messages that are due. */
  exchange(nowS: number): void;
  /** Everything that has arrived since the last call, oldest first. */
  drain(): FieldSample[];
  /** Commands an output, 0 … 1. Where outputs are only read back this does nothing. */
  write(tag: string, position: number, nowS: number): void;
  /** Whether any command that may be sent waits for its confirmation. */
  hasPendingWrites(): boolean;
  /** Exchanges until every command is confirmed; false when that took longer than `timeoutS` of the wall clock. */
  flush(nowS: number, timeoutS: number): Promise<boolean>;
  links(): LinkStatus[];
  /** What the links of the Modbus buses have counted and measured, in the order of the wiring. */
  health(): BusHealth[];
  /** Where the emulated devices and the embedded broker listen. */
  endpoints(): FieldEndpoint[];
  stop(): Promise<void>;
}
