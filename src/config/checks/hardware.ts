/** Cross-check of shadow: the hardware has a place of its own, and it is not that of the emulator. */
import type { Bus, Device, Endpoint } from '../../field/wiring.ts';
import { type Diagnostic, diagnosticAt, type Finding } from '../diagnostic.ts';
import type { WiringPlaces } from '../wiring/wiring-context.ts';
import { placeOf } from './wiring.ts';

export function* checkHardware(buses: readonly Bus[], places: WiringPlaces): Generator<Diagnostic> {
  for (const bus of buses) {
    const own = emulatorsOwnPlace(bus);
    if (own !== null) yield diagnosticAt(placeOf(places, bus), own);
    for (const device of bus.devices) {
      const found = deviceFinding(bus, device);
      if (found !== null) yield diagnosticAt(placeOf(places, device), found);
    }
  }
}

function emulatorsOwnPlace(bus: Bus): Finding | null {
  if (bus.kind !== 'modbus-tcp' || bus.hardware === undefined) return null;
  const { hardware, connect, listen } = bus;
  if (!isSame(hardware, listen) && !isSame(hardware, connect)) return null;
  return {
    id: 'no-hardware',
    message: `The hardware of "${bus.id}" would be at ${hardware.host}:${hardware.port}, where its emulated devices are.`,
    expected: 'buhera,hardware = the address of the gateway or device itself',
  };
}

function deviceFinding(bus: Bus, device: Device): Finding | null {
  if (device.hardwareTopic !== undefined && device.mode !== 'real' && device.hardwareTopic === device.topic) {
    return {
      id: 'no-hardware',
      message: `The hardware of "${device.id}" would publish under "${device.topic}", as its emulator does.`,
      expected: 'another topic as buhera,hardware-topic',
    };
  }
  if (device.mode !== 'shadow') return null;
  const expected = missingPlace(bus, device);
  if (expected === null) return null;
  const message = `The device "${device.id}" is in shadow, and nothing says where its hardware is.`;
  return { id: 'no-hardware', message, expected };
}

function missingPlace(bus: Bus, device: Device): string | null {
  switch (bus.kind) {
    // Its reader knows the mode real alone.
    case 'sparkplug':
      return null;
    case 'mqtt':
      return device.hardwareTopic === undefined ? 'buhera,hardware-topic = "…" in the device' : null;
    case 'modbus-tcp':
      return bus.hardware === undefined ? 'buhera,hardware = "host:port" in the bus' : null;
    case 'modbus-rtu':
      if (bus.connect === null) return 'buhera,connect = "/dev/ttyUSB0" in the bus';
      return bus.listen === null
        ? null
        : 'no serial port as buhera,listen of the bus: emulators on the line of the hardware would answer for it';
  }
}

function isSame(a: Endpoint, b: Endpoint): boolean {
  return a.host === b.host && a.port === b.port;
}
