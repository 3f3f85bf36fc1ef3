import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { EmulatedUnit } from '../../../src/field/emulated/emulated-field.ts';
import { encodeTcpFrame, TcpFramer } from '../../../src/field/modbus/tcp-framer.ts';
import {
  type ModbusTcpOptions,
  type ModbusTcpServer,
  startModbusTcpServer,
} from '../../../src/field/modbus/tcp-server.ts';
import { until } from '../fixtures.ts';
import { benchUnit } from './bench-unit.ts';

const READ = [4, 0, 2, 0, 1];
const READ_REPLY = '04021267';

const servers: ModbusTcpServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
});

async function serve(
  units: ReadonlyMap<number, EmulatedUnit>,
  options: Partial<ModbusTcpOptions> = {},
): Promise<number> {
  const started = await startModbusTcpServer({ host: '127.0.0.1', port: 0 }, units, {
    speed: 1,
    option: 'buhera,listen',
    ...options,
  });
  if (!started.ok) throw new Error(started.problem.what);
  servers.push(started.value);
  return started.value.port;
}

interface Client {
  readonly socket: Socket;
  /** `<transaction id>/<unit>:<PDU in hex>`, in order of arrival. */
  readonly answers: string[];
  send(transactionId: number, unit: number, pdu?: readonly number[]): void;
}

async function client(port: number): Promise<Client> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  sockets.push(socket);
  await once(socket, 'connect');
  const framer = new TcpFramer();
  const answers: string[] = [];
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    framer.push(bytes);
    for (let frame = framer.next(); typeof frame !== 'string'; frame = framer.next()) {
      const pdu = Buffer.from(frame.pdu).toString('hex');
      answers.push(`${frame.transactionId}/${frame.unit}:${pdu}`);
    }
  });
  const send = (transactionId: number, unit: number, pdu: readonly number[] = READ) =>
    void socket.write(encodeTcpFrame(transactionId, unit, Uint8Array.from(pdu)));
  return { socket, answers, send };
}

/** Sends a piece again and again, each when the system has taken the last; gives how many it has taken. */
function pump(socket: Socket, piece: Uint8Array, count: number): () => number {
  let taken = 0;
  const next = () => {
    if (taken === count) return;
    socket.write(piece, () => {
      taken++;
      next();
    });
  };
  next();
  return () => taken;
}

/** Until there is no more progress. */
async function standstill(progress: () => number): Promise<void> {
  for (let before = -1; before !== progress(); ) {
    before = progress();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('unit ids', () => {
  test('a broadcast is carried out by every unit, slow ones in their turn, and answered by none', async () => {
    const units = new Map([
      [1, benchUnit()],
      [2, benchUnit(0.01)],
    ]);
    const { answers, send } = await client(await serve(units));
    send(1, 2, [6, 0, 5, 0, 1]);
    send(2, 0, [6, 0, 5, 0, 99]);
    send(3, 0, [16, 0, 6, 0, 1, 2, 0, 98]);
    send(4, 0, [3, 0, 5, 0, 1]);
    send(4, 0, [23, 0, 5, 0, 1, 0, 7, 0, 1, 2, 0, 97]);
    send(5, 2, [3, 0, 5, 0, 2]);
    await until(() => answers.length === 2);
    expect(answers).toEqual(['1/2:0600050001', '5/2:030400630062']);
    expect([5, 6, 7].map((at) => units.get(1)?.map.get('holding', at))).toEqual([99, 98, 0]);
  });

  test('a device that is alone answers to 255, and one of several does not', async () => {
    const alone = await client(await serve(new Map([[7, benchUnit()]])));
    alone.send(1, 255);
    const two = new Map([
      [7, benchUnit()],
      [8, benchUnit()],
    ]);
    const several = await client(await serve(two));
    several.send(1, 255);
    several.send(2, 8);
    await until(() => alone.answers.length === 1 && several.answers.length === 1);
    expect(alone.answers).toEqual([`1/255:${READ_REPLY}`]);
    expect(several.answers).toEqual([`2/8:${READ_REPLY}`]);
  });

  test.each([
    ['path-unavailable', '8a'],
    ['target-failed', '8b'],
  ] as const)('a gateway may answer %s for a unit that it does not have', async (absentUnit, _) => {
    const port = await serve(new Map([[1, benchUnit()]]), { absentUnit });
    const { answers, send } = await client(port);
    send(1, 2);
    send(2, 1);
    send(3, 0);
    send(4, 1);
    await until(() => answers.length === 3);
    const code = absentUnit === 'path-unavailable' ? '0a' : '0b';
    expect(answers).toEqual([`1/2:84${code}`, `2/1:${READ_REPLY}`, `4/1:${READ_REPLY}`]);
  });
});

describe('connections', () => {
  test('three hundred at a time are each answered', async () => {
    const port = await serve(new Map([[1, benchUnit()]]));
    const clients = await Promise.all(Array.from({ length: 300 }, () => client(port)));
    for (const [i, { send }] of clients.entries()) send(i, 1);
    await until(() => clients.every(({ answers }) => answers.length === 1));
    expect(clients.map(({ answers }) => answers[0])).toEqual(clients.map((_, i) => `${i}/1:${READ_REPLY}`));
  });

  test('of too many, the one that has been quiet for longest is closed', async () => {
    const port = await serve(new Map([[1, benchUnit()]]), { maxConnections: 3 });
    const ask = async ({ answers, send }: Client) => {
      const before = answers.length;
      send(1, 1);
      await until(() => answers.length > before);
    };
    const [first, second, third] = [await client(port), await client(port), await client(port)];
    for (const one of [second, third, first]) await ask(one);
    const fourth = await client(port);
    await once(second.socket, 'close');
    for (const one of [first, third, fourth]) await ask(one);
  });

  test('a peer that vanishes is found out: the system asks after it', async () => {
    const port = await serve(new Map([[1, benchUnit()]]));
    const { socket, answers, send } = await client(port);
    send(1, 1);
    await until(() => answers.length === 1);
    const end = (p: number | undefined) => (p ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const ours = readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(
        (field) => field[1]?.endsWith(`:${end(port)}`) && field[2]?.endsWith(`:${end(socket.localPort)}`),
      );
    expect(ours).toHaveLength(1);
    // Timer 02 is that of keep-alive.
    expect(ours[0]?.[5]?.split(':')[0]).toBe('02');
  });

  test('a thousand requests in one piece, cut anywhere, are answered in order', async () => {
    const { socket, answers, send } = await client(await serve(new Map([[1, benchUnit()]])));
    const stream = Buffer.concat(
      Array.from({ length: 1000 }, (_, id) => encodeTcpFrame(id, 1, Uint8Array.from(READ))),
    );
    socket.write(stream.subarray(0, 5003));
    await until(() => answers.length > 0);
    socket.write(stream.subarray(5003));
    await until(() => answers.length === 1000);
    expect(answers).toEqual(Array.from({ length: 1000 }, (_, id) => `${id}/1:${READ_REPLY}`));
    send(7, 1);
    await until(() => answers.length === 1001);
  });

  test('answers that are not read at once come whole and in order when they are', async () => {
    const unit = benchUnit();
    unit.map.define('input', 16, 109, false);
    const { socket, answers } = await client(await serve(new Map([[1, unit]])));
    socket.pause();
    const ids = Array.from({ length: 60_000 }, (_, id) => id);
    const request = Uint8Array.of(4, 0, 0, 0, 125);
    await standstill(pump(socket, Buffer.concat(ids.map((id) => encodeTcpFrame(id, 1, request))), 1));
    socket.resume();
    await until(() => answers.length === ids.length);
    expect(answers.map((answer) => answer.split('/')[0])).toEqual(ids.map(String));
  });

  test('of a client that reads no answers the server reads no requests', async () => {
    const { socket } = await client(await serve(new Map([[1, benchUnit()]])));
    socket.pause();
    const piece = Buffer.alloc(60_000, encodeTcpFrame(1, 1, Uint8Array.from(READ)));
    const taken = pump(socket, piece, 400);
    await standstill(taken);
    expect(taken()).toBeLessThan(400);
  });

  test('a frame of another protocol is passed over', async () => {
    const { socket, answers, send } = await client(await serve(new Map([[1, benchUnit()]])));
    socket.write(Uint8Array.of(0, 1, 0, 1, 0, 6, 1, ...READ));
    send(2, 1);
    await until(() => answers.length === 1);
    expect(answers).toEqual([`2/1:${READ_REPLY}`]);
  });

  test.each([0, 1, 255, 65535])('a length of %d closes the connection', async (length) => {
    const { socket } = await client(await serve(new Map([[1, benchUnit()]])));
    socket.write(Uint8Array.of(0, 1, 0, 0, length >> 8, length & 255, 1, ...READ));
    await once(socket, 'close');
  });
});
