/** A small bench in code: the profiles and wiring that the tests of this room share. */
import { createServer, type Server } from 'node:net';
import type { DeviceProfile, ModbusPoint, MqttPoint, PointProfile } from '../../src/field/profile.ts';
import type {
  BoundPoint,
  Device,
  LinkPolicy,
  ModbusRtuBus,
  ModbusTcpBus,
  MqttBus,
  Wiring,
} from '../../src/field/wiring.ts';

export const IDEAL = { lagS: 0, noise: 0, resolution: 0, samplePeriodS: 0 };
const DOCUMENT = { title: 'test', edition: '1', url: 'https://example.org' };

export const LINK: LinkPolicy = { timeoutS: 0.3, retries: 1, backoffFirstS: 0.1, backoffMaxS: 0.8 };

export function modbusPoint(change: Partial<ModbusPoint> = {}): ModbusPoint {
  return {
    protocol: 'modbus',
    table: 'holding',
    address: 0,
    documentAddress: '0',
    type: 'uint16',
    wordOrder: 'big',
    scale: 1,
    offset: 0,
    failRaw: [],
    ...change,
  };
}

export function point(name: string, source: PointProfile['source'], change: Partial<PointProfile> = {}) {
  const basic = { name, title: name, quantity: 'ratio', access: 'read', range: [0, 1] } as const;
  return { ...basic, source, sensor: IDEAL, ...change } satisfies PointProfile;
}

export const PRESSURE = point('pressure', modbusPoint({ address: 2, type: 'float32', scale: 1e5 }), {
  quantity: 'pressure',
  range: [0, 1e6],
});

export const TRANSMITTER = profile('keller,33x', [
  PRESSURE,
  point('temperature', modbusPoint({ address: 8, type: 'float32', offset: 273.15 }), {
    quantity: 'temperature',
    range: [233.15, 393.15],
  }),
]);

export const TEMPERATURES = profile(
  'eletechsup,r4dcb08',
  channels(8, (n) =>
    point(
      `temperature${n + 1}`,
      modbusPoint({ address: n, type: 'int16', scale: 0.1, offset: 273.15, failRaw: [-32768] }),
      { quantity: 'temperature', range: [218.15, 398.15] },
    ),
  ),
);

export const ANALOG_OUTPUT = profile(
  'waveshare,ao8',
  channels(8, (n) =>
    point(`ao${n + 1}`, modbusPoint({ address: n, scale: 0.001 }), {
      quantity: 'voltage',
      access: 'read-write',
      range: [0, 10],
    }),
  ),
);

export const RELAYS = profile(
  'waveshare,relay',
  channels(8, (n) =>
    point(`relay${n + 1}`, modbusPoint({ table: 'coil', address: n, type: 'bool' }), {
      access: 'read-write',
    }),
  ),
);

const MQTT_SOURCE: MqttPoint = {
  protocol: 'mqtt',
  message: 'sensor',
  path: 'DS18B20.Temperature',
  scale: 1,
  offset: 273.15,
  decimals: 1,
};

export const THERMOMETER: DeviceProfile = {
  ...profile('sonoff,th16', [
    point('temperature', MQTT_SOURCE, { quantity: 'temperature', range: [218.15, 398.15] }),
  ]),
  kind: 'thermometer',
  protocol: 'mqtt',
  lastWill: { topic: 'tele/{topic}/LWT', online: 'Online', offline: 'Offline' },
  messages: [
    {
      name: 'sensor',
      topic: 'tele/{topic}/SENSOR',
      periodS: 10,
      qos: 0,
      retain: false,
      template:
        '{"Time":"{time}","DS18B20":{"Id":"000003287EF1","Temperature":{temperature}},"TempUnit":"C"}',
    },
  ],
};

export function profile(id: string, points: readonly PointProfile[]): DeviceProfile {
  const [vendor = '', model = ''] = id.split(',');
  const timing = { responseS: 0, periodS: 0.02 };
  const rest = { document: DOCUMENT, timing, points, messages: [], lastWill: null, actuator: null };
  return { id, vendor, model, title: id, kind: 'pressure-transmitter', protocol: 'modbus', ...rest };
}

function channels(count: number, make: (n: number) => PointProfile): PointProfile[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

export function sense(profileOf: DeviceProfile, name: string, tag: string): BoundPoint {
  return { direction: 'sense', point: pointNamed(profileOf, name), tag, plantPoint: tag };
}

/** An output whose signal is 0 … 10 V, or 0 and 1 for a relay. */
export function drive(profileOf: DeviceProfile, name: string, tag: string): BoundPoint {
  const found = pointNamed(profileOf, name);
  const signal = found.range;
  return {
    direction: 'drive',
    point: found,
    tag,
    plantPoint: tag,
    signal,
    actuator: { strokeTimeS: 0, deadTimeS: 0 },
  };
}

function pointNamed(profileOf: DeviceProfile, name: string): PointProfile {
  const found = profileOf.points.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`the fixture has no point ${name}`);
  return found;
}

export function device(
  id: string,
  unit: number,
  profileOf: DeviceProfile,
  points: readonly BoundPoint[],
  change: Partial<Device> = {},
): Device {
  const basic = { mode: 'emulated', topic: null, periodS: 0.02, staleS: 1 } as const;
  return { id, unit, profile: profileOf, points, ...basic, ...change };
}

/** The five Modbus devices of the demo bench. */
export function benchDevices(): Device[] {
  return [
    device('pt1', 1, TRANSMITTER, [sense(TRANSMITTER, 'pressure', 'ch1.pressure')]),
    device('pt2', 2, TRANSMITTER, [sense(TRANSMITTER, 'pressure', 'ch2.pressure')]),
    device(
      'tm1',
      3,
      TEMPERATURES,
      ['ch1.temperature', 'ch2.temperature', 'ch1.wall_temperature', 'ch2.wall_temperature'].map((tag, i) =>
        sense(TEMPERATURES, `temperature${i + 1}`, tag),
      ),
      { periodS: 1, staleS: 3 },
    ),
    device(
      'ao1',
      4,
      ANALOG_OUTPUT,
      ['inlet1.position', 'vent1.position', 'inlet2.position', 'vent2.position'].map((tag, i) =>
        drive(ANALOG_OUTPUT, `ao${i + 1}`, tag),
      ),
    ),
    device('do1', 5, RELAYS, [
      drive(RELAYS, 'relay1', 'cross.position'),
      drive(RELAYS, 'relay2', 'rack1.enabled'),
    ]),
  ];
}

export function modbusBus(devices: readonly Device[], change: Partial<ModbusTcpBus> = {}): ModbusTcpBus {
  const anywhere = { host: '127.0.0.1', port: 0 };
  return {
    kind: 'modbus-tcp',
    id: 'modbus0',
    framing: 'tcp',
    maxInFlight: 32,
    connect: anywhere,
    listen: anywhere,
    link: LINK,
    devices,
    ...change,
  };
}

export function serialBus(devices: readonly Device[], change: Partial<ModbusRtuBus> = {}): ModbusRtuBus {
  return {
    kind: 'modbus-rtu',
    id: 'modbus0',
    connect: null,
    listen: null,
    ptyLink: null,
    serial: { baudRate: 115_200, parity: 'none', stopBits: 1, rtsDelay: null },
    silenceS: 1.75e-3,
    turnaroundS: 0,
    link: LINK,
    devices,
    ...change,
  };
}

export function mqttBus(change: Partial<MqttBus> = {}): MqttBus {
  const room = device('room', 1, THERMOMETER, [sense(THERMOMETER, 'temperature', 'room.temperature')], {
    unit: null,
    topic: 'room',
    periodS: 10,
    staleS: 30,
  });
  const broker = { kind: 'embedded', listen: { host: '127.0.0.1', port: 0 } } as const;
  return { kind: 'mqtt', id: 'mqtt0', broker, link: LINK, devices: [room], ...change };
}

/** A relay that Tasmota drives: commanded at cmnd/…/POWER, seen at stat/…/POWER. */
export const PLUG: DeviceProfile = {
  ...profile('acme,plug', [
    point(
      'relay',
      {
        protocol: 'mqtt',
        message: 'power',
        path: null,
        scale: 1,
        offset: 0,
        decimals: 0,
        words: { OFF: 0, ON: 1 },
        command: { topic: 'cmnd/{topic}/POWER', payload: '{value}', qos: 1, confirmedBy: 'power' },
      },
      { access: 'read-write' },
    ),
  ]),
  kind: 'relay-module',
  protocol: 'mqtt',
  lastWill: { topic: 'tele/{topic}/LWT', online: 'Online', offline: 'Offline' },
  messages: [
    { name: 'power', topic: 'stat/{topic}/POWER', periodS: 10, qos: 0, retain: false, template: '{relay}' },
  ],
};

/** The relay switches the heat load of rack 1. */
export function plugBus(change: Partial<MqttBus> = {}): MqttBus {
  const plug = device('plug', 1, PLUG, [drive(PLUG, 'relay', 'rack1.enabled')], {
    unit: null,
    topic: 'plug',
    periodS: 10,
    staleS: 30,
  });
  return mqttBus({ devices: [plug], ...change });
}

export function wiring(...buses: Wiring['buses']): Wiring {
  return { buses };
}

/** Truth of the bench: what the plant would say. */
export const TRUTH: Readonly<Record<string, number>> = {
  'ch1.pressure': 2.5e5,
  'ch2.pressure': 1.5e5,
  'ch1.temperature': 300.15,
  'ch2.temperature': 301.15,
  'ch1.wall_temperature': 299.15,
  'ch2.wall_temperature': 298.15,
  'room.temperature': 295.15,
};

export function readTruth(plantPoint: string): number {
  const value = TRUTH[plantPoint];
  if (value === undefined) throw new Error(`no truth for ${plantPoint}`);
  return value;
}

/** Waits until something holds; the test's own time limit is the only clock. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** A port that was free a moment ago, for tests that need the same port twice. */
export async function freePort(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
