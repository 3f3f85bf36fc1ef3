/** Control packet types of MQTT 3.1.1 (table 2.1), and what travels in them. */

export const CONNECT = 1;
export const CONNACK = 2;
export const PUBLISH = 3;
export const PUBACK = 4;
export const PUBREC = 5;
export const PUBREL = 6;
export const PUBCOMP = 7;
export const SUBSCRIBE = 8;
export const SUBACK = 9;
export const UNSUBSCRIBE = 10;
export const UNSUBACK = 11;
export const PINGREQ = 12;
export const PINGRESP = 13;
export const DISCONNECT = 14;

/** Return codes of CONNACK (table 3.1). */
export const ACCEPTED = 0;
export const UNACCEPTABLE_LEVEL = 1;
export const IDENTIFIER_REJECTED = 2;
export const BAD_CREDENTIALS = 4;
export const NOT_AUTHORIZED = 5;

/** Return code of SUBACK for a filter that is refused (3.9.3). */
export const SUBSCRIPTION_REFUSED = 0x80;

export type Qos = 0 | 1 | 2;

/** An application message as it was published. */
export interface Message {
  readonly topic: string;
  /** The topic in UTF-8. */
  readonly topicBytes: Uint8Array;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
}

/** A copy that outlives the buffer in which the message arrived. */
export function keptMessage(message: Message): Message {
  const { topic, topicBytes, payload, qos, retain } = message;
  return { topic, topicBytes: Buffer.from(topicBytes), payload: Buffer.from(payload), qos, retain };
}
