/** Every fault that a serial line can have, as its bytes show it: on a pseudo-terminal, and in a TCP connection. */
import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ReadStream } from 'node:tty';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import { serveModbusRtu, startModbusRtuTcpServer } from '../../src/field/modbus/rtu-server.ts';
import { openPty } from '../../src/field/serial/pty.ts';
import type { Wiring } from '../../src/field/wiring.ts';
import { benchDevices, modbusBus, readTruth, serialBus, until, wiring } from '../field/fixtures.ts';
import { boardOn, hasGoodCrc, type Table, withCrc } from './bench.ts';

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const READ_PRESSURE = [3, 0, 2, 0, 2] as const;
const PRESSURE_1 = [3, 4, 0x40, 0x20, 0, 0] as const;
const PRESSURE_2 = [3, 4, 0x3f, 0xc0, 0, 0] as const;
const FRAME = 9;
const healthy = withCrc(1, ...PRESSURE_1);
const healthy2 = withCrc(2, ...PRESSURE_2);

class RawLine {
  readonly stream: Duplex;
  bytes = Buffer.alloc(0);
  chunks = 0;
  problem: string | null = null;
  closed = false;

  constructor(stream: Duplex) {
    this.stream = stream;
    stream.on('data', (piece: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, piece]);
      this.chunks++;
    });
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.problem = error.code ?? error.message;
    });
    stream.on('close', () => {
      this.closed = true;
    });
  }

  ask(unit: number): this {
    this.stream.write(withCrc(unit, ...READ_PRESSURE));
    return this;
  }

  async received(count: number): Promise<Buffer> {
    await until(() => this.bytes.length >= count);
    return this.bytes;
  }

  /** Asks and gives what came before the healthy answer of unit 2, which was asked right after. */
  async answerOf(unit: number): Promise<Buffer> {
    const from = this.bytes.length;
    this.ask(unit).ask(2);
    await until(() => this.bytes.subarray(from).includes(healthy2));
    return this.bytes.subarray(from, this.bytes.length - healthy2.length);
  }
}

function unitsOf(site: Wiring) {
  const emulated = createEmulatedField(site, { seed: 1 });
  emulated.update(0, readTruth);
  return emulated.units('modbus0');
}

async function onPty(...tables: readonly Table[]): Promise<RawLine> {
  const site = wiring(serialBus(benchDevices()));
  const board = boardOn(site, tables);
  const opened = await openPty(null);
  if (!opened.ok) throw new Error(opened.problem.what);
  const pty = opened.value;
  const options = { speed: 1, baudRate: 115_200, faults: board.modbus('modbus0') };
  const server = serveModbusRtu(pty.stream, unitsOf(site), options);
  const far = new ReadStream(openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY));
  closers.push(
    async () => {
      server.close();
      await pty.close();
    },
    () => {
      far.destroy();
    },
  );
  return new RawLine(far);
}

async function overTcp(...tables: readonly Table[]): Promise<() => Promise<RawLine>> {
  const site = wiring(modbusBus(benchDevices(), { framing: 'rtu' }));
  const board = boardOn(site, tables);
  const started = await startModbusRtuTcpServer({ host: '127.0.0.1', port: 0 }, unitsOf(site), {
    speed: 1,
    option: '',
    faults: board.modbus('modbus0'),
  });
  if (!started.ok) throw new Error(started.problem.what);
  closers.push(() => started.value.close());
  return async () => {
    const socket: Socket = connect({ host: '127.0.0.1', port: started.value.port, noDelay: true });
    closers.push(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    return new RawLine(socket);
  };
}

describe.each<[string, (...tables: Table[]) => Promise<RawLine>]>([
  ['on a pseudo-terminal', onPty],
  ['in a TCP connection', async (...tables) => (await overTcp(...tables))()],
])('%s', (_, line) => {
  const once1 = { device: 'pt1', count: 1 };

  test('without faults there is nothing but answers', async () => {
    const raw = await line();
    expect(await raw.answerOf(1)).toEqual(healthy);
  });

  test.each([1, 2, 3, 4, 5])('a bit is wrong, and the checksum with it (seed %i)', async (seed) => {
    const raw = await line({ kind: 'crc-error', seed, ...once1 });
    const struck = await raw.answerOf(1);
    const turned = [...struck].map((byte, at) => byte ^ (healthy[at] ?? 0));
    expect(turned.length).toBe(FRAME);
    expect(turned.slice(0, 3)).toEqual([0, 0, 0]);
    expect(
      turned.map((bits) => bits.toString(2).replaceAll('0', '').length).filter((ones) => ones > 0),
    ).toEqual([1]);
    expect(hasGoodCrc(struck)).toBe(false);
    expect(await raw.answerOf(1)).toEqual(healthy);
  });

  test.each([
    [0.5, 4],
    [0.01, 1],
    [0.999, FRAME - 1],
  ])('of a frame cut to a share of %d, %d bytes come', async (keep, count) => {
    const raw = await line({ kind: 'truncation', keep, ...once1 });
    expect(await raw.answerOf(1)).toEqual(healthy.subarray(0, count));
    expect(await raw.answerOf(1)).toEqual(healthy);
  });

  test('noise comes before the frame, of bytes that no unit has for an address', async () => {
    const raw = await line({ kind: 'noise', bytes: 5, ...once1 });
    const struck = await raw.answerOf(1);
    expect(struck.subarray(5)).toEqual(healthy);
    expect([...struck.subarray(0, 5)].filter((byte) => byte < 248)).toEqual([]);
  });

  test('a frame comes twice', async () => {
    const raw = await line({ kind: 'duplicate', ...once1 });
    expect(await raw.answerOf(1)).toEqual(Buffer.concat([healthy, healthy]));
  });

  test.each<[string, Table, readonly number[]]>([
    ['unit', { kind: 'wrong-unit' }, [2, ...PRESSURE_1]],
    ['function', { kind: 'wrong-function' }, [1, 4, ...PRESSURE_1.slice(1)]],
    ['exception', { kind: 'exception', code: 2 }, [1, 0x83, 2]],
  ])('a frame of a wrong %s has the right checksum', async (__, table, bytes) => {
    const raw = await line({ ...table, ...once1 });
    expect(await raw.answerOf(1)).toEqual(withCrc(...bytes));
    expect(await raw.answerOf(1)).toEqual(healthy);
  });

  test('no reply is no byte', async () => {
    const raw = await line({ kind: 'no-reply', ...once1 });
    expect((await raw.answerOf(1)).length).toBe(0);
    expect(await raw.answerOf(1)).toEqual(healthy);
  });

  test('a frame trickles', async () => {
    const raw = await line({ kind: 'slow-writer', pause: '50 ms', bus: 'modbus0', count: 1 });
    raw.ask(1);
    expect(await raw.received(FRAME)).toEqual(healthy);
    // A host that stalls hands over several bytes at once, and never all of them.
    expect(raw.chunks).toBeGreaterThan(1);
  });

  test('a frame that trickles ends with the next request', async () => {
    const raw = await line({ kind: 'slow-writer', pause: '100 ms', bus: 'modbus0', count: 1 });
    raw.ask(1);
    await raw.received(1);
    raw.ask(2);
    await until(() => raw.bytes.includes(healthy2));
    expect(raw.bytes.length).toBeLessThan(2 * FRAME);
  });

  test('a late answer comes behind one of a neighbour who was asked later', async () => {
    const raw = await line({ kind: 'delay', delay: '50 ms', ...once1 });
    raw.ask(1).ask(2);
    expect(await raw.received(2 * FRAME)).toEqual(Buffer.concat([healthy2, healthy]));
  });

  test('a device that is asked anew no longer says what it still owed', async () => {
    const raw = await line(
      { kind: 'delay', delay: '2 s', ...once1 },
      { kind: 'delay', delay: '2500 ms', device: 'pt2', count: 2 },
    );
    const temperature = withCrc(3, 3, 2, 0x01, 0x0e);
    raw.ask(1).stream.write(withCrc(3, 3, 0, 0, 0, 1));
    // The other device has answered, so that the answer of the first is being held by now.
    expect(await raw.received(7)).toEqual(temperature);
    raw.ask(1).ask(2);
    // What was owed for two seconds would have come before what is owed for longer from now on.
    expect(await raw.received(7 + 2 * FRAME)).toEqual(Buffer.concat([temperature, healthy, healthy2]));
  });
});

describe('a connection with serial frames in it', () => {
  test('that is half-open says nothing any more and stays; another one is served', async () => {
    const open = await overTcp({ kind: 'half-open', bus: 'modbus0', count: 1 });
    const dead = (await open()).ask(1);
    const probe = await open();
    for (let turn = 0; turn < 3; turn++) {
      dead.ask(1);
      expect(await probe.answerOf(1)).toEqual(healthy);
    }
    expect({ bytes: dead.bytes.length, closed: dead.closed }).toEqual({ bytes: 0, closed: false });
  });

  test('that is reset ends at once with the error of a reset', async () => {
    const open = await overTcp({ kind: 'reset', bus: 'modbus0', count: 1 });
    const raw = (await open()).ask(1);
    await until(() => raw.closed);
    expect({ problem: raw.problem, bytes: raw.bytes.length }).toEqual({ problem: 'ECONNRESET', bytes: 0 });
    expect(await (await open()).answerOf(1)).toEqual(healthy);
  });
});
