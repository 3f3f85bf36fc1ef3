import { describe, expect, test } from 'vitest';
import { encodePayload } from '../../../src/field/sparkplug/codec.ts';
import { EdgeReporter, nodeDeath } from '../../../src/field/sparkplug/edge-reporter.ts';
import type { SparkplugMessage } from '../../../src/field/sparkplug/message.ts';
import type { SparkplugPayload } from '../../../src/field/sparkplug/payload.ts';
import { metric } from '../../../src/field/sparkplug/payload.ts';
import { type RemoteEvent, RemoteNode } from '../../../src/field/sparkplug/remote-node.ts';
import { parseTopic } from '../../../src/field/sparkplug/topic.ts';
import { at, EDGE, EPOCH_MS, Image } from './edge.ts';

const POLICY = { reorderS: 2, backoffFirstS: 0.5, backoffMaxS: 10 };

/** An edge node and a host that hears it, both without a socket. */
class Bench {
  readonly image = new Image();
  readonly edge = new EdgeReporter(EDGE);
  readonly host = new RemoteNode(POLICY);

  constructor() {
    this.host.listening();
  }

  births(nowS: number, bdSeq = 0): readonly SparkplugMessage[] {
    return this.edge.births(bdSeq, at(nowS), this.image.read);
  }

  news(nowS: number): readonly SparkplugMessage[] {
    return this.edge.news(at(nowS), this.image.read);
  }

  hear(messages: readonly SparkplugMessage[], nowS: number): readonly RemoteEvent[] {
    return messages.flatMap(({ topic, payload }) => {
      const address = parseTopic(topic);
      if (address === null) throw new Error(topic);
      return this.host.message({ topic: address, payload, bytes: encodePayload(payload) }, nowS);
    });
  }
}

function talking(): Bench {
  const bench = new Bench();
  bench.hear(bench.births(0), 0);
  return bench;
}

/** What happened, without the details of births. */
function story(events: readonly RemoteEvent[]): readonly string[] {
  return events.map(lineOf);
}

function lineOf(event: RemoteEvent): string {
  if (event.kind === 'born') return `born ${event.device ?? 'node'}`;
  if (event.kind === 'gone') return `gone ${event.device ?? 'node'}: ${event.reason}`;
  if (event.kind === 'doubtful') return 'doubtful';
  const { value } = event.metric;
  return `${event.born.name}=${'value' in value ? value.value : value.kind}`;
}

function data(device: string, payload: Partial<SparkplugPayload>): SparkplugMessage {
  return {
    topic: `spBv1.0/G/DDATA/N/${device}`,
    payload: { timestampMs: EPOCH_MS, seq: 3, metrics: [], ...payload },
  };
}

describe('births', () => {
  test('tell what there is, and its values', () => {
    const bench = new Bench();
    const told = story(bench.hear(bench.births(0), 0));
    expect(told.filter((one) => one.startsWith('born'))).toEqual(['born node', 'born a', 'born b']);
    expect(told).toContain('a.pressure=0');
    expect(bench.host.find('a', 'a.pressure')).toMatchObject({ alias: 4n, unit: 'Pa', datatype: 10 });
    expect(bench.host.asksForBirth(0)).toBe(false);
  });

  test('define the aliases of data', () => {
    const bench = talking();
    bench.image.set('a.pressure', 5);
    expect(story(bench.hear(bench.news(1), 1))).toEqual(['a.pressure=5']);
  });

  test('are asked for on each new subscription, with a pause that doubles', () => {
    const { host } = new Bench();
    const asked = Array.from({ length: 100 }, (_, step) => step / 10).filter((nowS) =>
      host.asksForBirth(nowS),
    );
    expect(asked).toEqual([0, 0.5, 1.5, 3.5, 7.5]);
  });

  test('are not asked for when they have come', () => {
    const bench = talking();
    expect(bench.host.asksForBirth(100)).toBe(false);
  });
});

describe('deaths', () => {
  test('of the node with its number take everything [tck-id-operational-behavior-edge-node-termination-host-action-ndeath-node-tags-stale]', () => {
    const bench = talking();
    expect(story(bench.hear([nodeDeath(EDGE, 0, EPOCH_MS)], 1))).toEqual(['gone node: edge node offline']);
    expect(bench.host.find('a', 'a.pressure')).toBeNull();
    const asked = [1, 5, 10.9, 11, 12].filter((nowS) => bench.host.asksForBirth(nowS));
    expect(asked, 'whether it is back is asked now and then').toEqual([11, 12]);
  });

  test('of an earlier session come late and mean nothing [tck-id-topics-nbirth-bdseq-included]', () => {
    const bench = new Bench();
    bench.hear(bench.births(0, 1), 0);
    expect(bench.hear([nodeDeath(EDGE, 0, EPOCH_MS)], 1)).toEqual([]);
    expect(bench.host.find('a', 'a.pressure')).not.toBeNull();
  });

  test('of a device take its metrics alone [tck-id-operational-behavior-edge-node-termination-host-action-ddeath-devices-tags-stale]', () => {
    const bench = talking();
    bench.image.set('a.online', 0);
    expect(story(bench.hear(bench.news(0.5), 0.5))).toEqual(['gone a: device offline']);
    expect(bench.host.find('a', 'a.pressure')).toBeNull();
    expect(bench.host.find('b', 'b.pressure')).not.toBeNull();
    bench.image.set('a.online', 1);
    bench.image.set('a.pressure', 4);
    expect(story(bench.hear(bench.news(0.6), 0.6))).toEqual(['born a', 'a.pressure=4', 'a.valve=false']);
  });
});

describe('a birth that was overtaken', () => {
  test('by a later one is not believed, and is asked about', () => {
    const bench = new Bench();
    const first = bench.births(0);
    bench.image.set('a.pressure', 5);
    expect(story(bench.hear(bench.births(1), 1))).toContain('a.pressure=5');
    expect(bench.hear(first, 1.5)).toEqual([]);
    expect(bench.host.asksForBirth(1.5)).toBe(true);
  });

  test('by the death of its session is not believed either', () => {
    const bench = new Bench();
    const births = bench.births(0, 4);
    bench.hear([nodeDeath(EDGE, 4, EPOCH_MS)], 0.5);
    expect(bench.hear(births, 1)).toEqual([]);
    expect(bench.host.find(null, 'loop.sp')).toBeNull();
  });

  test('long ago is one of a clock that was set back', () => {
    const bench = new Bench();
    bench.hear(bench.births(100), 0);
    expect(story(bench.hear(bench.births(50), 2.1))).toContain('born a');
  });
});

describe('the order of messages', () => {
  const change = (bench: Bench, value: number, nowS: number) => {
    bench.image.set('a.pressure', value);
    return bench.news(nowS);
  };

  test('is put right when the missing one comes [tck-id-operational-behavior-host-reordering-success]', () => {
    const bench = talking();
    const first = change(bench, 1, 1);
    const second = change(bench, 2, 2);
    expect(bench.hear(second, 2)).toEqual([]);
    expect(story(bench.hear(first, 2.5))).toEqual(['a.pressure=1', 'a.pressure=2']);
    expect(bench.host.elapse(60)).toEqual([]);
    expect(bench.host.asksForBirth(60)).toBe(false);
  });

  test('leads to a request when it does not [tck-id-operational-behavior-host-reordering-rebirth]', () => {
    const bench = talking();
    change(bench, 1, 1);
    expect(bench.hear(change(bench, 2, 2), 2)).toEqual([]);
    expect(bench.host.elapse(4), 'a time-out is not over at its end').toEqual([]);
    expect(story(bench.host.elapse(4.001))).toEqual(['doubtful']);
    expect(bench.host.asksForBirth(4.001)).toBe(true);
    expect(bench.host.elapse(5), 'and is told once').toEqual([]);
    expect(story(bench.hear(bench.births(5), 5))).toContain('a.pressure=2');
    expect(bench.host.asksForBirth(60)).toBe(false);
  });

  test('is not disturbed by a message that comes twice', () => {
    const bench = talking();
    const news = change(bench, 1, 1);
    expect(story(bench.hear([...news, ...news], 1))).toEqual(['a.pressure=1']);
    expect(story(bench.hear(change(bench, 2, 2), 2))).toEqual(['a.pressure=2']);
    expect(bench.host.elapse(60)).toEqual([]);
  });

  test('holds over the turn of the numbers', () => {
    const bench = talking();
    for (let second = 1; second <= 600; second++) {
      expect(story(bench.hear(change(bench, second, second), second))).toEqual([`a.pressure=${second}`]);
    }
  });
});

describe('births are asked for', () => {
  test('when data come from a node that nobody knows', () => {
    const bench = new Bench();
    bench.host.deaf();
    expect(bench.host.asksForBirth(0)).toBe(false);
    expect(bench.hear([data('a', {})], 0)).toEqual([]);
    expect(bench.host.asksForBirth(0)).toBe(true);
  });

  test('when an alias is unknown, and what is known is taken', () => {
    const bench = talking();
    const metrics = [
      metric({ alias: 99n, value: { kind: 'double', value: 1 } }),
      metric({ alias: 4n, value: { kind: 'double', value: 2 } }),
    ];
    expect(story(bench.hear([data('a', { metrics })], 1))).toEqual(['a.pressure=2']);
    expect(bench.host.asksForBirth(1)).toBe(true);
  });

  test('when a device speaks that was not born', () => {
    const bench = talking();
    expect(bench.hear([data('x', {})], 1)).toEqual([]);
    expect(bench.host.asksForBirth(1)).toBe(true);
  });

  test('when a message has no number', () => {
    const bench = talking();
    expect(bench.hear([data('a', { seq: null })], 1)).toEqual([]);
    expect(bench.host.asksForBirth(1)).toBe(true);
  });
});

describe('a rebirth', () => {
  test('in the same session keeps the devices until theirs, so that nothing flickers', () => {
    const bench = talking();
    const [node, a, b] = bench.births(5) as [SparkplugMessage, SparkplugMessage, SparkplugMessage];
    expect(story(bench.hear([node], 5)).filter((one) => one.startsWith('gone'))).toEqual([]);
    expect(bench.host.find('a', 'a.pressure'), 'but nothing is commanded in between').toBeNull();
    bench.hear([a], 5);
    expect(story(bench.host.elapse(7.1)), 'the other one never came').toEqual([
      'gone b: device not born again',
    ]);
    expect(story(bench.hear([b], 7.2))).toContain('born b');
  });

  test('with a new session takes the devices until theirs', () => {
    const bench = talking();
    const [node] = bench.births(5, 1) as [SparkplugMessage];
    expect(story(bench.hear([node], 5)).slice(0, 2)).toEqual([
      'gone a: device not born yet',
      'gone b: device not born yet',
    ]);
  });
});

test('values of the past are not taken for those of the present', () => {
  const bench = talking();
  const metrics = [metric({ alias: 4n, historical: true, value: { kind: 'double', value: 9 } })];
  expect(bench.hear([data('a', { metrics })], 1)).toEqual([]);
  expect(bench.host.asksForBirth(1)).toBe(false);
});
