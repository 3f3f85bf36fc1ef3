import { describe, expect, test } from 'vitest';
import type { DeviceAccess } from '../../../src/field/driver/access.ts';
import { encodePayload } from '../../../src/field/sparkplug/codec.ts';
import type { EdgeDefinition } from '../../../src/field/sparkplug/edge-definition.ts';
import { EdgeReporter, nodeDeath } from '../../../src/field/sparkplug/edge-reporter.ts';
import { SparkplugDriver } from '../../../src/field/sparkplug/host-driver.ts';
import type { SparkplugMessage } from '../../../src/field/sparkplug/message.ts';
import { text } from '../../../src/field/sparkplug/payload.ts';
import type { SparkplugBus } from '../../../src/field/wiring.ts';
import type { Reading } from '../../../src/units/reading.ts';
import { at, BAD, EDGE, EPOCH_MS, GOOD, Image, shape } from './edge.ts';
import { device, HOST_BUS, point } from './host.ts';

class Bench {
  readonly image = new Image();
  readonly edge: EdgeReporter;
  readonly driver: SparkplugDriver;
  readonly readings = new Map<string, Reading & { timeS: number }>();

  constructor(
    bus: SparkplugBus = HOST_BUS,
    edge: EdgeDefinition = EDGE,
    access: () => DeviceAccess = () => 'command',
  ) {
    this.edge = new EdgeReporter(edge);
    this.driver = new SparkplugDriver(bus, { readBack: false, access }, 1);
    this.driver.brokerThere();
  }

  births(nowS = 0): void {
    this.hear(this.edge.births(0, at(nowS), this.image.read), nowS);
  }

  news(nowS: number): void {
    this.hear(this.edge.news(at(nowS), this.image.read), nowS);
  }

  hear(messages: readonly SparkplugMessage[], nowS: number): void {
    for (const { topic, payload } of messages) this.driver.message(topic, encodePayload(payload), at(nowS));
  }

  /** The reading of a tag, with everything latched that has come. */
  read(tag: string): (Reading & { timeS: number }) | undefined {
    for (const sample of this.driver.drain()) {
      this.readings.set(sample.tag, { ...sample.reading, timeS: sample.timeS });
    }
    return this.readings.get(tag);
  }
}

describe('tags', () => {
  test('are bad before anything was heard', () => {
    const bench = new Bench();
    expect(bench.read('far.pressure')).toMatchObject({ quality: 'bad', reason: 'never read' });
    expect(bench.read('far-a.online')).toMatchObject({ quality: 'bad' });
  });

  test('have value, quality and the time of the source', () => {
    const bench = new Bench();
    bench.image.set('a.pressure', 5, -3);
    bench.births(2);
    expect(bench.read('far.pressure')).toEqual({ ...GOOD(5), timeS: -3 });
    expect(bench.read('far-a.online')).toMatchObject(GOOD(1));
    bench.image.set('a.pressure', 6, 2.5);
    bench.news(3);
    expect(bench.read('far.pressure')).toEqual({ ...GOOD(6), timeS: 2.5 });
    expect(bench.read('far.sp')).toMatchObject(GOOD(0));
  });

  test.each([
    [BAD(5, 'timeout'), { value: 5, quality: 'bad', reason: 'timeout' }],
    [
      { value: 5, quality: 'uncertain', reason: 'outside measuring range' } as const,
      { value: 5, quality: 'uncertain', reason: 'outside measuring range' },
    ],
    [BAD(Number.NaN, 'never read'), { quality: 'bad', reason: 'never read' }],
  ])('are no better than at the source: %o', (said, expected) => {
    const bench = new Bench();
    bench.image.set('a.pressure', said);
    bench.births();
    expect(bench.read('far.pressure')).toMatchObject(expected);
    bench.image.set('a.pressure', 7);
    bench.news(1);
    expect(bench.read('far.pressure')).toMatchObject(GOOD(7));
  });

  test('of a lost device are bad and keep their value, those of others do not suffer', () => {
    const bench = new Bench();
    bench.image.set('a.pressure', 5);
    bench.births();
    bench.image.set('a.online', 0);
    bench.news(0.5);
    expect(bench.read('far.pressure')).toMatchObject(BAD(5, 'device offline'));
    expect(bench.read('far-a.online')).toMatchObject(GOOD(0));
    expect(bench.read('far.other')).toMatchObject({ quality: 'good' });
  });

  test('are all bad when the edge node is dead, and when the broker is away', () => {
    const bench = new Bench();
    bench.births();
    bench.hear([nodeDeath(EDGE, 0, EPOCH_MS)], 1);
    for (const tag of ['far.pressure', 'far.other', 'far.sp']) {
      expect(bench.read(tag)).toMatchObject({ quality: 'bad', reason: 'edge node offline' });
    }
    bench.births(4);
    expect(bench.read('far.other')).toMatchObject({ quality: 'good' });
    bench.driver.brokerAway(5);
    expect(bench.read('far.other')).toMatchObject({ quality: 'bad', reason: 'broker away' });
  });

  test('are uncertain when a message is missing for too long, and good again after the rebirth', () => {
    const bench = new Bench();
    bench.births();
    bench.image.set('a.pressure', 5);
    bench.edge.news(at(1), bench.image.read);
    bench.image.set('b.pressure', 6);
    bench.news(2);
    expect(bench.driver.due(at(4))).toEqual([]);
    const asked = bench.driver.due(at(4.1));
    expect(asked.map(({ topic, payload }) => [topic, payload.seq, payload.metrics[0]])).toEqual([
      [
        'spBv1.0/G/NCMD/N',
        null,
        expect.objectContaining({ name: 'Node Control/Rebirth', value: { kind: 'boolean', value: true } }),
      ],
    ]);
    expect(bench.read('far.pressure')).toMatchObject({ quality: 'uncertain', reason: 'message missing' });
    bench.births(5);
    expect(bench.read('far.pressure')).toMatchObject(GOOD(5));
    expect(bench.read('far.other')).toMatchObject(GOOD(6));
  });

  test('whose metric the birth does not name are bad and say so', () => {
    const wrong = point({ metric: 'a.typo', tag: 'far.pressure' });
    const bench = new Bench({ ...HOST_BUS, devices: [device('far-a', 'G/N/a', [wrong])] });
    bench.births();
    expect(bench.read('far.pressure')).toMatchObject({ quality: 'bad', reason: 'no such metric' });
  });

  test('are converted from the unit of the metric, and outside their range uncertain', () => {
    const inBar = point({
      metric: 'a.pressure',
      tag: 'far.pressure',
      unit: { scale: 1e5, offset: 0 },
      range: [0, 3e5],
    });
    const bench = new Bench({ ...HOST_BUS, devices: [device('far-a', 'G/N/a', [inBar])] });
    bench.image.set('a.pressure', 2);
    bench.births();
    expect(bench.read('far.pressure')).toMatchObject(GOOD(2e5));
    bench.image.set('a.pressure', 4);
    bench.news(1);
    expect(bench.read('far.pressure')).toMatchObject({ value: 4e5, quality: 'uncertain' });
  });

  test('whose edge node states another unit than that of SI are not believed', () => {
    const [first, ...others] = EDGE.devices;
    if (first === undefined) throw new Error('no device');
    const metrics = first.metrics.map((one) => ({ ...one, properties: [['engUnit', text('bar')] as const] }));
    const bench = new Bench(HOST_BUS, { ...EDGE, devices: [{ ...first, metrics }, ...others] });
    bench.births();
    expect(bench.read('far.pressure')).toMatchObject({ quality: 'bad', reason: 'unexpected unit' });
  });
});

describe('commands', () => {
  function commanded(access: () => DeviceAccess = () => 'command'): Bench {
    const bench = new Bench(HOST_BUS, EDGE, access);
    bench.births();
    bench.driver.due(at(0));
    expect(bench.driver.write('far.valve', 1)).toBe(true);
    return bench;
  }

  test('go to the metric by its alias, without a datatype and a number [tck-id-payloads-dcmd-seq]', () => {
    const [sent, ...more] = commanded().driver.due(at(1));
    expect(more).toEqual([]);
    expect(sent?.topic).toBe('spBv1.0/G/DCMD/N/a');
    expect(sent?.payload).toMatchObject({ seq: null, timestampMs: at(1).utcMs });
    expect(sent?.payload.metrics).toMatchObject([
      { name: null, alias: 5n, datatype: null, value: { kind: 'boolean', value: true } },
    ]);
  });

  test('are pending until the metric shows them, and repeated when it does not', () => {
    const bench = commanded();
    bench.driver.due(at(1));
    expect(bench.driver.hasPendingWrites()).toBe(true);
    expect(bench.driver.due(at(5.9))).toEqual([]);
    expect(shape(bench.driver.due(at(6)))).toEqual(['DCMD/a']);
    bench.image.set('a.valve', 1);
    bench.news(7);
    expect(bench.driver.hasPendingWrites()).toBe(false);
    expect(bench.driver.due(at(100))).toEqual([]);
    expect(bench.driver.links()[0]).toMatchObject({ requests: 2, retries: 1, timeouts: 1 });
  });

  test('that nobody obeys make the tag bad, until the metric shows them', () => {
    const bench = commanded();
    for (const nowS of [1, 6, 11]) bench.driver.due(at(nowS));
    expect(bench.read('far.valve')).toMatchObject({ quality: 'bad', reason: 'command not confirmed' });
    bench.image.set('a.valve', 1);
    bench.news(12);
    expect(bench.read('far.valve')).toMatchObject(GOOD(1));
  });

  test('to where the output stands already are sent once, and need no answer', () => {
    const bench = new Bench();
    bench.births();
    bench.driver.due(at(0));
    bench.driver.write('far.valve', 0);
    expect(shape(bench.driver.due(at(1)))).toEqual(['DCMD/a']);
    expect(bench.driver.hasPendingWrites()).toBe(false);
    expect(bench.driver.due(at(100))).toEqual([]);
    expect(bench.read('far.valve')).toMatchObject(GOOD(0));
  });

  test('are sent again to a device that was born again, and when somebody else has moved the output', () => {
    const bench = commanded();
    bench.driver.due(at(1));
    bench.image.set('a.valve', 1);
    bench.news(2);
    expect(bench.driver.due(at(3))).toEqual([]);
    bench.births(4);
    expect(shape(bench.driver.due(at(5)))).toEqual(['DCMD/a']);
    expect(bench.driver.due(at(50)), 'it is confirmed').toEqual([]);
    bench.image.set('a.valve', 0);
    bench.news(60);
    expect(shape(bench.driver.due(at(61)))).toEqual(['DCMD/a']);
  });

  test('wait for a device that is not there', () => {
    const bench = new Bench();
    bench.driver.write('far.valve', 1);
    expect(shape(bench.driver.due(at(0)))).toEqual(['NCMD']);
    expect(bench.driver.due(at(0.1))).toEqual([]);
    bench.births(0.2);
    expect(shape(bench.driver.due(at(0.3)))).toEqual(['DCMD/a']);
  });

  test('are not sent where outputs may only be read', () => {
    let access: DeviceAccess = 'read';
    const bench = commanded(() => access);
    expect(bench.driver.due(at(1))).toEqual([]);
    expect(bench.driver.hasPendingWrites(), 'and nobody waits for them').toBe(false);
    access = 'command';
    expect(shape(bench.driver.due(at(2)))).toEqual(['DCMD/a']);
  });

  test('are not sent to a metric of another unit', () => {
    const valve = point({ metric: 'a.pressure', tag: 'far.valve', isDriven: true });
    const bench = new Bench({ ...HOST_BUS, devices: [device('far-a', 'G/N/a', [valve])] });
    bench.births();
    bench.driver.write('far.valve', 1);
    expect(bench.driver.due(at(1))).toEqual([]);
    expect(bench.read('far.valve')).toMatchObject({ quality: 'bad', reason: 'unexpected unit' });
  });

  test('to tags that are none of this bus are not taken', () => {
    expect(new Bench().driver.write('far.pressure', 1)).toBe(false);
  });

  test('come no faster than the device is to be told', () => {
    const unit = { scale: 1, offset: 0 };
    const valve = point({ metric: 'a.pressure', tag: 'far.valve', unit, isDriven: true });
    const bench = new Bench({ ...HOST_BUS, devices: [device('far-a', 'G/N/a', [valve])] });
    bench.births();
    let sent = 0;
    for (let scan = 1; scan <= 100; scan++) {
      bench.driver.write('far.valve', scan / 100);
      sent += bench.driver.due(at(scan / 100)).length;
    }
    expect(sent).toBe(10);
  });
});

test('noise disturbs nobody', () => {
  const bench = new Bench();
  bench.births();
  for (const topic of [
    'spBv1.0/G/DDATA/N/a',
    'spBv1.0/G/NDATA/N',
    'spBv1.0/X/NDATA/N',
    'spBv1.0',
    'spBv1.0/STATE/x',
  ]) {
    bench.driver.message(topic, Uint8Array.of(0x12, 0xff), at(1));
  }
  expect(bench.read('far.pressure')).toMatchObject({ quality: 'good' });
  expect(bench.driver.links()[0]?.lastError).toBe('malformed payload');
});
