/** What a driver makes of a million answers that are none, and of a hundred thousand payloads. */
import { expect, test } from 'vitest';
import { fillTopic } from '../../src/field/codec/payload.ts';
import { createModbusDriver, type ModbusTransaction } from '../../src/field/driver/modbus-driver.ts';
import { createMqttDriver } from '../../src/field/driver/mqtt-driver.ts';
import type { FieldSample } from '../../src/field/driver/samples.ts';
import { EmulatedModbusDevice } from '../../src/field/emulated/modbus-device.ts';
import { EmulatedMqttDevice, type MqttPublication } from '../../src/field/emulated/mqtt-device.ts';
import { nextUniform, type RandomState, randomStream } from '../../src/field/emulated/random.ts';
import { answerPdu } from '../../src/field/modbus/pdu.ts';
import {
  decodeReply,
  encodeRequest,
  functionCode,
  type ModbusOutcome,
  type ModbusRequest,
  protocolOutcome,
  TIMED_OUT,
} from '../../src/field/modbus/request.ts';
import { encodeRtuFrame } from '../../src/field/modbus/rtu-frame.ts';
import { findAnswer } from '../../src/field/modbus/serial-answer.ts';
import { encodeTcpFrame, TcpFramer } from '../../src/field/modbus/tcp-framer.ts';
import type { DeviceProfile } from '../../src/field/profile.ts';
import type { BoundPoint, Device } from '../../src/field/wiring.ts';
import type { Reading } from '../../src/units/reading.ts';
import { shipped } from '../devices/shipped-profiles.ts';
import { device, drive, modbusBus, mqttBus, sense } from './fixtures.ts';
import { HEAP_SLACK_BYTES, heapBytes } from './heap.ts';

const SEED = 20261121;
const PATIENCE_MS = 600_000;
const utf8 = { to: new TextEncoder(), from: new TextDecoder() };

class Chance {
  private state: RandomState;

  constructor(name: string) {
    this.state = randomStream(SEED, 'malformed answers', name);
  }

  below(limit: number): number {
    const { value, state } = nextUniform(this.state);
    this.state = state;
    return Math.min(Math.floor(value * limit), limit - 1);
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** The frame with something wrong with it: damaged, cut, lengthened, replaced, doubled, or somebody else's. */
  spoil(frame: Uint8Array): Uint8Array {
    switch (this.below(6)) {
      case 0:
        return frame.subarray(0, this.below(frame.length));
      case 1:
        return Uint8Array.from([...frame, ...this.bytes(1 + this.below(4))]);
      case 2:
        return this.bytes(this.below(30));
      case 3:
        return Uint8Array.from([...this.bytes(this.below(6)), ...frame.subarray(this.below(3))]);
      default: {
        const spoilt = Uint8Array.from(frame);
        for (let i = 1 + this.below(3); i > 0; i--) spoilt[this.below(spoilt.length)] = this.below(256);
        return spoilt;
      }
    }
  }
}

/** An answer that is too long or too short for its request is none, whatever it holds. */
function taken(request: ModbusRequest, pdu: Uint8Array): ModbusOutcome {
  const outcome = decodeReply(request, pdu);
  if (outcome.ok && pdu.length !== lengthOfReply(request))
    expect.fail(`seed ${SEED}: ${pdu} taken for an answer`);
  return outcome;
}

function lengthOfReply(request: ModbusRequest): number {
  if (request.kind !== 'read') return 5;
  const { table, count } = request;
  return 2 + (table === 'coil' || table === 'discrete' ? Math.ceil(count / 8) : 2 * count);
}

type Spoil = (bytes: Uint8Array) => Uint8Array;
const asItIs: Spoil = (bytes) => bytes;

/** Takes bytes for the answer to a request, as the client of a wire does. */
type Wire = (transaction: ModbusTransaction, reply: Uint8Array, spoil: Spoil) => ModbusOutcome;

const overTcp: Wire = ({ id, unit, request }, reply, spoil) => {
  const framer = new TcpFramer();
  framer.push(spoil(encodeTcpFrame(id & 0xffff, unit, reply)));
  for (let frame = framer.next(); frame !== 'incomplete'; frame = framer.next()) {
    if (frame === 'garbage') return protocolOutcome('noise', 'not Modbus TCP');
    if (frame.transactionId === (id & 0xffff) && frame.unit === unit) return taken(request, frame.pdu);
  }
  return TIMED_OUT;
};

const overSerialLine: Wire = ({ unit, request }, reply, spoil) => {
  const answer = findAnswer(spoil(encodeRtuFrame(unit, reply)), unit, functionCode(request));
  return answer === null ? TIMED_OUT : taken(request, answer);
};

const VICTIMS = ['vaisala-hmp4', 'autonics-tk4s', 'abb-b23', 'waveshare-modbus-rtu-relay', 'comet-t7410'];
const NEIGHBOUR = 'keller-33x';

function everyPoint(profile: DeviceProfile, id: string): BoundPoint[] {
  return profile.points.map(({ name, access }) =>
    access === 'read-write' ? drive(profile, name, `${id}.${name}`) : sense(profile, name, `${id}.${name}`),
  );
}

function modbusDevices(): Device[] {
  return [...VICTIMS, NEIGHBOUR].map((name, i) => {
    const profile = shipped(`${name}.toml`);
    return device(name, i + 1, profile, everyPoint(profile, name), { periodS: 1, staleS: 10 });
  });
}

/** Truth that is well within the range of every point. */
function middleOf(devices: readonly Device[]): (plantPoint: string) => number {
  const middles = new Map(
    devices.flatMap(({ points }) =>
      points.map(({ plantPoint, point: { range, source } }) => {
        const isState = source.protocol === 'modbus' && source.meanings !== undefined;
        return [plantPoint, isState ? range[0] : range[0] + 0.4 * (range[1] - range[0])] as const;
      }),
    ),
  );
  return (plantPoint) => middles.get(plantPoint) ?? Number.NaN;
}

/** A reading says nothing that cannot be: good and uncertain values are numbers within the range. */
function isSound({ value, quality, reason }: Reading, [lowest, highest]: readonly [number, number]): boolean {
  if (quality !== 'good' && reason === null) return false;
  return quality === 'bad' || (value >= lowest && value <= highest);
}

test.each([
  ['Modbus TCP', overTcp, 600_000],
  ['a serial line, and its frames over TCP', overSerialLine, 400_000],
])(
  'malformed answers over %s leave the driver, the readings and the neighbour sound',
  (_, wire, frames) => {
    const chance = new Chance(wire.name);
    const devices = modbusDevices();
    const emulated = new Map(devices.map((each) => [each.id, new EmulatedModbusDevice(each, 1)]));
    const ranges = new Map(
      devices.flatMap(({ points }) =>
        points.map(
          ({ tag, direction, point }) =>
            [tag, direction === 'drive' ? ([0, 1] as const) : point.range] as const,
        ),
      ),
    );
    const driver = createModbusDriver(modbusBus(devices), { readBack: false });
    const truth = middleOf(devices);
    const last = new Map<string, Reading>();
    let nowS = 0;
    let spoilt = 0;
    // A third of them are whole frames around an answer that is none.
    const spoiltAnswer = (transaction: ModbusTransaction, reply: Uint8Array, spoil: Spoil) =>
      chance.below(3) === 0 ? wire(transaction, spoil(reply), asItIs) : wire(transaction, reply, spoil);
    const round = (spoil: Spoil) => {
      nowS += 1;
      for (const each of emulated.values()) each.update(nowS, truth);
      for (const tag of ranges.keys())
        if (tag.includes('relay') || tag.includes('setpoint')) driver.write(tag, chance.below(2));
      for (let due = driver.due(nowS); due.length > 0; due = driver.due(nowS)) {
        for (const transaction of due) {
          const map = emulated.get(transaction.deviceId)?.map;
          if (map === undefined) throw new Error('no such device');
          const reply = answerPdu(map, encodeRequest(transaction.request));
          const isNeighbour = transaction.deviceId === NEIGHBOUR;
          if (!isNeighbour) spoilt++;
          driver.complete(
            transaction.id,
            isNeighbour ? wire(transaction, reply, asItIs) : spoiltAnswer(transaction, reply, spoil),
            nowS,
          );
        }
      }
      for (const { tag, reading } of driver.drain()) {
        last.set(tag, reading);
        const range = ranges.get(tag);
        if (range !== undefined && !isSound(reading, range))
          expect.fail(`seed ${SEED}, frame ${spoilt}: ${tag} ${JSON.stringify(reading)}`);
      }
      if (last.get(`${NEIGHBOUR}.pressure`)?.quality !== 'good')
        expect.fail(`seed ${SEED}, frame ${spoilt}: the neighbour`);
    };
    let before = 0;
    while (spoilt < frames) {
      round((frame) => chance.spoil(frame));
      if (before === 0 && spoilt > frames / 4) before = heapBytes();
    }
    expect(heapBytes() - before).toBeLessThan(HEAP_SLACK_BYTES);
    // Enough of them were taken for what they were not to have been worth the trouble, and most were not.
    const { requests, replies } = driver
      .links()
      .reduce(
        (sum, link) => ({ requests: sum.requests + link.requests, replies: sum.replies + link.replies }),
        { requests: 0, replies: 0 },
      );
    expect(requests).toBeGreaterThan(frames);
    expect(replies).toBeLessThan(0.8 * requests);
    for (let i = 0; i < 20; i++) round(asItIs);
    const notGood = [...last].filter(([tag, { quality }]) => ranges.has(tag) && quality !== 'good');
    expect(notGood).toEqual([]);
  },
  PATIENCE_MS,
);

const SPEAKERS = [
  'sonoff-th16-am2301-tasmota',
  'sonoff-pow-r2-tasmota',
  'shelly-plus-1pm',
  'shelly-plug-s',
  'tuya-ts011f-zigbee2mqtt',
  'aqara-wsdcgq11lm-zigbee2mqtt',
  'athom-smart-plug-v2-esphome',
];
const QUIET_NEIGHBOUR = 'sonoff-th16-ds18b20-tasmota';
const ODD_TEXTS = [
  '',
  'null',
  '{}',
  '[]',
  '""',
  '1e999',
  '-1e999',
  'NaN',
  '{"__proto__":{"ENERGY":{"Power":1}}}',
  '{"ENERGY":null}',
  '{"ENERGY":{"Power":{"toString":1}}}',
  '{"AM2301":{"Temperature":"21.5","Humidity":[]},"TempUnit":"F"}',
  '{"output":"true","apower":1e400}',
  `${'['.repeat(20_000)}`,
  `{"a":${'{"a":'.repeat(2000)}1${'}'.repeat(2001)}`,
  `${'9'.repeat(5000)}`,
  '\u0000',
  '{"state":"TOGGLE"}',
];

function mqttDevices(): Device[] {
  return [...SPEAKERS, QUIET_NEIGHBOUR].map((name) => {
    const profile = shipped(`${name}.toml`);
    const change = { unit: null, topic: name, periodS: 10, staleS: 1e9 } as const;
    return device(name, 1, profile, everyPoint(profile, name), change);
  });
}

/** What the devices publish when all is well. */
function publicationsOf(devices: readonly Device[]): MqttPublication[] {
  const due: MqttPublication[] = [];
  for (const each of devices) new EmulatedMqttDevice(each, 1).update(1000, middleOf(devices), due);
  return due;
}

test(
  'a hundred thousand malformed payloads leave the driver, the readings and the neighbour sound',
  () => {
    const chance = new Chance('payloads');
    const devices = mqttDevices();
    const driver = createMqttDriver(mqttBus({ devices }));
    driver.brokerThere();
    const published = publicationsOf(devices);
    const wills = devices.flatMap((each) => {
      const will = each.profile.lastWill;
      return will === null ? [] : [fillTopic(will.topic, each)];
    });
    const others = published.filter(({ deviceId }) => deviceId !== QUIET_NEIGHBOUR);
    const neighbour = published.find(({ deviceId }) => deviceId === QUIET_NEIGHBOUR);
    if (neighbour === undefined || others.length < SPEAKERS.length) throw new Error('nothing is published');
    const ranges = new Map(
      devices.flatMap(({ points }) =>
        points.map(
          ({ tag, direction, point }) =>
            [tag, direction === 'drive' ? ([0, 1] as const) : point.range] as const,
        ),
      ),
    );
    const last = new Map<string, Reading>();
    const take = (samples: readonly FieldSample[], i: number) => {
      for (const { tag, reading } of samples) {
        last.set(tag, reading);
        const range = ranges.get(tag);
        if (range !== undefined && !isSound(reading, range))
          expect.fail(`seed ${SEED}, payload ${i}: ${tag}`);
      }
    };
    let before = 0;
    for (let i = 0; i < 100_000; i++) {
      const good = others[chance.below(others.length)] as MqttPublication;
      const topic =
        chance.below(50) === 0 ? (wills[chance.below(wills.length - 1)] ?? good.topic) : good.topic;
      const odd = chance.below(4) === 0 ? utf8.to.encode(ODD_TEXTS[chance.below(ODD_TEXTS.length)]) : null;
      driver.message(
        { topic, payload: odd ?? chance.spoil(good.payload), retained: chance.below(5) === 0 },
        i,
      );
      if (i % 100 === 0) driver.message({ ...neighbour, retained: false }, i);
      driver.due(i);
      driver.check(i);
      take(driver.drain(), i);
      if (last.get(`${QUIET_NEIGHBOUR}.temperature`)?.quality !== 'good')
        expect.fail(`seed ${SEED}, payload ${i}: the neighbour`);
      if (i === 25_000) before = heapBytes();
    }
    expect(heapBytes() - before).toBeLessThan(HEAP_SLACK_BYTES);
    const reasons = new Set([...last.values()].map(({ reason }) => reason));
    expect(reasons).toContain('malformed payload');
    for (const { topic, payload } of published) driver.message({ topic, payload, retained: false }, 200_000);
    take(driver.drain(), 200_000);
    const notGood = [...last].filter(([tag, { quality }]) => ranges.has(tag) && quality !== 'good');
    expect(notGood).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'a hundred thousand malformed commands leave emulated relays at a position that they have',
  () => {
    const chance = new Chance('commands');
    const devices = mqttDevices().filter(({ points }) =>
      points.some(({ direction }) => direction === 'drive'),
    );
    expect(devices.length).toBe(5);
    const relays = devices.map((each) => new EmulatedMqttDevice(each, 1));
    const orders = [
      'ON',
      'off',
      '{"state":"ON"}',
      '{"id":1,"src":"me","method":"Switch.Set","params":{"id":0,"on":true}}',
      '{"id":{},"src":"a/+/#","method":"Switch.Set","params":{"id":0,"on":false}}',
      ...ODD_TEXTS,
    ].map((text) => utf8.to.encode(text));
    let answers = 0;
    let before = 0;
    for (let i = 0; i < 100_000; i++) {
      const relay = relays[i % relays.length] as EmulatedMqttDevice;
      const due: MqttPublication[] = [];
      const topic = relay.commandTopics[0] ?? '';
      const order = orders[chance.below(orders.length)] as Uint8Array;
      relay.receive(topic, chance.below(2) === 0 ? order : chance.spoil(order), due);
      answers += due.length;
      for (const answer of due)
        if (/[#+]/u.test(answer.topic)) expect.fail(`seed ${SEED}, command ${i}: ${answer.topic}`);
      relay.update(i, () => 0, []);
      relay.forEachDrive((_, position) => {
        if (position !== 0 && position !== 1) expect.fail(`seed ${SEED}, command ${i}: at ${position}`);
      });
      if (i === 25_000) before = heapBytes();
    }
    expect(answers).toBeGreaterThan(3000);
    expect(heapBytes() - before).toBeLessThan(HEAP_SLACK_BYTES);
  },
  PATIENCE_MS,
);
