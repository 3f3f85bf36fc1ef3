/**
 * The real wire: emulated devices on genuine TCP ports and a genuine broker, and drivers that talk to them, or to
 * hardware, as to anybody else's.
 */

import type { BusRunner, RealFieldOptions } from './bus-runner.ts';
import type { EmulatedField } from './emulated/emulated-field.ts';
import type { FieldEndpoint, FieldRunner } from './field-runner.ts';
import { modbusBusRunner } from './modbus/modbus-bus.ts';
import { mqttBusRunner } from './mqtt/mqtt-bus.ts';
import { sparkplugBusRunner } from './sparkplug/sparkplug-bus.ts';
import type { Wiring } from './wiring.ts';

/** How often a flush looks whether everything has been confirmed. */
const FLUSH_STEP_MS = 5;

/** @param emulated The plant side; null where every device is real. */
export function createRealField(
  wiring: Wiring,
  emulated: EmulatedField | null,
  options: RealFieldOptions,
): FieldRunner {
  const buses: BusRunner[] = wiring.buses.map((bus) => {
    if (bus.kind === 'sparkplug') return sparkplugBusRunner(bus, options, endpoints);
    return bus.kind === 'mqtt'
      ? mqttBusRunner(bus, emulated, options)
      : modbusBusRunner(bus, emulated, options);
  });

  function endpoints(): FieldEndpoint[] {
    return buses.flatMap((bus) => bus.endpoints());
  }

  function exchange(nowS: number): void {
    for (const bus of buses) bus.exchange(nowS);
  }

  function hasPendingWrites(): boolean {
    return buses.some((bus) => bus.hasPendingWrites());
  }

  async function stop(): Promise<void> {
    await Promise.all(buses.map((bus) => bus.stop()));
  }

  return {
    async start() {
      for (const index of startOrder(wiring)) {
        const problem = (await buses[index]?.start()) ?? null;
        if (problem === null) continue;
        await stop();
        return { ...problem, busId: wiring.buses[index]?.id ?? '' };
      }
      return null;
    },
    exchange,
    drain: () => buses.flatMap((bus) => bus.drain()),
    write(tag, position) {
      for (const bus of buses) if (bus.write(tag, position)) return;
    },
    hasPendingWrites,
    async flush(_nowS, timeoutS) {
      const untilMs = performance.now() + timeoutS * 1000;
      while (hasPendingWrites()) {
        if (performance.now() > untilMs) return false;
        exchange(options.now());
        await new Promise((resolve) => setTimeout(resolve, FLUSH_STEP_MS));
      }
      return true;
    },
    links: () => buses.flatMap((bus) => bus.links()),
    health: () => buses.flatMap((bus) => bus.health() ?? []),
    endpoints,
    stop,
  };
}

/** Indexes of the buses: a host application comes after the broker that another bus may embed. */
function startOrder({ buses }: Wiring): readonly number[] {
  const isLast = (index: number): boolean => buses[index]?.kind === 'sparkplug';
  return [...buses.keys()].sort((a, b) => Number(isLast(a)) - Number(isLast(b)));
}
