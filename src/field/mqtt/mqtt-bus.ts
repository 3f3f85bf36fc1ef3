/** One MQTT bus on the real wire: the broker, where it is embedded, the emulated devices, and the driver. */
import type { BusRunner, RealFieldOptions } from '../bus-runner.ts';
import { createMqttDriver } from '../driver/mqtt-driver.ts';
import type { EmulatedField } from '../emulated/emulated-field.ts';
import { emulatedDevices } from '../emulated/emulated-field.ts';
import type { StartProblem } from '../listen.ts';
import type { Endpoint, MqttBus } from '../wiring.ts';
import type { MqttBroker } from './broker.ts';
import { startBroker } from './broker.ts';
import type { EmulatedPublisher } from './emulated-publisher.ts';
import { startPublisher } from './emulated-publisher.ts';
import type { MqttSubscriber } from './mqtt-client.ts';
import { subscribeMqtt } from './mqtt-client.ts';

export function mqttBusRunner(
  bus: MqttBus,
  emulated: EmulatedField | null,
  options: RealFieldOptions,
): BusRunner {
  const driver = createMqttDriver(bus);
  const publishers = new Map<string, EmulatedPublisher>();
  let broker: MqttBroker | null = null;
  let subscriber: MqttSubscriber | null = null;

  async function startEmbedded(listen: Endpoint): Promise<StartProblem | null> {
    if (!options.serve) return null;
    const started = await startBroker(listen, `buhera,listen of bus ${bus.id} in the device tree`);
    if (!started.ok) return started.problem;
    broker = started.value;
    return null;
  }

  function url(): string {
    if (bus.broker.kind === 'external') return bus.broker.url;
    const { host, port } = bus.broker.listen;
    return `mqtt://${reachable(host)}:${broker?.port ?? port}`;
  }

  /** The driver first, so that it hears every device arrive. */
  async function connectAll(): Promise<string | null> {
    subscriber = subscribeMqtt(url(), bus.link, options.speed, {
      topics: driver.topics,
      message: (message) => driver.message(message, options.now()),
      away: () => driver.brokerAway(options.now()),
    });
    const failed = await subscriber.ready;
    if (failed !== null || emulated === null || !options.serve) return failed;
    for (const device of emulatedDevices(bus)) {
      publishers.set(device.id, startPublisher(url(), device, bus.link, options.speed));
    }
    await Promise.all([...publishers.values()].map(({ ready }) => ready));
    return null;
  }

  return {
    async start() {
      if (bus.broker.kind === 'embedded') {
        const problem = await startEmbedded(bus.broker.listen);
        if (problem !== null) return problem;
      }
      const failed = await connectAll();
      if (failed === null) return null;
      const option = `buhera,broker of bus ${bus.id} in the device tree`;
      return { what: `the MQTT broker is away (${failed})`, where: url(), option };
    },
    exchange(nowS) {
      for (const publication of emulated?.takePublications(bus.id) ?? []) {
        publishers.get(publication.deviceId)?.publish(publication);
      }
      driver.check(nowS);
    },
    drain: () => driver.drain(),
    write: () => false,
    hasPendingWrites: () => false,
    links: () => driver.links(),
    endpoints() {
      if (broker === null || bus.broker.kind !== 'embedded') return [];
      return [{ busId: bus.id, kind: 'mqtt', host: bus.broker.listen.host, port: broker.port }];
    },
    async stop() {
      await Promise.all([...publishers.values()].map((publisher) => publisher.close()));
      publishers.clear();
      await subscriber?.close();
      subscriber = null;
      await broker?.close();
      broker = null;
    },
  };
}

/** A broker that listens on every address is reached on this machine's own. */
function reachable(host: string): string {
  return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
}
