/** The embedded broker (MQTT 3.1.1). */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import type { Started } from '../listen.ts';
import { listen } from '../listen.ts';
import type { Endpoint } from '../wiring.ts';

export interface MqttBroker {
  readonly port: number;
  close(): Promise<void>;
}

export async function startBroker(endpoint: Endpoint, option: string): Promise<Started<MqttBroker>> {
  const aedes = await Aedes.createBroker();
  const server = createServer({ noDelay: true }, aedes.handle);
  const closeBroker = () => new Promise<void>((resolve) => aedes.close(() => resolve()));
  const listening = await listen(server, endpoint, option);
  if (!listening.ok) {
    await closeBroker();
    return listening;
  }
  const closeServer = () => new Promise<void>((resolve) => server.close(() => resolve()));
  const close = async () => {
    // The server stops to accept, then the broker drops its clients, and only then the server can finish.
    const serverClosed = closeServer();
    await closeBroker();
    await serverClosed;
  };
  return { ok: true, value: { port: listening.value, close } };
}
