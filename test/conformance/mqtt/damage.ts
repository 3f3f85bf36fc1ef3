/** Packets with damage: what a client with a broken memory, another protocol, or ill will might send. */
import {
  connect,
  DISCONNECT,
  PINGREQ,
  packet,
  puback,
  pubcomp,
  publish,
  pubrec,
  pubrel,
  subscribe,
  unsubscribe,
} from './packets.ts';

/** A stream of numbers from 0 up to (without) the limit that is asked for (xorshift32, Marsaglia 2003). */
export function numbers(seed: number): (limit: number) => number {
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
}

const WHOLE: readonly Buffer[] = [
  connect({ id: 'damaged', will: { topic: 'damage/will', payload: 'gone', qos: 1 } }),
  connect({ id: 'damaged', clean: false, user: 'somebody', password: 'something', keepAlive: 10 }),
  publish('damage/a', '{"Time":"1970-01-01T00:00:00","DS18B20":{"Temperature":22.5}}'),
  publish('damage/b', 'ON', { qos: 1, id: 7 }),
  publish('damage/c', 'OFF', { qos: 2, id: 8, retain: true }),
  puback(7),
  pubrec(8),
  pubrel(8),
  pubcomp(8),
  subscribe(9, ['damage/#', 2], ['damage/+', 1]),
  unsubscribe(10, 'damage/#'),
  PINGREQ,
  DISCONNECT,
  packet(0x20, 0, 0),
  packet(0xf0),
];

/** A packet with one or several kinds of damage. */
export function damaged(next: (limit: number) => number): Buffer {
  let bytes: Buffer = Buffer.from(WHOLE[next(WHOLE.length)] ?? PINGREQ);
  for (let time = next(3); time >= 0; time--) bytes = damage(bytes, next);
  return bytes;
}

function damage(bytes: Buffer, next: (limit: number) => number): Buffer {
  const at = next(Math.max(bytes.length, 1));
  switch (next(7)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8));
      return bytes;
    case 1:
      bytes[at] = next(256);
      return bytes;
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), randomBytes(next), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(at + 1 + next(8), bytes.length))]);
    case 5:
      // A length that promises more, or less, than there is.
      bytes[1] = next(256);
      return bytes;
    default:
      return randomBytes(next);
  }
}

function randomBytes(next: (limit: number) => number): Buffer {
  return Buffer.from(Array.from({ length: 1 + next(40) }, () => next(256)));
}
