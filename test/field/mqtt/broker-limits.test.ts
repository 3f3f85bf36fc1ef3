/** What the broker does with clients that want more than there is: too long, too deep, too slow, too many. */
import { connect as dial, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Hub } from '../../../src/field/mqtt/broker/hub.ts';
import { OPEN_GATE } from '../../../src/field/mqtt/broker/rights.ts';
import { type MqttBroker, startBroker } from '../../../src/field/mqtt/broker.ts';
import { connect, DISCONNECT, packet, publish, subscribe } from '../../conformance/mqtt/packets.ts';
import { RawClient } from '../../conformance/mqtt/raw-client.ts';
import { joinInMemory } from './memory-client.ts';

let broker: MqttBroker;
const sockets: Socket[] = [];

beforeEach(async () => {
  const started = await startBroker({ host: '127.0.0.1', port: 0 }, 'test');
  if (!started.ok) throw new Error(started.problem.what);
  broker = started.value;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await broker.close();
});

/** A client that has subscribed to everything under "load" at a level of service, and then reads nothing more. */
async function deaf(id: string, qos: number): Promise<Socket> {
  const socket = dial({ host: '127.0.0.1', port: broker.port });
  sockets.push(socket);
  socket.write(Buffer.concat([connect({ id, clean: false }), subscribe(1, ['load/#', qos])]));
  let heard = 0;
  await new Promise<void>((resolve) => {
    socket.on('data', (bytes) => {
      heard += bytes.length;
      if (heard >= 9) resolve();
    });
  });
  socket.pause();
  return socket;
}

const KIB_64 = 'x'.repeat(64 * 1024);

describe('a packet', () => {
  test('that says it has more than 16 MiB closes the connection before it has come', async () => {
    const client = await RawClient.join(broker.port);
    client.send(Buffer.from([0x30, 0x81, 0x80, 0x80, 0x08]));
    await client.closed();
  });

  test('of several MiB in small pieces is taken as one', async () => {
    const client = await RawClient.join(broker.port);
    await client.subscribe(['big', 0]);
    const payload = 'gas'.repeat(1_000_000);
    const bytes = publish('big', payload);
    for (let at = 0; at < bytes.length; at += 5000) client.send(bytes.subarray(at, at + 5000));
    expect((await client.nextMessage()).payload === payload).toBe(true);
  });

  test.each([
    ['a topic', publish(`a${'/a'.repeat(200)}`, '')],
    ['a filter', subscribe(1, [`a${'/a'.repeat(200)}`, 0])],
    ['a will', null],
  ])('with %s of more than 128 levels closes the connection', async (_, bytes) => {
    const will = { topic: `a${'/a'.repeat(200)}`, payload: '' };
    const client = bytes === null ? await RawClient.dial(broker.port) : await RawClient.join(broker.port);
    client.send(bytes ?? connect({ will }));
    await client.closed();
  });
});

describe('a client that reads nothing', () => {
  test('at QoS 0 misses messages, and holds nobody up', async () => {
    await deaf('deaf', 0);
    const listener = await RawClient.join(broker.port);
    await listener.subscribe(['load/#', 0]);
    const speaker = await RawClient.join(broker.port);
    for (let index = 0; index < 300; index++) {
      await speaker.tell('load/a', KIB_64);
      expect((await listener.nextMessage()).payload.length).toBe(KIB_64.length);
    }
    expect(broker.droppedMessages()).toBeGreaterThan(100);
    await listener.vanish();
    await speaker.vanish();
  });

  test('at QoS 1 is sent what it has missed when it reads again, as far as it is kept', async () => {
    const socket = await deaf('deaf', 1);
    const speaker = await RawClient.join(broker.port);
    // Small enough for several to share a buffer of the broker, and more than the system keeps for a connection.
    const texts = Array.from({ length: 1000 }, (_, index) => `${index} `.repeat(15_000).slice(0, 15_000));
    speaker.send(...texts.map((text, index) => publish('load/a', text, { qos: 1, id: index + 1 })));
    await speaker.untilPing();
    expect(broker.droppedMessages()).toBe(0);
    // Identifiers count from 1.
    const expected = Buffer.concat(
      texts.map((text, index) => publish('load/a', text, { qos: 1, id: index + 1 })),
    );
    const heard: Buffer[] = [];
    let heardBytes = 0;
    await new Promise<void>((resolve) => {
      socket.on('data', (bytes) => {
        heard.push(bytes);
        heardBytes += bytes.length;
        if (heardBytes >= expected.length) resolve();
      });
      socket.resume();
    });
    expect(Buffer.concat(heard).equals(expected)).toBe(true);
    for (let index = 0; index < 700; index++) {
      if (index === 0) socket.pause();
      await speaker.tell('load/a', KIB_64);
    }
    // 16 MiB wait for one client, and not more.
    expect(broker.droppedMessages()).toBeGreaterThan(300);
    await speaker.vanish();
  });

  test('and only asks is not answered without end', async () => {
    const socket = dial({ host: '127.0.0.1', port: broker.port });
    sockets.push(socket);
    socket.pause();
    socket.write(connect({ id: 'asks' }));
    const pings = Buffer.concat(Array.from({ length: 16_384 }, () => packet(0xc0)));
    // The broker stops to read, so that in the end nothing more can be written.
    let written = 0;
    while (written < 4096 && socket.writableLength < 8 * 1024 * 1024) {
      await new Promise<void>((resolve) => {
        socket.write(pings);
        written++;
        setImmediate(resolve);
      });
    }
    expect(socket.writableLength).toBeGreaterThan(4 * 1024 * 1024);
    const other = await RawClient.join(broker.port);
    expect(await other.untilPing()).toEqual([]);
    await other.vanish();
  });
});

describe('sessions that nobody comes back for', () => {
  test('are forgotten when a clean one takes their place, with all that they had subscribed to', async () => {
    const left = await RawClient.join(broker.port, { id: 'wiped', clean: false });
    await left.subscribe(['load/#', 1]);
    left.send(DISCONNECT);
    await left.closed();
    const clean = await RawClient.join(broker.port, { id: 'wiped' });
    clean.send(DISCONNECT);
    await clean.closed();
    const speaker = await RawClient.join(broker.port);
    for (let index = 0; index < 300; index++) await speaker.tell('load/a', KIB_64);
    expect(broker.droppedMessages()).toBe(0);
    await speaker.vanish();
  });

  test('are forgotten, the oldest first, beyond ten thousand', async () => {
    const hub = new Hub(OPEN_GATE);
    const count = 10_050;
    for (let index = 0; index < count; index++) {
      const { client } = await joinInMemory(hub, { id: `gone-${index}`, clean: false });
      client.receive(DISCONNECT);
    }
    const isKnown = async (id: string) => {
      const { client, said } = await joinInMemory(hub, { id, clean: false });
      const connack = await said();
      client.lost();
      return connack[2] === 1;
    };
    expect(await isKnown(`gone-${count - 1}`)).toBe(true);
    expect(await isKnown('gone-0')).toBe(false);
  });
});
