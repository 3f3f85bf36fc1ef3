import sparkplugPayload from 'sparkplug-payload';
import { describe, expect, test } from 'vitest';
import { decodePayload, encodePayload } from '../../../src/field/sparkplug/codec.ts';
import {
  DATATYPE,
  int32,
  type MetricValue,
  metric,
  numberOf,
  type SparkplugPayload,
  text,
  truth,
} from '../../../src/field/sparkplug/payload.ts';
import { decodeByPeer, encodeByPeer } from './protoc.ts';

const NOON_MS = Date.UTC(2026, 10, 21, 12);

const PAYLOAD: SparkplugPayload = {
  timestampMs: NOON_MS,
  seq: 255,
  metrics: [
    metric({
      name: 'ch1.pressure',
      alias: 7n,
      timestampMs: NOON_MS - 1,
      datatype: DATATYPE.double,
      value: { kind: 'double', value: 101_325.5 },
      properties: new Map([
        ['Quality', int32(192)],
        ['engUnit', text('Pa')],
        ['readOnly', truth(true)],
      ]),
    }),
    metric({ alias: 2n ** 64n - 1n, timestampMs: NOON_MS, value: { kind: 'null' } }),
    metric({ name: 'old', historical: true, value: { kind: 'boolean', value: false } }),
    metric({ name: 'count', datatype: DATATYPE.int64, value: { kind: 'long', value: 2n ** 64n - 5n } }),
  ],
};

describe('payloads', () => {
  test('are read by protoc as they are meant', () => {
    const lines = decodeByPeer(encodePayload(PAYLOAD));
    expect(lines.slice(0, 6)).toEqual([
      `timestamp: ${NOON_MS}`,
      'metrics {',
      'name: "ch1.pressure"',
      'alias: 7',
      `timestamp: ${NOON_MS - 1}`,
      'datatype: 10',
    ]);
    expect(lines).toContain('double_value: 101325.5');
    expect(lines).toContain('alias: 18446744073709551615');
    expect(lines).toContain('is_null: true');
    expect(lines).toContain('is_historical: true');
    expect(lines).toContain('boolean_value: false');
    expect(lines).toContain('long_value: 18446744073709551611');
    expect(lines.at(-1)).toBe('seq: 255');
    expect(
      lines.filter((line) => /^\d+:/u.test(line)),
      'no field that the specification lacks',
    ).toEqual([]);
  });

  test('have as many property values as keys [tck-id-payloads-propertyset-keys-array-size]', () => {
    const lines = decodeByPeer(encodePayload(PAYLOAD));
    expect(lines.filter((line) => line.startsWith('keys:'))).toEqual([
      'keys: "Quality"',
      'keys: "engUnit"',
      'keys: "readOnly"',
    ]);
    expect(lines.filter((line) => line === 'values {')).toHaveLength(3);
    expect(lines).toContain('type: 3');
  });

  test('of protoc are read as they are meant, without a datatype too', () => {
    const bytes = encodeByPeer(
      'timestamp: 5 seq: 3 metrics { alias: 4 timestamp: 9 float_value: 1.5 } metrics { name: "a" is_null: true }',
    );
    expect(decodePayload(bytes)).toEqual({
      timestampMs: 5,
      seq: 3,
      metrics: [
        metric({ alias: 4n, timestampMs: 9, value: { kind: 'float', value: 1.5 } }),
        metric({ name: 'a', value: { kind: 'null' } }),
      ],
    });
  });

  test('of the makers of Sparkplug are read, and ours by theirs', () => {
    const theirs = sparkplugPayload.get('spBv1.0');
    if (theirs === null) throw new Error('no such namespace');
    const value = { name: 'Node Control/Rebirth', type: 'Boolean', value: true } as const;
    const read = decodePayload(theirs.encodePayload({ timestamp: NOON_MS, metrics: [value] }));
    expect(read?.metrics[0]).toMatchObject({ name: value.name, value: { kind: 'boolean', value: true } });
    const [first] = theirs.decodePayload(encodePayload(PAYLOAD)).metrics ?? [];
    expect(first).toMatchObject({ name: 'ch1.pressure', type: 'Double', value: 101_325.5 });
  });

  test('without a number and without a time say so', () => {
    expect(decodePayload(encodePayload({ timestampMs: null, seq: null, metrics: [] }))).toEqual({
      timestampMs: null,
      seq: null,
      metrics: [],
    });
    expect(decodePayload(encodePayload({ timestampMs: 0, seq: 0, metrics: [] }))).toEqual({
      timestampMs: 0,
      seq: 0,
      metrics: [],
    });
  });

  test.each(['12ff', '0a', 'ffffffffffffffffffff', '1205', '08ffffffffffffffffffffff'])(
    'that are none are told as such: %s',
    (hex) => expect(decodePayload(Buffer.from(hex, 'hex'))).toBeNull(),
  );
});

describe('the number of a value', () => {
  const cases: readonly (readonly [MetricValue, number | null, number | null])[] = [
    [{ kind: 'int', value: 0xffff_fffb }, DATATYPE.int8, -5],
    [{ kind: 'int', value: 0xfb }, DATATYPE.int8, -5],
    [{ kind: 'int', value: 0xfffb }, DATATYPE.int16, -5],
    [{ kind: 'int', value: 0xffff_fffb }, DATATYPE.int32, -5],
    [{ kind: 'int', value: 0xffff_fffb }, DATATYPE.uint32, 4_294_967_291],
    [{ kind: 'int', value: 200 }, DATATYPE.uint8, 200],
    [{ kind: 'long', value: 2n ** 64n - 5n }, DATATYPE.int64, -5],
    [{ kind: 'long', value: 3_000_000_000n }, DATATYPE.uint32, 3_000_000_000],
    [{ kind: 'boolean', value: true }, DATATYPE.boolean, 1],
    [{ kind: 'boolean', value: false }, DATATYPE.boolean, 0],
    [{ kind: 'double', value: 0 }, null, 0],
    [{ kind: 'string', value: '5' }, DATATYPE.string, null],
    [{ kind: 'null' }, DATATYPE.double, null],
  ];
  test.each(cases)('%o of datatype %o is %o', (value, datatype, expected) => {
    expect(numberOf(value, datatype)).toBe(expected);
  });
});
