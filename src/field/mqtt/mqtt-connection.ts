/** A connection to a broker that comes back by itself, with a pause that doubles. Nothing here ever throws. */
import type { IClientOptions, MqttClient } from 'mqtt';
import mqtt from 'mqtt';
import { networkWords } from '../listen.ts';
import type { LinkPolicy } from '../wiring.ts';
import type { BrokerAddress } from './broker-address.ts';

export interface MqttConnection {
  readonly client: MqttClient;
  /** Ends it for good, in good order; `farewell` is said first where there is a connection. */
  close(farewell?: () => Promise<unknown>): Promise<void>;
}

export interface MqttHandlers {
  /** Connected, the first time and each time again. */
  readonly up: (client: MqttClient) => void;
  /** Not connected, or no longer; `why` in words. */
  readonly down: (why: string) => void;
}

const CONNECT_TIMEOUT_MS = 5000;
const CLOSE_PATIENCE_MS = 1000;

/** Connects to a broker. Pauses are seconds of the site clock, which runs `speed` times faster than the wall clock. */
export function connectMqtt(
  { url, ...login }: BrokerAddress,
  link: LinkPolicy,
  speed: number,
  options: IClientOptions,
  handlers: MqttHandlers,
): MqttConnection {
  const firstMs = (link.backoffFirstS / speed) * 1000;
  const maxMs = (link.backoffMaxS / speed) * 1000;
  let pauseMs = firstMs;
  let retry: NodeJS.Timeout | null = null;
  let closed = false;
  let why = 'connection closed';
  // The library's own reconnect has a fixed pause.
  const client = mqtt.connect(url, {
    ...options,
    ...login,
    reconnectPeriod: 0,
    resubscribe: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
  });
  client.on('connect', () => {
    pauseMs = firstMs;
    why = 'connection closed';
    handlers.up(client);
  });
  client.on('error', (error) => {
    why = networkWords(error);
  });
  client.on('close', () => {
    if (closed) return;
    handlers.down(why);
    if (retry !== null) clearTimeout(retry);
    retry = setTimeout(() => client.reconnect(), pauseMs);
    pauseMs = Math.min(pauseMs * 2, maxMs);
  });
  return {
    client,
    async close(farewell) {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      // A broker that has gone mute would let a polite goodbye wait until the keep-alive runs out.
      let impatience: NodeJS.Timeout | undefined;
      const patience = new Promise((resolve) => {
        impatience = setTimeout(resolve, CLOSE_PATIENCE_MS);
      });
      await Promise.race([sayGoodbye(client, farewell), patience]);
      clearTimeout(impatience);
      client.end(true);
      client.stream.destroy();
    },
  };
}

async function sayGoodbye(client: MqttClient, farewell?: () => Promise<unknown>): Promise<void> {
  try {
    if (client.connected) await farewell?.();
    await client.endAsync(!client.connected);
  } catch {
    // The connection went away by itself, which is what was wanted.
  }
}
