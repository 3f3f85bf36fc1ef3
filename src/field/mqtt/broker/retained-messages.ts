/** The last retained message of each topic (MQTT 3.1.1, chapter 3.3.1.3). */
import type { Message } from './packet-types.ts';
import { covers } from './topics.ts';

export class RetainedMessages {
  private readonly byTopic = new Map<string, Message>();

  /** Keeps a message in the place of the one before; an empty one clears the topic [MQTT-3.3.1-10]. */
  take(message: Message): void {
    if (message.payload.length === 0) this.byTopic.delete(message.topic);
    else this.byTopic.set(message.topic, alone(message));
  }

  /** What a new subscription to `filter` is told. */
  *matching(filter: string): Generator<Message> {
    if (!/[+#]/u.test(filter)) {
      const message = this.byTopic.get(filter);
      if (message !== undefined) yield message;
      return;
    }
    for (const [topic, message] of this.byTopic) if (covers(filter, topic)) yield message;
  }
}

/** A copy with memory of its own: small ones would else keep alive the pool that they were taken from. */
function alone(message: Message): Message {
  const { topicBytes, payload } = message;
  return { ...message, topicBytes: new Uint8Array(topicBytes), payload: new Uint8Array(payload) };
}
