/** Every fault that MQTT can have, as mosquitto's own clients see it, and what the driver makes of it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import type { FaultBoard } from '../../src/faults/fault-board.ts';
import type { FieldSample } from '../../src/field/driver/samples.ts';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import type { FieldRunner } from '../../src/field/field-runner.ts';
import { createRealField } from '../../src/field/real-field.ts';
import type { MqttBus } from '../../src/field/wiring.ts';
import { mqttBus, plugBus, readTruth, wiring } from '../field/fixtures.ts';
import { boardOn, type Table } from './bench.ts';

const exec = promisify(execFile);
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Site seconds per second: a report every 10 s comes five times a second. */
const SCALE = 50;
const REPORT = 'tele/room/SENSOR';

interface Bench {
  readonly board: FaultBoard;
  readonly field: FieldRunner;
  readonly last: ReadonlyMap<string, FieldSample>;
  /** Site time of the first report, s. */
  firstS: number;
  scanUntil(what: string, holds: () => boolean): Promise<void>;
}

/** A second of the wall clock is fifty here: patience is counted in those. */
const LINK = { timeoutS: 30, retries: 1, backoffFirstS: 5, backoffMaxS: 20 };

/** A thermometer and a relay on one broker. */
function bothDevices(): MqttBus {
  return mqttBus({ link: LINK, devices: [...mqttBus().devices, ...plugBus().devices] });
}

async function bench(tables: readonly Table[], bus = bothDevices(), emulate = true): Promise<Bench> {
  const site = wiring(bus);
  const board = boardOn(site, tables);
  const emulated = emulate ? createEmulatedField(site, { seed: 1 }) : null;
  const startMs = performance.now();
  const now = () => ((performance.now() - startMs) / 1000) * SCALE;
  const options = { speed: SCALE, readBack: false, now, serve: true, faults: board };
  const field = createRealField(site, emulated, options);
  closers.push(() => field.stop());
  expect(await field.start()).toBeNull();
  const last = new Map<string, FieldSample>();
  const made: Bench = {
    board,
    field,
    last,
    firstS: Number.NaN,
    async scanUntil(what, holds) {
      const untilMs = performance.now() + 30_000;
      do {
        if (performance.now() > untilMs) throw new Error(`waited in vain for ${what}`);
        board.advanceTo(now());
        if (Number.isNaN(made.firstS)) made.firstS = now();
        emulated?.update(now(), readTruth);
        for (const sample of field.drain()) last.set(sample.tag, sample);
        field.exchange(now());
        await new Promise((resolve) => setTimeout(resolve, 3));
      } while (!holds());
    },
  };
  return made;
}

function portOf(field: FieldRunner): string {
  const [endpoint] = field.endpoints();
  if (endpoint?.kind !== 'mqtt') throw new Error('no broker');
  return String(endpoint.port);
}

interface Subscriber {
  /** Retained flag, topic and payload of each message. */
  readonly lines: readonly string[];
  /** Payloads of a topic. */
  on(topic: string): readonly string[];
}

/** Subscribed to everything, which the retained presence of a device proves. */
async function subscribe(field: FieldRunner): Promise<Subscriber> {
  const lines: string[] = [];
  const child = spawn('mosquitto_sub', ['-p', portOf(field), '-t', '#', '-F', '%r %t %p']);
  let rest = '';
  child.stdout.on('data', (bytes: Buffer) => {
    const parts = (rest + bytes.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  closers.push(() => ended(child));
  while (!lines.some((line) => line.includes('LWT Online'))) await once(child.stdout, 'data');
  const on = (topic: string) =>
    lines.filter((line) => line.slice(2).startsWith(`${topic} `)).map((line) => line.slice(3 + topic.length));
  return { lines, on };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const secondsOf = (payload: string): number =>
  Date.parse(`${/"Time":"([^"]+)"/u.exec(payload)?.[1]}Z`) / 1000;
const truth = readTruth('room.temperature');
/** The thermometer prints a tenth of a degree. */
function expectTruth(sample: FieldSample | undefined): void {
  expect(sample?.reading).toMatchObject({ quality: 'good', reason: null });
  expect(Math.abs((sample?.reading.value ?? 0) - truth)).toBeLessThan(0.06);
}

describe('a message', () => {
  test('that is delivered twice is the same twice, and its value is right', async () => {
    const { field, last, scanUntil } = await bench([
      { kind: 'duplicate-delivery', device: 'room', count: 1 },
    ]);
    const heard = await subscribe(field);
    await scanUntil('three reports', () => heard.on(REPORT).length >= 3);
    const [first, second, third] = heard.on(REPORT);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    await scanUntil('the value', () => last.get('room.temperature')?.reading.quality === 'good');
    expectTruth(last.get('room.temperature'));
  });

  test('that gets lost is not there, and those after it are', async () => {
    const made = await bench([{ kind: 'no-reply', device: 'room', topic: REPORT, count: 2 }]);
    const heard = await subscribe(made.field);
    await made.scanUntil('a report', () => heard.on(REPORT).length > 0);
    expect(secondsOf(heard.on(REPORT)[0] ?? '') - made.firstS).toBeGreaterThan(10);
    expect(made.board.list()[0]?.strikes).toBe(2);
    await made.scanUntil('the value', () => made.last.get('room.temperature')?.reading.quality === 'good');
    expectTruth(made.last.get('room.temperature'));
  });

  test('that is late comes behind one of another device that was said after it', async () => {
    const { field, scanUntil } = await bench([
      { kind: 'delay', delay: '8 s', device: 'room', point: 'temperature', count: 1 },
    ]);
    const heard = await subscribe(field);
    await scanUntil('both', () => heard.on(REPORT).length > 0 && heard.on('stat/plug/POWER').length > 0);
    const order = heard.lines.map((line) => line.split(' ')[1]).filter((topic) => !topic?.endsWith('LWT'));
    expect(order[0]).toBe('stat/plug/POWER');
  });

  test('of a device whose clock is wrong says so, and nobody believes its time', async () => {
    const { field, last, scanUntil } = await bench([{ kind: 'clock-skew', skew: '-2 h', device: 'room' }]);
    const heard = await subscribe(field);
    await scanUntil('a report', () => heard.on(REPORT).length > 0);
    expect(heard.on(REPORT)[0]).toMatch(/"Time":"1969-12-31T22:/u);
    await scanUntil('the value', () => last.get('room.temperature')?.reading.quality === 'good');
    expectTruth(last.get('room.temperature'));
    expect(last.get('room.temperature')?.timeS).toBeGreaterThan(0);
  });

  test('that the broker keeps gets old there, and who subscribes later does not take it for good', async () => {
    const { field, last, scanUntil } = await bench([
      { kind: 'retained-stale', device: 'room', topic: REPORT },
    ]);
    const heard = await subscribe(field);
    await scanUntil('three reports', () => heard.on(REPORT).length >= 3);
    expectTruth(last.get('room.temperature'));
    const late = await subscribe(field);
    const kept = `1 ${REPORT} ${heard.on(REPORT)[0]}`;
    await scanUntil('the old message', () => late.lines.includes(kept));
    expect(heard.lines.filter((line) => line.startsWith(`0 ${REPORT}`)).length).toBeGreaterThanOrEqual(3);

    const broker = { kind: 'external', url: `mqtt://127.0.0.1:${portOf(field)}` } as const;
    const [room] = mqttBus().devices;
    if (room === undefined) throw new Error('the fixture has no thermometer');
    const other = await bench(
      [],
      mqttBus({ broker, link: LINK, devices: [{ ...room, mode: 'real' }] }),
      false,
    );
    const read = () => other.last.get('room.temperature')?.reading;
    await other.scanUntil('the old message', () => read()?.reason === 'retained message of unknown age');
    expect(read()?.quality).toBe('uncertain');
    await scanUntil('the next report', () => heard.on(REPORT).length >= 5);
    await other.scanUntil('a live one', () => read()?.quality === 'good');
  });
});

test('a command that arrives twice is obeyed to the same state, and confirmed twice', async () => {
  const { field, last, scanUntil } = await bench([
    { kind: 'duplicate-delivery', device: 'plug', topic: 'cmnd/plug/POWER' },
  ]);
  const heard = await subscribe(field);
  field.write('rack1.enabled', 1, 0);
  await scanUntil('the state', () => last.get('rack1.enabled')?.reading.value === 1);
  await scanUntil('both answers', () => heard.on('stat/plug/RESULT').length >= 2);
  expect(heard.on('cmnd/plug/POWER')).toEqual(['ON']);
  expect(heard.on('stat/plug/RESULT').slice(0, 2)).toEqual(['{"POWER":"ON"}', '{"POWER":"ON"}']);
  expect(last.get('rack1.enabled')?.reading).toMatchObject({ value: 1, quality: 'good' });
});

describe('a broker', () => {
  test('that is away refuses everybody, and comes back at its port', async () => {
    const { board, field, last, scanUntil } = await bench([]);
    const port = portOf(field);
    const reason = () => last.get('room.temperature')?.reading.reason;
    await scanUntil('the value', () => last.get('room.temperature')?.reading.quality === 'good');
    board.add({
      id: 'gone',
      effect: { kind: 'broker-away' },
      target: { busId: 'mqtt0', deviceId: null, functionCode: null, point: null, topic: null },
      probability: 1,
      count: null,
      seed: 1,
      atS: 0,
      clearAfterS: null,
    });
    await scanUntil('the reason', () => reason() === 'broker away');
    expect(last.get('room.online')?.reading.value).toBe(0);
    const refused = exec('mosquitto_sub', ['-p', port, '-t', '#', '-C', '1']);
    await expect(refused).rejects.toThrow(/[Rr]efused/u);
    board.clear('gone');
    await scanUntil('the value', () => last.get('room.temperature')?.reading.quality === 'good');
    expectTruth(last.get('room.temperature'));
    expect(portOf(field)).toBe(port);
    const heard = await subscribe(field);
    await scanUntil('a report', () => heard.on(REPORT).length > 0);
  });

  test('that comes back has all its doors where they were', async () => {
    const anywhere = { host: '127.0.0.1', port: 0 };
    const bus = mqttBus({ link: LINK, broker: { kind: 'embedded', listen: anywhere, listenWs: anywhere } });
    const { board, field, last, scanUntil } = await bench([{ kind: 'broker-away', bus: 'mqtt0' }], bus);
    const doors = field.endpoints().map((place) => ('port' in place ? place.port : 0));
    expect(doors.length).toBe(2);
    await scanUntil('the reason', () => last.get('room.temperature')?.reading.reason === 'broker away');
    board.clear(null);
    await scanUntil('the value', () => last.get('room.temperature')?.reading.quality === 'good');
    for (const port of doors) {
      const socket = connect({ host: '127.0.0.1', port });
      await once(socket, 'connect');
      socket.destroy();
    }
  });

  test('that is away keeps a command waiting, which is then obeyed', async () => {
    const { board, field, last, scanUntil } = await bench([{ kind: 'broker-away', bus: 'mqtt0' }]);
    const relay = () => last.get('rack1.enabled')?.reading;
    await scanUntil('the reason', () => relay()?.reason === 'broker away');
    field.write('rack1.enabled', 1, 0);
    await scanUntil('a while', () => board.list()[0]?.state === 'active');
    expect(relay()?.quality).toBe('bad');
    board.clear(null);
    await scanUntil('the state', () => relay()?.quality === 'good' && relay()?.value === 1);
  });
});
