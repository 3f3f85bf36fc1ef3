/** The face of the field that the scan uses, the same for the real wire and for the memory wire. */
import type { FieldSample, LinkStatus } from './driver/samples.ts';
import type { StartProblem } from './listen.ts';

export interface FieldEndpoint {
  readonly busId: string;
  readonly kind: 'modbus-tcp' | 'mqtt';
  readonly host: string;
  readonly port: number;
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
  /** Exchanges until every command is confirmed; false when that took longer than `timeoutS` of the wall clock. */
  flush(nowS: number, timeoutS: number): Promise<boolean>;
  links(): LinkStatus[];
  /** Where the emulated devices and the embedded broker listen. */
  endpoints(): FieldEndpoint[];
  stop(): Promise<void>;
}
