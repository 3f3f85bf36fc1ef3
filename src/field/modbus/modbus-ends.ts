/** The two ends of a Modbus bus on a real wire: the client of the driver, and the servers of the emulated devices. */
import type { FieldEndpoint } from '../field-runner.ts';
import type { ModbusFaults } from '../wire-fault.ts';
import type { ClientOptions, ModbusClient } from './modbus-client.ts';

/** For both ends. */
export interface EndsOptions extends ClientOptions {
  /** What goes wrong on the way. */
  readonly faults: ModbusFaults;
}

export interface ModbusEnds {
  readonly client: ModbusClient;
  /** Where others find the emulated devices. */
  readonly endpoints: readonly FieldEndpoint[];
  /** Closes both ends. */
  close(): Promise<void>;
}
