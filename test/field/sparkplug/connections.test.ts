import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodePayload } from '../../../src/field/sparkplug/codec.ts';
import { connectEdgeNode, type EdgeConnection } from '../../../src/field/sparkplug/edge-connection.ts';
import { EdgeNode } from '../../../src/field/sparkplug/edge-node.ts';
import { connectHost, type HostConnection } from '../../../src/field/sparkplug/host-connection.ts';
import { numberOf } from '../../../src/field/sparkplug/payload.ts';
import { at, EDGE, Image } from './edge.ts';

const LINK = { timeoutS: 1, retries: 0, backoffFirstS: 0.05, backoffMaxS: 0.2 };

let folder: string;
let port: number;
let broker: ChildProcess;
let observer: MqttClient;
/** Topic and payload of everything that is heard, with the flag of a kept message. */
let heard: { readonly topic: string; readonly payload: Buffer; readonly retained: boolean }[];
const open: { close(): Promise<unknown> }[] = [];

async function until(what: string, condition: () => boolean): Promise<void> {
  const untilMs = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > untilMs) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function startBroker(): Promise<void> {
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  broker = spawn('mosquitto', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  broker.stderr?.on('data', (text: Buffer) => {
    said += text.toString();
  });
  await until('mosquitto', () => said.includes(' running'));
}

async function stopBroker(): Promise<void> {
  broker.kill('SIGKILL');
  await once(broker, 'exit');
}

async function observe(): Promise<void> {
  observer = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
  observer.on('message', (topic, payload, { retain }) => heard.push({ topic, payload, retained: retain }));
  await observer.subscribeAsync('spBv1.0/#', { qos: 1 });
}

beforeEach(async () => {
  heard = [];
  folder = mkdtempSync(join(tmpdir(), 'buhera-sparkplug-'));
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  server.close();
  await once(server, 'close');
  await startBroker();
  await observe();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  await observer.endAsync(true);
  await stopBroker();
  rmSync(folder, { recursive: true, force: true });
});

function edge(): EdgeConnection & { readonly told: string[] } {
  const told: string[] = [];
  const connection = connectEdgeNode(new EdgeNode(EDGE), {
    broker: { url: `mqtt://127.0.0.1:${port}` },
    link: LINK,
    speed: 1,
    utcMs: Date.now,
    tell: (what) => told.push(what),
  });
  open.push(connection);
  return { ...connection, told };
}

function host(away: () => void = () => {}): HostConnection {
  const connection = connectHost(
    { broker: { url: `mqtt://127.0.0.1:${port}` }, link: LINK, hostId: 'room', speed: 1, utcMs: Date.now },
    { filters: ['spBv1.0/G/+/N/#'], message: () => {}, there: () => {}, away },
  );
  open.push(connection);
  return connection;
}

const bdSeqs = (verb: string) =>
  heard
    .filter(({ topic }) => topic === `spBv1.0/G/${verb}/N`)
    .map(({ payload }) => {
      const metric = decodePayload(payload)?.metrics.find(({ name }) => name === 'bdSeq');
      return metric === undefined ? null : numberOf(metric.value, metric.datatype);
    });

const states = () =>
  heard
    .filter(({ topic }) => topic === 'spBv1.0/STATE/room')
    .map(({ payload }) => JSON.parse(payload.toString('utf8')) as { online: boolean; timestamp: number });

test('an edge node comes back to a broker that was away, under the next number of the session', async () => {
  const connection = edge();
  const image = new Image();
  const exchange = (): boolean => {
    connection.exchange(at(0), image.read);
    return false;
  };
  await until('the first birth', () => exchange() || bdSeqs('NBIRTH').length === 1);
  await stopBroker();
  await until('the loss', () => connection.told.some((what) => what.startsWith('connection lost')));
  await startBroker();
  await observe();
  await until('the second birth', () => exchange() || bdSeqs('NBIRTH').length === 2);
  expect(bdSeqs('NBIRTH')).toEqual([0, 1]);
  expect(connection.told.filter((what) => what === 'connected')).toHaveLength(2);
});

test('an edge node that ends says its death itself [tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath]', async () => {
  const connection = edge();
  await until('the connection', () => connection.told.includes('connected'));
  await connection.close();
  await until('the death', () => bdSeqs('NDEATH').length > 0);
  expect(bdSeqs('NDEATH')).toEqual([0]);
});

test('a host says that it is there under the time of its will, again when told otherwise, and that it goes', async () => {
  const connection = host();
  expect(await connection.ready).toBeNull();
  await until('the birth', () => states().length === 1);
  const [birth] = states();
  expect(birth?.online).toBe(true);
  const lie = JSON.stringify({ online: false, timestamp: 1 });
  await observer.publishAsync('spBv1.0/STATE/room', lie, { qos: 1, retain: true });
  await until('the answer', () => states().length === 3);
  expect(states()[2], '[tck-id-message-flow-hid-sparkplug-state-message-delivered]').toEqual(birth);
  await connection.close();
  await until('the death', () => states().length === 4);
  expect(states()[3]).toMatchObject({ online: false });
  expect(states()[3]?.timestamp).toBeGreaterThanOrEqual(birth?.timestamp ?? Number.NaN);
});

test('a host that is cut off is told to be gone by the broker, and comes back with a later time', async () => {
  let lost = 0;
  const connection = host(() => {
    lost += 1;
  });
  await connection.ready;
  await until('the birth', () => states().length === 1);
  // Who takes its client identifier takes its session.
  const thief = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: 'buhera-host-room',
    reconnectPeriod: 0,
  });
  await until('its return', () => states().some(({ online }, index) => online && index > 0));
  await thief.endAsync(true);
  expect(lost).toBeGreaterThan(0);
  const [first, death] = states();
  expect(death).toEqual({ online: false, timestamp: first?.timestamp });
  expect(states().at(-1)?.timestamp).toBeGreaterThan(first?.timestamp ?? Number.NaN);
});

test('no message but STATE is kept by the broker', async () => {
  const connection = edge();
  const image = new Image();
  await host().ready;
  await until('the births', () => {
    connection.exchange(at(0), image.read);
    return bdSeqs('NBIRTH').length === 1;
  });
  heard = [];
  await observer.unsubscribeAsync('spBv1.0/#');
  await observer.subscribeAsync('spBv1.0/#', { qos: 1 });
  await until('what is kept', () => heard.length > 0);
  expect(heard.map(({ topic }) => topic)).toEqual(['spBv1.0/STATE/room']);
});
