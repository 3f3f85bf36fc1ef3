/**
 * The broker that the conformance tests talk to, one for each test. MQTT_PORT=1883 takes one that runs already: what
 * fails there, too, is an opinion of ours and not of the specification.
 */
import { afterEach, beforeEach } from 'vitest';
import { type MqttBroker, startBroker } from '../../../src/field/mqtt/broker.ts';
import type { ConnectOptions } from './packets.ts';
import { RawClient } from './raw-client.ts';

export interface BrokerUnderTest {
  readonly port: number;
  dial(): Promise<RawClient>;
  join(options?: ConnectOptions): Promise<RawClient>;
}

export function brokerUnderTest(): BrokerUnderTest {
  let broker: MqttBroker | null = null;
  let clients: RawClient[] = [];
  const port = () => broker?.port ?? Number(process.env.MQTT_PORT);
  const kept = (client: RawClient) => {
    clients.push(client);
    return client;
  };
  beforeEach(async () => {
    if (process.env.MQTT_PORT !== undefined) return;
    const started = await startBroker({ host: '127.0.0.1', port: 0 }, 'test');
    if (!started.ok) throw new Error(started.problem.what);
    broker = started.value;
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.vanish()));
    clients = [];
    await broker?.close();
    broker = null;
  });
  return {
    get port() {
      return port();
    },
    dial: async () => kept(await RawClient.dial(port())),
    join: async (options) => kept(await RawClient.join(port(), options)),
  };
}
