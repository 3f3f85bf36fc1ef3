/** One Sparkplug bus on the real wire: a host application on its broker, with its STATE and its driver. */
import type { BusRunner, RealFieldOptions } from '../bus-runner.ts';
import type { FieldSample, LinkStatus } from '../driver/samples.ts';
import type { FieldEndpoint } from '../field-runner.ts';
import type { StartProblem } from '../listen.ts';
import { shownUrl } from '../mqtt/broker-address.ts';
import type { SparkplugBus } from '../wiring.ts';
import { sparkplugBrokerAddress } from './broker.ts';
import type { HostConnection } from './host-connection.ts';
import { connectHost } from './host-connection.ts';
import { SparkplugDriver } from './host-driver.ts';
import type { Moment } from './message.ts';

/** @param endpoints where the buses of the site listen by now */
export function sparkplugBusRunner(
  bus: SparkplugBus,
  options: RealFieldOptions,
  endpoints: () => readonly FieldEndpoint[],
): BusRunner {
  const driver = new SparkplugDriver(bus, options, options.speed);
  const moment = (nowS: number): Moment => ({ nowS, utcMs: Date.now() });
  const { broker, hostId, link } = bus;
  let connection: HostConnection | null = null;
  return {
    async start(): Promise<StartProblem | null> {
      const option = `buhera,broker of bus ${bus.id} in the device tree`;
      const address = sparkplugBrokerAddress(broker, endpoints(), option);
      if (!address.ok) return address.problem;
      connection = connectHost(
        { broker: address.value, link, hostId, speed: options.speed, utcMs: Date.now },
        {
          filters: driver.filters,
          message: (topic, bytes) => driver.message(topic, bytes, moment(options.now())),
          there: () => driver.brokerThere(),
          away: () => driver.brokerAway(options.now()),
        },
      );
      const failed = await connection.ready;
      if (failed === null) return null;
      const where = shownUrl(address.value.url);
      return { what: `the MQTT broker is away (${failed})`, where, option };
    },
    exchange(nowS: number): void {
      for (const message of driver.due(moment(nowS))) connection?.publish(message);
    },
    drain: (): FieldSample[] => driver.drain(),
    write: (tag, position) => driver.write(tag, position),
    hasPendingWrites: () => driver.hasPendingWrites(),
    links: (): LinkStatus[] => driver.links(),
    health: () => null,
    endpoints: (): FieldEndpoint[] => [],
    async stop(): Promise<void> {
      await connection?.close();
      connection = null;
    },
  };
}
