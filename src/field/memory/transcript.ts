/**
 * Sees every message: for Modbus the unit id and the PDU, for MQTT the topic, a zero byte and the payload. The
 * bytes must be copied if they are to be kept.
 */
export type Transcript = (
  timeS: number,
  busId: string,
  kind: 'request' | 'reply' | 'publish',
  bytes: Uint8Array,
) => void;

export function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}
