/** CONNECT and CONNACK: MQTT 3.1.1, chapters 3.1 and 3.2. Numbers in brackets are its normative statements. */
import { describe, expect, test } from 'vitest';
import { brokerUnderTest } from './broker-under-test.ts';
import {
  type ConnectOptions,
  connect,
  DISCONNECT,
  PINGREQ,
  packet,
  puback,
  publish,
  subscribe,
  unsubscribe,
  word,
} from './packets.ts';
import type { RawClient } from './raw-client.ts';

const broker = brokerUnderTest();

/** Closed, and not a word before. */
async function expectClosed(client: RawClient): Promise<void> {
  await client.closed();
  await expect(client.next()).rejects.toThrow('closed');
}

async function expectRefused(options: ConnectOptions, code: number): Promise<void> {
  const client = await broker.dial();
  client.send(connect(options));
  expect(await client.next()).toEqual({ first: 0x20, body: Buffer.from([0, code]) });
  await client.closed();
}

describe('the first packet', () => {
  test.each([
    ['PUBLISH', publish('a', 'b')],
    ['PUBACK', puback(1)],
    ['SUBSCRIBE', subscribe(1, ['a', 0])],
    ['UNSUBSCRIBE', unsubscribe(1, 'a')],
    ['PINGREQ', PINGREQ],
    ['DISCONNECT', DISCONNECT],
    ['CONNACK', packet(0x20, 0, 0)],
    ['type 0', packet(0x00)],
    ['type 15', packet(0xf0)],
  ])('is CONNECT and no %s [3.1.0-1], [4.8.0-1]', async (_, bytes) => {
    const client = await broker.dial();
    client.send(bytes);
    await expectClosed(client);
  });

  test('is CONNECT once [3.1.0-2]', async () => {
    const client = await broker.join({ id: 'twice' });
    client.send(connect({ id: 'twice' }));
    await client.closed();
  });

  test('is answered before anything else, also where more comes with it [3.2.0-1]', async () => {
    const client = await broker.dial();
    client.send(connect(), subscribe(1, ['a', 0]), publish('a', 'at once'), PINGREQ);
    expect((await client.next()).first).toBe(0x20);
    expect((await client.next()).first).toBe(0x90);
    expect((await client.nextMessage()).payload).toBe('at once');
    expect((await client.next()).first).toBe(0xd0);
  });

  test('may come byte by byte', async () => {
    const client = await broker.dial();
    for (const byte of connect({ id: 'slow' })) client.send(Buffer.from([byte]));
    expect(await client.next()).toEqual({ first: 0x20, body: Buffer.from([0, 0]) });
  });
});

describe('a malformed CONNECT', () => {
  const will = { topic: 'a', payload: 'b' };
  test.each([
    ['another protocol name [3.1.2-1]', connect({ name: 'HTTP' })],
    ['a reserved flag [3.1.2-3]', connect({ flags: 0x01 })],
    ['a level of service without a will [3.1.2-13]', connect({ flags: 0x08 })],
    ['a retained will without a will [3.1.2-15]', connect({ flags: 0x20 })],
    ['a will at level 3 [3.1.2-14]', connect({ will, flags: 0x18 })],
    ['a password without a name [3.1.2-22]', connect({ password: 'secret' })],
    ['a will that is missing [3.1.2-9]', connect({ flags: 0x04 })],
    ['a name that is missing [3.1.2-19]', connect({ flags: 0x80 })],
    ['flags in the first byte [2.2.2-2]', packet(0x11, 'MQTT', 4, 2, word(0), 'a')],
    ['an identifier that is not UTF-8 [3.1.3-4], [1.5.3-1]', idOf([0xc3, 0x28])],
    ['an identifier with U+0000 [1.5.3-2]', idOf([0x61, 0x00])],
    ['an identifier with half a surrogate [1.5.3-1]', idOf([0xed, 0xa0, 0x80])],
    ['bytes behind its end', packet(0x10, 'MQTT', 4, 2, word(0), 'a', 0)],
    ['its identifier cut off', packet(0x10, 'MQTT', 4, 2, word(0), [0, 5, 0x61])],
    ['nothing in it', packet(0x10)],
    ['a will for a topic with a wildcard [3.3.2-2]', connect({ will: { topic: 'a/#', payload: 'b' } })],
  ])('with %s is not answered', async (_, bytes) => {
    const client = await broker.dial();
    client.send(bytes);
    await expectClosed(client);
  });

  function idOf(bytes: readonly number[]): Buffer {
    return packet(0x10, 'MQTT', 4, 2, word(0), [0, bytes.length, ...bytes]);
  }
});

describe('a CONNECT that is refused', () => {
  test.each([0, 3, 5, 6, 0x84])('for level %i says so, and is closed [3.1.2-2]', async (level) => {
    await expectRefused({ id: 'level', level }, 1);
  });

  test('for an empty identifier that would have to be remembered [3.1.3-8]', async () => {
    await expectRefused({ id: '', clean: false }, 2);
  });

  test('is not followed by what came with it [3.1.4-5]', async () => {
    const listener = await broker.join();
    await listener.subscribe(['refused', 0]);
    const client = await broker.dial();
    client.send(connect({ clean: false }), publish('refused', 'too late'));
    await client.closed();
    expect(await listener.messages()).toEqual([]);
  });
});

describe('a client identifier', () => {
  test.each([
    ['is made up where it is empty [3.1.3-6], [3.1.3-7]', ''],
    ['has letters and digits [3.1.3-5]', 'abcdefghijklmNOPQRST089'],
    ['may be longer than 23 characters', 'x'.repeat(300)],
    ['may hold what is not ASCII, and a byte-order mark [1.5.3-3]', '\ufeffKammer-Ölprüfung-\u{1f600}'],
    ['may be the name of what every object has', '__proto__'],
  ])('%s', async (_, id) => {
    const client = await broker.join({ id });
    expect(await client.untilPing()).toEqual([]);
  });

  test('made up for one client is not that of another', async () => {
    const first = await broker.join();
    await broker.join();
    expect(await first.untilPing()).toEqual([]);
  });

  test('that is in use disconnects who had it, whose will is done [3.1.4-2], [3.1.2-8]', async () => {
    const listener = await broker.join();
    await listener.subscribe(['gone', 0]);
    const first = await broker.join({ id: 'same', will: { topic: 'gone', payload: 'pushed out' } });
    const second = await broker.join({ id: 'same' });
    await first.closed();
    expect((await listener.nextMessage()).payload).toBe('pushed out');
    expect(await second.untilPing()).toEqual([]);
  });

  test('in use keeps its session where it is no clean one [3.1.2-4]', async () => {
    const first = await broker.join({ id: 'kept', clean: false });
    await first.subscribe(['kept/a', 1]);
    const second = await broker.join({ id: 'kept', clean: false });
    expect(second.sessionPresent).toBe(true);
    await first.closed();
    await (await broker.join()).tell('kept/a', 'still subscribed');
    expect((await second.nextMessage()).payload).toBe('still subscribed');
  });
});

describe('MQTT 3.1', () => {
  test('is spoken, too, for devices that know nothing newer', async () => {
    const client = await broker.join({ name: 'MQIsdp', level: 3, id: 'old' });
    await client.subscribe(['a', 0]);
    client.send(publish('a', 'b'));
    expect((await client.nextMessage()).payload).toBe('b');
  });
});

describe('the keep-alive', () => {
  test('closes the connection of who is silent, and does its will [3.1.2-24]', async () => {
    const listener = await broker.join();
    await listener.subscribe(['silent', 0]);
    const client = await broker.join({ keepAlive: 1, will: { topic: 'silent', payload: 'for too long' } });
    await client.closed();
    expect((await listener.nextMessage()).payload).toBe('for too long');
  });

  test('of who says something goes on [3.12.4-1]', async () => {
    const client = await broker.join({ keepAlive: 1 });
    const silent = await broker.join({ keepAlive: 1 });
    // The other's time has run out, after which this one has lived as long.
    const pings = setInterval(() => client.send(PINGREQ), 100);
    await silent.closed();
    clearInterval(pings);
    await client.untilPing();
  });

  test('is not fed by pieces of a packet', async () => {
    const client = await broker.join({ keepAlive: 1 });
    client.send(Buffer.from([0x30, 0xff, 0x7f, 0, 1, 0x61]));
    const drops = setInterval(() => client.send(Buffer.from([0x61])), 100);
    await client.closed();
    clearInterval(drops);
  });
});
