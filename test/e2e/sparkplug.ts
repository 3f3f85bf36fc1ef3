/**
 * An independent Sparkplug host: mosquitto_sub brings the messages, protoc reads them by the field numbers of the
 * specification, and what is kept here follows its rules for aliases and numbers. Nothing of the program takes part.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAllByPeer, encodeByPeer } from '../field/sparkplug/protoc.ts';
import { Child, eventually, run } from './buhera.ts';
import { SiteCopy, temporaryFolder } from './site-copy.ts';

export interface PeerMetric {
  readonly name: string | null;
  readonly alias: string | null;
  readonly timestampMs: number | null;
  readonly datatype: number | null;
  /** null for a null. */
  readonly value: number | boolean | string | null;
  readonly properties: ReadonlyMap<string, number | boolean | string | null>;
}

export interface PeerMessage {
  readonly topic: string;
  /** Such as `DDATA`. */
  readonly verb: string;
  readonly device: string | null;
  readonly qos: number;
  readonly retained: boolean;
  readonly seq: number | null;
  readonly metrics: readonly PeerMetric[];
}

/** A message of protocol buffers in its text form: what each field holds, in order. */
interface Fields {
  readonly scalars: Map<string, string[]>;
  readonly nested: Map<string, Fields[]>;
}

function parseFields(lines: Iterator<string>): Fields {
  const fields: Fields = { scalars: new Map(), nested: new Map() };
  for (let next = lines.next(); next.done !== true && next.value !== '}'; next = lines.next()) {
    const block = /^(\w+) \{$/u.exec(next.value)?.[1];
    if (block !== undefined) {
      fields.nested.set(block, [...(fields.nested.get(block) ?? []), parseFields(lines)]);
      continue;
    }
    const [, key = '', value = ''] = /^(\w+): (.*)$/u.exec(next.value) ?? [];
    fields.scalars.set(key, [...(fields.scalars.get(key) ?? []), value]);
  }
  return fields;
}

function only({ scalars }: Fields, key: string): string | null {
  return scalars.get(key)?.[0] ?? null;
}

function numberOrNull(text: string | null): number | null {
  return text === null ? null : Number(text);
}

function valueIn(fields: Fields): number | boolean | string | null {
  for (const [key, [text = '']] of fields.scalars) {
    if (key === 'boolean_value') return text === 'true';
    if (key === 'string_value') return unquoted(text);
    if (key.endsWith('_value')) return Number(text);
  }
  return null;
}

function unquoted(text: string): string {
  return text.slice(1, -1);
}

function metricOf(fields: Fields): PeerMetric {
  const [set] = fields.nested.get('properties') ?? [];
  const keys = set?.scalars.get('keys')?.map(unquoted) ?? [];
  const values = set?.nested.get('values') ?? [];
  if (keys.length !== values.length) throw new Error('keys and values of properties differ in number');
  const name = only(fields, 'name');
  return {
    name: name === null ? null : unquoted(name),
    alias: only(fields, 'alias'),
    timestampMs: numberOrNull(only(fields, 'timestamp')),
    datatype: numberOrNull(only(fields, 'datatype')),
    value: valueIn(fields),
    properties: new Map(keys.map((key, index) => [key, valueIn(values[index] as Fields)])),
  };
}

/** @param lines topic, QoS, retention and payload in hexadecimal digits */
function messagesOf(lines: readonly string[]): readonly PeerMessage[] {
  if (lines.length === 0) return [];
  const parts = lines.map((line) => line.split(' '));
  const read = decodeAllByPeer(parts.map(([, , , hex = '']) => Buffer.from(hex, 'hex')));
  const payloads = parseFields(read.values()).nested.get('payload') ?? [];
  return parts.map((part, index) => messageOf(part, payloads[index] as Fields));
}

function messageOf([topic = '', qos = '', retained = '']: readonly string[], fields: Fields): PeerMessage {
  const [, , verb = '', , device = null] = topic.split('/');
  return {
    topic,
    verb,
    device,
    qos: Number(qos),
    retained: retained === '1',
    seq: numberOrNull(only(fields, 'seq')),
    metrics: (fields.nested.get('metrics') ?? []).map(metricOf),
  };
}

/** A metric as the host knows it now. */
export interface KnownMetric {
  readonly value: PeerMetric['value'];
  /** Of the code `Quality`; good where a message says none. */
  readonly quality: number;
  readonly unit: PeerMetric['value'];
}

export class PeerHost {
  readonly messages: PeerMessage[] = [];
  /** What is wrong with what was heard. */
  readonly violations: string[] = [];
  readonly known = new Map<string, KnownMetric>();
  readonly #sub: Child;
  readonly #names = new Map<string, string>();
  readonly #devices = new Map<string, string>();
  #nextSeq: number | null = null;
  #read = 0;

  constructor(port: number, group: string) {
    const where = ['-h', '127.0.0.1', '-p', String(port)];
    this.#sub = new Child('mosquitto_sub', [...where, '-t', `spBv1.0/${group}/#`, '-F', '%t %q %r %x']);
  }

  /** Takes in what has come since the last call. */
  listen(): void {
    const end = this.#sub.stdout.lastIndexOf('\n') + 1;
    const lines = this.#sub.stdout.slice(this.#read, end).split('\n').slice(0, -1);
    this.#read = end;
    for (const message of messagesOf(lines)) this.#take(message);
  }

  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    await eventually(() => {
      this.listen();
      return condition();
    }, what);
  }

  count(verb: string, device: string | null = null): number {
    return this.messages.filter((one) => one.verb === verb && one.device === device).length;
  }

  last(verb: string, device: string | null = null): PeerMessage | undefined {
    return this.messages.findLast((one) => one.verb === verb && one.device === device);
  }

  stop(): Promise<unknown> {
    return this.#sub.stop('SIGTERM');
  }

  #take(message: PeerMessage): void {
    this.messages.push(message);
    const { verb, seq, topic, qos, retained } = message;
    if (verb.endsWith('CMD')) return;
    if (verb === 'NDEATH') {
      this.#nextSeq = null;
      return;
    }
    if (qos !== 0 || retained) this.violations.push(`${topic}: QoS ${qos}, retained ${retained}`);
    if (verb !== 'NBIRTH' && this.#nextSeq === null) return;
    const expected = verb === 'NBIRTH' ? 0 : this.#nextSeq;
    if (seq !== expected) this.violations.push(`${topic}: number ${seq} in place of ${expected}`);
    this.#nextSeq = ((seq ?? 0) + 1) % 256;
    if (verb === 'NBIRTH') this.#names.clear();
    for (const metric of message.metrics) this.#takeMetric(message, metric);
  }

  #takeMetric({ verb, topic, device }: PeerMessage, metric: PeerMetric): void {
    const isBirth = verb.endsWith('BIRTH');
    const { name, alias, datatype, timestampMs } = metric;
    if (timestampMs === null) this.violations.push(`${topic}: a metric without a time`);
    if (isBirth !== (name !== null)) this.violations.push(`${topic}: a name where none belongs, or none`);
    if (isBirth !== (datatype !== null))
      this.violations.push(`${topic}: a datatype where none belongs, or none`);
    if (isBirth && name !== null && alias !== null) {
      if (this.#names.has(alias) && this.#names.get(alias) !== name)
        this.violations.push(`${topic}: alias ${alias} twice`);
      this.#names.set(alias, name);
      this.#devices.set(alias, device ?? '');
    }
    const known = name ?? this.#names.get(alias ?? '');
    if (known === undefined || (alias !== null && this.#devices.get(alias) !== (device ?? ''))) {
      this.violations.push(`${topic}: alias ${alias} was never born there`);
      return;
    }
    const quality = metric.properties.get('Quality') ?? 192;
    const unit = metric.properties.get('engUnit') ?? this.known.get(known)?.unit ?? null;
    this.known.set(known, { value: metric.value, quality: Number(quality), unit });
  }
}

/** Publishes a command whose text protoc turns into bytes. */
export async function command(port: number, topic: string, metrics: string): Promise<void> {
  const file = join(temporaryFolder(), 'command');
  writeFileSync(file, encodeByPeer(`timestamp: ${Date.now()} ${metrics}`));
  const where = ['-h', '127.0.0.1', '-p', String(port), '-t', topic, '-f', file];
  const { code, stderr } = await run('mosquitto_pub', where);
  if (code !== 0) throw new Error(stderr);
}

export async function startMosquitto(port: number): Promise<Child> {
  const config = join(temporaryFolder(), 'mosquitto.conf');
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const child = new Child('mosquitto', ['-c', config]);
  await eventually(() => child.stderr.includes(' running') || child.ended, 'mosquitto to start');
  if (child.ended) throw new Error(`mosquitto did not start: ${child.stderr}`);
  return child;
}

/**
 * The demo as an edge node, for a machine that may stall: it has patience with its devices, and nothing that trips.
 *
 * @param settings further lines of its `[sparkplug]`
 */
export function edgeCopy(broker: string, settings: string): SiteCopy {
  const copy = new SiteCopy();
  const safeStates = copy.read('etc/demo/interlocks.toml').toString('utf8').split('[[cause]]')[0] ?? '';
  return copy
    .edit('device-tree/demo.dts', 'buhera,timeout-ms = <300>;', 'buhera,timeout-ms = <20000>;')
    .write('etc/demo/interlocks.toml', safeStates)
    .edit(
      'etc/demo/site.toml',
      '[http]',
      `[sparkplug]\nbroker = "${broker}"\ngroup = "Works"\nnode = "demo"\n${settings}\n\n[http]`,
    );
}
