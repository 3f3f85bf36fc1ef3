import { shownUrl } from '../field/mqtt/broker-address.ts';
import { settingsText } from '../field/serial/serial-settings.ts';
import type { BoundPoint, Bus, Device } from '../field/wiring.ts';
import { print, printJson } from './display.ts';
import { loadSiteOrExit } from './load-site.ts';

/** A site's wiring as a tree: buses, devices, points. */
export function tree(name: string, options: { readonly format: string }): void {
  const site = loadSiteOrExit(name);
  if (options.format === 'json') {
    printJson({ ...site.wiring, buses: site.wiring.buses.map(withoutSecrets) });
    return;
  }
  const lines = [`${site.title} (${site.id})`];
  for (const [index, bus] of site.wiring.buses.entries()) {
    const last = index === site.wiring.buses.length - 1;
    lines.push(`${last ? '└─' : '├─'} ${busText(bus)}`, ...deviceLines(bus.devices, last ? '   ' : '│  '));
  }
  print(lines.join('\n'));
}

/** Hashes can be guessed from, and an address may hold a password in spite of the warning. */
function withoutSecrets(bus: Bus): Bus {
  if (bus.kind === 'modbus-tcp' || bus.kind === 'modbus-rtu') return bus;
  const { broker } = bus;
  if (broker.kind === 'external') return { ...bus, broker: { ...broker, url: shownUrl(broker.url) } };
  if (bus.kind === 'sparkplug' || !('access' in broker) || broker.access === undefined) return bus;
  const users = broker.access.users.map(({ name }) => ({ name, passwordHash: '…' }));
  return { ...bus, broker: { ...broker, access: { ...broker.access, users } } };
}

function busText(bus: Bus): string {
  if (bus.kind === 'modbus-rtu') {
    const driver = bus.connect ?? 'pseudo-terminal';
    const served = bus.listen === null ? '' : `, emulated at ${bus.listen}`;
    return `${bus.id}  Modbus RTU ${driver}${served}, ${settingsText(bus.serial)}`;
  }
  if (bus.kind === 'modbus-tcp') {
    const { connect, listen } = bus;
    const served =
      connect.host === listen.host && connect.port === listen.port
        ? ''
        : `, emulated at ${listen.host}:${listen.port}`;
    const name = bus.framing === 'tcp' ? 'Modbus TCP' : 'Modbus RTU over TCP';
    const { hardware } = bus;
    const beside = hardware === undefined ? '' : `, hardware at ${hardware.host}:${hardware.port}`;
    return `${bus.id}  ${name} ${connect.host}:${connect.port}${served}${beside}`;
  }
  if (bus.kind === 'sparkplug') {
    const broker = bus.broker.kind === 'embedded' ? 'the embedded broker' : shownUrl(bus.broker.url);
    return `${bus.id}  Sparkplug B host ${bus.hostId} at ${broker}`;
  }
  const { broker } = bus;
  return `${bus.id}  MQTT ${broker.kind === 'embedded' ? `embedded broker at ${broker.listen.host}:${broker.listen.port}` : shownUrl(broker.url)}`;
}

function deviceLines(devices: readonly Device[], indent: string): string[] {
  return devices.flatMap((device, index) => {
    const last = index === devices.length - 1;
    const beside = device.hardwareTopic === undefined ? '' : ` (hardware ${device.hardwareTopic})`;
    const address = device.unit === null ? `topic ${device.topic}${beside}` : `unit ${device.unit}`;
    const line = `${indent}${last ? '└─' : '├─'} ${device.id}  ${address}  ${device.profile.id}  ${device.mode.toUpperCase()}  every ${device.periodS} s`;
    const deeper = `${indent}${last ? '   ' : '│  '}`;
    return [
      line,
      ...device.points.map(
        (point, at) => `${deeper}${at === device.points.length - 1 ? '└─' : '├─'} ${pointText(point)}`,
      ),
    ];
  });
}

function pointText(point: BoundPoint): string {
  const tag = point.tag === point.plantPoint ? '' : ` as ${point.tag}`;
  return `${point.point.name} ${point.direction === 'sense' ? 'senses' : 'drives'} ${point.plantPoint}${tag}`;
}
