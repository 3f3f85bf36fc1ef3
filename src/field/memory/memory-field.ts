/**
 * The wire in virtual time: the same drivers, PDUs and payload bytes as on TCP, handed over in the same call. A
 * request is answered from the registers as they stand at the moment of the exchange, so a reading carries the time
 * of the scan that asked for it, and a round trip takes no time. A device that has no emulated unit does not answer:
 * its request has timed out at once.
 */
import type { DriverOptions } from '../driver/access.ts';
import type { EmulatedField } from '../emulated/emulated-field.ts';
import type { FieldRunner } from '../field-runner.ts';
import { NO_FAULTS, type WireFaults } from '../wire-fault.ts';
import type { Wiring } from '../wiring.ts';
import { ModbusWire } from './modbus-wire.ts';
import { MqttWire } from './mqtt-wire.ts';
import type { Transcript } from './transcript.ts';

export interface MemoryFieldOptions extends DriverOptions {
  readonly transcript?: Transcript;
  /** What goes wrong on the wires; nothing where it is not given. */
  readonly faults?: WireFaults;
}

/** How far time moves on at a time while a flush waits for answers that faults hold back, s. */
const FLUSH_STEP_S = 0.01;

export function createMemoryField(
  wiring: Wiring,
  emulated: EmulatedField,
  options: MemoryFieldOptions,
): FieldRunner {
  const { transcript = null, faults = NO_FAULTS } = options;
  const modbus: ModbusWire[] = [];
  const mqtt: MqttWire[] = [];
  for (const bus of wiring.buses) {
    // Its edge nodes are on a broker, which memory does not reach.
    if (bus.kind === 'sparkplug') continue;
    if (bus.kind === 'mqtt')
      mqtt.push(new MqttWire(bus, options, { emulated, faults: faults.mqtt(bus.id), transcript }));
    else {
      const parts = { units: emulated.units(bus.id), faults: faults.modbus(bus.id), transcript };
      modbus.push(new ModbusWire(bus, options, parts));
    }
  }
  const wires = [...modbus, ...mqtt];
  const drivers = wires.map((wire) => wire.driver);
  const hasPending = (): boolean => drivers.some((driver) => driver.hasPendingWrites());

  function exchange(nowS: number): void {
    for (const wire of wires) wire.exchange(nowS);
  }

  return {
    async start() {
      for (const wire of mqtt) wire.connect(0);
      return null;
    },
    exchange,
    drain: () => drivers.flatMap((driver) => driver.drain()),
    write(tag, position) {
      for (const driver of drivers) if (driver.write(tag, position)) return;
    },
    hasPendingWrites: hasPending,
    async flush(nowS, timeoutS) {
      exchange(nowS);
      const steps = Math.round(timeoutS / FLUSH_STEP_S);
      for (let step = 1; step <= steps && hasPending(); step++) exchange(nowS + step * FLUSH_STEP_S);
      return !hasPending();
    },
    links: () => drivers.flatMap((driver) => driver.links()),
    // Nothing takes time on this wire.
    health: () => modbus.map(({ driver }) => driver.health(0)),
    endpoints: () => [],
    stop: async () => {},
  };
}
