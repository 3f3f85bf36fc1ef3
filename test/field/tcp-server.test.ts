import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmulatedUnit } from '../../src/field/emulated/emulated-field.ts';
import { RegisterMap } from '../../src/field/modbus/register-map.ts';
import { encodeTcpFrame, TcpFramer } from '../../src/field/modbus/tcp-framer.ts';
import { type ModbusTcpServer, startModbusTcpServer } from '../../src/field/modbus/tcp-server.ts';
import { until } from './fixtures.ts';

const exec = promisify(execFile);
const HERE = { host: '127.0.0.1', port: 0 };
const OPTIONS = { speed: 1, option: 'buhera,listen' };

function unit(responseS = 0): EmulatedUnit {
  const map = new RegisterMap();
  map.define('coil', 0, 16, true);
  map.define('discrete', 0, 16, false);
  map.define('holding', 0, 16, true);
  map.define('input', 0, 16, false);
  map.set('discrete', 3, [1]);
  map.set('input', 0, [0x4020, 0x0000, 4711]);
  return { map, responseS, deviceId: 'test' };
}

let units: Map<number, EmulatedUnit>;
let server: ModbusTcpServer;
const sockets: Socket[] = [];

beforeEach(async () => {
  units = new Map([
    [1, unit()],
    [2, unit()],
    [7, unit(0.05)],
    [8, unit(0.002)],
  ]);
  const started = await startModbusTcpServer(HERE, units, OPTIONS);
  if (!started.ok) throw new Error(started.problem.what);
  server = started.value;
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

/** An independent master. */
async function mbpoll(...args: string[]): Promise<string> {
  const fixed = ['-m', 'tcp', '-p', String(server.port), '-0', '-1', '-q', '-o', '0.5'];
  const run = exec('mbpoll', [...fixed, ...args]).catch((error: { stdout: string; stderr: string }) => error);
  const { stdout, stderr } = await run;
  return `${stdout}${stderr}`;
}

function registers(output: string): string[] {
  return [...output.matchAll(/^\[(\d+)\]:\s+(\S+)/gm)].map((found) => `${found[1]}=${found[2]}`);
}

describe('against mbpoll', () => {
  test('functions 1 to 4 read what the unit holds', async () => {
    units.get(1)?.map.set('coil', 0, [1, 0, 1]);
    units.get(1)?.map.set('holding', 0, [17, 65535]);
    expect(registers(await mbpoll('-a', '1', '-t', '0', '-r', '0', '-c', '3', '127.0.0.1'))).toEqual([
      '0=1',
      '1=0',
      '2=1',
    ]);
    expect(registers(await mbpoll('-a', '1', '-t', '1', '-r', '2', '-c', '3', '127.0.0.1'))).toEqual([
      '2=0',
      '3=1',
      '4=0',
    ]);
    expect(registers(await mbpoll('-a', '1', '-t', '4:hex', '-r', '0', '-c', '2', '127.0.0.1'))).toEqual([
      '0=0x0011',
      '1=0xFFFF',
    ]);
    expect(registers(await mbpoll('-a', '1', '-t', '3', '-r', '2', '-c', '1', '127.0.0.1'))).toEqual([
      '2=4711',
    ]);
    expect(
      registers(await mbpoll('-a', '1', '-t', '3:float', '-B', '-r', '0', '-c', '1', '127.0.0.1')),
    ).toEqual(['0=2.5']);
  });

  test('functions 5, 6, 15 and 16 write', async () => {
    const map = units.get(2)?.map;
    expect(await mbpoll('-a', '2', '-t', '0', '-r', '4', '127.0.0.1', '1')).toContain('Written 1');
    expect(await mbpoll('-a', '2', '-t', '4', '-r', '5', '127.0.0.1', '1234')).toContain('Written 1');
    expect(await mbpoll('-a', '2', '-t', '0', '-r', '8', '127.0.0.1', '1', '1', '0', '1')).toContain(
      'Written 4',
    );
    expect(await mbpoll('-a', '2', '-t', '4', '-r', '8', '127.0.0.1', '7', '8')).toContain('Written 2');
    expect([4, 8, 9, 10, 11].map((at) => map?.get('coil', at))).toEqual([1, 1, 1, 0, 1]);
    expect([5, 8, 9].map((at) => map?.get('holding', at))).toEqual([1234, 7, 8]);
    expect(units.get(1)?.map.get('holding', 5)).toBe(0);
  });

  test('a wrong address is refused, a wrong unit stays silent', async () => {
    expect(await mbpoll('-a', '1', '-t', '4', '-r', '100', '-c', '1', '127.0.0.1')).toContain(
      'Illegal data address',
    );
    expect(await mbpoll('-a', '99', '-t', '4', '-r', '0', '-c', '1', '127.0.0.1')).toContain('timed out');
  });
});

interface Client {
  readonly socket: Socket;
  /** Transaction ids of the answers, in order of arrival. */
  readonly answers: number[];
  send(transactionId: number, unitId: number, pdu?: number[]): void;
}

async function client(): Promise<Client> {
  const socket = connect({ host: '127.0.0.1', port: server.port, noDelay: true });
  sockets.push(socket);
  await once(socket, 'connect');
  const framer = new TcpFramer();
  const answers: number[] = [];
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    framer.push(bytes);
    for (let frame = framer.next(); typeof frame !== 'string'; frame = framer.next())
      answers.push(frame.transactionId);
  });
  const send = (transactionId: number, unitId: number, pdu = [3, 0, 0, 0, 1]) =>
    void socket.write(encodeTcpFrame(transactionId, unitId, Uint8Array.from(pdu)));
  return { socket, answers, send };
}

describe('ModbusTcpServer', () => {
  test('a slow unit holds up neither its neighbours nor the order of its own answers', async () => {
    const { answers, send } = await client();
    for (const id of [70, 71, 72]) send(id, 7);
    for (const id of [10, 20, 11, 21]) send(id, id < 20 ? 1 : 2);
    await until(() => answers.length === 7);
    expect(answers).toEqual([10, 20, 11, 21, 70, 71, 72]);
  });

  test('an unknown unit is passed over in silence, on the same connection', async () => {
    const { answers, send } = await client();
    send(1, 99);
    send(2, 0);
    send(3, 1);
    await until(() => answers.length === 1);
    expect(answers).toEqual([3]);
  });

  test('a request in single bytes is answered once', async () => {
    const { socket, answers } = await client();
    for (const byte of encodeTcpFrame(5, 1, Uint8Array.of(3, 0, 0, 0, 1))) {
      socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => answers.length === 1);
    expect(answers).toEqual([5]);
  });

  test('garbage closes its connection and no other', async () => {
    const good = await client();
    const bad = await client();
    bad.socket.write('GET / HTTP/1.1\r\n\r\n');
    await once(bad.socket, 'close');
    good.send(1, 1);
    await until(() => good.answers.length === 1);
  });

  test('more requests than may wait are read as room is made, and all are answered in order', async () => {
    const { answers, send } = await client();
    for (let id = 0; id < 300; id++) send(id, 8);
    await until(() => answers.length === 300);
    expect(answers).toEqual(Array.from({ length: 300 }, (_, id) => id));
  });

  test('a flood is not read any further than it can wait', async () => {
    const flooder = await client();
    const frame = encodeTcpFrame(1, 8, Uint8Array.of(3, 0, 0, 0, 1));
    flooder.socket.write(Buffer.alloc(16_000_000, frame));
    const other = await client();
    await until(() => flooder.answers.length >= 500);
    other.send(1, 1);
    await until(() => other.answers.length === 1);
    // What the server does not read stays in the kernel and, beyond that, with the flooder.
    expect(flooder.socket.writableLength).toBeGreaterThan(0);
  });

  test('a connection that vanishes leaves the units to the others', async () => {
    const gone = await client();
    for (let id = 0; id < 10; id++) gone.send(id, 7);
    const other = await client();
    await until(() => gone.answers.length === 1);
    gone.socket.destroy();
    other.send(99, 7);
    await until(() => other.answers.length === 1);
    expect(other.answers).toEqual([99]);
  });

  test('a port in use is told with place and remedy', async () => {
    const second = await startModbusTcpServer({ host: '127.0.0.1', port: server.port }, units, OPTIONS);
    expect(second).toEqual({
      ok: false,
      problem: {
        what: 'the port is in use by another program',
        where: `127.0.0.1:${server.port}`,
        option: 'buhera,listen',
      },
    });
  });
});
