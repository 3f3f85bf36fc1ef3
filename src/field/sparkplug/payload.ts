/** What a Sparkplug B message says, apart from its bytes. Sparkplug 3.0.0, chapter 6.4. */

/** Indexes of the data types that are spoken here (6.4.16); others are read as far as their number goes. */
export const DATATYPE = {
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  uint8: 5,
  uint16: 6,
  uint32: 7,
  uint64: 8,
  float: 9,
  double: 10,
  boolean: 11,
  string: 12,
  dateTime: 13,
} as const;

export interface SparkplugPayload {
  /** When the message was sent, ms since 1970 UTC. */
  readonly timestampMs: number | null;
  /** 0 … 255; null in deaths of edge nodes and in commands. */
  readonly seq: number | null;
  readonly metrics: readonly SparkplugMetric[];
}

export interface SparkplugMetric {
  /** null where the alias says it. */
  readonly name: string | null;
  readonly alias: bigint | null;
  /** When the value was true, ms since 1970 UTC. */
  readonly timestampMs: number | null;
  /** null where a birth said it before. */
  readonly datatype: number | null;
  /** A value of the past, which must not be taken for the present one. */
  readonly historical: boolean;
  readonly value: MetricValue;
  readonly properties: ReadonlyMap<string, Property>;
}

/** The field of the protocol buffer that carries the value; `none` for none, and for kinds that nobody here reads. */
export type MetricValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'null' }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'long'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string };

export interface Property {
  readonly datatype: number;
  readonly value: MetricValue;
}

/** A metric with nothing but what is given. */
export function metric(parts: Partial<SparkplugMetric> & { readonly value: MetricValue }): SparkplugMetric {
  const nothing = { name: null, alias: null, timestampMs: null, datatype: null, historical: false };
  return { ...nothing, properties: NO_PROPERTIES, ...parts };
}

const NO_PROPERTIES: ReadonlyMap<string, Property> = new Map();

export function text(value: string): Property {
  return { datatype: DATATYPE.string, value: { kind: 'string', value } };
}

export function truth(value: boolean): Property {
  return { datatype: DATATYPE.boolean, value: { kind: 'boolean', value } };
}

/** An Int32, which travels as its two's complement. */
export function int32(value: number): Property {
  return { datatype: DATATYPE.int32, value: { kind: 'int', value: value >>> 0 } };
}

/**
 * The number that a value stands for under the datatype of its birth; a truth value is 1 or 0. null where there is
 * none: a null, a text, a set of data.
 */
export function numberOf(value: MetricValue, datatype: number | null): number | null {
  switch (value.kind) {
    case 'int':
      return signedInt(value.value, datatype);
    case 'long':
      return Number(datatype === DATATYPE.int64 ? BigInt.asIntN(64, value.value) : value.value);
    case 'float':
    case 'double':
      return value.value;
    case 'boolean':
      return value.value ? 1 : 0;
    case 'none':
    case 'null':
    case 'string':
      return null;
  }
}

/** Signed integers travel as unsigned ones: some encoders fill all 32 bits with the sign, some only their own. */
function signedInt(raw: number, datatype: number | null): number {
  switch (datatype) {
    case DATATYPE.int8:
      return (raw << 24) >> 24;
    case DATATYPE.int16:
      return (raw << 16) >> 16;
    case DATATYPE.int32:
      return raw | 0;
    default:
      return raw;
  }
}
