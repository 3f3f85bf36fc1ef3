/** The ends of a Modbus bus on TCP, be its frames those of Modbus TCP or those of a serial line. */
import type { EmulatedUnit } from '../emulated/emulated-field.ts';
import type { Started } from '../listen.ts';
import { tcpLine } from '../serial/tcp-line.ts';
import type { Endpoint, ModbusTcpBus } from '../wiring.ts';
import type { ClientOptions, ModbusClient } from './modbus-client.ts';
import { createModbusClient, MAX_SILENT_TIMEOUTS } from './modbus-client.ts';
import type { EndsOptions, ModbusEnds } from './modbus-ends.ts';
import { startModbusRtuTcpServer } from './rtu-server.ts';
import { createSerialClient } from './serial-client.ts';
import type { ModbusTcpServer } from './tcp-server.ts';
import { startModbusTcpServer } from './tcp-server.ts';

export async function openTcpEnds(
  bus: ModbusTcpBus,
  units: ReadonlyMap<number, EmulatedUnit>,
  options: EndsOptions,
): Promise<Started<ModbusEnds>> {
  let server: ModbusTcpServer | null = null;
  if (units.size > 0) {
    const option = `buhera,listen of bus ${bus.id} in the device tree`;
    const start = bus.framing === 'tcp' ? startModbusTcpServer : startModbusRtuTcpServer;
    const { speed, faults } = options;
    const started = await start(bus.listen, units, { speed, faults, option, ...bus.gateway });
    if (!started.ok) return started;
    server = started.value;
  }
  const client = clientOf(bus, connectEndpoint(bus, server), options);
  const kind = bus.framing === 'tcp' ? 'modbus-tcp' : 'modbus-rtu-tcp';
  const endpoints =
    server === null ? [] : [{ busId: bus.id, kind, host: bus.listen.host, port: server.port } as const];
  const close = async () => {
    await client.close();
    await server?.close();
  };
  return { ok: true, value: { client, endpoints, close } };
}

function clientOf(bus: ModbusTcpBus, endpoint: Endpoint, options: ClientOptions): ModbusClient {
  if (bus.framing === 'tcp')
    return createModbusClient(endpoint, { ...options, maxInFlight: bus.maxInFlight });
  return createSerialClient(tcpLine(endpoint), {
    ...options,
    // The gateway keeps the silences of its line.
    silenceS: 0,
    turnaroundS: 0,
    airTimeS: () => 0,
    // The far end of a connection can be dead without a sign.
    reopenAfter: MAX_SILENT_TIMEOUTS,
  });
}

/** Where nothing stands in between, a port that the system chose is the one to connect to. */
function connectEndpoint(bus: ModbusTcpBus, server: ModbusTcpServer | null): Endpoint {
  const { connect, listen } = bus;
  if (server === null || connect.host !== listen.host || connect.port !== listen.port) return connect;
  return { host: connect.host, port: server.port };
}
