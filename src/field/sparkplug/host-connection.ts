/**
 * A host application on its broker: it listens first, then says that it is there, and says so again when somebody
 * says otherwise. Sparkplug 3.0.0, chapters 4.2.3, 5.3, 5.13 and 5.14.
 */
import type { BrokerAddress } from '../mqtt/broker-address.ts';
import { connectMqtt } from '../mqtt/mqtt-connection.ts';
import type { LinkPolicy } from '../wiring.ts';
import { encodePayload } from './codec.ts';
import { decodeHostState, encodeHostState } from './host-state.ts';
import type { SparkplugMessage } from './message.ts';
import { stateTopic } from './topic.ts';

export interface HostConnection {
  /** Settles when it has said for the first time that it is there, or the first attempt failed: null, or why. */
  readonly ready: Promise<string | null>;
  /** Nothing happens while the broker is away: the driver commands anew when it is back. */
  publish(message: SparkplugMessage): void;
  close(): Promise<void>;
}

export interface HostConnectionOptions {
  readonly broker: BrokerAddress;
  readonly link: LinkPolicy;
  readonly hostId: string;
  /** Site seconds per second of the wall clock. */
  readonly speed: number;
  /** The calendar, ms since 1970 UTC. */
  readonly utcMs: () => number;
}

export interface HostListener {
  /** Topics to subscribe to. */
  readonly filters: readonly string[];
  readonly message: (topic: string, bytes: Uint8Array) => void;
  readonly there: () => void;
  readonly away: () => void;
}

/** [tck-id-host-topic-phid-birth-qos], [tck-id-host-topic-phid-birth-retain], and the same of deaths. */
const KEPT = { qos: 1, retain: true } as const;
/** [tck-id-topics-ncmd-mqtt], [tck-id-topics-dcmd-mqtt]. */
const BEST_EFFORT = { qos: 0, retain: false } as const;
/** Grant of a subscription that the broker's rules forbid (MQTT 3.1.1, 3.9.3). */
const REFUSED: number = 0x80;

export function connectHost(options: HostConnectionOptions, listener: HostListener): HostConnection {
  const { broker, link, hostId, speed, utcMs } = options;
  const topic = stateTopic(hostId);
  /** Of the CONNECT, in its will and in the births that follow it. */
  let timestampMs = utcMs();
  let isThere = false;
  const state = (online: boolean, atMs: number) =>
    Buffer.from(encodeHostState({ online, timestampMs: atMs }));
  const will = () => ({ topic, payload: state(false, timestampMs), ...KEPT });
  let settle: (failed: string | null) => void = () => {};
  const ready = new Promise<string | null>((resolve) => {
    settle = resolve;
  });
  const identity = { clientId: `buhera-host-${hostId}`, clean: true, will: will() };
  const connection = connectMqtt(broker, link, speed, identity, {
    up: (client) =>
      client.subscribe([...listener.filters, topic], { qos: 1 }, (error, granted) => {
        if (error !== null || granted?.some(({ qos }) => qos === REFUSED)) {
          settle('the broker refuses the subscription');
          return;
        }
        isThere = true;
        client.publish(topic, state(true, timestampMs), KEPT, () => settle(null));
        listener.there();
      }),
    down: (why) => {
      isThere = false;
      listener.away();
      settle(why);
    },
  });
  const { client } = connection;
  // The library makes up the CONNECT from its options right after this event.
  client.on('reconnect', () => {
    timestampMs = utcMs();
    client.options.will = will();
  });
  client.on('message', (from, payload) => {
    if (from !== topic) {
      listener.message(from, payload);
      return;
    }
    // The will of an earlier connection may come late ([tck-id-message-flow-hid-sparkplug-state-message-delivered]).
    const said = decodeHostState(payload);
    if (isThere && said?.online === false) client.publish(topic, state(true, timestampMs), KEPT);
  });
  return {
    ready,
    publish(message) {
      if (!client.connected) return;
      client.publish(message.topic, Buffer.from(encodePayload(message.payload)), BEST_EFFORT);
    },
    close: () =>
      connection.close(async () => {
        isThere = false;
        await client.publishAsync(topic, state(false, utcMs()), KEPT);
      }),
  };
}
