/** The embedded broker (MQTT 3.1.1): its listeners, and the hub behind them. */
import { readFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import type { Started, StartProblem } from '../listen.ts';
import { listen, networkWords } from '../listen.ts';
import type { BrokerDoors, Endpoint } from '../wiring.ts';
import { passwordGate } from './broker/gate.ts';
import { Hub } from './broker/hub.ts';
import { type TlsIdentity, tcpServer, tlsServer, webSocketServer } from './broker/listeners.ts';
import { OPEN_GATE } from './broker/rights.ts';

export interface MqttBroker {
  /** Of the plain listener. */
  readonly port: number;
  /** Of the further listeners, by kind. */
  readonly ports: Readonly<Partial<Record<DoorKind, number>>>;
  /** Messages so far that a subscriber missed because it read too slowly, or was away for too long. */
  droppedMessages(): number;
  close(): Promise<void>;
}

export type DoorKind = 'tls' | 'ws' | 'wss';

interface Door {
  readonly kind: DoorKind | 'tcp';
  readonly endpoint: Endpoint;
  readonly server: Server;
}

const NO_DOORS: BrokerDoors = {};

/**
 * Starts the broker on its plain listener, and on what `doors` adds.
 *
 * @param option setting that names the endpoints, for a problem with one
 */
export async function startBroker(
  endpoint: Endpoint,
  option: string,
  doors: BrokerDoors = NO_DOORS,
): Promise<Started<MqttBroker>> {
  const identity = readIdentity(doors, option);
  if (identity !== null && 'what' in identity) return { ok: false, problem: identity };
  const hub = new Hub(doors.access === undefined ? OPEN_GATE : passwordGate(doors.access));
  const all = [{ kind: 'tcp', endpoint, server: tcpServer(hub) } as const, ...further(hub, doors, identity)];
  const ports: Partial<Record<Door['kind'], number>> = {};
  const open: Server[] = [];
  const sockets = new Set<Socket>();
  const close = async () => {
    const closed = open.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const client of [...hub.clients]) client.abandon();
    // Some have not come so far as to be clients.
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  for (const { kind, endpoint: at, server } of all) {
    const listening = await listen(server, at, kind === 'tcp' ? option : `${option} (${kind})`);
    if (!listening.ok) {
      await close();
      return listening;
    }
    open.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    ports[kind] = listening.value;
  }
  const { tcp = endpoint.port, ...rest } = ports;
  return { ok: true, value: { port: tcp, ports: rest, droppedMessages: () => hub.droppedMessages, close } };
}

function further(hub: Hub, doors: BrokerDoors, identity: TlsIdentity | null): Door[] {
  const { listenTls, listenWs, listenWss } = doors;
  const found: Door[] = [];
  if (listenTls !== undefined && identity !== null) {
    found.push({ kind: 'tls', endpoint: listenTls, server: tlsServer(hub, identity) });
  }
  if (listenWs !== undefined) {
    found.push({ kind: 'ws', endpoint: listenWs, server: webSocketServer(hub, null) });
  }
  if (listenWss !== undefined && identity !== null) {
    found.push({ kind: 'wss', endpoint: listenWss, server: webSocketServer(hub, identity) });
  }
  return found;
}

/** null where no listener has TLS. The configuration has tried the files; they may have gone since. */
function readIdentity({ tls }: BrokerDoors, option: string): TlsIdentity | StartProblem | null {
  if (tls === undefined) return null;
  try {
    return { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) };
  } catch (error) {
    return { what: networkWords(error), where: tls.certFile, option };
  }
}
