/** Where a broker is reached: TCP, TLS, WebSocket, and WebSocket with TLS. */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import { readInto } from '../../modbus/server-socket.ts';
import { Client } from './client.ts';
import type { ClientLink } from './client-link.ts';
import type { Hub } from './hub.ts';
import { MAX_PACKET_BYTES } from './packet-framer.ts';

/** PEM texts. */
export interface TlsIdentity {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const INBOX_BYTES = 64 * 1024;
const HANDSHAKE_PATIENCE_MS = 10_000;
/** Names of the protocol in WebSocket [MQTT-6.0.0-3]; the second is that of MQTT 3.1. */
const SUBPROTOCOLS = ['mqtt', 'mqttv3.1'];

export function tcpServer(hub: Hub): Server {
  const inbox = new Uint8Array(INBOX_BYTES);
  return createServer({ noDelay: true, pauseOnConnect: true }, (accepted) => {
    const socket = readInto(inbox, accepted, (bytes) => client.receive(bytes));
    const client = attend(hub, socket, () => socket.destroySoon());
    socket.resume();
  });
}

export function tlsServer(hub: Hub, identity: TlsIdentity): Server {
  const options = { ...identity, noDelay: true, handshakeTimeout: HANDSHAKE_PATIENCE_MS };
  return createTlsServer(options, (socket) => {
    const client = attend(hub, socket, () => socket.destroySoon());
    socket.on('data', (bytes: Buffer) => client.receive(bytes));
  });
}

/** @param identity null: without TLS */
export function webSocketServer(hub: Hub, identity: TlsIdentity | null): Server {
  const onRequest = (_: unknown, response: { writeHead(status: number): { end(text: string): void } }) => {
    response.writeHead(426).end('MQTT over WebSocket, subprotocol mqtt\n');
  };
  const server = identity === null ? createHttpServer(onRequest) : createHttpsServer(identity, onRequest);
  const sockets = new WebSocketServer({
    server,
    maxPayload: MAX_PACKET_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => SUBPROTOCOLS.find((name) => offered.has(name)) ?? false,
  });
  sockets.on('connection', (socket) => attendWebSocket(hub, socket));
  // What goes wrong with the server itself is told by whoever listens on it.
  sockets.on('error', () => {});
  return server;
}

function attendWebSocket(hub: Hub, socket: WebSocket): void {
  if (socket.protocol === '') {
    socket.terminate();
    return;
  }
  const stream = createWebSocketStream(socket);
  const client = attend(hub, stream, () => stream.end());
  stream.on('data', (bytes: Buffer) => client.receive(bytes));
  socket.on('message', (_, isBinary) => {
    // [MQTT-6.0.0-1]
    if (!isBinary) client.abandon();
  });
}

function attend(hub: Hub, stream: Duplex | Socket, end: () => void): Client {
  const link: ClientLink = {
    send(bytes) {
      stream.write(bytes);
      return stream.writableLength === 0;
    },
    get unsentBytes() {
      return stream.writableLength;
    },
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    end,
    destroy: () => stream.destroy(),
  };
  const client = new Client(hub, link);
  stream.on('drain', () => client.drained());
  // A reset is ordinary here; the close event that follows does all there is to do.
  stream.on('error', () => {});
  stream.on('end', end);
  stream.on('close', () => client.lost());
  return client;
}
