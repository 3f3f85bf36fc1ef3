/** An edge node on its broker: the will changes with each connection, and what comes waits for the next exchange. */
import type { MqttClient } from 'mqtt';
import type { BrokerAddress } from '../mqtt/broker-address.ts';
import { connectMqtt } from '../mqtt/mqtt-connection.ts';
import type { LinkPolicy } from '../wiring.ts';
import { encodePayload } from './codec.ts';
import type { ReadTag } from './edge-definition.ts';
import type { EdgeCommand, EdgeNode } from './edge-node.ts';
import type { Moment, SparkplugMessage } from './message.ts';

export interface EdgeConnection {
  /** Publishes what is due. */
  exchange(moment: Moment, read: ReadTag): void;
  /** What hosts wanted since the last call, oldest first. */
  takeCommands(): readonly EdgeCommand[];
  /** Says its death and leaves for good. */
  close(): Promise<void>;
}

export interface EdgeConnectionOptions {
  readonly broker: BrokerAddress;
  readonly link: LinkPolicy;
  /** Site seconds per second of the wall clock. */
  readonly speed: number;
  /** The calendar, ms since 1970 UTC. */
  readonly utcMs: () => number;
  /** Hears in words what becomes of the connection. */
  readonly tell: (what: string) => void;
}

/** Births and data: [tck-id-topics-nbirth-mqtt] and its sisters. */
const BEST_EFFORT = { qos: 0, retain: false } as const;
/** [tck-id-payloads-ndeath-will-message-qos], [tck-id-payloads-ndeath-will-message-retain]. */
const DEATH = { qos: 1, retain: false } as const;
/** Grant of a subscription that the broker's rules forbid (MQTT 3.1.1, 3.9.3). */
const REFUSED: number = 0x80;
/** Commands that wait for a scan; a host that sends more than that at once is not heard. */
const MOST_COMMANDS = 1000;

export function connectEdgeNode(node: EdgeNode, options: EdgeConnectionOptions): EdgeConnection {
  const { broker, link, speed, utcMs, tell } = options;
  const { group, node: name } = node.definition.id;
  const will = () => ({ ...bytesOf(node.death(utcMs())), ...DEATH });
  let commands: EdgeCommand[] = [];
  let isUp = false;
  node.on({ kind: 'connecting' });
  // With one client identifier the broker ends an old session, and tells its death, before a new one begins.
  const identity = { clientId: `buhera-${group}-${name}`, clean: true, will: will() };
  const connection = connectMqtt(broker, link, speed, identity, {
    up: (client) => {
      isUp = true;
      node.on({ kind: 'connected' });
      client.subscribe([...node.filters], { qos: 1 }, (error, granted) => {
        const refused = granted?.some(({ qos }) => qos === REFUSED) === true;
        if (refused) tell('the broker refuses the subscription to commands');
        if (error !== null || refused) return;
        node.on({ kind: 'subscribed' });
        tell(node.phase === 'waiting' ? 'connected, and waiting for the primary host' : 'connected');
      });
    },
    down: (why) => {
      node.on({ kind: 'lost' });
      if (isUp) tell(`connection lost: ${why}`);
      isUp = false;
    },
  });
  const { client } = connection;
  // The library makes up the CONNECT from its options right after this event.
  client.on('reconnect', () => {
    node.on({ kind: 'connecting' });
    client.options.will = will();
  });
  client.on('message', (topic, payload) => {
    const heard = node.receive(topic, payload);
    if (commands.length + heard.commands.length <= MOST_COMMANDS) commands.push(...heard.commands);
    if (!heard.leave) return;
    tell('the primary host is offline: left, to come back and wait for it');
    leave(client, node.death(utcMs()));
  });
  return {
    exchange(moment, read) {
      // What a slow broker cannot take yet is not queued but said later, and newer then.
      if (!client.connected || client.stream.writableNeedDrain) return;
      for (const message of node.exchange(moment, read)) {
        const { topic, payload } = bytesOf(message);
        client.publish(topic, payload, BEST_EFFORT);
      }
    },
    takeCommands() {
      const taken = commands;
      commands = [];
      return taken;
    },
    close: () =>
      connection.close(async () => {
        const { topic, payload } = bytesOf(node.death(utcMs()));
        await client.publishAsync(topic, payload, DEATH);
      }),
  };
}

/** A clean goodbye discards the will: [tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath]. */
function leave(client: MqttClient, death: SparkplugMessage): void {
  const { topic, payload } = bytesOf(death);
  client.publish(topic, payload, DEATH, () => client.end());
}

function bytesOf({ topic, payload }: SparkplugMessage): { topic: string; payload: Buffer } {
  return { topic, payload: Buffer.from(encodePayload(payload)) };
}
