/** MQTT 3.1.1 packets as bytes, written from the specification alone: nothing here is shared with the broker. */

export interface Will {
  readonly topic: string;
  readonly payload: string;
  readonly qos?: 0 | 1 | 2;
  readonly retain?: boolean;
}

export interface ConnectOptions {
  readonly id?: string;
  readonly clean?: boolean;
  readonly keepAlive?: number;
  readonly will?: Will;
  readonly user?: string;
  readonly password?: string;
  readonly name?: string;
  readonly level?: number;
  /** Flags that are set on top of those that follow from the rest. */
  readonly flags?: number;
}

export interface PublishOptions {
  readonly qos?: number;
  readonly id?: number;
  readonly retain?: boolean;
  readonly dup?: boolean;
}

export type Part = string | number | Uint8Array | readonly number[];

/** A packet from its first byte and its parts; text comes with its length before it, numbers are single bytes. */
export function packet(first: number, ...parts: readonly Part[]): Buffer {
  const body = Buffer.concat(parts.map(bytesOf));
  return Buffer.concat([Buffer.from([first, ...lengthOf(body.length)]), body]);
}

function bytesOf(part: Part): Uint8Array {
  if (typeof part === 'number') return Buffer.from([part]);
  return typeof part === 'string' ? field(Buffer.from(part)) : Buffer.from(part);
}

/** Bytes behind their length. */
export function field(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

function lengthOf(length: number): number[] {
  return length < 128 ? [length] : [(length % 128) + 128, ...lengthOf(Math.floor(length / 128))];
}

export function word(value: number): readonly number[] {
  return [value >> 8, value & 0xff];
}

export function connect(options: ConnectOptions = {}): Buffer {
  const { id = '', clean = true, keepAlive = 0, will, user, password, name = 'MQTT', level = 4 } = options;
  let flags = options.flags ?? 0;
  if (clean) flags |= 0x02;
  if (will !== undefined) flags |= 0x04 | ((will.qos ?? 0) << 3) | (will.retain === true ? 0x20 : 0);
  if (user !== undefined) flags |= 0x80;
  if (password !== undefined) flags |= 0x40;
  const parts: Part[] = [name, level, flags, word(keepAlive), id];
  if (will !== undefined) parts.push(will.topic, will.payload);
  if (user !== undefined) parts.push(user);
  if (password !== undefined) parts.push(password);
  return packet(0x10, ...parts);
}

export function publish(topic: string, payload: string | Uint8Array, options: PublishOptions = {}): Buffer {
  const { qos = 0, id = 1, retain = false, dup = false } = options;
  const first = 0x30 | (qos << 1) | (retain ? 1 : 0) | (dup ? 8 : 0);
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  return qos === 0 ? packet(first, topic, body) : packet(first, topic, word(id), body);
}

export function subscribe(id: number, ...filters: readonly (readonly [string, number])[]): Buffer {
  return packet(0x82, word(id), ...filters.flat());
}

export function unsubscribe(id: number, ...filters: readonly string[]): Buffer {
  return packet(0xa2, word(id), ...filters);
}

export const puback = (id: number) => packet(0x40, word(id));
export const pubrec = (id: number) => packet(0x50, word(id));
export const pubrel = (id: number) => packet(0x62, word(id));
export const pubcomp = (id: number) => packet(0x70, word(id));
export const PINGREQ = packet(0xc0);
export const DISCONNECT = packet(0xe0);
