/** One MQTT bus on the real wire: the broker, where it is embedded, the emulated devices, and the driver. */
import type { BusRunner, RealFieldOptions } from '../bus-runner.ts';
import type { MqttDriver } from '../driver/mqtt-driver.ts';
import { createMqttDriver } from '../driver/mqtt-driver.ts';
import type { FieldSample, LinkStatus } from '../driver/samples.ts';
import type { EmulatedField } from '../emulated/emulated-field.ts';
import { emulatedDevices } from '../emulated/emulated-field.ts';
import type { FieldEndpoint } from '../field-runner.ts';
import type { Started, StartProblem } from '../listen.ts';
import type { MqttFaults } from '../wire-fault.ts';
import { NO_FAULTS } from '../wire-fault.ts';
import type { Endpoint, MqttBus } from '../wiring.ts';
import { startBroker } from './broker.ts';
import type { BrokerAddress } from './broker-address.ts';
import { outsideAddress, ownAddress, shownUrl } from './broker-address.ts';
import { BrokerSwitch, doorsAt, type StartAt } from './broker-switch.ts';
import type { EmulatedPublisher } from './emulated-publisher.ts';
import { startPublisher } from './emulated-publisher.ts';
import type { MqttSubscriber } from './mqtt-client.ts';
import { subscribeMqtt } from './mqtt-client.ts';

export function mqttBusRunner(
  bus: MqttBus,
  emulated: EmulatedField | null,
  options: RealFieldOptions,
): BusRunner {
  return new MqttBusRunner(bus, emulated, options);
}

class MqttBusRunner implements BusRunner {
  private readonly bus: MqttBus;
  private readonly emulated: EmulatedField | null;
  private readonly options: RealFieldOptions;
  private readonly driver: MqttDriver;
  private readonly publishers = new Map<string, EmulatedPublisher>();
  private readonly faults: MqttFaults;
  private broker: BrokerSwitch | null = null;
  private subscriber: MqttSubscriber | null = null;

  constructor(bus: MqttBus, emulated: EmulatedField | null, options: RealFieldOptions) {
    this.bus = bus;
    this.emulated = emulated;
    this.options = options;
    this.driver = createMqttDriver(bus, options);
    this.faults = (options.faults ?? NO_FAULTS).mqtt(bus.id);
  }

  async start(): Promise<StartProblem | null> {
    const { broker, id } = this.bus;
    if (broker.kind === 'embedded' && this.options.serve) {
      const startAt: StartAt = (port, ports) =>
        startBroker(
          { ...broker.listen, port },
          `buhera,listen of bus ${id} in the device tree`,
          doorsAt(broker, ports),
        );
      const started = await startAt(broker.listen.port, {});
      if (!started.ok) return started.problem;
      this.broker = new BrokerSwitch(started.value, startAt);
    }
    const option = `buhera,broker of bus ${id} in the device tree`;
    const address = this.address(option);
    if (!address.ok) return address.problem;
    const failed = await this.connect(address.value);
    if (failed === null) return null;
    return { what: `the MQTT broker is away (${failed})`, where: shownUrl(address.value.url), option };
  }

  exchange(nowS: number): void {
    this.broker?.follow(this.faults.isBrokerAway);
    const said = this.emulated?.takePublications(this.bus.id) ?? [];
    for (const publication of this.faults.publications(said, nowS)) {
      this.publishers.get(publication.deviceId)?.publish(publication);
    }
    for (const command of this.driver.due(nowS)) this.subscriber?.publish(command);
    this.driver.check(nowS);
  }

  drain(): FieldSample[] {
    return this.driver.drain();
  }

  write(tag: string, position: number): boolean {
    return this.driver.write(tag, position);
  }

  hasPendingWrites(): boolean {
    return this.driver.hasPendingWrites();
  }

  links(): LinkStatus[] {
    return this.driver.links();
  }

  health(): null {
    return null;
  }

  endpoints(): FieldEndpoint[] {
    const { broker, id } = this.bus;
    if (this.broker === null || broker.kind !== 'embedded') return [];
    const { ports } = this.broker;
    const { listenTls, listenWs, listenWss } = broker;
    return [
      { busId: id, kind: 'mqtt', host: broker.listen.host, port: this.broker.port },
      ...door(id, 'mqtt-tls', listenTls, ports.tls),
      ...door(id, 'mqtt-ws', listenWs, ports.ws),
      ...door(id, 'mqtt-wss', listenWss, ports.wss),
    ];
  }

  async stop(): Promise<void> {
    await Promise.all([...this.publishers.values()].map((publisher) => publisher.close()));
    this.publishers.clear();
    await this.subscriber?.close();
    this.subscriber = null;
    await this.broker?.close();
    this.broker = null;
  }

  /** The driver first, so that it hears every device arrive. Null, or why the broker could not be reached. */
  private async connect(address: BrokerAddress): Promise<string | null> {
    const { bus, driver, emulated, options } = this;
    this.subscriber = subscribeMqtt(address, bus.link, options.speed, {
      topics: driver.topics,
      message: (message) => driver.message(message, options.now()),
      there: () => driver.brokerThere(),
      away: () => driver.brokerAway(options.now()),
    });
    const failed = await this.subscriber.ready;
    if (failed !== null || emulated === null || !options.serve) return failed;
    for (const device of emulatedDevices(bus)) {
      const commands = {
        topics: emulated.commandTopics(device.id),
        take: (topic: string, payload: Uint8Array) => {
          const copies = this.faults.commandCopies(device.id, topic);
          for (let copy = 0; copy < copies; copy++) emulated.command(device.id, topic, payload);
        },
      };
      this.publishers.set(device.id, startPublisher(address, device, bus.link, options.speed, commands));
    }
    await Promise.all([...this.publishers.values()].map(({ ready }) => ready));
    return null;
  }

  private address(option: string): Started<BrokerAddress> {
    const { broker } = this.bus;
    if (broker.kind === 'external') return outsideAddress(broker, option);
    const { host, port } = broker.listen;
    return { ok: true, value: ownAddress(host, this.broker?.port ?? port) };
  }
}

function door(
  busId: string,
  kind: 'mqtt-tls' | 'mqtt-ws' | 'mqtt-wss',
  listen: Endpoint | undefined,
  port: number | undefined,
): FieldEndpoint[] {
  return listen === undefined || port === undefined ? [] : [{ busId, kind, host: listen.host, port }];
}
