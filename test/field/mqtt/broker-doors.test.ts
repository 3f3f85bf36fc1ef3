/** Users, rights, TLS and WebSocket of the embedded broker, seen by clients that nobody here wrote. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { hashPassword } from '../../../src/field/mqtt/broker/password.ts';
import { type MqttBroker, startBroker } from '../../../src/field/mqtt/broker.ts';
import type { BrokerDoors } from '../../../src/field/wiring.ts';
import { makeCertificate } from './certificate.ts';

const exec = promisify(execFile);
const HERE = { host: '127.0.0.1', port: 0 };

let folder: string;
let ca: string;
let doors: BrokerDoors;
const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doors-'));
  const [certFile, keyFile] = [join(folder, 'broker.crt'), join(folder, 'broker.key')];
  const { cert, key } = makeCertificate();
  await Promise.all([writeFile(certFile, cert), writeFile(keyFile, key)]);
  ca = certFile;
  doors = {
    listenTls: HERE,
    listenWs: HERE,
    listenWss: HERE,
    tls: { certFile, keyFile },
    access: {
      users: [
        { name: 'scada', passwordHash: await hashPassword('hunter2') },
        { name: 'panel', passwordHash: await hashPassword('gauge') },
      ],
      rules: [
        { users: ['scada'], read: ['#'], write: ['cmnd/+/POWER', 'status/scada'] },
        { users: ['panel', 'scada'], read: ['tele/#'], write: ['panel/#'] },
      ],
    },
  };
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
afterAll(() => rm(folder, { recursive: true }));

async function broker(change: Partial<BrokerDoors> = {}): Promise<MqttBroker> {
  const started = await startBroker(HERE, 'test', { ...doors, ...change });
  if (!started.ok) throw new Error(started.problem.what);
  cleanups.push(() => started.value.close());
  return started.value;
}

async function client(url: string, options: IClientOptions): Promise<MqttClient> {
  const connected = await mqtt.connectAsync(url, { reconnectPeriod: 0, ...options }, false);
  cleanups.push(() => connected.endAsync(true));
  return connected;
}

const scada = { username: 'scada', password: 'hunter2' };
const panel = { username: 'panel', password: 'gauge' };

/** What a client hears until somebody who may do so tells it to stop. */
async function heard(listener: MqttClient, until: string): Promise<string[]> {
  const topics: string[] = [];
  return new Promise((resolve) => {
    listener.on('message', (topic) => {
      if (topic === until) resolve(topics);
      else topics.push(topic);
    });
  });
}

/** Return codes for filters; the library calls a refusal an error. */
function granted(subscriber: MqttClient, filters: string[]): Promise<number[]> {
  return new Promise((resolve) => {
    subscriber.subscribe(filters, (_error, _list, suback) => resolve((suback?.granted ?? []).map(Number)));
  });
}

describe('logging in', () => {
  test.each([
    ['the right password', scada, null],
    ['a wrong password', { ...scada, password: 'hunter3' }, 4],
    ['the password of another', { ...scada, password: 'gauge' }, 4],
    ['no password', { username: 'scada' }, 4],
    ['an unknown name', { username: 'nobody', password: 'hunter2' }, 4],
    ['no name', {}, 5],
    ['the name of the site', { username: 'buhera', password: 'buhera' }, 4],
    ['the name of those without one', { username: 'anonymous', password: '' }, 4],
  ])('with %s', async (_, login, code) => {
    const { port } = await broker();
    const joining = client(`mqtt://127.0.0.1:${port}`, login);
    if (code === null) expect((await joining).connected).toBe(true);
    else await expect(joining).rejects.toMatchObject({ code });
  });

  test('without a name is possible where a rule says so', async () => {
    const access = { users: [], rules: [{ users: ['anonymous'], read: ['tele/#'], write: [] }] };
    const { port } = await broker({ access });
    const anybody = await client(`mqtt://127.0.0.1:${port}`, {});
    expect(await granted(anybody, ['tele/a', 'stat/a'])).toEqual([0, 128]);
  });

  test('of a fleet that comes back at once is not held up by guesses', async () => {
    const { port } = await broker();
    const url = `mqtt://127.0.0.1:${port}`;
    await client(url, scada);
    const guesses = Array.from({ length: 20 }, (_, index) => client(url, { ...scada, password: `${index}` }));
    const judged = Promise.allSettled(guesses);
    const fleet = await Promise.all(Array.from({ length: 50 }, () => client(url, scada)));
    expect(fleet.every(({ connected }) => connected)).toBe(true);
    expect((await judged).map(({ status }) => status)).toEqual(guesses.map(() => 'rejected'));
  });

  test('does not give away the session of another user', async () => {
    const { port } = await broker();
    const url = `mqtt://127.0.0.1:${port}`;
    await client(url, { ...scada, clientId: 'control-room', clean: false });
    await expect(client(url, { ...panel, clientId: 'control-room' })).rejects.toMatchObject({ code: 2 });
  });
});

describe('rights', () => {
  test('to read cover every topic that a filter takes, or the filter is refused', async () => {
    const { port } = await broker();
    const reader = await client(`mqtt://127.0.0.1:${port}`, panel);
    const filters = ['tele/#', 'tele/+/SENSOR', 'tele', 'tele/a', '#', '+/a', 'stat/a', '+', 'tele2/a'];
    expect(await granted(reader, filters)).toEqual([0, 0, 0, 0, 128, 128, 128, 128, 128]);
  });

  test.each([0, 1, 2] as const)(
    'to write keep what they do not cover from everybody, at QoS %i',
    async (qos) => {
      const { port } = await broker();
      const url = `mqtt://127.0.0.1:${port}`;
      const listener = await client(url, scada);
      await listener.subscribeAsync('#', { qos });
      const until = heard(listener, 'panel/done');
      const writer = await client(url, panel);
      const options = { qos, retain: true };
      for (const topic of ['cmnd/plug/POWER', 'panel', 'panel/a', 'tele/a', 'panels/a']) {
        await writer.publishAsync(topic, 'x', options);
      }
      await writer.publishAsync('panel/done', 'x', { qos });
      expect(await until).toEqual(['panel', 'panel/a']);
      const late = await client(url, scada);
      const kept = heard(late, 'panel/done');
      await late.subscribeAsync('#', { qos: 1 });
      await writer.publishAsync('panel/done', 'x', { qos: 1 });
      expect((await kept).sort()).toEqual(['panel', 'panel/a']);
    },
  );

  test('to write are asked for a will, too, and before it is too late', async () => {
    const { port } = await broker();
    const url = `mqtt://127.0.0.1:${port}`;
    const will = (topic: string) => ({ will: { topic, payload: Buffer.from('gone') } });
    await expect(client(url, { ...panel, ...will('status/scada') })).rejects.toMatchObject({ code: 5 });
    expect((await client(url, { ...scada, ...will('status/scada') })).connected).toBe(true);
  });
});

describe('every listener', () => {
  test('serves the same broker', async () => {
    const { port, ports } = await broker();
    const trusted = { ca: await readFile(ca) };
    const clients = [
      await client(`mqtt://127.0.0.1:${port}`, scada),
      await client(`mqtts://localhost:${ports.tls}`, { ...scada, ...trusted }),
      await client(`ws://127.0.0.1:${ports.ws}/mqtt`, scada),
      await client(`wss://localhost:${ports.wss}/mqtt`, { ...scada, ...trusted }),
    ];
    const last = clients.length - 1;
    const lists = clients.map((each) => heard(each, `cmnd/${last}/POWER`));
    for (const each of clients) await each.subscribeAsync('cmnd/#', { qos: 1 });
    const big = 'x'.repeat(300_000);
    for (const [index, each] of clients.entries()) {
      await each.publishAsync(`cmnd/${index}/POWER`, big, { qos: 2 });
    }
    expect(await Promise.all(lists)).toEqual(
      clients.map(() => ['cmnd/0/POWER', 'cmnd/1/POWER', 'cmnd/2/POWER']),
    );
  });

  test('with TLS is known by its certificate alone', async () => {
    const { ports } = await broker();
    await expect(client(`mqtts://localhost:${ports.tls}`, scada)).rejects.toThrow('self-signed certificate');
  });

  test('serves mosquitto_pub with TLS and password', async () => {
    const { ports } = await broker();
    const listener = await client(`mqtts://localhost:${ports.tls}`, { ...scada, ca: await readFile(ca) });
    await listener.subscribeAsync('#');
    const until = heard(listener, 'panel/done');
    const common = ['-h', 'localhost', '-p', String(ports.tls), '--cafile', ca, '-u', 'panel', '-P', 'gauge'];
    await exec('mosquitto_pub', [...common, '-t', 'panel/a', '-m', '1', '-q', '2']);
    await exec('mosquitto_pub', [...common, '-t', 'panel/done', '-m', '1', '-q', '1']);
    expect(await until).toEqual(['panel/a']);
    await expect(
      exec('mosquitto_pub', [...common, '-P', 'wrong', '-t', 'panel/a', '-m', '1']),
    ).rejects.toThrow('bad user name or password');
  });
});

describe('a WebSocket', () => {
  async function socket(protocols: string[]): Promise<WebSocket> {
    const { ports } = await broker({
      access: { users: [], rules: [{ users: ['anonymous'], read: ['#'], write: [] }] },
    });
    const opened = new WebSocket(`ws://127.0.0.1:${ports.ws}`, protocols);
    cleanups.push(async () => opened.terminate());
    return opened;
  }
  const CONNECT = Buffer.from([0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 0]);

  test('says mqtt, and takes packets over several frames, and several in one [6.0.0-2], [6.0.0-4]', async () => {
    const opened = await socket(['other', 'mqtt']);
    const answer = new Promise<Buffer>((resolve) => {
      let bytes = Buffer.alloc(0);
      opened.on('message', (piece: Buffer) => {
        bytes = Buffer.concat([bytes, piece]);
        if (bytes.length >= 6) resolve(bytes);
      });
    });
    await new Promise((resolve) => opened.once('open', resolve));
    expect(opened.protocol).toBe('mqtt');
    opened.send(CONNECT.subarray(0, 5));
    opened.send(Buffer.concat([CONNECT.subarray(5), Buffer.from([0xc0, 0])]));
    expect(await answer).toEqual(Buffer.from([0x20, 2, 0, 0, 0xd0, 0]));
  });

  test('with text in it is closed [6.0.0-1]', async () => {
    const opened = await socket(['mqtt']);
    await new Promise((resolve) => opened.once('open', resolve));
    opened.send('CONNECT');
    await new Promise((resolve) => opened.once('close', resolve));
  });

  test('for another protocol is refused [6.0.0-3]', async () => {
    const opened = await socket(['soap']);
    await new Promise((resolve) => opened.once('error', resolve));
  });

  test('is all that its port serves', async () => {
    const { ports } = await broker();
    expect((await fetch(`http://127.0.0.1:${ports.ws}/`)).status).toBe(426);
  });
});

describe('closing', () => {
  test('does not wait for who has only come as far as the door', async () => {
    const started = await startBroker(HERE, 'test', doors);
    if (!started.ok) throw new Error(started.problem.what);
    const { port, ports, close } = started.value;
    const strangers = [port, ports.tls, ports.ws, ports.wss].map((at) => {
      const stranger = dial({ host: '127.0.0.1', port: at ?? 0 });
      stranger.on('error', () => {});
      return stranger;
    });
    await Promise.all(strangers.map((stranger) => once(stranger, 'connect')));
    const gone = strangers.map((stranger) => once(stranger, 'close'));
    await close();
    await Promise.all(gone);
  });

  test('is in place where a later listener cannot open', async () => {
    const first = await broker();
    const taken = { host: '127.0.0.1', port: first.ports.ws ?? 0 };
    const started = await startBroker(HERE, 'buhera,listen of bus mqtt0', { ...doors, listenWss: taken });
    expect(started).toMatchObject({
      ok: false,
      problem: { what: 'the port is in use by another program', where: `127.0.0.1:${taken.port}` },
    });
  });

  test('a certificate that has gone since is a problem with its place', async () => {
    const tls = { certFile: join(folder, 'gone.crt'), keyFile: join(folder, 'gone.key') };
    expect(await startBroker(HERE, 'test', { ...doors, tls })).toMatchObject({
      ok: false,
      problem: { where: tls.certFile },
    });
  });
});
