/**
 * The ends of a Modbus bus on serial lines. A serial line has one master. So where the emulated devices stand on
 * pseudo-terminals, they stand on two: one for our driver, and one for a master outside, who then meets nobody.
 */
import type { EmulatedUnit } from '../emulated/emulated-field.ts';
import type { Started } from '../listen.ts';
import { openPty, type Pty } from '../serial/pty.ts';
import { serialLine } from '../serial/serial-line.ts';
import { characterTimeS, settingsText } from '../serial/serial-settings.ts';
import type { ModbusRtuBus } from '../wiring.ts';
import type { ClientOptions, ModbusClient } from './modbus-client.ts';
import type { EndsOptions, ModbusEnds } from './modbus-ends.ts';
import { serveModbusRtu } from './rtu-server.ts';
import { createSerialClient } from './serial-client.ts';
import { serveSerialPort } from './serial-port-server.ts';

type Units = ReadonlyMap<number, EmulatedUnit>;

/** What is open so far, in the order of opening. */
class Open {
  private readonly closers: (() => Promise<void>)[] = [];

  add<T extends { close(): Promise<void> }>(opened: T): T {
    this.closers.push(() => opened.close());
    return opened;
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }
}

export async function openSerialEnds(
  bus: ModbusRtuBus,
  units: Units,
  options: EndsOptions,
): Promise<Started<ModbusEnds>> {
  const open = new Open();
  const started = await openAll(bus, units, options, open);
  if (!started.ok) await open.close();
  return started;
}

async function openAll(
  bus: ModbusRtuBus,
  units: Units,
  options: EndsOptions,
  open: Open,
): Promise<Started<ModbusEnds>> {
  const close = () => open.close();
  const clientOn = (path: string) => open.add(createClient(bus, path, options));
  if (units.size === 0) {
    if (bus.connect === null)
      throw new Error(`invariant: bus ${bus.id} has no serial port and emulates nothing`);
    return { ok: true, value: { client: clientOn(bus.connect), endpoints: [], close } };
  }
  const outside = await serveOutside(bus, units, options);
  if (!outside.ok) return outside;
  const { path } = open.add(outside.value);
  const endpoints = [
    { busId: bus.id, kind: 'modbus-rtu', path, settings: settingsText(bus.serial) } as const,
  ];
  if (bus.connect !== null && bus.listen !== null) {
    // Somebody has joined the two ports, or put something between them.
    return { ok: true, value: { client: clientOn(bus.connect), endpoints, close } };
  }
  const inside = await servePty(bus, units, options, null);
  if (!inside.ok) return inside;
  const toEmulated = clientOn(open.add(inside.value).path);
  const toReal = bus.connect === null ? toEmulated : clientOn(bus.connect);
  const client: ModbusClient = {
    send: (transaction) => (units.has(transaction.unit) ? toEmulated : toReal).send(transaction),
    close,
  };
  return { ok: true, value: { client, endpoints, close } };
}

function createClient(bus: ModbusRtuBus, path: string, options: ClientOptions): ModbusClient {
  const { serial, silenceS, turnaroundS } = bus;
  const rtsS = serial.rtsDelay === null ? 0 : serial.rtsDelay.beforeS + serial.rtsDelay.afterS;
  return createSerialClient(serialLine(path, serial), {
    ...options,
    silenceS,
    turnaroundS,
    airTimeS: (bytes) => characterTimeS(serial, bytes) + rtsS,
    // A port that is there answers for itself: opening it anew would not bring a device back.
    reopenAfter: Number.POSITIVE_INFINITY,
  });
}

type Served = Pick<Pty, 'path' | 'close'>;

function serveOutside(bus: ModbusRtuBus, units: Units, options: EndsOptions): Promise<Started<Served>> {
  if (bus.listen === null) return servePty(bus, units, options, bus.ptyLink);
  return serveSerialPort(bus.listen, bus.serial, units, {
    speed: options.speed,
    faults: options.faults,
    option: `buhera,listen of bus ${bus.id} in the device tree`,
  });
}

async function servePty(
  bus: ModbusRtuBus,
  units: Units,
  options: EndsOptions,
  link: string | null,
): Promise<Started<Served>> {
  const opened = await openPty(link);
  if (!opened.ok) return opened;
  const pty = opened.value;
  const { speed, faults } = options;
  const { baudRate } = bus.serial;
  // A pseudo-terminal keeps no silences, and hands over in one piece what was written in one.
  const airTimeS = (bytes: number) => characterTimeS(bus.serial, bytes);
  const server = serveModbusRtu(pty.stream, units, {
    ...{ speed, baudRate, faults },
    ...(bus.pacedByBaud === true ? { airTimeS } : {}),
  });
  const close = async () => {
    server.close();
    await pty.close();
  };
  return { ok: true, value: { path: pty.path, close } };
}
