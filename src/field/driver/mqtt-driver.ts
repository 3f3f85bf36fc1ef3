/**
 * The driver of one MQTT bus, without any input or output of its own. Devices speak when they like: the driver
 * decodes what comes, believes a last will, and calls a device silent that has said nothing for longer than its
 * readings live.
 */
import { decodePayload, fillTopic } from '../codec/payload.ts';
import type { MqttPoint } from '../profile.ts';
import type { Device, MqttBus, SensedPoint } from '../wiring.ts';
import type { FieldSample, LinkStatus } from './samples.ts';
import { bad, good, judgeMeasurement, onlineTag } from './samples.ts';

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
  brokerAway(nowS: number): void;
  /** Notices devices that have gone silent. */
  check(nowS: number): void;
  drain(): FieldSample[];
  links(): LinkStatus[];
}

interface Point {
  readonly bound: SensedPoint;
  readonly source: MqttPoint;
  lastValue: number;
}

interface Peer {
  readonly device: Device;
  readonly points: readonly Point[];
  readonly status: { -readonly [K in keyof LinkStatus]: LinkStatus[K] };
  heardS: number | null;
}

type Route =
  | { readonly kind: 'will'; readonly peer: Peer; readonly online: string; readonly offline: string }
  | { readonly kind: 'message'; readonly peer: Peer; readonly points: readonly Point[] };

const utf8 = new TextDecoder();

export function createMqttDriver(bus: MqttBus): MqttDriver {
  return new BusDriver(bus);
}

class BusDriver implements MqttDriver {
  readonly topics: readonly string[];
  private readonly peers: readonly Peer[];
  private readonly routes = new Map<string, Route[]>();
  private samples: FieldSample[] = [];

  constructor(bus: MqttBus) {
    this.peers = bus.devices.map((device) => toPeer(bus.id, device));
    for (const peer of this.peers) {
      addRoutes(this.routes, peer);
      this.samples.push({ tag: onlineTag(peer.device.id), reading: bad(0, 'never read'), timeS: 0 });
      this.emitBad(peer.points, 'never read', 0);
    }
    this.topics = [...this.routes.keys()];
  }

  message(message: MqttMessage, nowS: number): void {
    for (const route of this.routes.get(message.topic) ?? []) {
      if (route.kind === 'will') this.takeWill(route, message, nowS);
      else this.takeMessage(route, message, nowS);
    }
  }

  brokerAway(nowS: number): void {
    for (const peer of this.peers) this.lose(peer, 'broker away', nowS);
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

  private takeWill(route: Route & { kind: 'will' }, message: MqttMessage, nowS: number): void {
    const said = utf8.decode(message.payload);
    if (said === route.offline) this.lose(route.peer, 'device offline', nowS);
    else if (said === route.online) this.setOnline(route.peer, nowS);
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
      const judged = judgeMeasurement(point.bound.point, decoded.valueSi, point.lastValue);
      point.lastValue = judged.value;
      const reading = message.retained ? { ...judged, ...RETAINED } : judged;
      this.samples.push({ tag: point.bound.tag, reading, timeS: nowS });
    }
  }

  private setOnline(peer: Peer, nowS: number): void {
    peer.heardS = nowS;
    peer.status.online = true;
    this.samples.push({ tag: onlineTag(peer.device.id), reading: good(1), timeS: nowS });
  }

  private lose(peer: Peer, reason: string, nowS: number): void {
    peer.status.lastError = reason;
    peer.status.online = false;
    this.samples.push({ tag: onlineTag(peer.device.id), reading: good(0), timeS: nowS });
    this.emitBad(peer.points, reason, nowS);
  }

  private emitBad(points: readonly Point[], reason: string, timeS: number): void {
    for (const { bound, lastValue } of points) {
      this.samples.push({ tag: bound.tag, reading: bad(lastValue, reason), timeS });
    }
  }
}

const RETAINED = { quality: 'uncertain', reason: 'retained message of unknown age' } as const;

function toPeer(busId: string, device: Device): Peer {
  const points: Point[] = [];
  for (const bound of device.points) {
    const source = bound.point.source;
    if (bound.direction !== 'sense' || source.protocol !== 'mqtt') {
      throw new Error(`invariant: ${bound.tag} is no MQTT measurement`);
    }
    points.push({ bound, source, lastValue: Number.NaN });
  }
  const counters = { requests: 0, replies: 0, timeouts: 0, exceptions: 0, retries: 0 };
  const status = { bus: busId, device: device.id, online: false, lastError: null, ...counters };
  return { device, points, status: { ...status, lastRoundTripS: null }, heardS: null };
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
    const points = peer.points.filter(({ source }) => source.message === message.name);
    if (points.length > 0) add(fillTopic(message.topic, peer.device), { kind: 'message', peer, points });
  }
}
