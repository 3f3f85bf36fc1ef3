/**
 * One emulated MQTT device on the broker: a client of its own with its last will, as the real device is. What it
 * measures while the broker is away is lost, as with the real one.
 */
import type { IClientOptions } from 'mqtt';
import type { MqttPublication } from '../emulated/mqtt-device.ts';
import { willMessage } from '../emulated/mqtt-device.ts';
import type { Device, LinkPolicy } from '../wiring.ts';
import { connectMqtt } from './mqtt-connection.ts';

export interface EmulatedPublisher {
  /** Settles when the device is on the broker and has said so, or the first attempt failed. */
  readonly ready: Promise<void>;
  publish(publication: MqttPublication): void;
  close(): Promise<void>;
}

export function startPublisher(
  url: string,
  device: Device,
  link: LinkPolicy,
  speed: number,
): EmulatedPublisher {
  const will = willMessage(device);
  const kept = { qos: 1, retain: true } as const;
  const options: IClientOptions =
    will === null ? {} : { will: { topic: will.topic, payload: Buffer.from(will.offline), ...kept } };
  let settle: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const connection = connectMqtt(url, link, speed, options, {
    up: (client) => {
      if (will === null) settle();
      else client.publish(will.topic, Buffer.from(will.online), kept, () => settle());
    },
    down: () => settle(),
  });
  const { client } = connection;
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
