import type { Site } from '../config/site.ts';
import type { Bus, Endpoint } from '../field/wiring.ts';
import { parseInteger } from './options.ts';

export interface PortOptions {
  readonly httpPort?: string;
  readonly modbusPort?: string;
  readonly mqttPort?: string;
}

const PORTS = [0, 65535] as const;

/** The site with the ports that the command line asks for in place of its own. */
export function overridePorts(site: Site, options: PortOptions): Site {
  const http =
    options.httpPort === undefined
      ? site.http
      : { ...site.http, port: parseInteger(options.httpPort, '--http-port', PORTS) };
  const modbus =
    options.modbusPort === undefined ? null : parseInteger(options.modbusPort, '--modbus-port', PORTS);
  const mqtt = options.mqttPort === undefined ? null : parseInteger(options.mqttPort, '--mqtt-port', PORTS);
  let modbusBuses = 0;
  const buses = site.wiring.buses.map((bus): Bus => {
    if (bus.kind === 'mqtt') return mqtt === null ? bus : withBrokerPort(bus, mqtt);
    // Where no device is emulated nobody listens, and the port is that of the hardware.
    if (bus.kind !== 'modbus-tcp' || modbus === null || isHardware(bus)) return bus;
    const port = modbus === 0 ? 0 : modbus + modbusBuses++;
    const listen = { ...bus.listen, port };
    // Whatever stands between driver and emulator keeps its own port.
    return { ...bus, listen, connect: sameEndpoint(bus.connect, bus.listen) ? listen : bus.connect };
  });
  return { ...site, http, wiring: { buses } };
}

function withBrokerPort(bus: Extract<Bus, { readonly kind: 'mqtt' }>, port: number): Bus {
  if (bus.broker.kind === 'external') return bus;
  return { ...bus, broker: { ...bus.broker, listen: { ...bus.broker.listen, port } } };
}

function isHardware({ devices }: Bus): boolean {
  return devices.length > 0 && devices.every(({ mode }) => mode === 'real');
}

function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.host === b.host && a.port === b.port;
}
