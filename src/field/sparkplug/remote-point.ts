/** One metric of an edge node as a point of the site: its value judged, and a command put into the metric's type. */
import { unitOf } from '../../units/quantity.ts';
import type { Reading } from '../../units/reading.ts';
import { bad, judgePosition } from '../driver/samples.ts';
import type { MqttPoint, PointProfile } from '../profile.ts';
import type { BoundPoint } from '../wiring.ts';
import type { MetricValue, SparkplugMetric } from './payload.ts';
import { DATATYPE, metric, numberOf } from './payload.ts';
import { qualityOf } from './quality.ts';
import type { BornMetric } from './remote-node.ts';

/** How the configuration says of which metric a point is: an MQTT point whose message is the metric. */
export function metricSource({ source, name }: PointProfile): MqttPoint {
  if (source.protocol !== 'mqtt') throw new Error(`invariant: ${name} is no metric`);
  return source;
}

/** A reading in SI, or a position for an output. Never good when the metric itself says that it is not. */
export function readingOf(
  bound: BoundPoint,
  born: BornMetric,
  said: SparkplugMetric,
  lastValue: number,
): Reading {
  const source = metricSource(bound.point);
  const trust = qualityOf(said);
  const number = numberOf(said.value, said.datatype ?? born.datatype);
  if (!isExpectedUnit(bound.point, born)) return bad(lastValue, 'unexpected unit');
  if (number === null || !Number.isFinite(number)) {
    return bad(lastValue, trust.reason ?? (said.value.kind === 'null' ? 'no value' : 'no number'));
  }
  const judged = judge(bound, number * source.scale + source.offset, lastValue);
  return trust.quality === 'good' || judged.quality === 'bad' ? judged : { ...judged, ...trust };
}

/** The edge node has judged its sensor; what is added here is the range that the site believes in. */
function judge(bound: BoundPoint, valueSi: number, lastValue: number): Reading {
  if (bound.direction === 'drive') {
    const [closed, open] = bound.signal;
    return judgePosition((valueSi - closed) / (open - closed), lastValue);
  }
  const [lowest, highest] = bound.point.range;
  const isInside = valueSi >= lowest && valueSi <= highest;
  return isInside
    ? { value: valueSi, quality: 'good', reason: null }
    : { value: valueSi, quality: 'uncertain', reason: 'outside measuring range' };
}

/** Where the configuration names no unit, the one that the edge node names must be that of SI. */
export function isExpectedUnit(point: PointProfile, { unit }: BornMetric): boolean {
  const { statedUnit } = metricSource(point);
  if (statedUnit === undefined || unit === null) return true;
  const stated = unitOf(point.quantity, unit);
  return stated !== null && stated.factor === 1 && stated.offset === 0;
}

/** A command to a metric: by its alias where it has one, and without its type, which its birth has said. */
export function commandMetric(
  point: PointProfile,
  born: BornMetric,
  valueSi: number,
  utcMs: number,
): SparkplugMetric {
  const { scale, offset } = metricSource(point);
  const value = typedValue((valueSi - offset) / scale, born.datatype);
  const named = born.alias === null ? { name: born.name } : { alias: born.alias };
  return metric({ ...named, timestampMs: utcMs, value });
}

function typedValue(number: number, datatype: number | null): MetricValue {
  switch (datatype) {
    case DATATYPE.boolean:
      return { kind: 'boolean', value: number >= 0.5 };
    case DATATYPE.float:
      return { kind: 'float', value: number };
    case DATATYPE.int8:
    case DATATYPE.int16:
    case DATATYPE.int32:
    case DATATYPE.uint8:
    case DATATYPE.uint16:
      return { kind: 'int', value: Math.round(number) >>> 0 };
    case DATATYPE.int64:
    case DATATYPE.uint32:
    case DATATYPE.uint64:
      return { kind: 'long', value: BigInt(Math.round(number)) };
    default:
      return { kind: 'double', value: number };
  }
}
