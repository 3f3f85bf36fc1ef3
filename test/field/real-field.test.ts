import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmulatedField, type EmulatedField } from '../../src/field/emulated/emulated-field.ts';
import type { FieldRunner } from '../../src/field/field-runner.ts';
import { createMemoryField } from '../../src/field/memory/memory-field.ts';
import { TcpFramer } from '../../src/field/modbus/tcp-framer.ts';
import { startModbusTcpServer } from '../../src/field/modbus/tcp-server.ts';
import { createRealField } from '../../src/field/real-field.ts';
import type { Endpoint, Wiring } from '../../src/field/wiring.ts';
import type { Reading } from '../../src/units/reading.ts';
import { benchDevices, freePort, modbusBus, readTruth, wiring } from './fixtures.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Bench {
  readonly field: FieldRunner;
  readonly emulated: EmulatedField;
  readonly tags: Map<string, Reading>;
  /** One scan; `until` it is enough. */
  scan(): void;
  scanUntil(holds: () => boolean): Promise<void>;
}

function bench(site: Wiring, options: { readBack?: boolean; serve?: boolean } = {}): Bench {
  const emulated = createEmulatedField(site, { seed: 1 });
  const startMs = performance.now();
  const now = () => (performance.now() - startMs) / 1000;
  const field = createRealField(site, emulated, { speed: 1, readBack: false, now, serve: true, ...options });
  cleanups.push(() => field.stop());
  const tags = new Map<string, Reading>();
  const scan = () => {
    const nowS = now();
    emulated.update(nowS, readTruth);
    for (const { tag, reading } of field.drain()) tags.set(tag, reading);
    field.exchange(nowS);
  };
  const scanUntil = async (holds: () => boolean) => {
    while (!holds()) {
      scan();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return { field, emulated, tags, scan, scanUntil };
}

function position(emulated: EmulatedField, name: string): number {
  let found = Number.NaN;
  emulated.forEachDrive((plantPoint, at) => {
    if (plantPoint === name) found = at;
  });
  return found;
}

/** A cable that can be pulled: what passes is kept. */
interface Cable {
  readonly endpoint: Endpoint;
  readonly frames: string[];
  pull(): void;
  plug(): void;
}

async function cable(to: Endpoint): Promise<Cable> {
  const sockets = new Set<Socket>();
  const frames: string[] = [];
  let connected = true;
  const server: Server = createServer((near) => {
    if (!connected) {
      near.destroy();
      return;
    }
    const far = connect({ ...to, noDelay: true });
    const record = (kind: string, framer: TcpFramer, bytes: Uint8Array) => {
      framer.push(bytes);
      for (let frame = framer.next(); typeof frame !== 'string'; frame = framer.next()) {
        frames.push(`${kind} ${frame.unit} ${Buffer.from(frame.pdu).toString('hex')}`);
      }
    };
    const requests = new TcpFramer();
    const replies = new TcpFramer();
    near.on('data', (bytes) => record('request', requests, bytes));
    far.on('data', (bytes) => record('reply', replies, bytes));
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  cleanups.push(() => {
    cut();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    endpoint: { host: '127.0.0.1', port: address.port },
    frames,
    pull() {
      connected = false;
      cut();
    },
    plug() {
      connected = true;
    },
  };
}

describe('real wire', () => {
  test('measurements and commands cross genuine TCP', async () => {
    const { field, tags, emulated, scanUntil } = bench(wiring(modbusBus(benchDevices())));
    expect(await field.start()).toBeNull();
    field.write('inlet1.position', 0.5, 0);
    field.write('rack1.enabled', 1, 0);
    await scanUntil(
      () => tags.get('rack1.enabled')?.quality === 'good' && tags.get('ch1.temperature')?.quality === 'good',
    );
    await scanUntil(
      () => tags.get('inlet1.position')?.quality === 'good' && tags.get('ch2.pressure')?.quality === 'good',
    );
    expect(tags.get('ch1.pressure')).toEqual({ value: 2.5e5, quality: 'good', reason: null });
    await scanUntil(() => position(emulated, 'inlet1.position') === 0.5);
    expect(position(emulated, 'rack1.enabled')).toBe(1);
    expect(field.links().filter(({ online }) => online)).toHaveLength(5);
    expect(field.endpoints()).toEqual([
      { busId: 'modbus0', kind: 'modbus-tcp', host: '127.0.0.1', port: expect.any(Number) },
    ]);
  });

  test('a server that dies makes its tags bad, and is taken up again when it is back on its port', async () => {
    const endpoint = { host: '127.0.0.1', port: await freePort() };
    const site = wiring(modbusBus(benchDevices(), { connect: endpoint, listen: endpoint }));
    const { field, emulated, tags, scanUntil } = bench(site, { serve: false });
    const serve = async () => {
      const started = await startModbusTcpServer(endpoint, emulated.units('modbus0'), {
        speed: 1,
        option: '',
      });
      if (!started.ok) throw new Error(started.problem.what);
      return started.value;
    };
    let server = await serve();
    cleanups.push(() => server.close());
    await field.start();
    field.write('vent1.position', 1, 0);
    await scanUntil(
      () => tags.get('ch1.pressure')?.quality === 'good' && tags.get('vent1.position')?.quality === 'good',
    );
    await server.close();
    await scanUntil(() => tags.get('ch1.pressure')?.quality === 'bad' && tags.get('ao1.online')?.value === 0);
    expect(tags.get('ch1.pressure')?.reason).toMatch(/connection (refused|closed)/);
    emulated.units('modbus0').get(4)?.map.set('holding', 0, [0, 0, 0, 0]);
    field.write('vent1.position', 0.25, 0);
    server = await serve();
    await scanUntil(
      () => tags.get('ch1.pressure')?.quality === 'good' && tags.get('vent1.position')?.quality === 'good',
    );
    await scanUntil(() => position(emulated, 'vent1.position') === 0.25);
    expect(tags.get('pt1.online')?.value).toBe(1);
  });

  test('a cable pulled between driver and devices is noticed and survived', async () => {
    const listen = { host: '127.0.0.1', port: await freePort() };
    const link = await cable(listen);
    const site = wiring(modbusBus(benchDevices(), { connect: link.endpoint, listen }));
    const { field, tags, scanUntil } = bench(site);
    expect(await field.start()).toBeNull();
    field.write('inlet1.position', 0, 0);
    field.write('cross.position', 0, 0);
    const devices = ['pt1', 'pt2', 'tm1', 'ao1', 'do1'];
    const online = (value: number) => devices.every((id) => tags.get(`${id}.online`)?.value === value);
    await scanUntil(() => online(1));
    link.pull();
    await scanUntil(() => online(0));
    link.plug();
    await scanUntil(() => online(1));
  });

  test('memory and TCP put the same requests and replies on the wire', async () => {
    const listen = { host: '127.0.0.1', port: await freePort() };
    const link = await cable(listen);
    const real = wiring(modbusBus(benchDevices(), { connect: link.endpoint, listen }));
    const { field, scanUntil } = bench(real);
    const memorySite = wiring(modbusBus(benchDevices()));
    const memoryEmulated = createEmulatedField(memorySite, { seed: 1 });
    const memoryFrames: string[] = [];
    const memory = createMemoryField(memorySite, memoryEmulated, {
      readBack: false,
      transcript: (_, __, kind, bytes) =>
        void memoryFrames.push(`${kind} ${bytes[0]} ${Buffer.from(bytes.subarray(1)).toString('hex')}`),
    });
    expect(await field.start()).toBeNull();
    for (const side of [field, memory]) {
      for (const tag of ['inlet1.position', 'vent1.position', 'vent2.position']) side.write(tag, 0.75, 0);
      side.write('cross.position', 1, 0);
    }
    memoryEmulated.update(0, readTruth);
    memory.exchange(0);
    const wanted = [...new Set(memoryFrames)].sort();
    expect(wanted).toHaveLength(12);
    await scanUntil(() => new Set(link.frames).size >= wanted.length);
    expect([...new Set(link.frames)].sort()).toEqual(wanted);
  });

  test('a flush waits for every confirmation', async () => {
    const { field, emulated, scanUntil, tags } = bench(wiring(modbusBus(benchDevices())));
    await field.start();
    await scanUntil(() => tags.get('pt1.online')?.value === 1);
    for (const tag of ['vent1.position', 'vent2.position', 'cross.position']) field.write(tag, 1, 0);
    expect(await field.flush(0, 10)).toBe(true);
    expect(emulated.units('modbus0').get(4)?.map.get('holding', 3)).toBe(10000);
    expect(emulated.units('modbus0').get(5)?.map.get('coil', 0)).toBe(1);
  });

  test('a flush to a device that is away gives up', async () => {
    const site = wiring(
      modbusBus(benchDevices(), { connect: { host: '127.0.0.1', port: await freePort() } }),
    );
    const { field } = bench(site, { serve: false });
    await field.start();
    field.write('vent1.position', 1, 0);
    expect(await field.flush(0, 0.05)).toBe(false);
  });

  test('a taken port stops the start with place and remedy, and leaves nothing open', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', () => resolve()));
    cleanups.push(() => new Promise<void>((resolve) => blocker.close(() => resolve())));
    const address = blocker.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    const taken = { host: '127.0.0.1', port: address.port };
    const { field } = bench(wiring(modbusBus(benchDevices(), { connect: taken, listen: taken })));
    expect(await field.start()).toEqual({
      what: 'the port is in use by another program',
      where: `127.0.0.1:${address.port}`,
      option: 'buhera,listen of bus modbus0 in the device tree',
      busId: 'modbus0',
    });
    expect(field.endpoints()).toEqual([]);
  });

  test('what somebody else writes is read back', async () => {
    const { field, emulated, tags, scanUntil } = bench(wiring(modbusBus(benchDevices())), { readBack: true });
    await field.start();
    emulated.units('modbus0').get(4)?.map.set('holding', 0, [2500]);
    field.write('inlet1.position', 1, 0);
    await scanUntil(() => tags.get('inlet1.position')?.value === 0.25);
    expect(tags.get('cross.position')).toEqual({ value: 0, quality: 'good', reason: null });
  });
});
