/** The embedded broker (MQTT 3.1.1): its listeners, and the hub behind them. */
import { createServer, type Socket } from 'node:net';
import type { Started } from '../listen.ts';
import { listen } from '../listen.ts';
import { readInto } from '../modbus/server-socket.ts';
import type { Endpoint } from '../wiring.ts';
import { Client } from './broker/client.ts';
import { Hub } from './broker/hub.ts';
import { OPEN_GATE } from './broker/rights.ts';
import { socketLink } from './broker/socket-link.ts';

export interface MqttBroker {
  readonly port: number;
  close(): Promise<void>;
}

const INBOX_BYTES = 64 * 1024;

export async function startBroker(endpoint: Endpoint, option: string): Promise<Started<MqttBroker>> {
  const hub = new Hub(OPEN_GATE);
  const inbox = new Uint8Array(INBOX_BYTES);
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (accepted) => {
    const socket = readInto(inbox, accepted, (bytes) => client.receive(bytes));
    const client = attend(hub, socket);
    socket.resume();
  });
  const listening = await listen(server, endpoint, option);
  if (!listening.ok) return listening;
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const client of [...hub.clients]) client.abandon();
    await closed;
  };
  return { ok: true, value: { port: listening.value, close } };
}

function attend(hub: Hub, socket: Socket): Client {
  const client = new Client(hub, socketLink(socket));
  socket.on('drain', () => client.drained());
  // A reset is ordinary here; the close event that follows does all there is to do.
  socket.on('error', () => {});
  socket.on('end', () => socket.destroySoon());
  socket.on('close', () => client.lost());
  return client;
}
