/** All emulated devices of a site: the plant side of the wire. */
import type { RegisterMap } from '../modbus/register-map.ts';
import type { Bus, Device, Wiring } from '../wiring.ts';
import { EmulatedModbusDevice } from './modbus-device.ts';
import type { MqttPublication } from './mqtt-device.ts';
import { EmulatedMqttDevice } from './mqtt-device.ts';

/** One emulated Modbus device as its bus sees it. */
export interface EmulatedUnit {
  readonly map: RegisterMap;
  readonly responseS: number;
  readonly deviceId: string;
}

export interface EmulatedField {
  /** Advances all device models to `nowS`: sensors turn truth into registers and due messages, actuators move. */
  update(nowS: number, readTruth: (plantPoint: string) => number): void;
  /** Positions that the actuators give to the plant, in the order of the wiring. */
  forEachDrive(callback: (plantPoint: string, position: number) => void): void;
  /** Units behind a Modbus bus, by unit id. */
  units(busId: string): ReadonlyMap<number, EmulatedUnit>;
  /** Messages that have become due on an MQTT bus since the last call, oldest first. */
  takePublications(busId: string): MqttPublication[];
  /** Topics on which a device of an MQTT bus takes commands. */
  commandTopics(deviceId: string): readonly string[];
  /** Gives a device what came at one of these topics; its answers become due. */
  command(deviceId: string, topic: string, payload: Uint8Array): void;
}

/** Builds every device that is not `real` alone; `seed` and the names of device and point determine every noise stream. */
export function createEmulatedField(wiring: Wiring, options: { readonly seed: number }): EmulatedField {
  const modbus: EmulatedModbusDevice[] = [];
  const mqtt = new Map<string, { device: EmulatedMqttDevice; due: MqttPublication[] }>();
  const units = new Map<string, Map<number, EmulatedUnit>>();
  const due = new Map<string, MqttPublication[]>();

  for (const bus of wiring.buses) {
    const busUnits = new Map<number, EmulatedUnit>();
    const busDue: MqttPublication[] = [];
    units.set(bus.id, busUnits);
    due.set(bus.id, busDue);
    for (const device of emulatedDevices(bus)) {
      if (bus.kind === 'mqtt') {
        mqtt.set(device.id, { device: new EmulatedMqttDevice(device, options.seed), due: busDue });
        continue;
      }
      const emulated = new EmulatedModbusDevice(device, options.seed);
      modbus.push(emulated);
      busUnits.set(unitOf(device), {
        map: emulated.map,
        responseS: device.profile.timing.responseS,
        deviceId: device.id,
      });
    }
  }

  return {
    update(nowS, readTruth) {
      for (const device of modbus) device.update(nowS, readTruth);
      for (const { device, due: queue } of mqtt.values()) device.update(nowS, readTruth, queue);
    },
    forEachDrive(callback) {
      for (const device of modbus) device.forEachDrive(callback);
      for (const { device } of mqtt.values()) device.forEachDrive(callback);
    },
    units: (busId) => units.get(busId) ?? new Map(),
    commandTopics: (deviceId) => mqtt.get(deviceId)?.device.commandTopics ?? [],
    command(deviceId, topic, payload) {
      const found = mqtt.get(deviceId);
      found?.device.receive(topic, payload, found.due);
    },
    takePublications: (busId) => due.get(busId)?.splice(0) ?? [],
  };
}

export function emulatedDevices(bus: Bus): readonly Device[] {
  return bus.devices.filter((device) => device.mode !== 'real');
}

/** Unit id of a device on a Modbus bus, where the configuration has made sure that there is one. */
export function unitOf(device: Device): number {
  if (device.unit === null) throw new Error(`invariant: Modbus device ${device.id} has no unit id`);
  return device.unit;
}
