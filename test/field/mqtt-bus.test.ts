import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import type { FieldRunner } from '../../src/field/field-runner.ts';
import { createRealField } from '../../src/field/real-field.ts';
import type { MqttBus } from '../../src/field/wiring.ts';
import type { Reading } from '../../src/units/reading.ts';
import { freePort, mqttBus, plugBus, readTruth, until, wiring } from './fixtures.ts';

const exec = promisify(execFile);
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Bench {
  readonly field: FieldRunner;
  readonly tags: Map<string, Reading>;
  scanUntil(holds: () => boolean): Promise<void>;
  /** What the emulated outputs give to the plant. */
  positions(): number[];
}

/** @param scale Site seconds per second, so that a period of 10 s does not take that long. */
function bench(bus: MqttBus, options: { emulate: boolean; scale?: number }): Bench {
  const site = wiring(bus);
  const emulated = options.emulate ? createEmulatedField(site, { seed: 1 }) : null;
  const startMs = performance.now();
  const now = () => ((performance.now() - startMs) / 1000) * (options.scale ?? 1);
  const field = createRealField(site, emulated, {
    speed: options.scale ?? 1,
    readBack: false,
    now,
    serve: true,
  });
  cleanups.push(() => field.stop());
  const tags = new Map<string, Reading>();
  const scanUntil = async (holds: () => boolean) => {
    while (!holds()) {
      emulated?.update(now(), readTruth);
      for (const { tag, reading } of field.drain()) tags.set(tag, reading);
      field.exchange(now());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const positions = () => {
    const given: number[] = [];
    emulated?.forEachDrive((_, position) => given.push(position));
    return given;
  };
  return { field, tags, scanUntil, positions };
}

function portOf(field: FieldRunner): string {
  const [endpoint] = field.endpoints();
  if (endpoint?.kind !== 'mqtt') throw new Error('no broker');
  return String(endpoint.port);
}

/** An independent subscriber; what it hears, line by line. */
function mosquittoSub(port: string): string[] {
  const lines: string[] = [];
  const child = spawn('mosquitto_sub', ['-p', port, '-t', '#', '-v']);
  let rest = '';
  child.stdout.on('data', (bytes: Buffer) => {
    const parts = (rest + bytes.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  cleanups.push(() => ended(child));
  return lines;
}

async function mosquittoPub(port: string, topic: string, message: string, ...more: string[]): Promise<void> {
  await exec('mosquitto_pub', ['-p', port, '-t', topic, '-m', message, ...more]);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

async function mosquitto(port: number): Promise<ChildProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'broker-'));
  const file = join(folder, 'mosquitto.conf');
  await writeFile(file, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
  cleanups.push(async () => {
    await ended(child);
    await rm(folder, { recursive: true });
  });
  let open = false;
  while (!open) {
    open = await new Promise<boolean>((resolve) => {
      const probe = connect({ host: '127.0.0.1', port });
      probe.once('connect', () => resolve(true));
      probe.once('error', () => resolve(false));
      probe.once('close', () => probe.destroy());
      probe.once('connect', () => probe.end());
    });
  }
  return child;
}

function external(port: number): Partial<MqttBus> {
  return { broker: { kind: 'external', url: `mqtt://127.0.0.1:${port}` } };
}

/** Drives the relay, lets a stranger take it away, and loses the race to nobody. */
async function driveRelay({ field, tags, scanUntil, positions }: Bench, port: string): Promise<void> {
  const heard = mosquittoSub(port);
  const shows = (state: number) => {
    const reading = tags.get('rack1.enabled');
    return reading?.quality === 'good' && reading.value === state && positions()[0] === state;
  };
  await scanUntil(() => heard.includes('tele/plug/LWT Online'));
  field.write('rack1.enabled', 1, 0);
  await scanUntil(() => shows(1) && heard.includes('stat/plug/POWER ON'));
  expect(heard).toContain('cmnd/plug/POWER ON');
  expect(heard).toContain('stat/plug/RESULT {"POWER":"ON"}');
  const commands = () => heard.filter((line) => line === 'cmnd/plug/POWER ON').length;
  const before = commands();
  await mosquittoPub(port, 'cmnd/plug/POWER', 'off');
  await scanUntil(() => heard.includes('cmnd/plug/POWER off') && commands() > before && shows(1));
  field.write('rack1.enabled', 0, 0);
  expect(await field.flush(0, 10)).toBe(true);
  await scanUntil(() => shows(0));
}

const AT_30 = '{"DS18B20":{"Temperature":30.0}}';

describe('MQTT on the embedded broker', () => {
  test('the thermometer speaks to the driver and to everybody else', async () => {
    const { field, tags, scanUntil } = bench(mqttBus(), { emulate: true, scale: 100 });
    expect(await field.start()).toBeNull();
    const heard = mosquittoSub(portOf(field));
    await scanUntil(() => tags.get('room.temperature')?.quality === 'good' && heard.length >= 3);
    expect(tags.get('room.temperature')?.value).toBe(295.15);
    expect(tags.get('room.online')?.value).toBe(1);
    expect(heard).toContain('tele/room/LWT Online');
    expect(heard.find((line) => line.startsWith('tele/room/SENSOR'))).toMatch(
      /^tele\/room\/SENSOR \{"Time":"1970-01-01T00:\d\d:\d\d","DS18B20":\{"Id":"000003287EF1","Temperature":22\.0\},"TempUnit":"C"\}$/,
    );
  });

  test('a relay is driven, and held against a stranger', async () => {
    const relay = bench(plugBus(), { emulate: true });
    expect(await relay.field.start()).toBeNull();
    await driveRelay(relay, portOf(relay.field));
  });

  test('a relay that nobody answers for is told as bad, and its command waits for it', async () => {
    const { field, tags, scanUntil } = bench(plugBus(), { emulate: false });
    expect(await field.start()).toBeNull();
    const port = portOf(field);
    const heard = mosquittoSub(port);
    field.write('rack1.enabled', 1, 0);
    await scanUntil(() => tags.get('rack1.enabled')?.reason === 'command not confirmed');
    expect(await field.flush(0, 0)).toBe(false);
    await scanUntil(() => heard.includes('cmnd/plug/POWER ON'));
    await mosquittoPub(port, 'stat/plug/POWER', 'ON');
    await scanUntil(() => tags.get('rack1.enabled')?.quality === 'good');
    expect(await field.flush(0, 10)).toBe(true);
  });

  test('a stranger’s message is believed, its rubbish and its last will are too', async () => {
    const { field, tags, scanUntil } = bench(mqttBus(), { emulate: false });
    expect(await field.start()).toBeNull();
    const port = portOf(field);
    await mosquittoPub(port, 'tele/room/SENSOR', AT_30);
    await scanUntil(() => tags.get('room.temperature')?.value === 303.15);
    await mosquittoPub(port, 'tele/room/SENSOR', '{"DS18B20":');
    await scanUntil(() => tags.get('room.temperature')?.reason === 'malformed payload');
    await mosquittoPub(port, 'tele/room/LWT', 'Offline', '-r');
    await scanUntil(() => tags.get('room.temperature')?.reason === 'device offline');
    expect(tags.get('room.online')?.value).toBe(0);
    expect(tags.get('room.temperature')?.value).toBe(303.15);
  });

  test('a stopped field says goodbye', async () => {
    const port = await freePort();
    await mosquitto(port);
    const { field } = bench(mqttBus(external(port)), { emulate: true });
    expect(await field.start()).toBeNull();
    const heard = mosquittoSub(String(port));
    await until(() => heard.includes('tele/room/LWT Online'));
    await field.stop();
    await until(() => heard.includes('tele/room/LWT Offline'));
  });

  test('a taken port stops the start with place and remedy', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', () => resolve()));
    cleanups.push(() => new Promise<void>((resolve) => blocker.close(() => resolve())));
    const address = blocker.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    const listen = { host: '127.0.0.1', port: address.port };
    const { field } = bench(mqttBus({ broker: { kind: 'embedded', listen } }), { emulate: true });
    expect(await field.start()).toEqual({
      what: 'the port is in use by another program',
      where: `127.0.0.1:${address.port}`,
      option: 'buhera,listen of bus mqtt0 in the device tree',
      busId: 'mqtt0',
    });
  });
});

describe('MQTT on mosquitto', () => {
  test('a broker that goes away makes everything bad, and all is well when it is back', async () => {
    const port = await freePort();
    const first = await mosquitto(port);
    const { field, tags, scanUntil } = bench(mqttBus(external(port)), { emulate: true, scale: 100 });
    expect(await field.start()).toBeNull();
    await scanUntil(() => tags.get('room.temperature')?.quality === 'good');
    await ended(first);
    await scanUntil(() => tags.get('room.temperature')?.reason === 'broker away');
    expect(tags.get('room.online')?.value).toBe(0);
    await mosquitto(port);
    await scanUntil(
      () => tags.get('room.temperature')?.quality === 'good' && tags.get('room.online')?.value === 1,
    );
  });

  test('a relay is driven, and gets its command when the broker is back', async () => {
    const port = await freePort();
    const first = await mosquitto(port);
    const relay = bench(plugBus(external(port)), { emulate: true });
    const { field, tags, scanUntil, positions } = relay;
    expect(await field.start()).toBeNull();
    await driveRelay(relay, String(port));
    await ended(first);
    await scanUntil(() => tags.get('rack1.enabled')?.reason === 'broker away');
    field.write('rack1.enabled', 1, 0);
    expect(await field.flush(0, 0)).toBe(false);
    await mosquitto(port);
    await scanUntil(() => tags.get('rack1.enabled')?.quality === 'good' && positions()[0] === 1);
  });

  test('a broker that is away at the start is told with place and remedy', async () => {
    const port = await freePort();
    const { field } = bench(mqttBus(external(port)), { emulate: true });
    expect(await field.start()).toEqual({
      what: 'the MQTT broker is away (connection refused)',
      where: `mqtt://127.0.0.1:${port}`,
      option: 'buhera,broker of bus mqtt0 in the device tree',
      busId: 'mqtt0',
    });
  });
});
