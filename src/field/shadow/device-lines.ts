/**
 * The two lines of a device: one to its emulator and one to the hardware that the emulator stands in for. A device that
 * has both can be run on either, or on both at once.
 */
import type { Bus, Device, ModbusBus, MqttBus, Wiring } from '../wiring.ts';

export interface DeviceLines {
  readonly device: Device;
  readonly bus: Bus;
  /** An emulator of it runs. */
  readonly emulated: boolean;
  /** The wiring says where its hardware is. */
  readonly hardware: boolean;
}

/** The lines of every device, in the order of the wiring. */
export function deviceLines({ buses }: Wiring): readonly DeviceLines[] {
  return buses.flatMap((bus) =>
    bus.devices.map((device) => ({
      device,
      bus,
      emulated: device.mode !== 'real',
      hardware: device.mode === 'real' || hasHardwarePlace(bus, device),
    })),
  );
}

/** Whether a device has an emulator and hardware, so that it can be switched from one to the other. */
export function isTwofold({ emulated, hardware }: DeviceLines): boolean {
  return emulated && hardware;
}

/** Whether hardware could be told from the emulator of a device: by place, or on a broker by its topic. */
export function hasHardwarePlace(bus: Bus, device: Device): boolean {
  if (bus.kind === 'sparkplug') return false;
  return bus.kind === 'mqtt' ? device.hardwareTopic !== undefined : placeOf(bus) !== null;
}

export interface SplitWiring {
  /** Every emulator, and the real devices that are met on the same way. */
  readonly main: Wiring;
  /** The hardware that has a way of its own. */
  readonly hardware: Wiring;
}

/**
 * The wiring as two: hardware with a place of its own gets a driver of its own. A site without such hardware keeps its
 * wiring as it is.
 */
export function splitWiring({ buses }: Wiring): SplitWiring {
  const split = buses.map((bus): SplitBus => {
    if (bus.kind === 'sparkplug') return { main: [bus], hardware: [] };
    return bus.kind === 'mqtt' ? splitMqtt(bus) : splitModbus(bus);
  });
  return {
    main: { buses: split.flatMap(({ main }) => main) },
    hardware: { buses: split.flatMap(({ hardware }) => hardware) },
  };
}

interface SplitBus {
  readonly main: readonly Bus[];
  readonly hardware: readonly Bus[];
}

function placeOf(bus: ModbusBus): ModbusBus | null {
  if (bus.kind === 'modbus-tcp') {
    return bus.hardware === undefined ? null : { ...bus, connect: bus.hardware, listen: bus.hardware };
  }
  // Two ports that somebody has joined are one line, and emulated devices are met on it.
  return bus.connect === null || bus.listen !== null ? null : bus;
}

function splitModbus(bus: ModbusBus): SplitBus {
  const place = placeOf(bus);
  if (place === null) return { main: [bus], hardware: [] };
  const emulated = bus.devices.filter(({ mode }) => mode !== 'real');
  const near = bus.kind === 'modbus-rtu' ? { ...bus, connect: null } : bus;
  return { main: emulated.length === 0 ? [] : [{ ...near, devices: emulated }], hardware: [place] };
}

/** Both lines meet at one broker; a real device alone stays with the emulated ones. */
function splitMqtt(bus: MqttBus): SplitBus {
  const main = {
    ...bus,
    devices: bus.devices.map((device) => (device.mode === 'real' ? atHardware(device) : device)),
  };
  const devices = bus.devices.filter(
    ({ mode, hardwareTopic }) => mode !== 'real' && hardwareTopic !== undefined,
  );
  return {
    main: [main],
    hardware: devices.length === 0 ? [] : [{ ...bus, devices: devices.map(atHardware) }],
  };
}

function atHardware(device: Device): Device {
  return { ...device, topic: device.hardwareTopic ?? device.topic };
}
