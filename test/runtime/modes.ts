import type { Site } from '../../src/config/site.ts';
import type { Bus, DeviceMode } from '../../src/field/wiring.ts';

/** The site with hardware behind its Modbus bus, and its devices in the given modes. */
export function inModes(site: Site, modes: Readonly<Record<string, DeviceMode>>): Site {
  const buses = site.wiring.buses.map((bus): Bus => {
    if (bus.kind !== 'modbus-tcp') return bus;
    const devices = bus.devices.map((device) => ({ ...device, mode: modes[device.id] ?? device.mode }));
    return { ...bus, hardware: { host: '127.0.0.1', port: 9 }, devices };
  });
  return { ...site, wiring: { buses } };
}
