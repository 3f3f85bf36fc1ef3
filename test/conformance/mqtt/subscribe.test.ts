/** SUBSCRIBE, UNSUBSCRIBE and topics: MQTT 3.1.1, chapters 3.8 to 3.11 and 4.7. */
import { describe, expect, test } from 'vitest';
import { brokerUnderTest } from './broker-under-test.ts';
import { field, packet, publish, pubrel, subscribe, unsubscribe, word } from './packets.ts';

const broker = brokerUnderTest();

describe('a malformed packet', () => {
  const notUtf8 = field(Buffer.from([0xff]));
  test.each([
    ['a SUBSCRIBE without its flags [3.8.1-1]', packet(0x80, word(1), 'a', 0)],
    ['a SUBSCRIBE to nothing [3.8.3-3]', packet(0x82, word(1))],
    ['a level of service 3 [3.8.3-4]', subscribe(1, ['a', 3])],
    ['reserved bits of a level [3.8.3-4]', subscribe(1, ['a', 0x11])],
    ['a filter without its level', packet(0x82, word(1), 'a')],
    ['a filter that is not UTF-8 [3.8.3-1]', packet(0x82, word(1), notUtf8, 0)],
    ['an identifier 0 [2.3.1-1]', subscribe(0, ['a', 0])],
    ['an UNSUBSCRIBE without its flags [3.10.1-1]', packet(0xa0, word(1), 'a')],
    ['an UNSUBSCRIBE from nothing [3.10.3-2]', packet(0xa2, word(1))],
    ['an UNSUBSCRIBE that is not UTF-8 [3.10.3-1]', packet(0xa2, word(1), notUtf8)],
    ['a SUBSCRIBE of nothing', packet(0x82)],
  ])('closes the connection: %s', async (_, bytes) => {
    const client = await broker.join();
    client.send(bytes);
    await client.closed();
    await expect(client.next()).rejects.toThrow('closed');
  });

  test.each(['', 'a#', 'a/b#', '#/a', 'a/#/b', '##', 'a+', '+a', 'a/b+', 'a/+b/c', '++'])(
    'closes the connection: the filter "%s" [4.7.1-2], [4.7.1-3], [4.7.3-1]',
    async (filter) => {
      const client = await broker.join();
      client.send(subscribe(1, [filter, 0]));
      await client.closed();
    },
  );
});

describe('SUBACK', () => {
  test('has the identifier and a code for each filter, in their order [3.8.4-2], [3.9.3-1], [3.8.4-5]', async () => {
    const client = await broker.join();
    client.send(subscribe(0xabcd, ['a', 2], ['b/#', 0], ['+', 1], ['a', 1]));
    expect(await client.next()).toEqual({ first: 0x90, body: Buffer.from([0xab, 0xcd, 2, 0, 1, 1]) });
  });

  test('comes for more filters than fit in a short length', async () => {
    const client = await broker.join();
    const filters = Array.from({ length: 300 }, (_, index) => [`many/${index}`, index % 3] as const);
    client.send(subscribe(5, ...filters));
    const { first, body } = await client.next();
    expect(first).toBe(0x90);
    expect([...body.subarray(2)]).toEqual(filters.map(([, qos]) => qos));
  });
});

describe('a filter', () => {
  // Chapter 4.7, with its own examples.
  test.each([
    [
      'sport/tennis/player1/#',
      ['sport/tennis/player1', 'sport/tennis/player1/ranking', 'sport/tennis/player1/a/b'],
    ],
    ['sport/#', ['sport', 'sport/a', 'sport/']],
    ['#', ['a', '/', '/a', 'a/b/c', ' ']],
    ['sport/tennis/+', ['sport/tennis/player1', 'sport/tennis/']],
    ['sport/+', ['sport/']],
    ['+', ['finance']],
    ['+/+', ['/finance', 'a/b', '/']],
    ['/+', ['/finance']],
    ['+/tennis/#', ['sport/tennis', 'a/tennis/b/c']],
    ['/', ['/']],
    ['a//b', ['a//b']],
    ['ACCOUNTS', ['ACCOUNTS']],
    ['Accounts payable', ['Accounts payable']],
    ['$share', ['$share']],
    ['$own/#', ['$own', '$own/a']],
    ['$own/+', ['$own/a']],
  ])('"%s" takes what it should [4.7.1-1], [4.7.3-4]', async (filter, topics) => {
    const client = await broker.join();
    await client.subscribe([filter, 0]);
    client.send(...topics.map((topic) => publish(topic, '')));
    expect((await client.messages()).map(({ topic }) => topic)).toEqual(topics);
  });

  test.each([
    ['sport/tennis/+', ['sport/tennis/player1/ranking', 'sport/tennis', 'sport']],
    ['sport/+', ['sport']],
    ['+', ['/finance', 'a/b', '']],
    ['sport/#', ['sports', 'Sport', 'a/sport']],
    ['/finance', ['finance', 'finance/', '/Finance']],
    ['a/+/c', ['a/c', 'a/b', 'a/b/c/d']],
    ['#', ['$own', '$own/a']],
    ['+/a', ['$own/a']],
    ['+', ['$own']],
    ['$own/+', ['$own', '$own/a/b']],
  ])('"%s" takes nothing else [4.7.2-1], [4.7.3-4]', async (filter, topics) => {
    const client = await broker.join();
    await client.subscribe([filter, 0]);
    client.send(...topics.filter((topic) => topic !== '').map((topic) => publish(topic, '')));
    expect(await client.messages()).toEqual([]);
  });

  test('takes the names that every object has', async () => {
    const client = await broker.join();
    const names = ['__proto__', 'constructor', 'toString/__proto__'];
    await client.subscribe(...names.map((name) => [name, 0] as const));
    client.send(...names.map((name) => publish(name, '')));
    expect((await client.messages()).map(({ topic }) => topic)).toEqual(names);
  });

  test('with a wildcard is shown no retained message of a reserved topic [4.7.2-1]', async () => {
    const client = await broker.join();
    await client.tell('$own/a', 'kept', true);
    await client.subscribe(['#', 0], ['+/a', 0]);
    expect(await client.messages()).toEqual([]);
    await client.subscribe(['$own/#', 0]);
    expect(await client.messages()).toMatchObject([{ payload: 'kept', retain: true }]);
  });

  test('cannot be used to speak for the broker', async () => {
    const client = await broker.join();
    await client.subscribe(['$SYS/#', 0]);
    await client.untilPing();
    const other = await broker.join();
    await other.tell('$SYS/broker/version', 'forged', true);
    expect((await client.messages()).map(({ payload }) => payload)).not.toContain('forged');
  });
});

describe('subscriptions that overlap', () => {
  test('bring a message once, at the highest level that any of them grants [3.3.5-1]', async () => {
    const client = await broker.join();
    await client.subscribe(['over/#', 0], ['over/+', 2], ['over/a', 1]);
    const other = await broker.join();
    other.send(publish('over/a', 'b', { qos: 2, id: 1 }), pubrel(1));
    await other.untilPing();
    expect(await client.messages()).toMatchObject([{ payload: 'b', qos: 2 }]);
  });

  test('that are the same are one, at the level of the last [3.8.4-3]', async () => {
    const client = await broker.join();
    await client.subscribe(['same', 2]);
    await client.subscribe(['same', 0]);
    const other = await broker.join();
    await other.tell('same', 'b');
    expect(await client.messages()).toMatchObject([{ payload: 'b', qos: 0 }]);
    client.send(unsubscribe(2, 'same'));
    await client.next();
    await other.tell('same', 'c');
    expect(await client.messages()).toEqual([]);
  });
});

describe('unsubscribing', () => {
  test('ends the subscription of that very filter [3.10.4-1], [3.10.4-2], [3.10.4-4]', async () => {
    const client = await broker.join();
    await client.subscribe(['un/a', 0], ['un/+', 0], ['un/#', 0]);
    client.send(unsubscribe(0x1234, 'un/+', 'un/a'));
    expect(await client.next()).toEqual({ first: 0xb0, body: Buffer.from([0x12, 0x34]) });
    client.send(publish('un/a', 'b'));
    expect(await client.messages()).toHaveLength(1);
    client.send(unsubscribe(3, 'un/#'));
    await client.next();
    client.send(publish('un/a', 'b'));
    expect(await client.messages()).toEqual([]);
  });

  test('from what was never subscribed is acknowledged, too [3.10.4-5]', async () => {
    const client = await broker.join();
    client.send(unsubscribe(7, 'never', 'never/#'));
    expect(await client.next()).toEqual({ first: 0xb0, body: Buffer.from([0, 7]) });
  });
});
