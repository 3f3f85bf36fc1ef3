/** The CONNECT packet (MQTT 3.1.1, chapter 3.1), and that of MQTT 3.1, which some devices still speak. */
import { FieldReader } from './field-reader.ts';
import type { PacketFramer } from './packet-framer.ts';
import type { Message, Qos } from './packet-types.ts';
import { keptMessage } from './packet-types.ts';

export interface Connect {
  readonly kind: 'connect';
  readonly clientId: string;
  readonly clean: boolean;
  readonly keepAliveS: number;
  readonly will: Message | null;
  readonly user: string | null;
  readonly password: Uint8Array | null;
}

/** Level by protocol name; another name is no MQTT [MQTT-3.1.2-1], another level is refused [MQTT-3.1.2-2]. */
const LEVELS: ReadonlyMap<string, number> = new Map([
  ['MQTT', 4],
  ['MQIsdp', 3],
]);

const RESERVED = 0x01;
const CLEAN = 0x02;
const WILL = 0x04;
const WILL_RETAIN = 0x20;
const PASSWORD = 0x40;
const USER = 0x80;

/** What a CONNECT asks for. */
export function readConnect({ bytes, at, end }: PacketFramer): Connect | 'unacceptable level' | 'malformed' {
  const fields = new FieldReader(bytes, at, end);
  const level = LEVELS.get(fields.text());
  if (!fields.ok || level === undefined) return 'malformed';
  if (fields.byte() !== level) return fields.ok ? 'unacceptable level' : 'malformed';
  const flags = fields.byte();
  if (!areFlags(flags)) return 'malformed';
  const keepAliveS = fields.word();
  const clientId = fields.text();
  const will = (flags & WILL) === 0 ? null : readWill(fields, flags);
  const user = (flags & USER) === 0 ? null : fields.text();
  const password = (flags & PASSWORD) === 0 ? null : Uint8Array.from(fields.binary());
  if (!fields.ok || !fields.atEnd) return 'malformed';
  return { kind: 'connect', clientId, clean: (flags & CLEAN) !== 0, keepAliveS, will, user, password };
}

/** [MQTT-3.1.2-3], [MQTT-3.1.2-11], [MQTT-3.1.2-13] to [MQTT-3.1.2-15], [MQTT-3.1.2-22]. */
function areFlags(flags: number): boolean {
  if ((flags & RESERVED) !== 0) return false;
  const willQos = (flags >> 3) & 3;
  if ((flags & WILL) === 0 && (willQos !== 0 || (flags & WILL_RETAIN) !== 0)) return false;
  if (willQos === 3) return false;
  return (flags & USER) !== 0 || (flags & PASSWORD) === 0;
}

function readWill(fields: FieldReader, flags: number): Message {
  const topicBytes = fields.binary();
  const topic = fields.textOf(topicBytes);
  const payload = fields.binary();
  const qos = ((flags >> 3) & 3) as Qos;
  return keptMessage({ topic, topicBytes, payload, qos, retain: (flags & WILL_RETAIN) !== 0 });
}
