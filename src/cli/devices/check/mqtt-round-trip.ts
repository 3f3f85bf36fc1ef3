/** Publishes every point of an MQTT profile through its emulator, and compares what its driver makes of the payloads. */
import { fillTopic } from '../../../field/codec/payload.ts';
import { type MqttPublication, willMessage } from '../../../field/emulated/mqtt-device.ts';
import { randomStream } from '../../../field/emulated/random.ts';
import type { DeviceProfile } from '../../../field/profile.ts';
import type { Device } from '../../../field/wiring.ts';
import type { Reading } from '../../../units/reading.ts';
import { sensed } from './modbus-bench.ts';
import { MqttBench, type MqttPointProfile } from './mqtt-bench.ts';
import { checkMqttCommands } from './mqtt-commands.ts';
import { Findings, type PointResult } from './result.ts';
import { statesOf, type Trial, trialsOf } from './values.ts';

type Point = MqttPointProfile;

export function checkMqtt(profile: DeviceProfile, seed: number): PointResult[] {
  const points = profile.points.filter((point): point is Point => point.source.protocol === 'mqtt');
  return [
    ...checkReading(profile, points, seed),
    ...checkStatedUnits(profile, points),
    ...checkAvailability(profile),
    ...checkMqttCommands(profile, points),
  ];
}

function checkReading(profile: DeviceProfile, points: readonly Point[], seed: number): PointResult[] {
  const findings = new Findings(profile.id, 'reading');
  const bench = new MqttBench(profile, sensed);
  const trials = new Map(
    points.map((point) => [point.name, trialsOf(point, randomStream(seed, profile.id, point.name))]),
  );
  const steps = Math.max(...[...trials.values()].map((list) => list.length));
  for (let step = 0; step < steps; step++) {
    const now = points.map((point) => {
      const list = trials.get(point.name) ?? [];
      return { point, trial: list[step % list.length] ?? { name: 'none', truthSi: 0 } };
    });
    const truth = new Map(now.map(({ point, trial }) => [point.name, trial.truthSi]));
    const { readings, published } = bench.exchange(truth);
    const malformed = published.find((publication) => !isWellFormed(bench.device, publication));
    for (const { point, trial } of now) {
      findings.look(
        point.name,
        malformed === undefined
          ? readingProblem(point, trial, readings.get(point.name))
          : `${trial.name}: what is published at ${malformed.topic} is not JSON`,
      );
    }
  }
  return findings.results();
}

/** Where a point is found by a path, the device prints JSON. */
function isWellFormed(device: Device, { topic, payload }: MqttPublication): boolean {
  const { profile } = device;
  const message = profile.messages.find((candidate) => fillTopic(candidate.topic, device) === topic);
  const isJson = profile.points.some(
    ({ source }) => source.protocol === 'mqtt' && source.message === message?.name && source.path !== null,
  );
  if (!isJson) return true;
  return parsed(new TextDecoder().decode(payload)) !== undefined;
}

function readingProblem(point: Point, { name, truthSi }: Trial, reading: Reading | undefined): string | null {
  if (reading === undefined) return `${name}: the driver has no reading`;
  if (Number.isNaN(truthSi))
    return reading.quality === 'bad' ? null : `${name}: reads ${reading.quality}, not bad`;
  const [lowest, highest] = point.range;
  const expected = Math.min(Math.max(truthSi, lowest), highest);
  if (reading.quality === 'bad') return `${name}: ${expected} reads bad, ${reading.reason}`;
  const { scale, offset, decimals } = point.source;
  const step = statesOf(point) === null ? Math.abs(scale) * 10 ** -decimals : 0;
  const tolerance = (step / 2) * (1 + 1e-6) + (Math.abs(expected) + Math.abs(offset)) * 2 ** -48;
  if (!(Math.abs(reading.value - expected) <= tolerance)) {
    return `${name}: the driver reads ${reading.value}, the sensor says ${expected}`;
  }
  if (reading.quality === 'good') return null;
  const atEnd = expected <= lowest + 2 * tolerance || expected >= highest - 2 * tolerance;
  return atEnd && reading.quality === 'uncertain'
    ? null
    : `${name}: reads ${reading.quality}, ${reading.reason}`;
}

/** A payload that states another unit has no value, and says so. */
function checkStatedUnits(profile: DeviceProfile, points: readonly Point[]): PointResult[] {
  const findings = new Findings(profile.id, 'stated unit');
  const bench = new MqttBench(profile, sensed);
  const middle = new Map(points.map(({ name, range }) => [name, (range[0] + range[1]) / 2]));
  for (const point of points) {
    const stated = point.source.statedUnit;
    if (stated === undefined) continue;
    const { readings } = bench.exchange(middle, (text) => withOther(text, stated.path));
    const reading = readings.get(point.name);
    const holds = reading?.quality === 'bad' && reading.reason === 'unexpected unit';
    findings.look(point.name, holds ? null : 'a payload in another unit is taken all the same');
  }
  return findings.results();
}

/** The payload with another unit in it; as it is, where it holds no such member. */
function withOther(text: string, path: string): string {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const document = parsed(text);
  const holder = keys.reduce<unknown>((at, key) => (isObject(at) ? at[key] : null), document);
  if (!isObject(holder)) return text;
  holder[last] = 'another';
  return JSON.stringify(document);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** undefined: not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The last will makes every point bad, the words of return do not. */
function checkAvailability(profile: DeviceProfile): PointResult[] {
  if (profile.lastWill === null) return [];
  const findings = new Findings(profile.id, 'availability');
  const bench = new MqttBench(profile, sensed);
  const will = willMessage(bench.device);
  const first = profile.points[0];
  if (will === null || first === undefined) return [];
  bench.exchange(new Map());
  const lost = bench.say(will.topic, will.offline).get(first.name);
  findings.look('(device)', lost?.quality === 'bad' ? null : 'the last will leaves the readings as they are');
  const back = bench.say(will.topic, will.online).get('dut.online');
  findings.look('(device)', back?.value === 1 ? null : 'the word of return leaves the device offline');
  return findings.results();
}
