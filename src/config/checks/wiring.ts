/** Cross-checks inside the wiring: ids, addresses, tags and outputs are each used once. */
import type { BoundPoint, Bus, Device, EmbeddedBroker, Endpoint } from '../../field/wiring.ts';
import { type Diagnostic, diagnosticAt, type Finding, type Place, startOf } from '../diagnostic.ts';
import type { WiringPlaces } from '../wiring/wiring-context.ts';
import { checkSparkplugBuses } from './sparkplug.ts';

export function checkWiring(buses: readonly Bus[], places: WiringPlaces): readonly Diagnostic[] {
  return [
    ...uniqueIds(buses, places),
    ...uniqueListeners(buses, places),
    ...uniqueSerialPorts(buses, places),
    ...buses.flatMap((bus) => [...uniqueAddresses(bus, places)]),
    ...uniqueTags(buses, places),
    ...sharedOutputs(buses, places),
    ...checkSparkplugBuses(buses, places),
  ];
}

/** Place of a bus, device or point that was read from the device tree. */
export function placeOf(places: WiringPlaces, of: object): Place {
  return places.get(of) ?? startOf('');
}

function* repeated<T extends object>(
  items: readonly T[],
  keyOf: (item: T) => string | null,
  places: WiringPlaces,
  finding: (item: T, first: T) => Finding,
): Generator<Diagnostic> {
  const firsts = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, item);
    else yield diagnosticAt(placeOf(places, item), finding(item, first));
  }
}

function uniqueIds(buses: readonly Bus[], places: WiringPlaces): Generator<Diagnostic> {
  const all: (Bus | Device)[] = buses.flatMap((bus) => [bus, ...bus.devices]);
  return repeated(
    all,
    ({ id }) => id,
    places,
    ({ id }) => ({
      id: 'duplicate-device',
      message: `There is already a bus or device "${id}".`,
      remedy: 'give each its own label, such as pt2: pressure-transmitter@2',
    }),
  );
}

function uniqueListeners(buses: readonly Bus[], places: WiringPlaces): Generator<Diagnostic> {
  const all = buses.flatMap((bus) => listenersOf(bus).map((listen) => ({ bus, listen })));
  for (const one of all) places.set(one, placeOf(places, one.bus));
  return repeated(
    all,
    ({ listen }) => {
      if (typeof listen === 'string') return listen;
      // Port 0 asks for any free port, and two of those differ.
      return listen.port === 0 ? null : `${listen.host}:${listen.port}`;
    },
    places,
    (one, first) => ({
      id: 'duplicate-listen',
      message:
        one.bus === first.bus
          ? `Two servers of "${one.bus.id}" would listen at the same address.`
          : `The servers of "${one.bus.id}" and "${first.bus.id}" would listen at the same address.`,
      remedy: 'give one of them another port',
    }),
  );
}

/** Where a bus serves: endpoints, or the path of a link. */
function listenersOf(bus: Bus): readonly (Endpoint | string)[] {
  if (bus.kind === 'mqtt') return bus.broker.kind === 'embedded' ? doorsOf(bus.broker) : [];
  if (bus.kind === 'sparkplug' || bus.devices.every(({ mode }) => mode === 'real')) return [];
  if (bus.kind === 'modbus-tcp') return [bus.listen];
  return bus.ptyLink === null ? [] : [bus.ptyLink];
}

function doorsOf({ listen, listenTls, listenWs, listenWss }: EmbeddedBroker): readonly Endpoint[] {
  return [listen, listenTls, listenWs, listenWss].filter((one) => one !== undefined);
}

/** Two drivers on one serial port would tear each other's frames apart. */
function uniqueSerialPorts(buses: readonly Bus[], places: WiringPlaces): Generator<Diagnostic> {
  const lines = buses.filter((bus) => bus.kind === 'modbus-rtu');
  const ends = lines.flatMap((bus) => [
    ...(bus.connect === null ? [] : [{ bus, path: bus.connect }]),
    ...(bus.listen === null ? [] : [{ bus, path: bus.listen }]),
  ]);
  for (const end of ends) places.set(end, placeOf(places, end.bus));
  return repeated(
    ends,
    ({ path }) => path,
    places,
    ({ path }) => ({
      id: 'shared-serial-port',
      message: `The serial port "${path}" is used twice.`,
      expected: 'one bus, and one end of it, for each serial port',
    }),
  );
}

function* uniqueAddresses(bus: Bus, places: WiringPlaces): Generator<Diagnostic> {
  yield* repeated(
    bus.devices,
    ({ unit }) => (unit === null ? null : String(unit)),
    places,
    ({ unit, id }, first) => ({
      id: 'duplicate-unit',
      message: `Unit id ${unit} of "${id}" already belongs to "${first.id}" on this bus.`,
      expected: 'a unit id from 1 to 247 that no other device of the bus has',
    }),
  );
  yield* repeated(
    bus.devices,
    ({ topic }) => topic,
    places,
    ({ topic, id }, first) => ({
      id: 'duplicate-topic',
      message: `The topic "${topic}" of "${id}" already belongs to "${first.id}" on this bus.`,
      expected: 'a topic that no other device of the bus has',
    }),
  );
}

function pointsOf(buses: readonly Bus[]): readonly BoundPoint[] {
  return buses.flatMap((bus) => bus.devices.flatMap((device) => device.points));
}

function uniqueTags(buses: readonly Bus[], places: WiringPlaces): Generator<Diagnostic> {
  return repeated(
    // Two drives of one output are the graver mistake, and said as such.
    pointsOf(buses).filter((point, _, all) => point.direction === 'sense' || !isSecondDrive(point, all)),
    ({ tag }) => tag,
    places,
    ({ tag }) => ({
      id: 'duplicate-tag',
      message: `The tag "${tag}" is already filled by another point.`,
      remedy: 'give this one a tag of its own with buhera,tag = "…"',
    }),
  );
}

function isSecondDrive(point: BoundPoint, all: readonly BoundPoint[]): boolean {
  return all.find((other) => other.direction === 'drive' && other.plantPoint === point.plantPoint) !== point;
}

function sharedOutputs(buses: readonly Bus[], places: WiringPlaces): Generator<Diagnostic> {
  return repeated(
    pointsOf(buses).filter(({ direction }) => direction === 'drive'),
    ({ plantPoint }) => plantPoint,
    places,
    ({ plantPoint }) => ({
      id: 'shared-output',
      message: `"${plantPoint}" is already driven by another output.`,
      expected: 'one output for each plant input',
    }),
  );
}
