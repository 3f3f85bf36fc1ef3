/**
 * What a broker keeps for one client identifier (MQTT 3.1.1, chapter 4.1): its subscriptions, the messages that it has
 * not acknowledged, those that wait for it, and the QoS 2 messages that it has sent and not released.
 */
import type { Outbox } from './outbox.ts';
import type { Message, Qos } from './packet-types.ts';
import { PUBREL } from './packet-types.ts';

/** A message at QoS 1 or 2 on its way to the client. */
interface Outgoing {
  readonly message: Message;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  /** Packet identifier; 0 as long as it has not been sent. */
  id: number;
  /** The client has the message (PUBREC), and is to release its identifier. */
  received: boolean;
}

/** Messages that a client may leave unacknowledged before further ones wait. */
const MAX_IN_FLIGHT = 1024;
/** What may wait for one client: topics and payloads, and something for each message. */
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;
const MESSAGE_OVERHEAD_BYTES = 128;
/** A client that leaves so much unread misses messages at QoS 0; those at QoS 1 and 2 wait. */
const MAX_UNREAD_BYTES = 1024 * 1024;
const MAX_ID = 0xffff;

export class Session {
  readonly clientId: string;
  /** Who logged in to it; null: nobody. */
  readonly user: string | null;
  readonly subscriptions = new Map<string, Qos>();
  /** Identifiers of QoS 2 messages from the client that it has not released [MQTT-4.3.3-2]. */
  readonly unreleased = new Set<number>();
  private outbox: Outbox | null = null;
  private readonly inFlight = new Map<number, Outgoing>();
  private readonly queue = new Set<Outgoing>();
  private queuedBytes = 0;
  private lastId = 0;
  private readonly onDropped: () => void;

  /** @param onDropped hears of each message that is lost, since the client reads too slowly or is away for too long */
  constructor(clientId: string, user: string | null, onDropped: () => void) {
    this.clientId = clientId;
    this.user = user;
    this.onDropped = onDropped;
  }

  /** Begins to send: first again what has not been acknowledged, in its order [MQTT-4.4.0-1], [MQTT-4.6.0-1]. */
  attach(outbox: Outbox): void {
    this.outbox = outbox;
    for (const outgoing of this.inFlight.values()) {
      if (outgoing.received) outbox.putAck((PUBREL << 4) | 2, outgoing.id);
      else outbox.putPublish(outgoing.message, { ...outgoing, dup: true });
    }
    this.sendQueued();
  }

  detach(): void {
    this.outbox = null;
  }

  /**
   * Hands a message to the client at the lower of the two levels of service (4.3). The bytes of one that goes out at
   * QoS 1 or 2 stay as they are. `retain` is for a new subscriber alone [MQTT-3.3.1-8], [MQTT-3.3.1-9].
   */
  deliver(message: Message, granted: Qos, retain: boolean): void {
    const qos = message.qos < granted ? message.qos : granted;
    const { outbox } = this;
    if (qos === 0) {
      if (outbox === null) return;
      if (outbox.unsentBytes > MAX_UNREAD_BYTES) this.onDropped();
      else outbox.putPublish(message, { qos, id: 0, retain, dup: false });
      return;
    }
    const bytes = bytesOf(message);
    if (this.queuedBytes + bytes > MAX_QUEUED_BYTES) {
      this.onDropped();
      return;
    }
    this.queuedBytes += bytes;
    this.queue.add({ message, qos, retain, id: 0, received: false });
    this.sendQueued();
  }

  /** PUBACK, or PUBCOMP: the client has it, and the identifier is free. */
  settle(id: number, qos: 1 | 2): void {
    const outgoing = this.inFlight.get(id);
    if (outgoing?.qos !== qos) return;
    this.inFlight.delete(id);
    this.sendQueued();
  }

  /** PUBREC; answered with PUBREL even where nothing is known of it, for the client would ask for ever. */
  release(id: number): void {
    const outgoing = this.inFlight.get(id);
    if (outgoing?.qos === 2) outgoing.received = true;
    this.outbox?.putAck((PUBREL << 4) | 2, id);
  }

  /** Sends what waits, as far as the client keeps up. */
  sendQueued(): void {
    const { outbox } = this;
    if (outbox === null || this.queue.size === 0) return;
    for (const outgoing of this.queue) {
      if (this.inFlight.size >= MAX_IN_FLIGHT || outbox.unsentBytes > MAX_UNREAD_BYTES) return;
      this.queue.delete(outgoing);
      this.queuedBytes -= bytesOf(outgoing.message);
      outgoing.id = this.freeId();
      this.inFlight.set(outgoing.id, outgoing);
      outbox.putPublish(outgoing.message, { ...outgoing, dup: false });
    }
  }

  /** An identifier that is not in use [MQTT-2.3.1-4]. */
  private freeId(): number {
    do this.lastId = (this.lastId % MAX_ID) + 1;
    while (this.inFlight.has(this.lastId));
    return this.lastId;
  }
}

function bytesOf({ topicBytes, payload }: Message): number {
  return topicBytes.length + payload.length + MESSAGE_OVERHEAD_BYTES;
}
