import { describe, expect, test } from 'vitest';
import { EdgeReporter, nodeDeath } from '../../../src/field/sparkplug/edge-reporter.ts';
import type { SparkplugMessage } from '../../../src/field/sparkplug/message.ts';
import { DATATYPE, numberOf } from '../../../src/field/sparkplug/payload.ts';
import { at, BAD, EDGE, EPOCH_MS, Image, shape } from './edge.ts';

const BIRTH_SHAPE = ['NBIRTH', 'DBIRTH/a', 'DBIRTH/b'];

function born(image = new Image()): {
  reporter: EdgeReporter;
  image: Image;
  births: readonly SparkplugMessage[];
} {
  const reporter = new EdgeReporter(EDGE);
  return { reporter, image, births: reporter.births(3, at(0), image.read) };
}

/** The metrics of all messages, by name or alias. */
function metricsOf(messages: readonly SparkplugMessage[]) {
  const metrics = messages.flatMap(({ payload }) => payload.metrics);
  return new Map(metrics.map((one) => [one.name ?? Number(one.alias), one]));
}

describe('births', () => {
  test('are those of the node, then of each device that answers [tck-id-payloads-dbirth-order]', () => {
    expect(shape(born().births)).toEqual(BIRTH_SHAPE);
  });

  test('leave out a device that does not answer', () => {
    const image = new Image();
    image.set('b.online', BAD(0, 'never read'));
    expect(shape(born(image).births)).toEqual(['NBIRTH', 'DBIRTH/a']);
  });

  test('are numbered from 0 on [tck-id-topics-nbirth-seq-num] [tck-id-topics-dbirth-seq]', () => {
    expect(born().births.map(({ payload }) => payload.seq)).toEqual([0, 1, 2]);
  });

  test('carry the number of the session as Int64 [tck-id-topics-nbirth-bdseq-included]', () => {
    const bdSeq = metricsOf(born().births).get('bdSeq');
    expect(bdSeq).toMatchObject({ datatype: DATATYPE.int64, value: { kind: 'long', value: 3n } });
  });

  test('offer a rebirth: a false, without an alias [tck-id-topics-nbirth-rebirth-metric] [tck-id-operational-behavior-data-commands-rebirth-name-aliases]', () => {
    expect(metricsOf(born().births).get('Node Control/Rebirth')).toMatchObject({
      alias: null,
      datatype: DATATYPE.boolean,
      value: { kind: 'boolean', value: false },
    });
  });

  test('hold every metric with name, alias, datatype, time and value [tck-id-topics-nbirth-metrics] [tck-id-payloads-alias-birth-requirement]', () => {
    const metrics = metricsOf(born().births);
    const tags = [...EDGE.metrics, ...EDGE.devices.flatMap((device) => device.metrics)];
    expect([...metrics.keys()].sort()).toEqual(
      [...tags.map(({ tag }) => tag), 'Node Control/Rebirth', 'Properties/Software', 'bdSeq'].sort(),
    );
    for (const { tag, alias, kind } of tags) {
      const datatype = kind === 'number' ? DATATYPE.double : DATATYPE.boolean;
      expect(metrics.get(tag)).toMatchObject({ alias: BigInt(alias), datatype, timestampMs: EPOCH_MS });
      expect(metrics.get(tag)?.value.kind).toBe(kind === 'number' ? 'double' : 'boolean');
    }
  });

  test('use each alias once in the whole node [tck-id-payloads-alias-uniqueness]', () => {
    const aliases = born().births.flatMap(({ payload }) =>
      payload.metrics.flatMap(({ alias }) => alias ?? []),
    );
    expect(aliases).toHaveLength(8);
    expect(new Set(aliases).size).toBe(8);
  });

  test('say unit and quality as properties [tck-id-payloads-propertyset-quality-value-type]', () => {
    const image = new Image();
    image.set('a.pressure', BAD(5, 'timeout'));
    image.set('b.pressure', { value: 9, quality: 'uncertain', reason: 'outside measuring range' });
    const metrics = metricsOf(born(image).births);
    const said = (name: string) =>
      [...(metrics.get(name)?.properties ?? [])].map(([key, { datatype, value }]) => [
        key,
        datatype,
        'value' in value ? value.value : null,
      ]);
    expect(said('a.pressure')).toEqual([
      ['Quality', DATATYPE.int32, 0],
      ['opcQuality', DATATYPE.int32, 0],
      ['reason', DATATYPE.string, 'timeout'],
      ['engUnit', DATATYPE.string, 'Pa'],
      ['readOnly', DATATYPE.boolean, true],
    ]);
    expect(said('b.pressure').slice(0, 3)).toEqual([
      ['Quality', DATATYPE.int32, 0],
      ['opcQuality', DATATYPE.int32, 64],
      ['reason', DATATYPE.string, 'outside measuring range'],
    ]);
    expect(said('loop.sp')[0]).toEqual(['Quality', DATATYPE.int32, 192]);
  });

  test('say that there is no value by a null [tck-id-operational-behavior-data-publish-nbirth-values]', () => {
    const image = new Image();
    image.set('loop.sp', BAD(Number.NaN, 'never read'));
    expect(metricsOf(born(image).births).get('loop.sp')?.value).toEqual({ kind: 'null' });
  });

  test('stand in the order of time [tck-id-operational-behavior-data-publish-nbirth-order]', () => {
    const image = new Image();
    image.set('a.pressure', 5, -1);
    image.set('a.valve', 1, -2);
    image.set('loop.sp', 1, -7);
    for (const { payload } of born(image).births) {
      const times = payload.metrics.map(({ timestampMs }) => timestampMs ?? 0);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });
});

describe('data', () => {
  test('say what has changed, by alias alone and without a datatype [tck-id-payloads-alias-data-cmd-requirement] [tck-id-payloads-metric-datatype-not-req]', () => {
    const { reporter, image } = born();
    image.set('a.pressure', 5, 0.7);
    image.set('loop.sp', 2, 0.9);
    const news = reporter.news(at(1), image.read);
    expect(shape(news)).toEqual(['NDATA', 'DDATA/a']);
    expect(news[1]?.payload.metrics).toEqual([
      {
        name: null,
        alias: 4n,
        timestampMs: EPOCH_MS + 700,
        datatype: null,
        historical: false,
        value: { kind: 'double', value: 5 },
        properties: new Map(),
      },
    ]);
  });

  test('are not sent when nothing has [tck-id-operational-behavior-data-publish-nbirth-change]', () => {
    const { reporter, image } = born();
    image.set('a.pressure', 0, 0.7);
    expect(reporter.news(at(1), image.read)).toEqual([]);
  });

  test('come once a period, each with the newest value', () => {
    const { reporter, image } = born();
    image.set('a.pressure', 5);
    expect(reporter.news(at(0.99), image.read)).toEqual([]);
    image.set('a.pressure', 6);
    const [news] = reporter.news(at(1), image.read);
    expect(news?.payload.metrics[0]?.value).toEqual({ kind: 'double', value: 6 });
    image.set('a.pressure', 7);
    expect(reporter.news(at(1.5), image.read)).toEqual([]);
    expect(reporter.news(at(2), image.read)).toHaveLength(1);
  });

  test('say the quality when it changes, and as long as it is not good', () => {
    const { reporter, image } = born();
    const qualityAt = (nowS: number) => {
      const metric = reporter.news(at(nowS), image.read)[0]?.payload.metrics[0];
      const code = metric?.properties.get('Quality');
      return code === undefined ? null : numberOf(code.value, code.datatype);
    };
    image.set('a.pressure', BAD(5, 'timeout'));
    expect(qualityAt(1)).toBe(0);
    image.set('a.pressure', BAD(5, 'stale'));
    expect(qualityAt(2)).toBe(0);
    image.set('a.pressure', 6);
    expect(qualityAt(3)).toBe(192);
    image.set('a.pressure', 7);
    expect(qualityAt(4)).toBeNull();
  });

  test('are numbered without a gap, and 0 follows 255 [tck-id-payloads-sequence-num-incrementing]', () => {
    const { reporter, image, births } = born();
    const numbers = births.map(({ payload }) => payload.seq);
    for (let second = 1; second <= 300; second++) {
      image.set('a.pressure', second);
      numbers.push(...reporter.news(at(second), image.read).map(({ payload }) => payload.seq));
    }
    expect(numbers).toHaveLength(303);
    expect(numbers).toEqual(numbers.map((_, index) => index % 256));
  });
});

describe('devices', () => {
  test('die when they are lost [tck-id-operational-behavior-device-ddeath], and say nothing until they are back', () => {
    const { reporter, image } = born();
    image.set('a.online', 0);
    image.set('a.pressure', BAD(0, 'timeout'));
    const [death] = reporter.news(at(0.01), image.read);
    expect(death?.topic).toBe('spBv1.0/G/DDEATH/N/a');
    expect(death?.payload).toEqual({ timestampMs: at(0.01).utcMs, seq: 3, metrics: [] });
    expect(shape(reporter.news(at(1), image.read)), 'the node says that it is offline').toEqual(['NDATA']);
    image.set('a.online', 1);
    image.set('a.pressure', 8, 1.2);
    const [birth] = reporter.news(at(1.3), image.read);
    expect(birth?.topic).toBe('spBv1.0/G/DBIRTH/N/a');
    expect(birth?.payload.metrics.map(({ name }) => name)).toEqual(['a.valve', 'a.pressure']);
  });

  test('that come later are born later', () => {
    const image = new Image();
    image.set('b.online', BAD(0, 'never read'));
    const { reporter } = born(image);
    image.set('b.online', 1);
    expect(shape(reporter.news(at(0.02), image.read))).toEqual(['DBIRTH/b']);
  });
});

describe('a death of the node', () => {
  test('says the number of the session and nothing else [tck-id-topics-ndeath-payload] [tck-id-topics-ndeath-seq]', () => {
    const { topic, payload } = nodeDeath(EDGE, 255, EPOCH_MS);
    expect(topic).toBe('spBv1.0/G/NDEATH/N');
    expect(payload.seq).toBeNull();
    expect(payload.metrics).toMatchObject([
      { name: 'bdSeq', datatype: DATATYPE.int64, value: { kind: 'long', value: 255n } },
    ]);
  });
});

test('a rebirth begins the numbering anew, and forgets nothing', () => {
  const { reporter, image } = born();
  image.set('a.pressure', 5);
  reporter.news(at(1), image.read);
  const again = reporter.births(3, at(1.5), image.read);
  expect(shape(again)).toEqual(BIRTH_SHAPE);
  expect(again.map(({ payload }) => payload.seq)).toEqual([0, 1, 2]);
  expect(metricsOf(again).get('a.pressure')?.value).toEqual({ kind: 'double', value: 5 });
  expect(reporter.news(at(9), image.read), 'what the birth has said is no news').toEqual([]);
});
