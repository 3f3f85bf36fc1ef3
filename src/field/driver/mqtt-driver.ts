/**
 * The driver of one MQTT bus, without any input or output of its own. Devices speak when they like: the driver
 * decodes what comes, believes a last will, and calls a device silent that has said nothing for longer than its
 * readings live. What it commands counts as done when the device itself says so.
 */
import { decodePayload, fillTopic } from '../codec/payload.ts';
import type { MqttPoint } from '../profile.ts';
import type { BoundPoint, Device, MqttBus } from '../wiring.ts';
import type { DeviceAccess, DriverOptions } from './access.ts';
import type { MqttCommandMessage } from './mqtt-output.ts';
import { MqttOutput } from './mqtt-output.ts';
import type { FieldSample, LinkStatus } from './samples.ts';
import { bad, good, judgeMeasurement, judgePosition, onlineTag } from './samples.ts';

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The broker kept it from earlier: nobody knows how old it is. */
  readonly retained: boolean;
}

export interface MqttDriver {
  /** Topics to subscribe to. */
  readonly topics: readonly string[];
  message(message: MqttMessage, nowS: number): void;
  /** Subscribed, the first time or again: commands are of use from now on. */
  brokerThere(): void;
  brokerAway(nowS: number): void;
  /** Commands an output, 0 … 1. False when the tag is no output of this bus, or outputs are only read back. */
  write(tag: string, position: number): boolean;
  /** Commands to publish at `nowS`: new ones, and those that no device has confirmed in time. */
  due(nowS: number): readonly MqttCommandMessage[];
  /** Whether any command waits for the confirmation of its device. */
  hasPendingWrites(): boolean;
  /** Notices devices that have gone silent. */
  check(nowS: number): void;
  drain(): FieldSample[];
  links(): LinkStatus[];
}

interface Point {
  readonly bound: BoundPoint;
  readonly source: MqttPoint;
  /** What commands it; null where it is only read. */
  readonly output: MqttOutput | null;
  lastValue: number;
}

interface Peer {
  readonly device: Device;
  readonly points: readonly Point[];
  readonly status: { -readonly [K in keyof LinkStatus]: LinkStatus[K] };
  heardS: number | null;
  /** Its last will has been heard: it cannot obey. */
  gone: boolean;
}

type Route =
  | { readonly kind: 'will'; readonly peer: Peer; readonly online: string; readonly offline: string }
  | { readonly kind: 'message'; readonly peer: Peer; readonly points: readonly Point[] };

const utf8 = new TextDecoder();

const NOTHING: readonly MqttCommandMessage[] = [];

export function createMqttDriver(bus: MqttBus, options: DriverOptions = { readBack: false }): MqttDriver {
  return new BusDriver(bus, options);
}

class BusDriver implements MqttDriver {
  readonly topics: readonly string[];
  private readonly peers: readonly Peer[];
  private readonly routes = new Map<string, Route[]>();
  private readonly outputs = new Map<string, MqttOutput>();
  private samples: FieldSample[] = [];
  private brokerIsThere = false;
  private readonly access: (deviceId: string) => DeviceAccess;

  constructor(bus: MqttBus, { readBack, access }: DriverOptions) {
    this.access = access ?? (() => 'command');
    this.peers = bus.devices.map((device) => toPeer(bus, device, readBack));
    for (const peer of this.peers) {
      addRoutes(this.routes, peer);
      this.samples.push({ tag: onlineTag(peer.device.id), reading: bad(0, 'never read'), timeS: 0 });
      this.emitBad(peer.points, 'never read', 0);
      for (const { bound, output } of peer.points) {
        if (output !== null) this.outputs.set(bound.tag, output);
      }
    }
    this.topics = [...this.routes.keys()];
  }

  message(message: MqttMessage, nowS: number): void {
    for (const route of this.routes.get(message.topic) ?? []) {
      if (route.kind === 'will') this.takeWill(route, message, nowS);
      else this.takeMessage(route, message, nowS);
    }
  }

  brokerThere(): void {
    this.brokerIsThere = true;
    this.forget(this.peers);
  }

  brokerAway(nowS: number): void {
    this.brokerIsThere = false;
    for (const peer of this.peers) this.lose(peer, 'broker away', nowS);
  }

  write(tag: string, position: number): boolean {
    const output = this.outputs.get(tag);
    if (output === undefined) return false;
    output.command(position);
    return true;
  }

  due(nowS: number): readonly MqttCommandMessage[] {
    if (!this.brokerIsThere) return NOTHING;
    let due: MqttCommandMessage[] | null = null;
    for (const peer of this.peers) {
      if (peer.gone || !this.mayCommand(peer)) continue;
      for (const point of peer.points) {
        const message = this.dueOf(peer, point, nowS);
        if (message === null) continue;
        due ??= [];
        due.push(message);
      }
    }
    return due ?? NOTHING;
  }

  hasPendingWrites(): boolean {
    return this.peers.some(
      (peer) => this.mayCommand(peer) && peer.points.some(({ output }) => output?.isPending() === true),
    );
  }

  check(nowS: number): void {
    for (const peer of this.peers) {
      if (!peer.status.online || peer.heardS === null) continue;
      if (nowS - peer.heardS > peer.device.staleS) this.lose(peer, 'device silent', nowS);
    }
  }

  drain(): FieldSample[] {
    const drained = this.samples;
    this.samples = [];
    return drained;
  }

  links(): LinkStatus[] {
    return this.peers.map((peer) => ({ ...peer.status }));
  }

  private mayCommand({ device }: Peer): boolean {
    return this.access(device.id) === 'command';
  }

  /** The next command of an output, and what its silence so far means. */
  private dueOf(peer: Peer, point: Point, nowS: number): MqttCommandMessage | null {
    const step = point.output?.next(nowS) ?? null;
    if (step === null) return null;
    const { status } = peer;
    if (step.timedOut) {
      status.timeouts++;
      status.lastError = UNCONFIRMED;
    }
    if (step.failed) this.emitBad([point], UNCONFIRMED, nowS);
    if (step.message === null) return null;
    status.requests++;
    if (step.repeated) status.retries++;
    return step.message;
  }

  private takeWill(route: Route & { kind: 'will' }, message: MqttMessage, nowS: number): void {
    const said = utf8.decode(message.payload);
    if (said === route.offline) {
      route.peer.gone = true;
      this.lose(route.peer, 'device offline', nowS);
    } else if (said === route.online) {
      // It may have lost its power, and with it what it was told.
      if (route.peer.gone) this.forget([route.peer]);
      this.setOnline(route.peer, nowS);
    }
  }

  private takeMessage(route: Route & { kind: 'message' }, message: MqttMessage, nowS: number): void {
    route.peer.status.replies++;
    if (!message.retained) this.setOnline(route.peer, nowS);
    for (const point of route.points) {
      const decoded = decodePayload(point.source, message.payload);
      if (!decoded.ok) {
        route.peer.status.lastError = decoded.reason;
        this.emitBad([point], decoded.reason, nowS);
        continue;
      }
      if (!message.retained) point.output?.heard(decoded.valueSi);
      const judged = judge(point, decoded.valueSi);
      point.lastValue = judged.value;
      if (point.output?.hasFailed() === true && this.mayCommand(route.peer)) {
        this.emitBad([point], UNCONFIRMED, nowS);
        continue;
      }
      const reading = message.retained ? { ...judged, ...RETAINED } : judged;
      this.samples.push({ tag: point.bound.tag, reading, timeS: nowS });
    }
  }

  private setOnline(peer: Peer, nowS: number): void {
    peer.heardS = nowS;
    peer.gone = false;
    peer.status.online = true;
    this.samples.push({ tag: onlineTag(peer.device.id), reading: good(1), timeS: nowS });
  }

  private lose(peer: Peer, reason: string, nowS: number): void {
    peer.status.lastError = reason;
    peer.status.online = false;
    this.samples.push({ tag: onlineTag(peer.device.id), reading: good(0), timeS: nowS });
    this.emitBad(peer.points, reason, nowS);
  }

  private forget(peers: readonly Peer[]): void {
    for (const peer of peers) for (const { output } of peer.points) output?.forget();
  }

  private emitBad(points: readonly Point[], reason: string, timeS: number): void {
    for (const { bound, lastValue } of points) {
      this.samples.push({ tag: bound.tag, reading: bad(lastValue, reason), timeS });
    }
  }
}

const RETAINED = { quality: 'uncertain', reason: 'retained message of unknown age' } as const;
const UNCONFIRMED = 'command not confirmed';

function judge({ bound, lastValue }: Point, valueSi: number) {
  if (bound.direction === 'sense') return judgeMeasurement(bound.point, valueSi, lastValue);
  const [closed, open] = bound.signal;
  return judgePosition((valueSi - closed) / (open - closed), lastValue);
}

function toPeer(bus: MqttBus, device: Device, readBack: boolean): Peer {
  const points = device.points.map((bound): Point => {
    const source = bound.point.source;
    if (source.protocol !== 'mqtt') throw new Error(`invariant: ${bound.tag} is no MQTT point`);
    const isOutput = bound.direction === 'drive' && !readBack;
    const output = isOutput ? new MqttOutput(bound, device, bus.link) : null;
    return { bound, source, output, lastValue: Number.NaN };
  });
  const counters = { requests: 0, replies: 0, timeouts: 0, exceptions: 0, retries: 0 };
  const status = { bus: bus.id, device: device.id, online: false, lastError: null, ...counters };
  return { device, points, status: { ...status, lastRoundTripS: null }, heardS: null, gone: false };
}

function addRoutes(routes: Map<string, Route[]>, peer: Peer): void {
  const add = (topic: string, route: Route) => {
    const existing = routes.get(topic);
    if (existing === undefined) routes.set(topic, [route]);
    else existing.push(route);
  };
  const { lastWill, messages } = peer.device.profile;
  if (lastWill !== null) {
    const { online, offline } = lastWill;
    add(fillTopic(lastWill.topic, peer.device), { kind: 'will', peer, online, offline });
  }
  for (const message of messages) {
    const points = peer.points.filter(
      ({ source, output }) =>
        source.message === message.name || (output !== null && source.command?.confirmedBy === message.name),
    );
    if (points.length > 0) add(fillTopic(message.topic, peer.device), { kind: 'message', peer, points });
  }
}
