/**
 * Bytes of Sparkplug B messages. The compiled protocol buffers come from the package `sparkplug-payload`; its own
 * translation of them does not: it reads every value without a datatype as null, and messages of data have none
 * ([tck-id-payloads-metric-datatype-not-req]). See docs/adr/0014.
 */
import proto from 'sparkplug-payload/lib/sparkplugPayloadProto.js';
import type { MetricValue, Property, SparkplugMetric, SparkplugPayload } from './payload.ts';

const { Payload } = proto.org.eclipse.tahu.protobuf;
type WirePayload = proto.org.eclipse.tahu.protobuf.IPayload;
type WireMetric = proto.org.eclipse.tahu.protobuf.Payload.IMetric;
type WireProperty = proto.org.eclipse.tahu.protobuf.Payload.IPropertyValue;
type WireLong = Exclude<NonNullable<WireMetric['longValue']>, number>;
/** The fields that carry a value, which metrics and properties have in common. */
type WireValue = Pick<
  WireMetric,
  'isNull' | 'intValue' | 'longValue' | 'floatValue' | 'doubleValue' | 'booleanValue' | 'stringValue'
>;

const UNKNOWN_DATATYPE = 0;

export function encodePayload({ timestampMs, seq, metrics }: SparkplugPayload): Uint8Array {
  const wire: WirePayload = { metrics: metrics.map(toWireMetric) };
  if (timestampMs !== null) wire.timestamp = timestampMs;
  if (seq !== null) wire.seq = seq;
  return Payload.encode(wire).finish();
}

/** null when the bytes are no such message. Any bytes may come; none makes it throw. */
export function decodePayload(bytes: Uint8Array): SparkplugPayload | null {
  try {
    const wire = Payload.decode(bytes);
    return {
      timestampMs: millisOf(own(wire, 'timestamp')),
      seq: millisOf(own(wire, 'seq')),
      metrics: wire.metrics.map(fromWireMetric),
    };
  } catch {
    // The reader throws on bytes that end early or name a wire type that does not exist.
    return null;
  }
}

function toWireMetric(metric: SparkplugMetric): WireMetric {
  const { name, alias, timestampMs, datatype, historical, value, properties } = metric;
  const wire: WireMetric = toWireValue(value);
  if (name !== null) wire.name = name;
  if (alias !== null) wire.alias = toLong(alias);
  if (timestampMs !== null) wire.timestamp = timestampMs;
  if (datatype !== null) wire.datatype = datatype;
  if (historical) wire.isHistorical = true;
  if (properties.size > 0) {
    wire.properties = { keys: [...properties.keys()], values: [...properties.values()].map(toWireProperty) };
  }
  return wire;
}

function toWireProperty({ datatype, value }: Property): WireProperty {
  return { type: datatype, ...toWireValue(value) };
}

function toWireValue(value: MetricValue): WireValue {
  switch (value.kind) {
    case 'none':
      return {};
    case 'null':
      return { isNull: true };
    case 'int':
      return { intValue: value.value };
    case 'long':
      return { longValue: toLong(value.value) };
    case 'float':
      return { floatValue: value.value };
    case 'double':
      return { doubleValue: value.value };
    case 'boolean':
      return { booleanValue: value.value };
    case 'string':
      return { stringValue: value.value };
  }
}

function fromWireMetric(wire: WireMetric): SparkplugMetric {
  const alias = own(wire, 'alias');
  return {
    name: own(wire, 'name'),
    alias: alias === null ? null : toBigInt(alias),
    timestampMs: millisOf(own(wire, 'timestamp')),
    datatype: own(wire, 'datatype'),
    historical: own(wire, 'isHistorical') === true,
    value: fromWireValue(wire),
    properties: fromWireProperties(own(wire, 'properties')),
  };
}

/** Keys without a value are left out. */
function fromWireProperties(wire: WireMetric['properties'] | null): ReadonlyMap<string, Property> {
  const values = wire?.values ?? [];
  return new Map(
    (wire?.keys ?? []).flatMap((key, index) => {
      const value = values[index];
      if (value === undefined) return [];
      return [[key, { datatype: own(value, 'type') ?? UNKNOWN_DATATYPE, value: fromWireValue(value) }]];
    }),
  );
}

function fromWireValue(wire: WireValue): MetricValue {
  if (own(wire, 'isNull') === true) return { kind: 'null' };
  const int = own(wire, 'intValue');
  if (int !== null) return { kind: 'int', value: int };
  const long = own(wire, 'longValue');
  if (long !== null) return { kind: 'long', value: toBigInt(long) };
  const float = own(wire, 'floatValue');
  if (float !== null) return { kind: 'float', value: float };
  const double = own(wire, 'doubleValue');
  if (double !== null) return { kind: 'double', value: double };
  const boolean = own(wire, 'booleanValue');
  if (boolean !== null) return { kind: 'boolean', value: boolean };
  const string = own(wire, 'stringValue');
  return string === null ? { kind: 'none' } : { kind: 'string', value: string };
}

/** A field that the message has; its prototype holds defaults for those that it has not. */
function own<T extends object, K extends keyof T>(message: T, key: K): NonNullable<T[K]> | null {
  return Object.hasOwn(message, key) ? (message[key] ?? null) : null;
}

function millisOf(long: number | WireLong | null): number | null {
  return long === null ? null : Number(toBigInt(long));
}

function toBigInt(long: number | WireLong): bigint {
  if (typeof long === 'number') return BigInt(long);
  return (BigInt(long.high >>> 0) << 32n) | BigInt(long.low >>> 0);
}

function toLong(value: bigint): WireLong {
  const bits = BigInt.asUintN(64, value);
  const halves = { low: Number(bits & 0xffff_ffffn), high: Number(bits >> 32n), unsigned: true };
  // The writer looks at the two halves alone.
  return halves as WireLong;
}
