/** The driver's connection to a broker: it subscribes, and hands over what comes. */
import type { MqttMessage } from '../driver/mqtt-driver.ts';
import type { LinkPolicy } from '../wiring.ts';
import type { MqttConnection } from './mqtt-connection.ts';
import { connectMqtt } from './mqtt-connection.ts';

export interface MqttSubscriber {
  /** Settles when subscribed for the first time, or the first attempt failed; null, or why it failed. */
  readonly ready: Promise<string | null>;
  close(): Promise<void>;
}

/** Grant of a subscription that the broker's rules forbid (MQTT 3.1.1, 3.9.3). */
const REFUSED: number = 0x80;

export function subscribeMqtt(
  url: string,
  link: LinkPolicy,
  speed: number,
  driver: {
    readonly topics: readonly string[];
    readonly message: (message: MqttMessage) => void;
    readonly away: () => void;
  },
): MqttSubscriber {
  let connection: MqttConnection | null = null;
  const ready = new Promise<string | null>((resolve) => {
    connection = connectMqtt(
      url,
      link,
      speed,
      {},
      {
        up: (client) =>
          client.subscribe([...driver.topics], { qos: 1 }, (error, granted) => {
            const refused = error !== null || granted?.some(({ qos }) => qos === REFUSED);
            if (refused) driver.away();
            resolve(refused ? 'the broker refuses the subscription' : null);
          }),
        down: (why) => {
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
    close: async () => connection?.close(),
  };
}
