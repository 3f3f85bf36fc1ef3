import { describe, expect, test } from 'vitest';
import { deviceLines, isTwofold, splitWiring } from '../../../src/field/shadow/device-lines.ts';
import type { Bus, Device, DeviceMode } from '../../../src/field/wiring.ts';
import { benchDevices, modbusBus, mqttBus, serialBus, wiring } from '../fixtures.ts';

const HARDWARE = { host: '10.0.0.7', port: 502 };

function inModes(modes: Readonly<Record<string, DeviceMode>>): Device[] {
  return benchDevices().map((device) => ({ ...device, mode: modes[device.id] ?? 'emulated' }));
}

const ids = (buses: readonly Bus[]): string[] => buses.flatMap(({ devices }) => devices.map(({ id }) => id));

function twofold(bus: Bus): string[] {
  return deviceLines(wiring(bus))
    .filter(isTwofold)
    .map(({ device }) => device.id);
}

describe('a bus on TCP', () => {
  test('without a place of its hardware stays one, real devices and all', () => {
    const bus = modbusBus(inModes({ pt1: 'real' }));
    expect(splitWiring(wiring(bus))).toEqual({ main: wiring(bus), hardware: { buses: [] } });
    expect(twofold(bus)).toEqual([]);
  });

  test('with one has all devices there, and in its emulators all that are not real alone', () => {
    const bus = modbusBus(inModes({ pt1: 'real', ao1: 'shadow' }), { hardware: HARDWARE });
    const { main, hardware } = splitWiring(wiring(bus));
    expect(ids(main.buses)).toEqual(['pt2', 'tm1', 'ao1', 'do1']);
    expect(ids(hardware.buses)).toEqual(['pt1', 'pt2', 'tm1', 'ao1', 'do1']);
    expect(hardware.buses[0]).toMatchObject({ connect: HARDWARE, listen: HARDWARE });
    expect(twofold(bus)).toEqual(['pt2', 'tm1', 'ao1', 'do1']);
  });

  test('of real devices alone has no emulators to serve', () => {
    const real = benchDevices().map((device) => ({ ...device, mode: 'real' as const }));
    expect(splitWiring(wiring(modbusBus(real, { hardware: HARDWARE }))).main.buses).toEqual([]);
  });
});

describe('a serial bus', () => {
  test('has its hardware on the port, and its emulators on a pseudo-terminal', () => {
    const bus = serialBus(inModes({ ao1: 'shadow', do1: 'real' }), { connect: '/dev/ttyUSB0' });
    const { main, hardware } = splitWiring(wiring(bus));
    expect(main.buses[0]).toMatchObject({ connect: null });
    expect(ids(main.buses)).toEqual(['pt1', 'pt2', 'tm1', 'ao1']);
    expect(hardware.buses[0]).toMatchObject({ connect: '/dev/ttyUSB0', listen: null });
    expect(twofold(bus)).toEqual(['pt1', 'pt2', 'tm1', 'ao1']);
  });

  test('whose emulators serve on a port that is joined with it is one line', () => {
    const bus = serialBus(inModes({ do1: 'real' }), { connect: '/dev/ttyUSB0', listen: '/dev/ttyUSB1' });
    expect(splitWiring(wiring(bus))).toEqual({ main: wiring(bus), hardware: { buses: [] } });
    expect(twofold(bus)).toEqual([]);
  });
});

describe('an MQTT bus', () => {
  const [room] = mqttBus().devices;
  if (room === undefined) throw new Error('the fixture has a thermometer');

  test('has the hardware of a device under the topic of its own, at the same broker', () => {
    const bus = mqttBus({
      devices: [
        { ...room, mode: 'shadow', hardwareTopic: 'bench/room' },
        { ...room, id: 'hall' },
      ],
    });
    const { main, hardware } = splitWiring(wiring(bus));
    expect(ids(main.buses)).toEqual(['room', 'hall']);
    expect(main.buses[0]?.devices[0]?.topic).toBe('room');
    expect(ids(hardware.buses)).toEqual(['room']);
    expect(hardware.buses[0]?.devices[0]?.topic).toBe('bench/room');
    expect(twofold(bus)).toEqual(['room']);
  });

  test('keeps a real device with the emulated ones, under the topic of its hardware', () => {
    const bus = mqttBus({ devices: [{ ...room, mode: 'real', hardwareTopic: 'bench/room' }] });
    const { main, hardware } = splitWiring(wiring(bus));
    expect(hardware.buses).toEqual([]);
    expect(main.buses[0]?.devices[0]?.topic).toBe('bench/room');
  });
});
