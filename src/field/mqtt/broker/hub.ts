/** The middle of a broker: its sessions, who has subscribed to what, and what is retained. */
import { OutboxFlusher } from './outbox.ts';
import type { Message, Qos } from './packet-types.ts';
import { keptMessage } from './packet-types.ts';
import { RetainedMessages } from './retained-messages.ts';
import type { Gate } from './rights.ts';
import { Session } from './session.ts';
import { SubscriptionTree } from './subscription-tree.ts';

/** Who has a connection. */
export interface Attendant {
  /** Closes the connection at once. */
  abandon(): void;
}

/** Sessions of clients that are away; of more the one that has been away for longest is forgotten. */
const MAX_AWAY = 10_000;

export class Hub {
  readonly gate: Gate;
  readonly flusher = new OutboxFlusher();
  readonly clients = new Set<Attendant>();
  private readonly sessions = new Map<string, Session>();
  private readonly present = new Map<Session, Attendant>();
  private readonly away = new Set<Session>();
  private readonly tree = new SubscriptionTree<Session>();
  private readonly retained = new RetainedMessages();
  private dropped = 0;
  private readonly onDropped = () => {
    this.dropped++;
  };

  constructor(gate: Gate) {
    this.gate = gate;
  }

  /** Messages that did not reach a subscriber because it read too slowly, or was away for too long. */
  get droppedMessages(): number {
    return this.dropped;
  }

  /** Hands a message to everybody who has subscribed to it [MQTT-3.3.1-9]. */
  publish(message: Message): void {
    if (message.retain) this.retained.take(message);
    const matches = this.tree.match(message.topic);
    let kept: Message | null = null;
    for (const { subscriber, qos } of matches) {
      if (message.qos > 0 && qos > 0) kept ??= keptMessage(message);
      subscriber.deliver(kept ?? message, qos, false);
    }
  }

  /** The session of an identifier; null where it belongs to another user. */
  sessionOf(clientId: string, user: string | null): Session | 'none' | null {
    const session = this.sessions.get(clientId);
    if (session === undefined) return 'none';
    return session.user === user ? session : null;
  }

  /**
   * Gives the client its session, and tells whether it existed before [MQTT-3.2.2-2]. Who is still connected under
   * the identifier is disconnected [MQTT-3.1.4-2], and a clean session forgets what was there [MQTT-3.1.2-6].
   */
  enter(
    client: Attendant,
    asked: { clientId: string; user: string | null; clean: boolean },
  ): [Session, boolean] {
    const { clientId, user, clean } = asked;
    const before = this.sessions.get(clientId);
    if (before !== undefined) this.present.get(before)?.abandon();
    const known = this.sessions.get(clientId);
    if (known !== undefined && clean) this.forget(known);
    const session = known === undefined || clean ? new Session(clientId, user, this.onDropped) : known;
    this.sessions.set(clientId, session);
    this.present.set(session, client);
    this.away.delete(session);
    return [session, session === known];
  }

  /** The client is gone; so is its session where it was a clean one. */
  leave(session: Session, clean: boolean): void {
    session.detach();
    this.present.delete(session);
    if (clean) {
      this.forget(session);
      return;
    }
    this.away.add(session);
    if (this.away.size <= MAX_AWAY) return;
    for (const longest of this.away) {
      this.forget(longest);
      break;
    }
  }

  subscribe(session: Session, filter: string, qos: Qos): void {
    session.subscriptions.set(filter, qos);
    this.tree.add(filter, session, qos);
  }

  /** Also for a filter that is subscribed to already [MQTT-3.8.4-3]. */
  sendRetained(session: Session, filter: string, qos: Qos): void {
    for (const message of this.retained.matching(filter)) session.deliver(message, qos, true);
  }

  unsubscribe(session: Session, filter: string): void {
    session.subscriptions.delete(filter);
    this.tree.remove(filter, session);
  }

  private forget(session: Session): void {
    for (const filter of session.subscriptions.keys()) this.tree.remove(filter, session);
    this.sessions.delete(session.clientId);
    this.away.delete(session);
  }
}
