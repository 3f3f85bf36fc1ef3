import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EmulatedUnit } from '../../../src/field/emulated/emulated-field.ts';
import { encodeRtuFrame } from '../../../src/field/modbus/rtu-frame.ts';
import { serveModbusRtu, startModbusRtuTcpServer } from '../../../src/field/modbus/rtu-server.ts';
import type { ModbusTcpServer } from '../../../src/field/modbus/tcp-server.ts';
import { until } from '../fixtures.ts';
import { benchUnit } from './bench-unit.ts';

const exec = promisify(execFile);
const BAUD = 115200;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function units(): Map<number, EmulatedUnit> {
  return new Map([
    [1, benchUnit()],
    [2, benchUnit(0.003)],
  ]);
}

/** A pseudo-terminal whose other end is the duplex stream. */
async function pseudoTerminal(): Promise<{ readonly path: string; readonly line: Duplex }> {
  const folder = mkdtempSync(join(tmpdir(), 'buhera-pty-'));
  const path = join(folder, 'line');
  const socat: ChildProcess = spawn('socat', [`PTY,link=${path},raw,echo=0`, 'STDIO'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = socat;
  if (stdin === null || stdout === null) throw new Error('socat has no pipes');
  closers.push(() => {
    socat.kill();
    rmSync(folder, { recursive: true });
  });
  await until(() => existsSync(path));
  return { path, line: Duplex.from({ readable: stdout, writable: stdin }) };
}

async function mbpoll(path: string, ...args: string[]): Promise<string> {
  const fixed = ['-m', 'rtu', '-b', String(BAUD), '-P', 'none', '-0', '-1', '-q', '-o', '1'];
  const values = args.indexOf('=');
  const [options, written] = values < 0 ? [args, []] : [args.slice(0, values), args.slice(values + 1)];
  const run = exec('mbpoll', [...fixed, ...options, path, ...written]);
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return `${stdout}${stderr}`;
}

describe('on a pseudo-terminal, against mbpoll', () => {
  test('every function that it has', async () => {
    const { path, line } = await pseudoTerminal();
    const served = units();
    closers.push(() => server.close());
    const server = serveModbusRtu(line, served, { speed: 1, baudRate: BAUD });
    const map = served.get(1)?.map;
    expect(await mbpoll(path, '-a', '1', '-t', '0', '-r', '4', '=', '1')).toContain('Written 1');
    expect(await mbpoll(path, '-a', '1', '-t', '0', '-r', '8', '=', '1', '0', '1')).toContain('Written 3');
    expect(await mbpoll(path, '-a', '1', '-t', '4', '-r', '5', '=', '1234')).toContain('Written 1');
    expect(await mbpoll(path, '-a', '2', '-t', '4', '-r', '8', '=', '7', '8')).toContain('Written 2');
    expect([4, 8, 9, 10].map((at) => map?.get('coil', at))).toEqual([1, 1, 0, 1]);
    expect(map?.get('holding', 5)).toBe(1234);
    expect(await mbpoll(path, '-a', '1', '-t', '0', '-r', '4', '-c', '1')).toMatch(/\[4\]:\s+1/);
    expect(await mbpoll(path, '-a', '1', '-t', '1', '-r', '3', '-c', '1')).toMatch(/\[3\]:\s+1/);
    expect(await mbpoll(path, '-a', '2', '-t', '4', '-r', '8', '-c', '2')).toMatch(/\[9\]:\s+8/);
    expect(await mbpoll(path, '-a', '1', '-t', '3', '-r', '2', '-c', '1')).toMatch(/\[2\]:\s+4711/);
    expect(await mbpoll(path, '-a', '1', '-t', '4', '-r', '99', '-c', '1')).toContain('Illegal data address');
    expect(await mbpoll(path, '-a', '9', '-t', '4', '-r', '0', '-c', '1')).toContain('timed out');
  });
});

describe('RTU over TCP', () => {
  let server: ModbusTcpServer;
  let served: Map<number, EmulatedUnit>;

  beforeEach(async () => {
    served = units();
    const started = await startModbusRtuTcpServer({ host: '127.0.0.1', port: 0 }, served, {
      speed: 1,
      option: 'buhera,listen',
    });
    if (!started.ok) throw new Error(started.problem.what);
    server = started.value;
  });

  afterEach(() => server.close());

  async function client(): Promise<{ readonly socket: Socket; readonly received: () => string }> {
    const socket = connect({ host: '127.0.0.1', port: server.port, noDelay: true });
    closers.push(() => socket.destroy());
    await once(socket, 'connect');
    let received = '';
    socket.on('data', (bytes) => {
      received += bytes.toString('hex');
    });
    socket.on('error', () => {});
    return { socket, received: () => received };
  }

  const read = (unit: number) => encodeRtuFrame(unit, Uint8Array.of(4, 0, 2, 0, 1));
  const reply = (unit: number) =>
    Buffer.from(encodeRtuFrame(unit, Uint8Array.of(4, 2, 0x12, 0x67))).toString('hex');

  test('requests that come together are answered in order, each unit in its own time', async () => {
    const { socket, received } = await client();
    socket.write(Buffer.concat([read(2), read(1), read(9), read(1)]));
    await until(() => received().length === 3 * 14);
    expect(received()).toBe(reply(1) + reply(1) + reply(2));
  });

  test('a broadcast is carried out by every unit and answered by none', async () => {
    const { socket, received } = await client();
    socket.write(encodeRtuFrame(0, Uint8Array.of(6, 0, 3, 0, 77)));
    socket.write(encodeRtuFrame(0, Uint8Array.of(3, 0, 3, 0, 1)));
    socket.write(read(2));
    await until(() => received() === reply(2));
    expect([1, 2].map((unit) => served.get(unit)?.map.get('holding', 3))).toEqual([77, 77]);
  });

  test('an unknown function is refused when nothing follows it', async () => {
    const { socket, received } = await client();
    socket.write(encodeRtuFrame(1, Uint8Array.of(66, 1)));
    await until(() => received().length > 0);
    expect(received()).toBe(Buffer.from(encodeRtuFrame(1, Uint8Array.of(0xc2, 1))).toString('hex'));
  });
});

test('of too many connections the one that has been quiet for longest is closed', async () => {
  const options = { speed: 1, option: 'buhera,listen', maxConnections: 2 };
  const started = await startModbusRtuTcpServer({ host: '127.0.0.1', port: 0 }, units(), options);
  if (!started.ok) throw new Error(started.problem.what);
  closers.push(() => void started.value.close());
  const read = encodeRtuFrame(1, Uint8Array.of(4, 0, 2, 0, 1));
  const open = async () => {
    const socket = connect({ host: '127.0.0.1', port: started.value.port, noDelay: true });
    closers.push(() => socket.destroy());
    socket.on('error', () => {});
    socket.write(read);
    await once(socket, 'data');
    return socket;
  };
  const first = await open();
  const second = await open();
  first.write(read);
  await once(first, 'data');
  const third = await open();
  await until(() => second.closed);
  for (const socket of [first, third]) {
    socket.write(read);
    await once(socket, 'data');
  }
});

describe('a line whose rate is kept', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    [9600, 1, 20],
    [9600, 10, 20],
    [19_200, 1, 10],
  ])('at %d bit/s and speed %d, an answer comes %d ms after its request', (baudRate, speed, afterMs) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const sent: number[] = [];
    const line = new Duplex({
      read: () => {},
      write: (_bytes, _encoding, done) => {
        sent.push(performance.now());
        done();
      },
    });
    // 8 characters of ten bits of the request, 7 of the answer, and between them 3.5 of eleven: 19.6 and 9.8 ms.
    const airTimeS = (bytes: number) => (10 * bytes) / baudRate;
    const rtu = serveModbusRtu(line, units(), { speed, baudRate, airTimeS });
    const startMs = performance.now();
    line.emit('data', encodeRtuFrame(1, Uint8Array.of(4, 0, 2, 0, 1)));
    vi.advanceTimersByTime(1000);
    rtu.close();
    expect(sent.map((atMs) => Math.round(atMs - startMs))).toEqual([afterMs]);
  });
});

test('a line that is pulled out takes nothing else with it', async () => {
  const server: Server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  const [[line], master] = await Promise.all([
    once(server, 'connection') as Promise<[Socket]>,
    Promise.resolve(connect(address.port, '127.0.0.1')),
  ]);
  closers.push(() => server.close());
  const rtu = serveModbusRtu(line, units(), { speed: 1, baudRate: BAUD });
  master.write(encodeRtuFrame(2, Uint8Array.of(3, 0, 0, 0, 1)));
  master.resetAndDestroy();
  await until(() => line.destroyed);
  rtu.close();
});
