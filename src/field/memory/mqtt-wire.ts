/** One MQTT bus in memory: what a device says is heard in the same call, while there is a broker. */
import type { DriverOptions } from '../driver/access.ts';
import type { MqttDriver } from '../driver/mqtt-driver.ts';
import { createMqttDriver } from '../driver/mqtt-driver.ts';
import type { EmulatedField } from '../emulated/emulated-field.ts';
import { emulatedDevices } from '../emulated/emulated-field.ts';
import { willMessage } from '../emulated/mqtt-device.ts';
import type { MqttFaults } from '../wire-fault.ts';
import type { MqttBus } from '../wiring.ts';
import { joined, type Transcript } from './transcript.ts';

export interface MqttWireParts {
  readonly emulated: EmulatedField;
  readonly faults: MqttFaults;
  readonly transcript: Transcript | null;
}

const utf8 = new TextEncoder();

export class MqttWire {
  readonly driver: MqttDriver;
  private readonly bus: MqttBus;
  private readonly parts: MqttWireParts;
  /** Emulated devices that take commands, by topic. */
  private readonly listeners: ReadonlyMap<string, readonly string[]>;
  private isThere = false;

  constructor(bus: MqttBus, options: DriverOptions, parts: MqttWireParts) {
    this.bus = bus;
    this.parts = parts;
    this.driver = createMqttDriver(bus, options);
    this.listeners = listenersOf(bus, parts.emulated);
  }

  /** The broker is there: the driver hears every device arrive. */
  connect(nowS: number): void {
    this.isThere = true;
    this.driver.brokerThere();
    for (const device of emulatedDevices(this.bus)) {
      const will = willMessage(device);
      if (will !== null) this.publish(will.topic, will.online, nowS);
    }
  }

  /** Until nothing is due any more: the answer to a command comes in the same scan. */
  exchange(nowS: number): void {
    this.followBroker(nowS);
    this.deliver(nowS);
    for (let due = this.driver.due(nowS); due.length > 0; due = this.driver.due(nowS)) {
      for (const { topic, payload } of due) this.command(topic, payload, nowS);
      this.deliver(nowS);
    }
    this.driver.check(nowS);
  }

  private followBroker(nowS: number): void {
    const isAway = this.parts.faults.isBrokerAway;
    if (this.isThere !== isAway) return;
    if (!isAway) {
      this.connect(nowS);
      return;
    }
    this.isThere = false;
    this.driver.brokerAway(nowS);
  }

  /** What devices say while the broker is away is lost. */
  private deliver(nowS: number): void {
    const { emulated, faults } = this.parts;
    const said = emulated.takePublications(this.bus.id);
    for (const { topic, payload } of faults.publications(said, nowS)) {
      if (this.isThere) this.publish(topic, payload, nowS);
    }
  }

  private command(topic: string, payload: Uint8Array, nowS: number): void {
    const { emulated, faults } = this.parts;
    this.write(topic, payload, nowS);
    for (const id of this.listeners.get(topic) ?? []) {
      const copies = faults.commandCopies(id, topic);
      for (let copy = 0; copy < copies; copy++) emulated.command(id, topic, payload);
    }
  }

  private publish(topic: string, payload: Uint8Array, nowS: number): void {
    this.write(topic, payload, nowS);
    this.driver.message({ topic, payload, retained: false }, nowS);
  }

  private write(topic: string, payload: Uint8Array, nowS: number): void {
    this.parts.transcript?.(nowS, this.bus.id, 'publish', joined(utf8.encode(`${topic}\u0000`), payload));
  }
}

function listenersOf(bus: MqttBus, emulated: EmulatedField): Map<string, string[]> {
  const listeners = new Map<string, string[]>();
  for (const { id } of emulatedDevices(bus)) {
    for (const topic of emulated.commandTopics(id))
      listeners.set(topic, [...(listeners.get(topic) ?? []), id]);
  }
  return listeners;
}
