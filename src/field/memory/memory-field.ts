/**
 * The wire in virtual time: the same drivers, PDUs and payload bytes as on TCP, handed over in the same call. A
 * request is answered from the registers as they stand at the moment of the exchange, so a reading carries the time
 * of the scan that asked for it, and a round trip takes no time. A device that has no emulated unit does not answer:
 * its request has timed out at once.
 */
import type { DriverOptions } from '../driver/access.ts';
import type { ModbusDriver, ModbusTransaction } from '../driver/modbus-driver.ts';
import { createModbusDriver } from '../driver/modbus-driver.ts';
import type { MqttDriver } from '../driver/mqtt-driver.ts';
import { createMqttDriver } from '../driver/mqtt-driver.ts';
import type { EmulatedField, EmulatedUnit } from '../emulated/emulated-field.ts';
import { emulatedDevices } from '../emulated/emulated-field.ts';
import { willMessage } from '../emulated/mqtt-device.ts';
import type { FieldRunner } from '../field-runner.ts';
import { answerPdu } from '../modbus/pdu.ts';
import type { ModbusOutcome } from '../modbus/request.ts';
import { decodeReply, encodeRequest } from '../modbus/request.ts';
import type { MqttBus, Wiring } from '../wiring.ts';

/**
 * Sees every message: for Modbus the unit id and the PDU, for MQTT the topic, a zero byte and the payload. The
 * bytes must be copied if they are to be kept.
 */
export type Transcript = (
  timeS: number,
  busId: string,
  kind: 'request' | 'reply' | 'publish',
  bytes: Uint8Array,
) => void;

interface ModbusWire {
  readonly busId: string;
  readonly driver: ModbusDriver;
  readonly units: ReadonlyMap<number, EmulatedUnit>;
}

interface MqttWire {
  readonly bus: MqttBus;
  readonly driver: MqttDriver;
  /** Emulated devices that take commands, by topic. */
  readonly listeners: ReadonlyMap<string, readonly string[]>;
}

const TIMED_OUT: ModbusOutcome = { ok: false, kind: 'timeout', code: null, detail: 'timeout' };

export function createMemoryField(
  wiring: Wiring,
  emulated: EmulatedField,
  options: DriverOptions & { readonly transcript?: Transcript },
): FieldRunner {
  const transcript = options.transcript ?? null;
  const modbus: ModbusWire[] = [];
  const mqtt: MqttWire[] = [];
  for (const bus of wiring.buses) {
    if (bus.kind === 'mqtt')
      mqtt.push({ bus, driver: createMqttDriver(bus, options), listeners: listenersOf(bus, emulated) });
    else
      modbus.push({ busId: bus.id, driver: createModbusDriver(bus, options), units: emulated.units(bus.id) });
  }
  const drivers = [...modbus, ...mqtt].map((wire) => wire.driver);

  function publish(wire: MqttWire, topic: string, payload: Uint8Array, nowS: number): void {
    transcript?.(nowS, wire.bus.id, 'publish', join(utf8.encode(`${topic}\u0000`), payload));
    wire.driver.message({ topic, payload, retained: false }, nowS);
  }

  function deliver(wire: MqttWire, nowS: number): void {
    for (const { topic, payload } of emulated.takePublications(wire.bus.id)) {
      publish(wire, topic, payload, nowS);
    }
  }

  /** Until nothing is due any more: the answer to a command comes in the same scan. */
  function exchangeMqtt(wire: MqttWire, nowS: number): void {
    deliver(wire, nowS);
    for (let due = wire.driver.due(nowS); due.length > 0; due = wire.driver.due(nowS)) {
      for (const { topic, payload } of due) {
        transcript?.(nowS, wire.bus.id, 'publish', join(utf8.encode(`${topic}\u0000`), payload));
        for (const id of wire.listeners.get(topic) ?? []) emulated.command(id, topic, payload);
      }
      deliver(wire, nowS);
    }
    wire.driver.check(nowS);
  }

  return {
    async start() {
      for (const wire of mqtt) {
        wire.driver.brokerThere();
        for (const device of emulatedDevices(wire.bus)) {
          const will = willMessage(device);
          if (will !== null) publish(wire, will.topic, will.online, 0);
        }
      }
      return null;
    },
    exchange(nowS) {
      for (const wire of modbus) exchangeModbus(wire, nowS, transcript);
      for (const wire of mqtt) exchangeMqtt(wire, nowS);
    },
    drain: () => drivers.flatMap((driver) => driver.drain()),
    write(tag, position) {
      for (const driver of drivers) if (driver.write(tag, position)) return;
    },
    async flush(nowS) {
      for (const wire of modbus) exchangeModbus(wire, nowS, transcript);
      for (const wire of mqtt) exchangeMqtt(wire, nowS);
      return !drivers.some((driver) => driver.hasPendingWrites());
    },
    links: () => drivers.flatMap((driver) => driver.links()),
    endpoints: () => [],
    stop: async () => {},
  };
}

function listenersOf(bus: MqttBus, emulated: EmulatedField): Map<string, string[]> {
  const listeners = new Map<string, string[]>();
  for (const { id } of emulatedDevices(bus)) {
    for (const topic of emulated.commandTopics(id))
      listeners.set(topic, [...(listeners.get(topic) ?? []), id]);
  }
  return listeners;
}

/** Until nothing is due any more: retries and further batches of a device follow in the same scan. */
function exchangeModbus(wire: ModbusWire, nowS: number, transcript: Transcript | null): void {
  for (let due = wire.driver.due(nowS); due.length > 0; due = wire.driver.due(nowS)) {
    for (const transaction of due) {
      wire.driver.complete(transaction.id, transact(wire, transaction, nowS, transcript), nowS);
    }
  }
}

function transact(
  wire: ModbusWire,
  transaction: ModbusTransaction,
  nowS: number,
  transcript: Transcript | null,
): ModbusOutcome {
  const { unit, request } = transaction;
  const requestPdu = encodeRequest(request);
  transcript?.(nowS, wire.busId, 'request', join(Uint8Array.of(unit), requestPdu));
  const emulated = wire.units.get(unit);
  if (emulated === undefined) return TIMED_OUT;
  const replyPdu = answerPdu(emulated.map, requestPdu);
  transcript?.(nowS, wire.busId, 'reply', join(Uint8Array.of(unit), replyPdu));
  return decodeReply(request, replyPdu);
}

const utf8 = new TextEncoder();

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}
