/** Which fault makes sense on which wire, and why not on another. */
import type { Bus, Device } from '../field/wiring.ts';
import type { FaultKind } from './fault.ts';

/** `memory`: no ports at all, in virtual time. */
export type WireKind = 'real' | 'memory';

export type Medium = 'tcp' | 'rtu-tcp' | 'serial' | 'mqtt';

const MODBUS: readonly Medium[] = ['tcp', 'rtu-tcp', 'serial'];
const ALL: readonly Medium[] = [...MODBUS, 'mqtt'];

const MEDIA: Readonly<Record<FaultKind, readonly Medium[]>> = {
  delay: ALL,
  jitter: ALL,
  'no-reply': ALL,
  'wrong-unit': MODBUS,
  'wrong-function': MODBUS,
  exception: MODBUS,
  'crc-error': ['rtu-tcp', 'serial'],
  truncation: MODBUS,
  duplicate: MODBUS,
  noise: ['rtu-tcp', 'serial'],
  'half-open': ['tcp', 'rtu-tcp'],
  reset: ['tcp', 'rtu-tcp'],
  'slow-writer': MODBUS,
  'broker-away': ['mqtt'],
  'retained-stale': ['mqtt'],
  'duplicate-delivery': ['mqtt'],
  'clock-skew': ['mqtt'],
};

const NAMES: Readonly<Record<Medium, string>> = {
  tcp: 'Modbus TCP',
  'rtu-tcp': 'Modbus RTU over TCP',
  serial: 'Modbus RTU',
  mqtt: 'MQTT',
};

const REASONS: Readonly<Partial<Record<`${FaultKind} ${Medium}`, string>>> = {
  'crc-error tcp': 'a frame of Modbus TCP has no checksum, since TCP keeps it whole',
  'noise tcp': 'TCP delivers what was sent and nothing else',
  'half-open serial': 'a serial line has no connections',
  'reset serial': 'a serial line has no connections',
  'duplicate mqtt': 'what comes twice there is a message; its kind is duplicate-delivery',
  'reset mqtt': 'its connections are those of the broker; see broker-away',
  'half-open mqtt': 'its connections are those of the broker; see broker-away',
};

export function mediumOf(bus: Bus): Medium {
  if (bus.kind === 'mqtt' || bus.kind === 'sparkplug') return 'mqtt';
  if (bus.kind === 'modbus-rtu') return 'serial';
  return bus.framing === 'tcp' ? 'tcp' : 'rtu-tcp';
}

/** Why a fault cannot be on a bus, as a clause; null where it can. */
export function whyNotOnBus(kind: FaultKind, bus: Bus, wire: WireKind): string | null {
  if (bus.kind === 'sparkplug') return 'its edge nodes are emulated elsewhere, if at all';
  const medium = mediumOf(bus);
  if (!MEDIA[kind].includes(medium)) {
    return REASONS[`${kind} ${medium}`] ?? `${NAMES[medium]} knows nothing of the kind`;
  }
  if (wire === 'memory' && (kind === 'half-open' || kind === 'reset'))
    return 'the memory wire has no connections';
  if (wire === 'memory' && kind === 'retained-stale')
    return 'nobody subscribes anew on the memory wire, so that a retained message is never seen';
  if (kind === 'broker-away' && bus.kind === 'mqtt' && bus.broker.kind === 'external')
    return 'its broker is outside, and only whoever runs it can stop it';
  return null;
}

/** Kinds that a bus can have, in the order of the documentation. */
export function kindsOn(bus: Bus, wire: WireKind): readonly FaultKind[] {
  return (Object.keys(MEDIA) as FaultKind[]).filter((kind) => whyNotOnBus(kind, bus, wire) === null);
}

/** Why a fault strikes a whole bus and no single device, as a clause; null where it can strike one. */
export function whyWholeBus(kind: FaultKind): string | null {
  if (kind === 'half-open' || kind === 'reset') return 'a connection carries every device of its bus';
  if (kind === 'broker-away') return 'a broker serves every device of its bus';
  if (kind === 'slow-writer') return 'the answers of other devices wait behind the bytes of one';
  return null;
}

/** Whether the messages of a device say what time it is. */
export function tellsTime({ profile }: Device): boolean {
  return profile.messages.some(({ template }) => template.includes('{time}'));
}
