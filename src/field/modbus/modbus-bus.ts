/** One Modbus bus on the real wire: its servers, where devices are emulated, and its driver. */
import type { BusRunner, RealFieldOptions } from '../bus-runner.ts';
import { createModbusDriver } from '../driver/modbus-driver.ts';
import type { EmulatedField } from '../emulated/emulated-field.ts';
import { NO_MODBUS_FAULTS } from '../wire-fault.ts';
import type { ModbusBus } from '../wiring.ts';
import type { PduTap } from './modbus-client.ts';
import type { ModbusEnds } from './modbus-ends.ts';
import { openSerialEnds } from './serial-ends.ts';
import { openTcpEnds } from './tcp-ends.ts';

export function modbusBusRunner(
  bus: ModbusBus,
  emulated: EmulatedField | null,
  options: RealFieldOptions,
): BusRunner {
  const driver = createModbusDriver(bus, options);
  let ends: ModbusEnds | null = null;

  function exchange(nowS: number): void {
    if (ends === null) return;
    for (const transaction of driver.due(nowS)) {
      ends.client.send(transaction).then((outcome) => {
        driver.complete(transaction.id, outcome, options.now());
        // What else is due for the device need not wait for the next scan.
        exchange(options.now());
      });
    }
  }

  return {
    async start() {
      const units = (options.serve ? emulated?.units(bus.id) : undefined) ?? new Map();
      const tap = transcriptTap(bus, options);
      const faults = options.faults?.modbus(bus.id) ?? NO_MODBUS_FAULTS;
      const { observer } = driver;
      const settings = { speed: options.speed, faults, observer, ...(tap === null ? {} : { tap }) };
      const opened =
        bus.kind === 'modbus-tcp'
          ? await openTcpEnds(bus, units, settings)
          : await openSerialEnds(bus, units, settings);
      if (!opened.ok) return opened.problem;
      ends = opened.value;
      return null;
    },
    exchange,
    drain: () => driver.drain(),
    write: (tag, position) => driver.write(tag, position),
    hasPendingWrites: () => driver.hasPendingWrites(),
    links: () => driver.links(),
    health: () => driver.health(performance.now() / 1000),
    endpoints: () => [...(ends?.endpoints ?? [])],
    async stop() {
      const closing = ends;
      ends = null;
      await closing?.close();
    },
  };
}

function transcriptTap(bus: ModbusBus, { transcript, now }: RealFieldOptions): PduTap | null {
  if (transcript === undefined) return null;
  return (kind, unit, pdu) => {
    const bytes = new Uint8Array(1 + pdu.length);
    bytes[0] = unit;
    bytes.set(pdu, 1);
    transcript(now(), bus.id, kind, bytes);
  };
}
