import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hub } from '../../../src/field/mqtt/broker/hub.ts';
import { PacketFramer } from '../../../src/field/mqtt/broker/packet-framer.ts';
import type { Qos } from '../../../src/field/mqtt/broker/packet-types.ts';
import { OPEN_GATE } from '../../../src/field/mqtt/broker/rights.ts';
import { SubscriptionTree } from '../../../src/field/mqtt/broker/subscription-tree.ts';
import { covers, isTopicFilter } from '../../../src/field/mqtt/broker/topics.ts';
import { damaged, numbers } from '../../conformance/mqtt/damage.ts';
import { packet } from '../../conformance/mqtt/packets.ts';
import { joinInMemory } from './memory-client.ts';

const level = fc.constantFrom('', 'a', 'b', 'tele', '$own');
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, all]) => [...levels, ...(all ? ['#'] : [])].join('/'))
  .filter(isTopicFilter);

/** Chapter 4.7 word for word, level by level. */
function takes(pattern: readonly string[], name: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  const [head, ...tail] = name;
  if (first === undefined) return name.length === 0;
  if (first === '#') return true;
  if (head === undefined) return false;
  return (
    (first === '+' || first === head) && (rest[0] === '#' && tail.length === 0 ? true : takes(rest, tail))
  );
}

function matches(pattern: string, name: string): boolean {
  if (name.startsWith('$') && /^[+#]/u.test(pattern)) return false;
  return takes(pattern.split('/'), name.split('/'));
}

describe('topics', () => {
  test('are taken by a filter as chapter 4.7 says', () => {
    fc.assert(
      fc.property(filter, topic, (pattern, name) => covers(pattern, name) === matches(pattern, name)),
    );
  });

  test('that a covered filter takes, its cover takes, too', () => {
    fc.assert(
      fc.property(filter, filter, topic, (cover, pattern, name) => {
        if (covers(cover, pattern) && matches(pattern, name)) expect(matches(cover, name)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('go to all who subscribed and did not unsubscribe, at the highest level', () => {
    const change = fc.tuple(
      filter,
      fc.constantFrom('x', 'y', 'z'),
      fc.constantFrom<Qos[]>(0, 1, 2),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(change), topic, (changes, name) => {
        const tree = new SubscriptionTree<string>();
        const model = new Map<string, Map<string, Qos>>();
        for (const [pattern, who, qos, added] of changes) {
          const own = model.get(who) ?? new Map<string, Qos>();
          model.set(who, own);
          if (added) own.set(pattern, qos);
          else own.delete(pattern);
          if (added) tree.add(pattern, who, qos);
          else tree.remove(pattern, who);
          // An answer that is remembered must not outlive what it was made of.
          tree.match(name);
        }
        const expected = [...model].flatMap(([who, own]) => {
          const granted = [...own].filter(([pattern]) => matches(pattern, name)).map(([, qos]) => qos);
          return granted.length === 0 ? [] : [`${who} ${Math.max(...granted)}`];
        });
        const found = tree.match(name).map(({ subscriber, qos }) => `${subscriber} ${qos}`);
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });
});

describe('packets', () => {
  test('are the same however the stream is cut, and whatever becomes of the buffer it came in', () => {
    const packets = fc.array(
      fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 300 })).map(([first, body]) => packet(first, body)),
    );
    fc.assert(
      fc.property(packets, fc.array(fc.integer({ min: 1, max: 200 })), (sent, cuts) => {
        const stream = Buffer.concat(sent);
        const framer = new PacketFramer();
        const found: Buffer[] = [];
        let at = 0;
        for (const length of [...cuts, stream.length]) {
          const piece = Buffer.from(stream.subarray(at, at + length));
          at += piece.length;
          framer.push(piece);
          while (framer.next() === 'packet') {
            found.push(packet(framer.first, Buffer.from(framer.bytes.subarray(framer.at, framer.end))));
          }
          framer.keep();
          piece.fill(0xff);
        }
        expect(Buffer.concat(found).equals(stream)).toBe(true);
      }),
    );
  });
});

describe('a client', () => {
  test('may send what it likes: nothing throws, and its neighbour stays', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(fc.integer({ min: 1, max: 60 })), async (seed, cuts) => {
        const hub = new Hub(OPEN_GATE);
        const neighbour = await joinInMemory(hub, { id: 'neighbour' });
        const { client } = await joinInMemory(hub, { id: 'other', clean: seed % 2 === 0 });
        const next = numbers(seed);
        const stream = Buffer.concat(Array.from({ length: 50 }, () => damaged(next)));
        let at = 0;
        for (const length of [...cuts, stream.length]) {
          client.receive(stream.subarray(at, at + length));
          at += length;
        }
        expect(neighbour.isOpen()).toBe(true);
        client.lost();
        neighbour.client.lost();
        expect(hub.clients.size).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
