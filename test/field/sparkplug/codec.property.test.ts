import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePayload, encodePayload } from '../../../src/field/sparkplug/codec.ts';
import { type MetricValue, metric, type SparkplugMetric } from '../../../src/field/sparkplug/payload.ts';

const float32 = fc.float({ noNaN: true });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const millis = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const nullable = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

const value: fc.Arbitrary<MetricValue> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.constant({ kind: 'null' } as const),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((one) => ({ kind: 'int', value: one }) as const),
  uint64.map((one) => ({ kind: 'long', value: one }) as const),
  float32.map((one) => ({ kind: 'float', value: one }) as const),
  fc.double().map((one) => ({ kind: 'double', value: one }) as const),
  fc.boolean().map((one) => ({ kind: 'boolean', value: one }) as const),
  fc.string().map((one) => ({ kind: 'string', value: one }) as const),
);

const anyMetric: fc.Arbitrary<SparkplugMetric> = fc
  .record({
    name: nullable(fc.string()),
    alias: nullable(uint64),
    timestampMs: nullable(millis),
    datatype: nullable(fc.integer({ min: 0, max: 34 })),
    historical: fc.boolean(),
    value,
    properties: fc
      .array(fc.tuple(fc.string(), fc.record({ datatype: fc.integer({ min: 0, max: 21 }), value })))
      .map((entries) => new Map(entries)),
  })
  .map((parts) => metric(parts));

test('decode undoes encode', () => {
  const payload = fc.record({
    timestampMs: nullable(millis),
    seq: nullable(fc.integer({ min: 0, max: 255 })),
    metrics: fc.array(anyMetric, { maxLength: 8 }),
  });
  fc.assert(
    fc.property(payload, (one) => {
      expect(decodePayload(encodePayload(one))).toEqual(one);
    }),
  );
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const read = decodePayload(bytes);
      expect(read === null || Array.isArray(read.metrics)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('neither do good bytes that were cut off or changed in one place', () => {
  const broken = fc.tuple(fc.array(anyMetric, { maxLength: 4 }), fc.nat(), fc.nat(255), fc.boolean());
  fc.assert(
    fc.property(broken, ([metrics, where, byte, isCut]) => {
      const bytes = Uint8Array.from(encodePayload({ timestampMs: 1, seq: 1, metrics }));
      const at = where % bytes.length;
      bytes[at] = byte;
      const read = decodePayload(isCut ? bytes.subarray(0, at) : bytes);
      expect(read === null || Array.isArray(read.metrics)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
