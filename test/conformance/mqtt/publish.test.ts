/** PUBLISH and its acknowledgements, retained messages, order: MQTT 3.1.1, chapters 3.3 to 3.7, 4.3 and 4.6. */
import { describe, expect, test } from 'vitest';
import { brokerUnderTest } from './broker-under-test.ts';
import { field, PINGREQ, packet, puback, pubcomp, publish, pubrec, pubrel, word } from './packets.ts';

const broker = brokerUnderTest();

describe('a malformed packet', () => {
  const noise = Buffer.from('x');
  test.each([
    ['a PUBLISH at level 3 [3.3.1-4]', publish('a', 'b', { qos: 3 })],
    ['a duplicate at QoS 0 [3.3.1-2]', publish('a', 'b', { dup: true })],
    ['a topic with # [3.3.2-2]', publish('a/#', 'b')],
    ['a topic with + [3.3.2-2]', publish('a/+', 'b')],
    ['a topic of nothing [4.7.3-1]', publish('', 'b')],
    ['a topic that is not UTF-8 [3.3.2-1], [1.5.3-1]', packet(0x30, field(Buffer.from([0x61, 0xff])), noise)],
    ['a topic in overlong UTF-8 [1.5.3-1]', packet(0x30, field(Buffer.from([0xc0, 0xaf])), noise)],
    ['a topic with a surrogate [1.5.3-1]', packet(0x30, field(Buffer.from([0xed, 0xbf, 0xbf])), noise)],
    ['a topic with U+0000 [1.5.3-2], [4.7.3-2]', packet(0x30, field(Buffer.from([0x61, 0])), noise)],
    ['a topic longer than its packet', packet(0x30, word(9), noise)],
    ['a PUBLISH of nothing', packet(0x30)],
    ['an identifier 0 [2.3.1-1]', publish('a', 'b', { qos: 1, id: 0 })],
    ['an identifier cut off', packet(0x32, 'a', 0)],
    ['a PUBACK with flags [2.2.2-2]', packet(0x41, word(1))],
    ['a PUBREL without its flags [3.6.1-1]', packet(0x60, word(1))],
    ['a PUBREC cut off', packet(0x50, 0)],
    ['a PUBCOMP that is too long', packet(0x70, word(1), 0)],
    ['a PINGREQ with something in it', packet(0xc0, 0)],
    ['a PINGREQ with flags [2.2.2-2]', packet(0xc1)],
    ['a DISCONNECT with flags [3.14.1-1]', packet(0xe1)],
    ['a length of nothing in five bytes (2.2.3)', Buffer.from([0xc0, 0x80, 0x80, 0x80, 0x80, 0x00])],
    ['a length of five bytes (2.2.3)', Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01])],
    ['a CONNACK', packet(0x20, 0, 0)],
    ['a SUBACK', packet(0x90, word(1), 0)],
    ['an UNSUBACK', packet(0xb0, word(1))],
    ['a PINGRESP', packet(0xd0)],
    ['type 0', packet(0x00)],
    ['type 15', packet(0xf0)],
  ])('closes the connection and nothing else: %s [4.8.0-1]', async (_, bytes) => {
    const neighbour = await broker.join();
    await neighbour.subscribe(['#', 2]);
    const client = await broker.join();
    client.send(bytes);
    await client.closed();
    await expect(client.next()).rejects.toThrow('closed');
    expect(await neighbour.untilPing()).toEqual([]);
  });
});

describe('a message', () => {
  const levels = [0, 1, 2] as const;
  const pairs = levels.flatMap((published) => levels.map((granted) => [published, granted] as const));
  test.each(pairs)(
    'published at QoS %i comes to a subscription at %i at the lower [3.8.4-6]',
    async (published, granted) => {
      const named = await broker.join();
      const wild = await broker.join();
      expect(await named.subscribe(['level/a', granted])).toEqual([granted]);
      expect(await wild.subscribe(['level/+', granted])).toEqual([granted]);
      const other = await broker.join();
      other.send(publish('level/a', 'b', { qos: published, id: 3 }), pubrel(3));
      const qos = Math.min(published, granted);
      const expected = { topic: 'level/a', payload: 'b', qos, retain: false, dup: false };
      expect(await named.nextMessage()).toMatchObject(expected);
      expect(await wild.nextMessage()).toMatchObject(expected);
    },
  );

  test('at QoS 1 is acknowledged under its identifier [3.4.4-1]', async () => {
    const client = await broker.join();
    client.send(publish('a', 'b', { qos: 1, id: 0xfffe }));
    expect(await client.next()).toEqual({ first: 0x40, body: Buffer.from([0xff, 0xfe]) });
  });

  test('at QoS 2 is acknowledged in two steps, and so taken [4.3.3-1], [4.3.3-2]', async () => {
    const client = await broker.join();
    await client.subscribe(['a', 2]);
    client.send(publish('a', 'b', { qos: 2, id: 9 }), pubrel(9));
    const heard = await client.untilPing();
    expect(heard.filter(({ first }) => first >> 4 !== 3)).toEqual([
      { first: 0x50, body: Buffer.from([0, 9]) },
      { first: 0x70, body: Buffer.from([0, 9]) },
    ]);
    const id = heard.find(({ first }) => first >> 4 === 3)?.body.subarray(3, 5) ?? Buffer.alloc(0);
    client.send(pubrec(id.readUInt16BE()));
    expect(await client.next()).toEqual({ first: 0x62, body: id });
    client.send(pubcomp(id.readUInt16BE()));
    expect(await client.untilPing()).toEqual([]);
  });

  test('that was a duplicate is none for who gets it [3.3.1-3]', async () => {
    const client = await broker.join();
    await client.subscribe(['dup', 1]);
    const other = await broker.join();
    other.send(publish('dup', 'b', { qos: 1, id: 4, dup: true }));
    expect((await client.nextMessage()).dup).toBe(false);
  });

  test('comes as it was sent: empty, binary, 200 kB [4.7.3-4]', async () => {
    const client = await broker.join();
    await client.subscribe(['bytes/#', 0]);
    const big = 'gas'.repeat(70_000);
    client.send(
      publish('bytes/empty', ''),
      publish('bytes/ Größe \u{1f321}', big),
      publish('bytes//', '\0\u0001'),
    );
    expect(await client.messages()).toMatchObject([
      { topic: 'bytes/empty', payload: '' },
      { topic: 'bytes/ Größe \u{1f321}', payload: big },
      { topic: 'bytes//', payload: '\0\u0001' },
    ]);
  });

  test('acknowledged wrongly leaves the client where it was', async () => {
    const client = await broker.join();
    await client.subscribe(['wrong', 2]);
    client.send(puback(1234), pubcomp(77), publish('wrong', 'b', { qos: 2, id: 1 }), pubrel(1));
    const heard = await client.untilPing();
    const id = heard.find(({ first }) => first >> 4 === 3)?.body.readUInt16BE(7) ?? 0;
    client.send(puback(id), pubrec(id));
    expect(await client.untilPing()).toEqual([{ first: 0x62, body: pubrel(id).subarray(2) }]);
  });
});

describe('order', () => {
  test.each([0, 1, 2] as const)('is kept from each client on each topic at QoS %i [4.6.0-6]', async (qos) => {
    const listener = await broker.join();
    await listener.subscribe(['order', qos]);
    const sender = await broker.join();
    const numbers = Array.from({ length: 500 }, (_, index) => String(index));
    sender.send(...numbers.map((text, index) => publish('order', text, { qos, id: index + 1 })));
    await sender.untilPing();
    expect((await listener.messages()).map(({ payload }) => payload)).toEqual(numbers);
  });

  test('of acknowledgements is that of the messages [4.6.0-2], [4.6.0-3]', async () => {
    const client = await broker.join();
    client.send(publish('a', '', { qos: 1, id: 3 }), publish('a', '', { qos: 2, id: 2 }));
    client.send(publish('a', '', { qos: 1, id: 1 }), pubrel(2), PINGREQ);
    const heard = await client.untilPing();
    expect(heard.map(({ first, body }) => [first, body.readUInt16BE()])).toEqual([
      [0x40, 3],
      [0x50, 2],
      [0x40, 1],
      [0x70, 2],
    ]);
  });

  test('is kept for a client that has more waiting than it may leave unacknowledged', async () => {
    const listener = await broker.join();
    await listener.subscribe(['many', 1]);
    const sender = await broker.join();
    const count = 3000;
    for (let index = 0; index < count; index++)
      sender.send(publish('many', String(index), { qos: 1, id: index + 1 }));
    await sender.untilPing();
    const heard: string[] = [];
    while (heard.length < count) {
      const { payload, id } = await listener.nextMessage();
      heard.push(payload);
      listener.send(puback(id ?? 0));
    }
    expect(heard).toEqual(Array.from({ length: count }, (_, index) => String(index)));
  });
});

describe('a retained message', () => {
  test('is for who subscribes later, marked as such; who had subscribed gets it unmarked [3.3.1-8], [3.3.1-9]', async () => {
    const early = await broker.join();
    await early.subscribe(['kept/+', 2]);
    const other = await broker.join();
    other.send(publish('kept/0', 'a', { retain: true }));
    other.send(publish('kept/1', 'b', { retain: true, qos: 1, id: 1 }));
    other.send(publish('kept/2', 'c', { retain: true, qos: 2, id: 2 }), pubrel(2));
    await other.untilPing();
    expect((await early.messages()).map(({ retain }) => retain)).toEqual([false, false, false]);
    const late = await broker.join();
    await late.subscribe(['kept/+', 1]);
    const heard = (await late.messages()).sort((a, b) => a.topic.localeCompare(b.topic));
    expect(heard).toMatchObject([
      { topic: 'kept/0', payload: 'a', qos: 0, retain: true, dup: false },
      { topic: 'kept/1', payload: 'b', qos: 1, retain: true, dup: false },
      { topic: 'kept/2', payload: 'c', qos: 1, retain: true, dup: false },
    ]);
  });

  test('is the last one alone, and comes again with each subscription [3.3.1-5], [3.3.1-6], [3.8.4-3]', async () => {
    const client = await broker.join();
    await client.tell('last', 'first', true);
    await client.tell('last', 'second', true);
    await client.tell('last', 'passing by');
    for (let time = 0; time < 2; time++) {
      await client.subscribe(['last', 0]);
      expect(await client.messages()).toMatchObject([{ payload: 'second', retain: true }]);
    }
  });

  test('is cleared by an empty one, which is itself not kept [3.3.1-10], [3.3.1-11]', async () => {
    const listener = await broker.join();
    await listener.subscribe(['clear', 0]);
    const client = await broker.join();
    await client.tell('clear', 'a', true);
    await client.tell('clear', '', true);
    expect((await listener.messages()).map(({ payload }) => payload)).toEqual(['a', '']);
    await client.subscribe(['clear', 0]);
    expect(await client.messages()).toEqual([]);
  });

  test('stays when its sender is gone [3.1.2-7]', async () => {
    const client = await broker.join({ id: 'sender' });
    await client.tell('stays', 'a', true);
    await client.vanish();
    const late = await broker.join({ id: 'sender' });
    await late.subscribe(['stays', 0]);
    expect(await late.messages()).toMatchObject([{ payload: 'a', retain: true }]);
  });
});
