/** One Modbus TCP bus on the real wire: its server, where devices are emulated, and its driver. */
import type { BusRunner, RealFieldOptions } from '../bus-runner.ts';
import { createModbusDriver } from '../driver/modbus-driver.ts';
import type { EmulatedField } from '../emulated/emulated-field.ts';
import type { Endpoint, ModbusTcpBus } from '../wiring.ts';
import type { ModbusClient } from './modbus-client.ts';
import { createModbusClient } from './modbus-client.ts';
import type { ModbusTcpServer } from './tcp-server.ts';
import { startModbusTcpServer } from './tcp-server.ts';

export function modbusBusRunner(
  bus: ModbusTcpBus,
  emulated: EmulatedField | null,
  options: RealFieldOptions,
): BusRunner {
  const driver = createModbusDriver(bus, options);
  let server: ModbusTcpServer | null = null;
  let client: ModbusClient | null = null;

  function exchange(nowS: number): void {
    if (client === null) return;
    for (const transaction of driver.due(nowS)) {
      client.send(transaction).then((outcome) => {
        driver.complete(transaction.id, outcome, options.now());
        // What else is due for the device need not wait for the next scan.
        exchange(options.now());
      });
    }
  }

  return {
    async start() {
      const units = emulated?.units(bus.id);
      if (options.serve && units !== undefined && units.size > 0) {
        const option = `buhera,listen of bus ${bus.id} in the device tree`;
        const started = await startModbusTcpServer(bus.listen, units, { speed: options.speed, option });
        if (!started.ok) return started.problem;
        server = started.value;
      }
      client = createModbusClient(connectEndpoint(bus, server), { speed: options.speed });
      return null;
    },
    exchange,
    drain: () => driver.drain(),
    write: (tag, position) => driver.write(tag, position),
    hasPendingWrites: () => driver.hasPendingWrites(),
    links: () => driver.links(),
    endpoints: () =>
      server === null
        ? []
        : [{ busId: bus.id, kind: 'modbus-tcp', host: bus.listen.host, port: server.port }],
    async stop() {
      const closing = client;
      client = null;
      await closing?.close();
      await server?.close();
      server = null;
    },
  };
}

/** Where nothing stands in between, a port that the system chose is the one to connect to. */
function connectEndpoint(bus: ModbusTcpBus, server: ModbusTcpServer | null): Endpoint {
  const { connect, listen } = bus;
  if (server === null || connect.host !== listen.host || connect.port !== listen.port) return connect;
  return { host: connect.host, port: server.port };
}
