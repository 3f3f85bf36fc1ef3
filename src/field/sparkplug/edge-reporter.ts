/**
 * Says what an edge node has to say: births with everything, then data by exception, with aliases in place of names,
 * all of it numbered. Sparkplug 3.0.0, chapters 4.2, 5.16 and 6.4. Knows no socket and no clock.
 */
import type { EdgeDefinition, EdgeDevice, MetricDefinition, ReadTag, TagSample } from './edge-definition.ts';
import type { Moment, SparkplugMessage } from './message.ts';
import type { MetricValue, Property, SparkplugMetric } from './payload.ts';
import { DATATYPE, metric } from './payload.ts';
import { qualityProperties } from './quality.ts';
import { nextInSequence } from './sequence.ts';
import { BD_SEQ, REBIRTH } from './session-metrics.ts';
import { deviceTopic, nodeTopic } from './topic.ts';

const DATATYPE_OF = { number: DATATYPE.double, switch: DATATYPE.boolean } as const;
/** A moment that was meant to hit the grid must not fall short of it by a rounding error. */
const TIME_SLACK_S = 1e-9;

/** What a host has been told of a metric. */
interface Told {
  readonly definition: MetricDefinition;
  last: TagSample | null;
}

interface ToldDevice {
  readonly device: EdgeDevice;
  readonly metrics: readonly Told[];
  born: boolean;
}

export class EdgeReporter {
  private readonly definition: EdgeDefinition;
  private readonly metrics: readonly Told[];
  private readonly devices: readonly ToldDevice[];
  private seq = 0;
  private dataDueS = 0;

  constructor(definition: EdgeDefinition) {
    const untold = (metrics: readonly MetricDefinition[]): Told[] =>
      metrics.map((one) => ({ definition: one, last: null }));
    this.definition = definition;
    this.metrics = untold(definition.metrics);
    this.devices = definition.devices.map((device) => ({
      device,
      metrics: untold(device.metrics),
      born: false,
    }));
  }

  /** The births of the node and of every device that answers; the numbering begins anew. */
  births(bdSeq: number, { nowS, utcMs }: Moment, read: ReadTag): SparkplugMessage[] {
    const { id, facts } = this.definition;
    const ownMetrics = [
      sessionMetric(bdSeq, utcMs),
      rebirthMetric(utcMs),
      ...facts.map(([name, said], at) => this.fact(name, said, at, utcMs)),
    ];
    this.seq = 0;
    this.dataDueS = nowS + this.definition.periodS;
    for (const device of this.devices) device.born = false;
    const metrics = inOrderOfTime([...ownMetrics, ...birthMetrics(this.metrics, read)]);
    const node = { topic: nodeTopic(id, 'NBIRTH'), payload: { timestampMs: utcMs, seq: 0, metrics } };
    return [node, ...this.changesOfDevices(utcMs, read)];
  }

  /** Deaths and births of devices at once, and what has changed when its time has come. */
  news({ nowS, utcMs }: Moment, read: ReadTag): SparkplugMessage[] {
    const messages = this.changesOfDevices(utcMs, read);
    if (nowS < this.dataDueS - TIME_SLACK_S) return messages;
    const { id, periodS } = this.definition;
    this.dataDueS = nowS + periodS;
    this.say(messages, nodeTopic(id, 'NDATA'), utcMs, dataMetrics(this.metrics, read));
    for (const { device, born, metrics } of this.devices) {
      if (born) this.say(messages, deviceTopic(id, 'DDATA', device.id), utcMs, dataMetrics(metrics, read));
    }
    return messages;
  }

  private changesOfDevices(utcMs: number, read: ReadTag): SparkplugMessage[] {
    const messages: SparkplugMessage[] = [];
    for (const told of this.devices) {
      const { device, metrics } = told;
      const { reading } = read(device.aliveTag);
      const alive = reading.quality === 'good' && reading.value === 1;
      if (alive === told.born) continue;
      told.born = alive;
      const topic = deviceTopic(this.definition.id, alive ? 'DBIRTH' : 'DDEATH', device.id);
      const payload = {
        timestampMs: utcMs,
        seq: this.nextSeq(),
        metrics: alive ? inOrderOfTime(birthMetrics(metrics, read)) : [],
      };
      messages.push({ topic, payload });
    }
    return messages;
  }

  private say(
    messages: SparkplugMessage[],
    topic: string,
    utcMs: number,
    metrics: readonly SparkplugMetric[],
  ): void {
    if (metrics.length === 0) return;
    const payload = { timestampMs: utcMs, seq: this.nextSeq(), metrics: inOrderOfTime(metrics) };
    messages.push({ topic, payload });
  }

  private nextSeq(): number {
    this.seq = nextInSequence(this.seq);
    return this.seq;
  }

  /** Aliases of facts follow those of the tags. */
  private fact(name: string, said: string, at: number, utcMs: number): SparkplugMetric {
    const { metrics, devices } = this.definition;
    const tags = devices.reduce((sum, device) => sum + device.metrics.length, metrics.length);
    const value = { kind: 'string', value: said } as const;
    return metric({
      name,
      alias: BigInt(tags + 2 + at),
      timestampMs: utcMs,
      datatype: DATATYPE.string,
      value,
    });
  }
}

/** The will of a session, and what an edge node says before it leaves by itself. */
export function nodeDeath(definition: EdgeDefinition, bdSeq: number, utcMs: number): SparkplugMessage {
  const metrics = [metric({ ...sessionMetric(bdSeq, utcMs), alias: null })];
  return { topic: nodeTopic(definition.id, 'NDEATH'), payload: { timestampMs: utcMs, seq: null, metrics } };
}

/** Alias 0 is that of the session number, so that those of tags begin with 1. */
function sessionMetric(bdSeq: number, utcMs: number): SparkplugMetric {
  const value = { kind: 'long', value: BigInt(bdSeq) } as const;
  return metric({ name: BD_SEQ, alias: 0n, timestampMs: utcMs, datatype: DATATYPE.int64, value });
}

/** Without an alias, so that a host can ask that knows none ([tck-id-operational-behavior-data-commands-rebirth-name-aliases]). */
function rebirthMetric(utcMs: number): SparkplugMetric {
  const value = { kind: 'boolean', value: false } as const;
  return metric({ name: REBIRTH, timestampMs: utcMs, datatype: DATATYPE.boolean, value });
}

function birthMetrics(told: readonly Told[], read: ReadTag): SparkplugMetric[] {
  return told.map((one) => {
    const { tag, alias, kind, properties } = one.definition;
    const sample = read(tag);
    one.last = sample;
    return metric({
      name: tag,
      alias: BigInt(alias),
      timestampMs: sample.timestampMs,
      datatype: DATATYPE_OF[kind],
      value: metricValue(kind, sample),
      properties: new Map([...qualityProperties(sample.reading), ...properties]),
    });
  });
}

function dataMetrics(told: readonly Told[], read: ReadTag): SparkplugMetric[] {
  const changed: SparkplugMetric[] = [];
  for (const one of told) {
    const sample = read(one.definition.tag);
    const { last } = one;
    if (last !== null && sameReading(last, sample)) continue;
    one.last = sample;
    changed.push(dataMetric(one.definition, sample, last?.reading.quality === 'good'));
  }
  return changed;
}

/** A good value after a good one says nothing of its quality: that is what the absence of the code means. */
function dataMetric({ alias, kind }: MetricDefinition, sample: TagSample, wasGood: boolean): SparkplugMetric {
  const { reading, timestampMs } = sample;
  const plain = metric({ alias: BigInt(alias), timestampMs, value: metricValue(kind, sample) });
  if (wasGood && reading.quality === 'good') return plain;
  const properties: ReadonlyMap<string, Property> = new Map(qualityProperties(reading));
  return { ...plain, properties };
}

function metricValue(kind: MetricDefinition['kind'], { reading }: TagSample): MetricValue {
  if (!Number.isFinite(reading.value)) return { kind: 'null' };
  return kind === 'number'
    ? { kind: 'double', value: reading.value }
    : { kind: 'boolean', value: reading.value >= 0.5 };
}

function sameReading({ reading: a }: TagSample, { reading: b }: TagSample): boolean {
  return Object.is(a.value, b.value) && a.quality === b.quality && a.reason === b.reason;
}

/** [tck-id-operational-behavior-data-publish-nbirth-order] and its sisters. */
function inOrderOfTime(metrics: readonly SparkplugMetric[]): readonly SparkplugMetric[] {
  return [...metrics].sort((a, b) => (a.timestampMs ?? 0) - (b.timestampMs ?? 0));
}
