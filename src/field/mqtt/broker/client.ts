/** One client of the broker: what it may send when, and what is answered (MQTT 3.1.1, chapters 3 and 4). */
import { randomUUID } from 'node:crypto';
import type { ClientLink } from './client-link.ts';
import { isFromClient, readAck, readPublish, readSubscribe, readUnsubscribe } from './client-packets.ts';
import { type Connect, readConnect } from './connect-packet.ts';
import type { Hub } from './hub.ts';
import { Outbox } from './outbox.ts';
import { PacketFramer } from './packet-framer.ts';
import {
  ACCEPTED,
  BAD_CREDENTIALS,
  CONNACK,
  CONNECT,
  DISCONNECT,
  IDENTIFIER_REJECTED,
  type Message,
  NOT_AUTHORIZED,
  PINGREQ,
  PINGRESP,
  PUBACK,
  PUBCOMP,
  PUBLISH,
  PUBREC,
  PUBREL,
  SUBACK,
  SUBSCRIBE,
  SUBSCRIPTION_REFUSED,
  UNACCEPTABLE_LEVEL,
  UNSUBACK,
  UNSUBSCRIBE,
} from './packet-types.ts';
import type { Rights } from './rights.ts';
import type { Session } from './session.ts';
import { isTopicName } from './topics.ts';

/** A connection that has not said CONNECT after this time is closed [MQTT-3.1.0-1]. */
const CONNECT_PATIENCE_MS = 10_000;
/** A client that leaves so many answers unread is not read from. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** Topics of the broker itself, which clients cannot fill [MQTT-4.7.2-1]. */
const OWN_TOPICS = '$SYS/';

interface Joined {
  readonly session: Session;
  readonly rights: Rights;
  readonly clean: boolean;
  readonly will: Message | null;
}

export class Client {
  private readonly hub: Hub;
  private readonly link: ClientLink;
  private readonly outbox: Outbox;
  private readonly framer = new PacketFramer();
  private joined: Joined | null = null;
  private state: 'new' | 'logging in' | 'joined' | 'gone' = 'new';
  private paused = false;
  /** Runs out when the client has been silent for too long; null where it may be silent for ever. */
  private patience: NodeJS.Timeout | null;

  constructor(hub: Hub, link: ClientLink) {
    this.hub = hub;
    this.link = link;
    this.outbox = new Outbox(link, hub.flusher);
    this.patience = setTimeout(() => this.abandon(), CONNECT_PATIENCE_MS);
    hub.clients.add(this);
  }

  /** Takes what has arrived; the bytes are the caller's own again when this returns. */
  receive(bytes: Uint8Array): void {
    if (this.state === 'gone') return;
    this.framer.push(bytes);
    this.read();
  }

  /** The client has taken what it had left unread. */
  drained(): void {
    if (this.state === 'gone') return;
    this.joined?.session.sendQueued();
    if (!this.paused) return;
    this.setPaused(false);
    this.read();
  }

  /** The connection is gone without a word: its will is done [MQTT-3.1.2-8]. */
  lost(): void {
    const will = this.joined?.will ?? null;
    this.leave();
    if (will !== null) this.hub.publish(will);
  }

  /** Closes the connection at once, for what the client did, or did not do in time. */
  abandon(): void {
    this.link.destroy();
    this.lost();
  }

  private leave(): void {
    if (this.state === 'gone') return;
    this.state = 'gone';
    this.setPatience(0);
    this.hub.clients.delete(this);
    const { joined } = this;
    this.joined = null;
    if (joined !== null) this.hub.leave(joined.session, joined.clean);
  }

  private read(): void {
    const { framer } = this;
    let heard = false;
    while (this.state === 'new' || this.state === 'joined') {
      if (this.outbox.unsentBytes > MAX_UNREAD_BYTES) {
        this.setPaused(true);
        break;
      }
      const found = framer.next();
      if (found === 'incomplete') break;
      if (found === 'malformed' || !isFromClient(framer.first) || !this.take()) this.abandon();
      heard = true;
    }
    framer.keep();
    // A piece of a packet is no sign of life.
    if (heard && this.state === 'joined') this.patience?.refresh();
  }

  private setPaused(paused: boolean): void {
    if (this.paused === paused) return;
    this.paused = paused;
    if (paused) this.link.pause();
    else this.link.resume();
  }

  /** Deals with the packet at hand; false where the client has broken the protocol. */
  private take(): boolean {
    const { joined } = this;
    const type = this.framer.first >> 4;
    // The first packet is CONNECT, and no other is [MQTT-3.1.0-1], [MQTT-3.1.0-2].
    if (joined === null) return type === CONNECT && this.connect();
    switch (type) {
      case PUBLISH:
        return this.publish(joined);
      case SUBSCRIBE:
        return this.subscribe(joined);
      case UNSUBSCRIBE:
        return this.unsubscribe(joined);
      case PUBACK:
      case PUBREC:
      case PUBREL:
      case PUBCOMP:
        return this.acknowledge(joined, type);
      case PINGREQ:
        if (this.hasBody()) return false;
        this.outbox.put([PINGRESP << 4, 0]);
        return true;
      case DISCONNECT:
        if (this.hasBody()) return false;
        this.disconnect();
        return true;
      default:
        return false;
    }
  }

  private hasBody(): boolean {
    return this.framer.end > this.framer.at;
  }

  private publish({ session, rights }: Joined): boolean {
    const publish = readPublish(this.framer);
    if (publish === null) return false;
    const { message, id } = publish;
    // A QoS 2 message that comes again before it is released is the same one [MQTT-4.3.3-2].
    const isNew = message.qos < 2 || !session.unreleased.has(id);
    const isOwn = message.topic.startsWith(OWN_TOPICS);
    // There is no telling the client: what it may not write is acknowledged and goes no further [MQTT-3.3.5-2].
    if (isNew && !isOwn && rights.mayWrite(message.topic)) this.hub.publish(message);
    if (message.qos === 1) this.outbox.putAck(PUBACK << 4, id);
    if (message.qos === 2) {
      session.unreleased.add(id);
      this.outbox.putAck(PUBREC << 4, id);
    }
    return true;
  }

  private acknowledge({ session }: Joined, type: number): boolean {
    const id = readAck(this.framer);
    if (id === null) return false;
    if (type === PUBACK) session.settle(id, 1);
    else if (type === PUBCOMP) session.settle(id, 2);
    else if (type === PUBREC) session.release(id);
    else {
      session.unreleased.delete(id);
      this.outbox.putAck(PUBCOMP << 4, id);
    }
    return true;
  }

  private subscribe({ session, rights }: Joined): boolean {
    const subscribe = readSubscribe(this.framer);
    if (subscribe === null) return false;
    const { id, filters } = subscribe;
    const granted = filters.map(([filter, qos]) => (rights.mayRead(filter) ? qos : SUBSCRIPTION_REFUSED));
    const head = [SUBACK << 4, ...lengthBytes(2 + granted.length), id >> 8, id & 0xff];
    this.outbox.put([...head, ...granted]);
    for (const [index, [filter, qos]] of filters.entries()) {
      if (granted[index] === SUBSCRIPTION_REFUSED) continue;
      this.hub.subscribe(session, filter, qos);
      this.hub.sendRetained(session, filter, qos);
    }
    return true;
  }

  private unsubscribe({ session }: Joined): boolean {
    const unsubscribe = readUnsubscribe(this.framer);
    if (unsubscribe === null) return false;
    for (const filter of unsubscribe.filters) this.hub.unsubscribe(session, filter);
    this.outbox.putAck(UNSUBACK << 4, unsubscribe.id);
    return true;
  }

  /** A goodbye discards the will [MQTT-3.14.4-3]. */
  private disconnect(): void {
    this.leave();
    this.outbox.flush();
    this.link.end();
  }

  private connect(): boolean {
    const connect = readConnect(this.framer);
    if (connect === 'malformed') return false;
    if (connect === 'unacceptable level') this.refuse(UNACCEPTABLE_LEVEL);
    // Who wants to be found again must say by which name [MQTT-3.1.3-8].
    else if (connect.clientId === '' && !connect.clean) this.refuse(IDENTIFIER_REJECTED);
    else {
      this.state = 'logging in';
      // What comes after CONNECT waits until it is known who sends it.
      this.setPaused(true);
      void this.hub.gate.logIn(connect.user, connect.password).then((rights) => this.judged(connect, rights));
    }
    return true;
  }

  private judged(connect: Connect, rights: Rights | null): void {
    if (this.state === 'gone') return;
    const { will, user, clean } = connect;
    const clientId = connect.clientId === '' ? randomUUID() : connect.clientId;
    if (rights === null) this.refuse(user === null ? NOT_AUTHORIZED : BAD_CREDENTIALS);
    else if (this.hub.sessionOf(clientId, rights.user) === null) this.refuse(IDENTIFIER_REJECTED);
    else if (will !== null && !isTopicName(will.topic)) this.abandon();
    else if (will !== null && !rights.mayWrite(will.topic)) this.refuse(NOT_AUTHORIZED);
    else {
      const [session, isKnown] = this.hub.enter(this, { clientId, user: rights.user, clean });
      this.joined = { session, rights, clean, will };
      this.state = 'joined';
      this.outbox.put([CONNACK << 4, 2, isKnown ? 1 : 0, ACCEPTED]);
      session.attach(this.outbox);
      // Half as long again as the client says [MQTT-3.1.2-24]; 0 is for ever.
      this.setPatience(connect.keepAliveS * 1500);
      this.setPaused(false);
      this.read();
    }
  }

  private setPatience(ms: number): void {
    if (this.patience !== null) clearTimeout(this.patience);
    this.patience = ms === 0 ? null : setTimeout(() => this.abandon(), ms);
  }

  /** A refusal says that there is no session [MQTT-3.2.2-4], and ends the connection [MQTT-3.2.2-5]. */
  private refuse(code: number): void {
    this.outbox.put([CONNACK << 4, 2, 0, code]);
    this.outbox.flush();
    this.leave();
    this.link.end();
  }
}

function lengthBytes(length: number): readonly number[] {
  return length < 0x80 ? [length] : [(length & 0x7f) | 0x80, ...lengthBytes(length >> 7)];
}
