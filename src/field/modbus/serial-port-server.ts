/** Emulated devices on a genuine serial port, for a controller at the other end of the cable. */
import type { EmulatedUnit } from '../emulated/emulated-field.ts';
import type { Started } from '../listen.ts';
import { closeSerialPort, openSerialPort } from '../serial/serial-line.ts';
import type { SerialSettings } from '../serial/serial-settings.ts';
import type { ModbusFaults } from '../wire-fault.ts';
import type { ModbusRtuServer } from './rtu-server.ts';
import { serveModbusRtu } from './rtu-server.ts';

/** How often an adapter that was pulled out is looked for, ms. */
const LOOK_AGAIN_MS = 500;

export interface SerialPortServer {
  readonly path: string;
  close(): Promise<void>;
}

/** Serves the units on a port that must be there now, and may come and go later. */
export async function serveSerialPort(
  path: string,
  settings: SerialSettings,
  units: ReadonlyMap<number, EmulatedUnit>,
  options: { readonly speed: number; readonly option: string; readonly faults?: ModbusFaults },
): Promise<Started<SerialPortServer>> {
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let closeOpen = async (): Promise<void> => {};

  async function serve(): Promise<string | null> {
    const opened = await openSerialPort(path, settings);
    if (!opened.ok) return opened.reason;
    const { port } = opened;
    if (stopping) {
      await closeSerialPort(port);
      return null;
    }
    const server: ModbusRtuServer = serveModbusRtu(port, units, {
      ...options,
      baudRate: settings.baudRate,
    });
    closeOpen = async () => {
      await closeSerialPort(port);
      server.close();
    };
    port.once('close', () => {
      server.close();
      if (!stopping) lookAgain();
    });
    return null;
  }

  function lookAgain(): void {
    timer = setTimeout(async () => {
      const missing = await serve();
      if (missing !== null && !stopping) lookAgain();
    }, LOOK_AGAIN_MS);
  }

  const problem = await serve();
  if (problem !== null) return { ok: false, problem: { what: problem, where: path, option: options.option } };
  const close = async () => {
    stopping = true;
    if (timer !== null) clearTimeout(timer);
    await closeOpen();
  };
  return { ok: true, value: { path, close } };
}
