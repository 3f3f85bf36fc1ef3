/** Sessions, wills, and what waits for a client that is away: MQTT 3.1.1, chapters 3.1.2, 4.1 and 4.4. */
import { describe, expect, test } from 'vitest';
import { brokerUnderTest } from './broker-under-test.ts';
import { DISCONNECT, puback, pubcomp, publish, pubrec, pubrel, unsubscribe } from './packets.ts';

const broker = brokerUnderTest();

/** Leaves behind a session with a subscription. */
async function leaveSession(id: string, filter: string, qos: number): Promise<void> {
  const client = await broker.join({ id, clean: false });
  await client.subscribe([filter, qos]);
  client.send(DISCONNECT);
  await client.closed();
}

describe('session present', () => {
  test('is told where there is one, also one without a subscription [3.2.2-2], [3.2.2-3]', async () => {
    const first = await broker.join({ id: 'present', clean: false });
    expect(first.sessionPresent).toBe(false);
    first.send(DISCONNECT);
    await first.closed();
    const second = await broker.join({ id: 'present', clean: false });
    expect(second.sessionPresent).toBe(true);
    second.send(DISCONNECT);
    await second.closed();
    expect((await broker.join({ id: 'present', clean: true })).sessionPresent).toBe(false);
  });

  test('is not told to who wants a clean one, nor after it [3.2.2-1], [3.1.2-6]', async () => {
    await leaveSession('wiped', 'wiped/a', 1);
    const clean = await broker.join({ id: 'wiped', clean: true });
    expect(clean.sessionPresent).toBe(false);
    clean.send(DISCONNECT);
    await clean.closed();
    const again = await broker.join({ id: 'wiped', clean: false });
    expect(again.sessionPresent).toBe(false);
    const other = await broker.join();
    await other.tell('wiped/a', 'nobody is interested');
    expect(await again.messages()).toEqual([]);
  });
});

describe('a client that is away', () => {
  test('gets what was published at QoS 1 and 2 when it is back, in order, at once [3.1.2-5]', async () => {
    await leaveSession('away', 'away/+', 2);
    const other = await broker.join();
    other.send(publish('away/0', 'qos 0'), publish('away/1', 'qos 1', { qos: 1, id: 1 }));
    other.send(publish('away/2', 'qos 2', { qos: 2, id: 2 }), pubrel(2));
    await other.untilPing();
    const back = await broker.join({ id: 'away', clean: false });
    const messages = (await back.messages()).filter(({ qos }) => qos > 0);
    expect(messages).toMatchObject([
      { topic: 'away/1', payload: 'qos 1', qos: 1, dup: false, retain: false },
      { topic: 'away/2', payload: 'qos 2', qos: 2, dup: false, retain: false },
    ]);
    back.send(puback(messages[0]?.id ?? 0), pubrec(messages[1]?.id ?? 0));
    expect(await back.next()).toEqual({ first: 0x62, body: pubrel(messages[1]?.id ?? 0).subarray(2) });
    back.send(pubcomp(messages[1]?.id ?? 0), DISCONNECT);
    await back.closed();
    const later = await broker.join({ id: 'away', clean: false });
    expect(await later.messages()).toEqual([]);
  });

  test('gets nothing that it has unsubscribed from [3.10.4-1]', async () => {
    const client = await broker.join({ id: 'off', clean: false });
    await client.subscribe(['off/a', 1], ['off/b', 1]);
    client.send(unsubscribe(3, 'off/a'), DISCONNECT);
    await client.closed();
    const other = await broker.join();
    await other.tell('off/a', 'no');
    await other.tell('off/b', 'yes');
    const back = await broker.join({ id: 'off', clean: false });
    expect((await back.messages()).map(({ payload }) => payload)).toEqual(['yes']);
  });

  test('gets no retained message for a subscription that it had before', async () => {
    await leaveSession('had', 'had/a', 1);
    const other = await broker.join();
    await other.tell('had/a', 'kept', true);
    const back = await broker.join({ id: 'had', clean: false });
    expect(await back.messages()).toMatchObject([{ payload: 'kept', retain: false }]);
  });

  test('with a clean session gets nothing', async () => {
    const client = await broker.join({ id: 'clean' });
    await client.subscribe(['clean/a', 1]);
    await client.vanish();
    const other = await broker.join();
    await other.tell('clean/a', 'lost');
    expect(await (await broker.join({ id: 'clean' })).messages()).toEqual([]);
  });
});

describe('what was not acknowledged', () => {
  test('comes again with its identifier, in order, marked as a duplicate [4.4.0-1], [3.3.1-1]', async () => {
    const client = await broker.join({ id: 'again', clean: false });
    await client.subscribe(['again/#', 2]);
    const other = await broker.join();
    other.send(
      publish('again/1', 'one', { qos: 1, id: 1 }),
      publish('again/2', 'two', { qos: 2, id: 2 }),
      pubrel(2),
    );
    await other.untilPing();
    const first = await client.messages();
    expect(first).toMatchObject([
      { payload: 'one', qos: 1, dup: false },
      { payload: 'two', qos: 2, dup: false },
    ]);
    await client.vanish();
    const back = await broker.join({ id: 'again', clean: false });
    expect(await back.messages()).toEqual(first.map((message) => ({ ...message, dup: true })));
  });

  test('of QoS 2 is released again where it was received, and not sent again [4.3.3-1]', async () => {
    const client = await broker.join({ id: 'release', clean: false });
    await client.subscribe(['release', 2]);
    const other = await broker.join();
    other.send(publish('release', 'once', { qos: 2, id: 5 }), pubrel(5));
    const { id } = await client.nextMessage();
    client.send(pubrec(id ?? 0));
    expect((await client.next()).first).toBe(0x62);
    await client.vanish();
    const back = await broker.join({ id: 'release', clean: false });
    expect(await back.untilPing()).toEqual([{ first: 0x62, body: pubrel(id ?? 0).subarray(2) }]);
    back.send(pubcomp(id ?? 0));
    await back.untilPing();
    await back.vanish();
    expect(await (await broker.join({ id: 'release', clean: false })).untilPing()).toEqual([]);
  });

  test('but only seemingly, comes again: QoS 2 is not settled by PUBACK, nor QoS 1 by PUBCOMP [4.3.2-2], [4.3.3-1]', async () => {
    const client = await broker.join({ id: 'seemingly', clean: false });
    await client.subscribe(['seemingly/#', 2]);
    const other = await broker.join();
    other.send(publish('seemingly/1', 'one', { qos: 1, id: 1 }));
    other.send(publish('seemingly/2', 'two', { qos: 2, id: 2 }), pubrel(2));
    await other.untilPing();
    const [one, two] = await client.messages();
    client.send(pubcomp(one?.id ?? 0), puback(two?.id ?? 0));
    await client.untilPing();
    await client.vanish();
    const back = await broker.join({ id: 'seemingly', clean: false });
    expect((await back.messages()).map(({ payload }) => payload)).toEqual(['one', 'two']);
  });

  test('does not come again on the same connection', async () => {
    const client = await broker.join();
    await client.subscribe(['once', 1]);
    const other = await broker.join();
    await other.tell('once', 'a');
    expect(await client.messages()).toHaveLength(1);
    expect(await client.messages()).toEqual([]);
  });
});

describe('a QoS 2 message that the client sends again', () => {
  test('is passed on once, also over two connections, until it is released [4.3.3-2]', async () => {
    const listener = await broker.join();
    await listener.subscribe(['twice', 0]);
    const client = await broker.join({ id: 'sender', clean: false });
    client.send(publish('twice', 'first', { qos: 2, id: 8 }));
    expect(await client.next()).toEqual({ first: 0x50, body: Buffer.from([0, 8]) });
    await client.vanish();
    const back = await broker.join({ id: 'sender', clean: false });
    back.send(publish('twice', 'first', { qos: 2, id: 8, dup: true }));
    expect(await back.next()).toEqual({ first: 0x50, body: Buffer.from([0, 8]) });
    back.send(pubrel(8), pubrel(8));
    expect(await back.next()).toEqual({ first: 0x70, body: Buffer.from([0, 8]) });
    expect(await back.next()).toEqual({ first: 0x70, body: Buffer.from([0, 8]) });
    back.send(publish('twice', 'second', { qos: 2, id: 8 }));
    await back.next();
    expect((await listener.messages()).map(({ payload }) => payload)).toEqual(['first', 'second']);
  });
});

describe('a will', () => {
  test.each([0, 1, 2] as const)(
    'at QoS %i is done when the connection is gone [3.1.2-8], [3.1.2-12]',
    async (qos) => {
      const listener = await broker.join();
      await listener.subscribe(['will', 2]);
      const client = await broker.join({ will: { topic: 'will', payload: 'gone', qos } });
      await client.vanish();
      expect(await listener.nextMessage()).toMatchObject({
        topic: 'will',
        payload: 'gone',
        qos,
        retain: false,
      });
    },
  );

  test('is done after a breach of the protocol, too [3.1.2-8]', async () => {
    const listener = await broker.join();
    await listener.subscribe(['breach', 0]);
    const client = await broker.join({ will: { topic: 'breach', payload: 'gone' } });
    client.send(Buffer.from([0x00, 0x00]));
    await client.closed();
    expect((await listener.nextMessage()).payload).toBe('gone');
  });

  test('is forgotten after a goodbye [3.1.2-10], [3.14.4-3]', async () => {
    const listener = await broker.join();
    await listener.subscribe(['bye', 0]);
    const client = await broker.join({ will: { topic: 'bye', payload: 'gone' } });
    client.send(DISCONNECT);
    await client.closed();
    expect(await listener.messages()).toEqual([]);
  });

  test('is kept where it says so, and only then [3.1.2-16], [3.1.2-17]', async () => {
    const listener = await broker.join();
    await listener.subscribe(['+/will', 0]);
    for (const retain of [true, false]) {
      const topic = retain ? 'kept/will' : 'passing/will';
      await (await broker.join({ will: { topic, payload: 'gone', retain } })).vanish();
      expect(await listener.nextMessage()).toMatchObject({ topic, payload: 'gone', retain: false });
    }
    const late = await broker.join();
    await late.subscribe(['+/will', 0]);
    expect(await late.messages()).toMatchObject([{ topic: 'kept/will', payload: 'gone', retain: true }]);
  });

  test('may be empty', async () => {
    const listener = await broker.join();
    await listener.subscribe(['empty', 0]);
    await (await broker.join({ will: { topic: 'empty', payload: '' } })).vanish();
    expect((await listener.nextMessage()).payload).toBe('');
  });
});
