/**
 * One emulated MQTT device on the broker: a client of its own with its last will, as the real device is. What it
 * measures while the broker is away is lost, as with the real one; what it is told then, too.
 */
import type { IClientOptions } from 'mqtt';
import type { MqttPublication } from '../emulated/mqtt-device.ts';
import { willMessage } from '../emulated/mqtt-device.ts';
import type { Device, LinkPolicy } from '../wiring.ts';
import type { BrokerAddress } from './broker-address.ts';
import { connectMqtt } from './mqtt-connection.ts';

export interface EmulatedPublisher {
  /** Settles when the device is on the broker and has said so, or the first attempt failed. */
  readonly ready: Promise<void>;
  publish(publication: MqttPublication): void;
  close(): Promise<void>;
}

export interface DeviceCommands {
  /** Topics on which the device takes commands; none where it only speaks. */
  readonly topics: readonly string[];
  readonly take: (topic: string, payload: Uint8Array) => void;
}

export function startPublisher(
  broker: BrokerAddress,
  device: Device,
  link: LinkPolicy,
  speed: number,
  commands: DeviceCommands,
): EmulatedPublisher {
  const will = willMessage(device);
  const kept = { qos: 1, retain: true } as const;
  const options: IClientOptions =
    will === null ? {} : { will: { topic: will.topic, payload: Buffer.from(will.offline), ...kept } };
  let settle: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const connection = connectMqtt(broker, link, speed, options, {
    up: (client) => {
      const sayOnline = () => {
        if (will === null) settle();
        else client.publish(will.topic, Buffer.from(will.online), kept, () => settle());
      };
      // Who says that it is there is told things at once.
      if (commands.topics.length === 0) sayOnline();
      else client.subscribe([...commands.topics], { qos: 1 }, sayOnline);
    },
    down: () => settle(),
  });
  const { client } = connection;
  client.on('message', (topic, payload) => commands.take(topic, payload));
  return {
    ready,
    publish({ topic, payload, qos, retain }) {
      if (client.connected) client.publish(topic, Buffer.from(payload), { qos, retain });
    },
    // A clean goodbye discards the will, and the broker would say Online for ever.
    close: () =>
      connection.close(async () => {
        if (will !== null) await client.publishAsync(will.topic, Buffer.from(will.offline), kept);
      }),
  };
}
