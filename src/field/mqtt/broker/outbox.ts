/**
 * What is on its way to one client: packets are put side by side into one buffer, and all that came about while the
 * process dealt with what had arrived goes out with one write. The system call is most of what a small message costs.
 */
import type { ClientLink } from './client-link.ts';
import type { Message, Qos } from './packet-types.ts';
import { PUBLISH } from './packet-types.ts';

export interface PublishOptions {
  readonly qos: Qos;
  /** Packet identifier; of no meaning at QoS 0. */
  readonly id: number;
  readonly retain: boolean;
  readonly dup: boolean;
}

const FIRST_BYTES = 256;
const FULL_BYTES = 64 * 1024;
const MAX_HEAD_BYTES = 5;
const EMPTY = Buffer.alloc(0);

/** Empties at the end of a turn every outbox into which something was put. */
export class OutboxFlusher {
  private readonly waiting: Outbox[] = [];

  add(outbox: Outbox): void {
    if (this.waiting.push(outbox) > 1) return;
    setImmediate(() => {
      for (const each of this.waiting.splice(0)) each.flush();
    });
  }
}

export class Outbox {
  private readonly link: ClientLink;
  private readonly flusher: OutboxFlusher;
  private bytes: Buffer = EMPTY;
  private used = 0;

  constructor(link: ClientLink, flusher: OutboxFlusher) {
    this.link = link;
    this.flusher = flusher;
  }

  /** Bytes that the client has not taken. */
  get unsentBytes(): number {
    return this.used + this.link.unsentBytes;
  }

  /** A whole packet. */
  put(packet: readonly number[]): void {
    const at = this.reserve(packet.length);
    for (const [index, byte] of packet.entries()) this.bytes[at + index] = byte;
  }

  /** An acknowledgement: PUBACK, PUBREC, PUBREL, PUBCOMP or UNSUBACK. */
  putAck(first: number, id: number): void {
    const at = this.reserve(4);
    this.bytes[at] = first;
    this.bytes[at + 1] = 2;
    this.bytes[at + 2] = id >> 8;
    this.bytes[at + 3] = id & 0xff;
  }

  putPublish({ topicBytes, payload }: Message, { qos, id, retain, dup }: PublishOptions): void {
    const length = 2 + topicBytes.length + (qos > 0 ? 2 : 0) + payload.length;
    const start = this.reserve(MAX_HEAD_BYTES + length);
    const { bytes } = this;
    bytes[start] = (PUBLISH << 4) | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
    let at = putLength(bytes, start + 1, length);
    bytes[at++] = topicBytes.length >> 8;
    bytes[at++] = topicBytes.length & 0xff;
    bytes.set(topicBytes, at);
    at += topicBytes.length;
    if (qos > 0) {
      bytes[at++] = id >> 8;
      bytes[at++] = id & 0xff;
    }
    bytes.set(payload, at);
    this.used = at + payload.length;
  }

  flush(): void {
    if (this.used === 0) return;
    const taken = this.link.send(this.bytes.subarray(0, this.used));
    this.used = 0;
    if (!taken || this.bytes.length > FULL_BYTES) this.bytes = EMPTY;
  }

  /** Makes room behind what is there, and counts it as used. */
  private reserve(length: number): number {
    if (this.used > 0 && this.used + length > FULL_BYTES) this.flush();
    const { used } = this;
    if (used === 0) this.flusher.add(this);
    const needed = used + length;
    if (needed > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length, FIRST_BYTES));
      this.bytes.copy(grown, 0, 0, used);
      this.bytes = grown;
    }
    this.used = needed;
    return used;
  }
}

/** The remaining length (2.2.3); gives where the next byte goes. */
function putLength(bytes: Uint8Array, at: number, length: number): number {
  let rest = length;
  let next = at;
  while (rest > 0x7f) {
    bytes[next++] = (rest & 0x7f) | 0x80;
    rest >>= 7;
  }
  bytes[next] = rest;
  return next + 1;
}
