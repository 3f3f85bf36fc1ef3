/** Whom a fault table means, checked against the wiring. */
import type { Finding } from '../config/diagnostic.ts';
import { unknownName } from '../config/schema/fields.ts';
import { fillTopic } from '../field/codec/payload.ts';
import type { Bus, Device, Wiring } from '../field/wiring.ts';
import type { FaultTarget } from './fault.ts';
import type { FaultTable } from './fault-schema.ts';
import { kindsOn, tellsTime, type WireKind, whyNotOnBus, whyWholeBus } from './media.ts';

/** Reports a finding about a key of the table. */
export type Report = (key: string, finding: Finding) => void;

interface Place {
  readonly bus: Bus;
  /** null: every emulated device of the bus. */
  readonly device: Device | null;
  /** Those that can be struck. */
  readonly devices: readonly Device[];
}

/** null when the table means nobody whom it can strike, which is reported. */
export function readTarget(
  table: FaultTable,
  wiring: Wiring,
  wire: WireKind,
  report: Report,
): FaultTarget | null {
  const place = findPlace(table, wiring, report);
  if (place === null) return null;
  const target: FaultTarget = {
    busId: place.bus.id,
    deviceId: place.device?.id ?? null,
    functionCode: ('function' in table ? table.function : null) ?? null,
    point: ('point' in table ? table.point : null) ?? null,
    topic: ('topic' in table ? table.topic : null) ?? null,
  };
  const findings = [
    whyNotOfKind(table, place, wire),
    whyNotByProtocol(place.bus, target),
    whyNotPoint(place, target),
    whyNotTopic(place, target),
  ];
  const first = findings.find((finding) => finding !== null);
  if (first === undefined) return target;
  report(...first);
  return null;
}

type Found = readonly [key: string, finding: Finding] | null;

function findPlace(table: FaultTable, { buses }: Wiring, report: Report): Place | null {
  if (table.device === undefined) return findBus(table.bus ?? '', buses, report);
  const all = buses.flatMap((bus) => bus.devices);
  const device = all.find(({ id }) => id === table.device);
  const bus = buses.find(({ devices }) => devices.some(({ id }) => id === table.device));
  if (device === undefined || bus === undefined) {
    report('device', unknown('device', table.device, all));
    return null;
  }
  if (device.mode !== 'real') return { bus, device, devices: [device] };
  report('device', {
    id: 'fault-target',
    message: `${device.id} is a real device, and faults are put on emulated ones.`,
  });
  return null;
}

function findBus(id: string, buses: readonly Bus[], report: Report): Place | null {
  const bus = buses.find((candidate) => candidate.id === id);
  if (bus === undefined) {
    report('bus', unknown('bus', id, buses));
    return null;
  }
  const devices = bus.devices.filter(({ mode }) => mode !== 'real');
  if (devices.length > 0) return { bus, device: null, devices };
  report('bus', {
    id: 'fault-target',
    message: `No device on ${bus.id} is emulated, and faults are put on emulated ones.`,
  });
  return null;
}

function unknown(what: string, name: string, known: readonly { readonly id: string }[]): Finding {
  const ids = known.map(({ id }) => id);
  return {
    id: 'fault-target',
    message: `There is no ${what} "${name}" in the wiring.`,
    ...unknownName(name, ids),
  };
}

function whyNotOfKind({ kind }: FaultTable, { bus, device, devices }: Place, wire: WireKind): Found {
  const reason = whyNotOnBus(kind, bus, wire);
  if (reason !== null) {
    const message = `There can be no "${kind}" on ${bus.id}: ${reason}.`;
    return [
      'kind',
      { id: 'fault-not-on-wire', message, expected: `one of ${kindsOn(bus, wire).join(', ')}` },
    ];
  }
  const whole = device === null ? null : whyWholeBus(kind);
  if (whole !== null) {
    const message = `"${kind}" strikes all of ${bus.id}: ${whole}.`;
    return ['device', { id: 'fault-target', message, remedy: `write bus = "${bus.id}" instead` }];
  }
  if (kind !== 'clock-skew' || devices.some(tellsTime)) return null;
  const who = device?.id ?? `every device on ${bus.id}`;
  return ['kind', { id: 'fault-not-on-wire', message: `The messages of ${who} do not say what time it is.` }];
}

function whyNotByProtocol(bus: Bus, { functionCode, topic }: FaultTarget): Found {
  if (bus.kind === 'mqtt' && functionCode !== null)
    return [
      'function',
      { id: 'fault-target', message: `${bus.id} carries messages, which have no function code.` },
    ];
  if (bus.kind !== 'mqtt' && topic !== null)
    return ['topic', { id: 'fault-target', message: `${bus.id} carries requests, which have no topic.` }];
  return null;
}

function whyNotPoint({ device }: Place, { point }: FaultTarget): Found {
  if (point === null) return null;
  if (device === null) {
    const message = `"point" is one of a device, and the fault is aimed at a bus.`;
    return ['point', { id: 'fault-target', message, remedy: 'name the device instead of the bus' }];
  }
  const names = device.profile.points.map(({ name }) => name);
  if (names.includes(point)) return null;
  const message = `The profile ${device.profile.id} of ${device.id} has no point "${point}".`;
  return ['point', { id: 'fault-target', message, ...unknownName(point, names) }];
}

function whyNotTopic({ devices }: Place, { topic }: FaultTarget): Found {
  if (topic === null) return null;
  const topics = devices.flatMap((device) => topicsOf(device));
  if (topics.includes(topic)) return null;
  const message = `No device that is meant here uses the topic "${topic}".`;
  return ['topic', { id: 'fault-target', message, ...unknownName(topic, topics) }];
}

/** Topics on which a device tells its values and takes commands. */
function topicsOf(device: Device): readonly string[] {
  const { messages, points } = device.profile;
  const commands = points.flatMap(({ source }) =>
    source.protocol === 'mqtt' && source.command !== undefined ? [source.command.topic] : [],
  );
  return [...messages.map(({ topic }) => topic), ...commands].map((topic) => fillTopic(topic, device));
}
