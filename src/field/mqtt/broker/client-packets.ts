/** What a connected client sends (MQTT 3.1.1, chapter 3); null where a packet is malformed. */
import { FieldReader } from './field-reader.ts';
import type { PacketFramer } from './packet-framer.ts';
import type { Message, Qos } from './packet-types.ts';
import {
  CONNECT,
  DISCONNECT,
  PINGREQ,
  PUBACK,
  PUBCOMP,
  PUBLISH,
  PUBREC,
  PUBREL,
  SUBSCRIBE,
  UNSUBSCRIBE,
} from './packet-types.ts';
import { isTopicFilter, isTopicName } from './topics.ts';

export interface Publish {
  /** Its bytes are those that arrived: they hold until the next packet is read. */
  readonly message: Message;
  /** 0 at QoS 0. */
  readonly id: number;
}

export interface Subscribe {
  readonly id: number;
  readonly filters: readonly (readonly [filter: string, qos: Qos])[];
}

export interface Unsubscribe {
  readonly id: number;
  readonly filters: readonly string[];
}

/** Flags of the first byte that each packet must have (table 2.2); those of PUBLISH are its own. */
const FLAGS: ReadonlyMap<number, number> = new Map([
  [CONNECT, 0],
  [PUBACK, 0],
  [PUBREC, 0],
  [PUBREL, 2],
  [PUBCOMP, 0],
  [SUBSCRIBE, 2],
  [UNSUBSCRIBE, 2],
  [PINGREQ, 0],
  [DISCONNECT, 0],
]);

/** Whether a client may send a packet that begins so [MQTT-2.2.2-2], [MQTT-3.8.1-1], [MQTT-3.10.1-1]. */
export function isFromClient(first: number): boolean {
  const type = first >> 4;
  return type === PUBLISH || FLAGS.get(type) === (first & 0x0f);
}

export function readPublish({ first, bytes, at, end }: PacketFramer): Publish | null {
  const qos = (first >> 1) & 3;
  // [MQTT-3.3.1-4], [MQTT-3.3.1-2]
  if (qos === 3 || (qos === 0 && (first & 8) !== 0)) return null;
  const fields = new FieldReader(bytes, at, end);
  const topicBytes = fields.binary();
  const topic = fields.textOf(topicBytes);
  const id = qos === 0 ? 0 : fields.id();
  if (!fields.ok || !isTopicName(topic)) return null;
  const message = { topic, topicBytes, payload: fields.rest(), qos: qos as Qos, retain: (first & 1) !== 0 };
  return { message, id };
}

/** At least one filter [MQTT-3.8.3-3], each with a level of service [MQTT-3.8.3-4]. */
export function readSubscribe({ bytes, at, end }: PacketFramer): Subscribe | null {
  const fields = new FieldReader(bytes, at, end);
  const id = fields.id();
  const filters: [string, Qos][] = [];
  while (fields.ok && !fields.atEnd) {
    const filter = fields.text();
    const qos = fields.byte();
    if (qos > 2 || !isTopicFilter(filter)) return null;
    filters.push([filter, qos as Qos]);
  }
  return fields.ok && filters.length > 0 ? { id, filters } : null;
}

/** At least one filter [MQTT-3.10.3-2]. */
export function readUnsubscribe({ bytes, at, end }: PacketFramer): Unsubscribe | null {
  const fields = new FieldReader(bytes, at, end);
  const id = fields.id();
  const filters: string[] = [];
  while (fields.ok && !fields.atEnd) {
    const filter = fields.text();
    if (!isTopicFilter(filter)) return null;
    filters.push(filter);
  }
  return fields.ok && filters.length > 0 ? { id, filters } : null;
}

/** Packet identifier of PUBACK, PUBREC, PUBREL or PUBCOMP, which have nothing else. */
export function readAck({ bytes, at, end }: PacketFramer): number | null {
  const fields = new FieldReader(bytes, at, end);
  const id = fields.id();
  return fields.ok && fields.atEnd ? id : null;
}
