import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { WireObserver } from '../../src/field/driver/link-health.ts';
import type { ModbusTransaction } from '../../src/field/driver/modbus-driver.ts';
import { createModbusClient, type ModbusClient, type PduTap } from '../../src/field/modbus/modbus-client.ts';
import { encodeTcpFrame, type TcpFrame, TcpFramer } from '../../src/field/modbus/tcp-framer.ts';
import { recorder } from './driver/wire-events.ts';
import { freePort, until } from './fixtures.ts';

type Answer = (frame: TcpFrame, socket: Socket) => void;

let server: Server | null = null;
let client: ModbusClient | null = null;
const peers: Socket[] = [];

afterEach(async () => {
  await client?.close();
  for (const peer of peers.splice(0)) peer.destroy();
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
  client = null;
  server = null;
});

/** Answered by every gateway here: with its answer the connection is there, and short time-outs are those of requests. */
const ALWAYS_THERE = 200;

/** A gateway under the test's control. */
async function gateway(
  answer: Answer,
  options: { readonly maxInFlight?: number; readonly tap?: PduTap; readonly observer?: WireObserver } = {},
): Promise<ModbusClient> {
  server = createServer((socket) => {
    peers.push(socket);
    const framer = new TcpFramer();
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      framer.push(bytes);
      for (let frame = framer.next(); typeof frame !== 'string'; frame = framer.next()) {
        if (frame.unit === ALWAYS_THERE) reply(frame, socket, 0);
        else answer(frame, socket);
      }
    });
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', () => resolve()));
  const address = listening.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  client = createModbusClient({ host: '127.0.0.1', port: address.port }, { speed: 1, ...options });
  return client;
}

let lastId = 0;

function read(unit: number, timeoutS = 5): ModbusTransaction {
  const request = { kind: 'read', table: 'holding', address: 0, count: 1 } as const;
  return { id: ++lastId, deviceId: `d${unit}`, unit, request, timeoutS };
}

function reply(frame: TcpFrame, socket: Socket, word: number): void {
  socket.write(encodeTcpFrame(frame.transactionId, frame.unit, Uint8Array.of(3, 2, word >> 8, word & 0xff)));
}

describe('Modbus client', () => {
  test('a late answer is never taken for the next one', async () => {
    const held: (() => void)[] = [];
    let asked = 0;
    const link = await gateway((frame, socket) => {
      asked++;
      if (asked === 1) held.push(() => reply(frame, socket, 1111));
      else if (asked === 2) {
        for (const late of held) late();
        reply(frame, socket, 2222);
      } else reply(frame, socket, asked);
    });
    await link.send(read(ALWAYS_THERE));
    expect(await link.send(read(1, 0.02))).toMatchObject({ ok: false, kind: 'timeout' });
    expect(await link.send(read(1))).toEqual({ ok: true, values: [2222] });
  });

  test('an id waits for its answer, however many requests pass by', async () => {
    let first: TcpFrame | null = null;
    const ids = new Set<number>();
    const link = await gateway((frame, socket) => {
      if (first === null) {
        first = frame;
        return;
      }
      ids.add(frame.transactionId);
      reply(frame, socket, 5);
    });
    await link.send(read(ALWAYS_THERE));
    expect(await link.send(read(9, 0.02))).toMatchObject({ kind: 'timeout' });
    for (let i = 0; i < 1100; i++) expect(await link.send(read(1))).toEqual({ ok: true, values: [5] });
    const silent = (first as TcpFrame | null)?.transactionId;
    expect(silent).toBeDefined();
    expect(ids.has(silent ?? -1)).toBe(false);
    expect(ids.size).toBe(1023);
  });

  test('one request per unit and 32 per connection are under way', async () => {
    const open: TcpFrame[] = [];
    let peer: Socket | null = null;
    const link = await gateway((frame, socket) => {
      open.push(frame);
      peer = socket;
    });
    const outcomes: Promise<unknown>[] = [];
    for (let unit = 1; unit <= 40; unit++) outcomes.push(link.send(read(unit)), link.send(read(unit)));
    let most = 0;
    let answered = 0;
    while (answered < 80) {
      await until(() => open.length >= Math.min(32, Math.max(1, (80 - answered) / 2)));
      most = Math.max(most, open.length);
      expect(new Set(open.map(({ unit }) => unit)).size).toBe(open.length);
      const frame = open.shift();
      if (frame === undefined || peer === null) throw new Error('nothing is under way');
      reply(frame, peer, frame.unit);
      answered++;
    }
    expect(most).toBe(32);
    expect(await Promise.all(outcomes)).toHaveLength(80);
  });

  test('an answer of another unit is none', async () => {
    const link = await gateway((frame, socket) => reply({ ...frame, unit: frame.unit + 1 }, socket, 7));
    expect(await link.send(read(1))).toEqual({
      ok: false,
      kind: 'protocol',
      code: null,
      detail: 'answer of unit 2',
      fault: 'wrong-unit',
    });
  });

  test('every PDU that is sent, and every one that is taken for an answer, is shown', async () => {
    const seen: string[] = [];
    const tap = (kind: string, unit: number, pdu: Uint8Array) =>
      void seen.push(`${kind} ${unit} ${Buffer.from(pdu).toString('hex')}`);
    const link = await gateway((frame, socket) => reply(frame, socket, 7), { tap });
    await link.send(read(3));
    expect(seen).toEqual(['request 3 0300000001', 'reply 3 03020007']);
  });

  test('what happens on the wire is told: bytes, late and unasked answers, lost connections', async () => {
    const observer = recorder();
    let asked = 0;
    const late: (() => void)[] = [];
    const link = await gateway(
      (frame, socket) => {
        asked++;
        if (asked === 1) late.push(() => reply(frame, socket, 1));
        else if (asked === 2) {
          late[0]?.();
          late[0]?.();
          reply(frame, socket, 2);
        } else socket.destroy();
      },
      { observer },
    );
    await link.send(read(ALWAYS_THERE));
    observer.events.length = 0;
    await link.send(read(1, 0.02));
    await link.send(read(2));
    await link.send(read(3));
    expect(observer.events).toEqual([
      ...['sent 1: 12', 'gave up 1: 0'],
      ...['sent 2: 12', 'late 1', 'unasked 1', 'answered 2: 11'],
      ...['sent 3: 12', 'connection lost', 'gave up 3: 0'],
    ]);
  });

  test('a connection that we close ourselves is not lost', async () => {
    const observer = recorder();
    const link = await gateway((frame, socket) => reply(frame, socket, 1), { observer });
    await link.send(read(1));
    await link.close();
    expect(observer.events).toEqual(['sent 1: 12', 'answered 1: 11']);
  });

  test('a gateway that takes one request at a time gets one', async () => {
    let underWay = 0;
    let most = 0;
    const link = await gateway(
      (frame, socket) => {
        most = Math.max(most, ++underWay);
        setImmediate(() => {
          underWay--;
          reply(frame, socket, frame.unit);
        });
      },
      { maxInFlight: 1 },
    );
    const outcomes = await Promise.all([1, 2, 3, 4].map((unit) => link.send(read(unit))));
    expect(outcomes).toEqual([1, 2, 3, 4].map((unit) => ({ ok: true, values: [unit] })));
    expect(most).toBe(1);
  });

  test('an exception, a wrong echo and a short answer are told apart from silence', async () => {
    const link = await gateway((frame, socket) => {
      const pdu = frame.unit === 1 ? [0x83, 2] : frame.unit === 2 ? [6, 0, 0, 0, 8] : [3, 1, 0];
      socket.write(encodeTcpFrame(frame.transactionId, frame.unit, Uint8Array.from(pdu)));
    });
    expect(await link.send(read(1))).toEqual({
      ok: false,
      kind: 'exception',
      code: 2,
      detail: 'exception 2 illegal data address',
    });
    const write = { kind: 'write', table: 'holding', address: 0, values: [7] } as const;
    expect(await link.send({ ...read(2), request: write })).toMatchObject({ kind: 'protocol' });
    expect(await link.send(read(3))).toMatchObject({ kind: 'protocol' });
  });

  test('nobody listening is a refused connection at once', async () => {
    client = createModbusClient({ host: '127.0.0.1', port: await freePort() }, { speed: 1 });
    const outcomes = await Promise.all([client.send(read(1)), client.send(read(2))]);
    expect(outcomes).toEqual(
      [1, 2].map(() => expect.objectContaining({ kind: 'disconnected', detail: 'connection refused' })),
    );
  });

  test('a connection cut in the middle fails what is under way, and the next request connects again', async () => {
    let cut = true;
    const link = await gateway((frame, socket) => {
      if (cut) socket.destroy();
      else reply(frame, socket, 3);
      cut = false;
    });
    expect(await link.send(read(1))).toMatchObject({ kind: 'disconnected', detail: 'connection closed' });
    expect(await link.send(read(1))).toEqual({ ok: true, values: [3] });
  });

  test('a connection on which nothing answers any more is given up for a new one', async () => {
    const link = await gateway((frame, socket) => {
      if (peers.indexOf(socket) > 0) reply(frame, socket, 4);
    });
    await link.send(read(ALWAYS_THERE));
    for (let i = 0; i < 3; i++) expect(await link.send(read(1, 0.02))).toMatchObject({ kind: 'timeout' });
    expect(await link.send(read(1))).toEqual({ ok: true, values: [4] });
  });

  test('garbage from the far end ends the connection, not the program', async () => {
    const link = await gateway((_, socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await link.send(read(1))).toMatchObject({ kind: 'disconnected' });
  });

  test('closing settles what is under way', async () => {
    const link = await gateway(() => {});
    const pending = link.send(read(1));
    await until(() => peers.length === 1);
    await link.close();
    expect(await pending).toMatchObject({ kind: 'disconnected', detail: 'driver stopped' });
    expect(await link.send(read(1))).toMatchObject({ kind: 'disconnected', detail: 'driver stopped' });
  });
});
