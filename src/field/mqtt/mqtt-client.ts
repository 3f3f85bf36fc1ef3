/** The driver's connection to a broker: it subscribes, hands over what comes, and publishes commands. */
import type { MqttMessage } from '../driver/mqtt-driver.ts';
import type { MqttCommandMessage } from '../driver/mqtt-output.ts';
import type { LinkPolicy } from '../wiring.ts';
import type { BrokerAddress } from './broker-address.ts';
import type { MqttConnection } from './mqtt-connection.ts';
import { connectMqtt } from './mqtt-connection.ts';

export interface MqttSubscriber {
  /** Settles when subscribed for the first time, or the first attempt failed; null, or why it failed. */
  readonly ready: Promise<string | null>;
  /** Nothing happens while the broker is away: the driver commands anew when it is back. */
  publish(command: MqttCommandMessage): void;
  close(): Promise<void>;
}

/** Grant of a subscription that the broker's rules forbid (MQTT 3.1.1, 3.9.3). */
const REFUSED: number = 0x80;

export function subscribeMqtt(
  broker: BrokerAddress,
  link: LinkPolicy,
  speed: number,
  driver: {
    readonly topics: readonly string[];
    readonly message: (message: MqttMessage) => void;
    readonly there: () => void;
    readonly away: () => void;
  },
): MqttSubscriber {
  let connection: MqttConnection | null = null;
  /** Commands that the broker has not acknowledged. */
  const underWay = new Set<number>();
  const ready = new Promise<string | null>((resolve) => {
    connection = connectMqtt(
      broker,
      link,
      speed,
      {},
      {
        up: (client) =>
          client.subscribe([...driver.topics], { qos: 1 }, (error, granted) => {
            const refused = error !== null || granted?.some(({ qos }) => qos === REFUSED);
            if (refused) driver.away();
            else driver.there();
            resolve(refused ? 'the broker refuses the subscription' : null);
          }),
        down: (why) => {
          // The library would publish them again when connected anew, and by then another state may be wanted.
          for (const id of underWay) connection?.client.removeOutgoingMessage(id);
          underWay.clear();
          driver.away();
          resolve(why);
        },
      },
    );
    connection.client.on('message', (topic, payload, { retain }) => {
      driver.message({ topic, payload, retained: retain });
    });
  });
  return {
    ready,
    publish({ topic, payload, qos }) {
      const client = connection?.client;
      if (client?.connected !== true) return;
      let id: number | null = null;
      client.publish(topic, Buffer.from(payload), { qos }, () => {
        if (id !== null) underWay.delete(id);
      });
      if (qos === 0) return;
      id = client.getLastMessageId();
      underWay.add(id);
    },
    close: async () => connection?.close(),
  };
}
