/**
 * The driver of one Sparkplug bus, without a socket: what edge nodes say becomes samples, and outputs become commands
 * to metrics. Where an edge node, a device of it or the broker is gone, every tag of it is bad (stale, in the words of
 * the specification).
 */
import type { DriverOptions } from '../driver/access.ts';
import type { FieldSample, LinkStatus } from '../driver/samples.ts';
import { bad, good, onlineTag } from '../driver/samples.ts';
import type { BoundPoint, Device, DrivenPoint, SparkplugBus } from '../wiring.ts';
import { decodePayload } from './codec.ts';
import type { Moment, SparkplugMessage } from './message.ts';
import { metric } from './payload.ts';
import type { RemoteEvent } from './remote-node.ts';
import { RemoteNode } from './remote-node.ts';
import { RemoteOutput } from './remote-output.ts';
import { commandMetric, isExpectedUnit, metricSource, readingOf } from './remote-point.ts';
import { REBIRTH } from './session-metrics.ts';
import type { EdgeNodeId } from './topic.ts';
import { deviceTopic, nodeFilter, nodeTopic, parseTopic } from './topic.ts';

interface Point {
  readonly bound: BoundPoint;
  readonly metricName: string;
  /** What commands it; null where it is only read. */
  readonly output: RemoteOutput | null;
  last: { readonly value: number; readonly timeS: number };
}

interface Peer {
  readonly device: Device;
  /** Its name under the edge node; null where its points are metrics of the edge node itself. */
  readonly name: string | null;
  readonly points: readonly Point[];
  readonly status: { -readonly [K in keyof LinkStatus]: LinkStatus[K] };
}

interface Remote {
  readonly id: EdgeNodeId;
  readonly node: RemoteNode;
  readonly peers: readonly Peer[];
}

const UNCONFIRMED = 'command not confirmed';
const MALFORMED = 'malformed payload';

export class SparkplugDriver {
  /** Topics to subscribe to. */
  readonly filters: readonly string[];
  private readonly remotes: readonly Remote[];
  private readonly outputs = new Map<string, RemoteOutput>();
  private readonly options: DriverOptions;
  private readonly speed: number;
  private samples: FieldSample[] = [];

  /** @param speed site seconds per second of the calendar */
  constructor(bus: SparkplugBus, options: DriverOptions, speed: number) {
    this.options = options;
    this.speed = speed;
    this.remotes = remotesOf(bus, options.readBack);
    this.filters = this.remotes.map(({ id }) => nodeFilter(id));
    for (const peer of this.peers()) {
      this.samples.push({ tag: onlineTag(peer.device.id), reading: bad(0, 'never read'), timeS: 0 });
      for (const point of peer.points) {
        this.emitBad(point, 'never read', 0);
        if (point.output !== null) this.outputs.set(point.bound.tag, point.output);
      }
    }
  }

  message(topic: string, bytes: Uint8Array, moment: Moment): void {
    const address = parseTopic(topic);
    const remote = this.remotes.find(({ id }) => id.group === address?.group && id.node === address.node);
    if (address === null || remote === undefined) return;
    const payload = decodePayload(bytes);
    const peers = remote.peers.filter(({ name }) => name === address.device);
    for (const { status } of peers) {
      status.replies++;
      if (payload === null) status.lastError = MALFORMED;
    }
    // A message that cannot be read is missing, and its number tells when the next one comes.
    if (payload === null) return;
    this.take(remote, remote.node.message({ topic: address, payload, bytes }, moment.nowS), moment);
  }

  /** Subscribed, the first time or again. */
  brokerThere(): void {
    for (const { node } of this.remotes) node.listening();
  }

  brokerAway(nowS: number): void {
    for (const { node, peers } of this.remotes) {
      node.deaf();
      for (const peer of peers) this.lose(peer, 'broker away', nowS);
    }
  }

  /** Commands an output, 0 … 1. False when the tag is no output of this bus, or outputs are only read back. */
  write(tag: string, position: number): boolean {
    const output = this.outputs.get(tag);
    if (output === undefined) return false;
    output.command(position);
    return true;
  }

  hasPendingWrites(): boolean {
    for (const peer of this.peers()) {
      if (this.mayCommand(peer) && peer.points.some(({ output }) => output?.isPending() === true))
        return true;
    }
    return false;
  }

  /** Notices what never came, and gives the requests and commands that are due. */
  due(moment: Moment): readonly SparkplugMessage[] {
    return this.remotes.flatMap((remote) => {
      this.take(remote, remote.node.elapse(moment.nowS), moment);
      const asked = remote.node.asksForBirth(moment.nowS) ? [rebirthRequest(remote.id, moment.utcMs)] : [];
      const commands = remote.peers.flatMap((peer) => this.commandsTo(remote, peer, moment));
      return asked.length === 0 ? commands : [...asked, ...commands];
    });
  }

  drain(): FieldSample[] {
    const drained = this.samples;
    this.samples = [];
    return drained;
  }

  links(): LinkStatus[] {
    return this.peers().map(({ status }) => ({ ...status }));
  }

  private peers(): readonly Peer[] {
    return this.remotes.flatMap(({ peers }) => peers);
  }

  private mayCommand({ device }: Peer): boolean {
    return (this.options.access?.(device.id) ?? 'command') === 'command';
  }

  private take(remote: Remote, events: readonly RemoteEvent[], moment: Moment): void {
    for (const event of events) {
      for (const peer of remote.peers) this.tell(peer, event, moment);
    }
  }

  private tell(peer: Peer, event: RemoteEvent, moment: Moment): void {
    switch (event.kind) {
      case 'born':
        if (event.device === peer.name) this.welcome(peer, event.metrics, moment.nowS);
        return;
      case 'value':
        if (event.device === peer.name) this.takeValue(peer, event, moment);
        return;
      case 'gone':
        if (event.device === peer.name || event.device === null) this.lose(peer, event.reason, moment.nowS);
        return;
      case 'doubtful':
        peer.status.lastError = 'message missing';
        if (peer.status.online) this.doubt(peer);
    }
  }

  /** The birth of a device: it may have lost its power, and with it what it was told. */
  private welcome(peer: Peer, metrics: readonly { readonly name: string }[], nowS: number): void {
    peer.status.online = true;
    this.samples.push({ tag: onlineTag(peer.device.id), reading: good(1), timeS: nowS });
    const names = new Set(metrics.map(({ name }) => name));
    for (const point of peer.points) {
      point.output?.forget();
      if (!names.has(point.metricName)) this.emitBad(point, 'no such metric', nowS);
    }
  }

  private takeValue(peer: Peer, event: RemoteEvent & { kind: 'value' }, moment: Moment): void {
    const { born, metric: said, timestampMs } = event;
    for (const point of peer.points) {
      if (point.metricName !== born.name) continue;
      const reading = readingOf(point.bound, born, said, point.last.value);
      const timeS = this.siteTimeS(timestampMs ?? moment.utcMs, moment);
      point.last = { value: reading.value, timeS };
      if (reading.quality === 'good') point.output?.heard(reading.value);
      const failed = point.output?.hasFailed() === true;
      const shown = failed ? bad(reading.value, UNCONFIRMED) : reading;
      this.samples.push({ tag: point.bound.tag, reading: shown, timeS });
    }
  }

  private commandsTo(remote: Remote, peer: Peer, moment: Moment): SparkplugMessage[] {
    if (!peer.status.online || !this.mayCommand(peer)) return [];
    const metrics = peer.points.flatMap((point) => {
      const born = point.output === null ? null : remote.node.find(peer.name, point.metricName);
      if (born === null || !isExpectedUnit(point.bound.point, born)) return [];
      const valueSi = this.nextCommand(peer, point, moment.nowS);
      if (valueSi === null) return [];
      return [commandMetric(point.bound.point, born, valueSi, moment.utcMs)];
    });
    if (metrics.length === 0) return [];
    const topic =
      peer.name === null ? nodeTopic(remote.id, 'NCMD') : deviceTopic(remote.id, 'DCMD', peer.name);
    return [{ topic, payload: { timestampMs: moment.utcMs, seq: null, metrics } }];
  }

  /** The next command of an output, and what its silence so far means. */
  private nextCommand({ status }: Peer, point: Point, nowS: number): number | null {
    const step = point.output?.next(nowS) ?? null;
    if (step === null) return null;
    if (step.timedOut) {
      status.timeouts++;
      status.lastError = UNCONFIRMED;
    }
    if (step.failed) this.emitBad(point, UNCONFIRMED, nowS);
    if (step.valueSi === null) return null;
    status.requests++;
    if (step.repeated) status.retries++;
    return step.valueSi;
  }

  private lose(peer: Peer, reason: string, nowS: number): void {
    peer.status.lastError = reason;
    peer.status.online = false;
    this.samples.push({ tag: onlineTag(peer.device.id), reading: good(0), timeS: nowS });
    for (const point of peer.points) {
      point.output?.lost();
      this.emitBad(point, reason, nowS);
    }
  }

  private doubt({ points }: Peer): void {
    for (const { bound, last } of points) {
      const reading = { value: last.value, quality: 'uncertain', reason: 'message missing' } as const;
      if (!Number.isNaN(last.value)) this.samples.push({ tag: bound.tag, reading, timeS: last.timeS });
    }
  }

  private emitBad({ bound, last }: Point, reason: string, timeS: number): void {
    this.samples.push({ tag: bound.tag, reading: bad(last.value, reason), timeS });
  }

  /** What was true at some time of the calendar was so at this time of the site. */
  private siteTimeS(timestampMs: number, { nowS, utcMs }: Moment): number {
    return nowS - ((utcMs - timestampMs) / 1000) * this.speed;
  }
}

/** [tck-id-operational-behavior-data-commands-ncmd-rebirth-name] and its sisters. */
function rebirthRequest(id: EdgeNodeId, utcMs: number): SparkplugMessage {
  const value = { kind: 'boolean', value: true } as const;
  const metrics = [metric({ name: REBIRTH, timestampMs: utcMs, value })];
  return { topic: nodeTopic(id, 'NCMD'), payload: { timestampMs: utcMs, seq: null, metrics } };
}

function remotesOf(bus: SparkplugBus, readBack: boolean): Remote[] {
  const byNode = new Map<string, { id: EdgeNodeId; peers: Peer[] }>();
  for (const device of bus.devices) {
    const { group, node, name } = addressOf(device);
    const key = `${group}/${node}`;
    const found = byNode.get(key) ?? { id: { group, node }, peers: [] };
    byNode.set(key, found);
    found.peers.push(toPeer(bus, device, name, readBack));
  }
  const { backoffFirstS, backoffMaxS } = bus.link;
  const policy = { reorderS: bus.reorderS, backoffFirstS, backoffMaxS };
  return [...byNode.values()].map((remote) => ({ ...remote, node: new RemoteNode(policy) }));
}

/** The topic stem of a device is `<group>/<edge node>`, and its name behind that where it has one. */
function addressOf({ topic, id }: Device): { group: string; node: string; name: string | null } {
  const [group, node, name = null] = (topic ?? '').split('/');
  if (group === undefined || node === undefined) throw new Error(`invariant: ${id} has no edge node`);
  return { group, node, name };
}

function toPeer(bus: SparkplugBus, device: Device, name: string | null, readBack: boolean): Peer {
  const outputOf = (bound: BoundPoint): RemoteOutput | null =>
    bound.direction === 'drive' && !readBack ? newOutput(bound, bus, device) : null;
  const points = device.points.map(
    (bound): Point => ({
      bound,
      metricName: metricSource(bound.point).message,
      output: outputOf(bound),
      last: { value: Number.NaN, timeS: 0 },
    }),
  );
  const counters = { requests: 0, replies: 0, timeouts: 0, exceptions: 0, retries: 0, lastRoundTripS: null };
  const status = { bus: bus.id, device: device.id, online: false, lastError: null, ...counters };
  return { device, name, points, status };
}

function newOutput(bound: DrivenPoint, bus: SparkplugBus, device: Device): RemoteOutput {
  return new RemoteOutput(bound, bus.link, device.periodS);
}
