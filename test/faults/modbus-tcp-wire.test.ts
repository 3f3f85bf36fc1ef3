/** Every fault that Modbus TCP can have, as the bytes of a raw socket show it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { FaultBoard } from '../../src/faults/fault-board.ts';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import { startModbusTcpServer } from '../../src/field/modbus/tcp-server.ts';
import { benchDevices, modbusBus, readTruth, until, wiring } from '../field/fixtures.ts';
import { boardOn, type Table, tcpFrame } from './bench.ts';

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const SITE = wiring(modbusBus(benchDevices()));
/** Function 3, registers 2 and 3: the pressure of a transmitter, 2.5 bar and 1.5 bar as IEEE 754 singles. */
const READ_PRESSURE = [3, 0, 2, 0, 2] as const;
const PRESSURE_1 = [3, 4, 0x40, 0x20, 0, 0] as const;
const PRESSURE_2 = [3, 4, 0x3f, 0xc0, 0, 0] as const;

interface Bench {
  readonly board: FaultBoard;
  readonly register: (unit: number, address: number) => number | undefined;
  client(): Promise<RawClient>;
}

class RawClient {
  readonly socket: Socket;
  bytes = Buffer.alloc(0);
  chunks = 0;
  problem: string | null = null;
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (piece) => {
      this.bytes = Buffer.concat([this.bytes, piece]);
      this.chunks++;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.problem = error.code ?? error.message;
    });
    socket.on('close', () => {
      this.closed = true;
    });
  }

  send(...frames: readonly Buffer[]): this {
    this.socket.write(Buffer.concat(frames));
    return this;
  }

  /** Waits until so many bytes have come, and gives all. */
  async received(count: number): Promise<string> {
    await until(() => this.bytes.length >= count);
    return this.bytes.toString('hex');
  }
}

async function bench(...tables: readonly Table[]): Promise<Bench> {
  const board = boardOn(SITE, tables);
  const emulated = createEmulatedField(SITE, { seed: 1 });
  emulated.update(0, readTruth);
  const units = emulated.units('modbus0');
  const started = await startModbusTcpServer({ host: '127.0.0.1', port: 0 }, units, {
    speed: 1,
    option: '',
    faults: board.modbus('modbus0'),
  });
  if (!started.ok) throw new Error(started.problem.what);
  closers.push(() => started.value.close());
  return {
    board,
    register: (unit, address) => units.get(unit)?.map.get('holding', address),
    async client() {
      const socket = connect({ host: '127.0.0.1', port: started.value.port, noDelay: true });
      closers.push(() => {
        socket.destroy();
      });
      await once(socket, 'connect');
      return new RawClient(socket);
    },
  };
}

const hex = (...frames: readonly Buffer[]): string => Buffer.concat(frames).toString('hex');
const ask = (transaction: number, unit: number) => tcpFrame(transaction, unit, ...READ_PRESSURE);
const healthy1 = (transaction: number) => tcpFrame(transaction, 1, ...PRESSURE_1);
const healthy2 = (transaction: number) => tcpFrame(transaction, 2, ...PRESSURE_2);

test('without faults there is nothing but answers', async () => {
  const { client } = await bench();
  const raw = (await client()).send(ask(1, 1), ask(2, 2));
  expect(await raw.received(26)).toBe(hex(healthy1(1), healthy2(2)));
});

describe('an answer', () => {
  test.each<[string, Table, number[]]>([
    ['of a wrong unit', { kind: 'wrong-unit' }, [2, ...PRESSURE_1]],
    ['of a wrong unit that is named', { kind: 'wrong-unit', answer_unit: 99 }, [99, ...PRESSURE_1]],
    ['of a wrong function', { kind: 'wrong-function' }, [1, 4, ...PRESSURE_1.slice(1)]],
    [
      'of a wrong function that is named',
      { kind: 'wrong-function', answer_function: 22 },
      [1, 22, ...PRESSURE_1.slice(1)],
    ],
    ['that is an exception', { kind: 'exception', code: 6 }, [1, 0x83, 6]],
    ['cut short, of whose length the header tells', { kind: 'truncation', keep: 0.5 }, [1, 3, 4, 0x40]],
  ])('%s is on the wire once, and not for the neighbour', async (_, table, expected) => {
    const { client, board } = await bench({ ...table, device: 'pt1', count: 1 });
    const [unit = 0, ...pdu] = expected;
    const struck = tcpFrame(7, unit, ...pdu);
    const raw = (await client()).send(ask(7, 1), ask(8, 2), ask(9, 1));
    const frames = hex(struck, healthy2(8), healthy1(9));
    expect(await raw.received(frames.length / 2)).toBe(frames);
    expect(board.list()[0]).toMatchObject({ state: 'active', strikes: 1 });
    board.advanceTo(0.01);
    expect(board.list()[0]).toMatchObject({ state: 'cleared', endedBy: 'count', endedS: 0.01 });
  });

  test('that comes twice is the same twice', async () => {
    const { client } = await bench({ kind: 'duplicate', device: 'pt1', count: 1 });
    const raw = (await client()).send(ask(1, 1), ask(2, 1));
    expect(await raw.received(39)).toBe(hex(healthy1(1), healthy1(1), healthy1(2)));
  });

  test('that does not come leaves the others in place, and what was written is written', async () => {
    const { client, register } = await bench({ kind: 'no-reply', device: 'ao1', count: 1 });
    const write = (transaction: number, value: number) => tcpFrame(transaction, 4, 6, 0, 1, 0, value);
    const raw = (await client()).send(write(1, 70), ask(2, 1), write(3, 71));
    expect(await raw.received(25)).toBe(hex(healthy1(2), write(3, 71)));
    expect(register(4, 1)).toBe(71);
    const { client: again, register: held } = await bench({ kind: 'no-reply', device: 'ao1', count: 1 });
    await (await again()).send(write(1, 70), ask(2, 1)).received(13);
    expect(held(4, 1)).toBe(70);
  });

  test('that refuses a write has changed nothing', async () => {
    const { client, register } = await bench({ kind: 'exception', code: 4, device: 'ao1', count: 1 });
    const raw = (await client()).send(tcpFrame(1, 4, 6, 0, 1, 0, 70));
    expect(await raw.received(9)).toBe(hex(tcpFrame(1, 4, 0x86, 4)));
    expect(register(4, 1)).toBe(0);
  });

  test.each<[string, Table]>([
    ['late', { kind: 'delay', delay: '60 ms' }],
    ['late by chance', { kind: 'jitter', jitter: '60 ms' }],
  ])('that is %s comes after that of a neighbour who was asked later', async (_, table) => {
    const { client } = await bench({ ...table, device: 'pt1', count: 1 });
    const raw = (await client()).send(ask(1, 1), ask(2, 2), ask(3, 1));
    expect(await raw.received(39)).toBe(hex(healthy2(2), healthy1(3), healthy1(1)));
  });

  test('that trickles comes in pieces, and nothing comes in between', async () => {
    const { client } = await bench({ kind: 'slow-writer', bus: 'modbus0', pause: '20 ms', count: 1 });
    const raw = (await client()).send(ask(1, 1), ask(2, 2), ask(3, 1));
    expect(await raw.received(39)).toBe(hex(healthy1(1), healthy2(2), healthy1(3)));
    // A host that stalls hands over several bytes at once, and never all of them.
    expect(raw.chunks).toBeGreaterThan(3);
  });
});

describe('a connection', () => {
  test('that is half-open says nothing any more and stays; another one is served', async () => {
    const { client } = await bench({ kind: 'half-open', bus: 'modbus0', count: 1 });
    const dead = (await client()).send(ask(1, 1), ask(2, 2));
    const probe = await client();
    // The dead one was asked first, so its answers would have been on their way first.
    await until(() => dead.socket.bytesWritten === 24);
    for (let transaction = 3; transaction < 8; transaction++) {
      dead.send(ask(transaction, 1));
      probe.send(ask(transaction, 2));
      await probe.received(13 * (transaction - 2));
    }
    expect(dead.bytes.length).toBe(0);
    expect({ closed: dead.closed, problem: dead.problem }).toEqual({ closed: false, problem: null });
  });

  test('that is reset ends at once with the error of a reset', async () => {
    const { client } = await bench({ kind: 'reset', bus: 'modbus0', count: 1 });
    const raw = (await client()).send(ask(1, 1));
    await until(() => raw.closed);
    expect({ problem: raw.problem, bytes: raw.bytes.length }).toEqual({ problem: 'ECONNRESET', bytes: 0 });
    expect(await (await client()).send(ask(2, 2)).received(13)).toBe(hex(healthy2(2)));
  });
});

describe('a fault', () => {
  test('aimed at a function or a point leaves other requests of the device alone', async () => {
    const { client } = await bench(
      { kind: 'exception', code: 2, device: 'pt1', point: 'temperature' },
      { kind: 'exception', code: 8, device: 'ao1', function: 16 },
    );
    const raw = await client();
    raw.send(ask(1, 1), tcpFrame(2, 1, 3, 0, 8, 0, 2), tcpFrame(3, 4, 6, 0, 0, 0, 5));
    raw.send(tcpFrame(4, 4, 16, 0, 0, 0, 1, 2, 0, 6));
    expect(await raw.received(43)).toBe(
      hex(healthy1(1), tcpFrame(2, 1, 0x83, 2), tcpFrame(3, 4, 6, 0, 0, 0, 5), tcpFrame(4, 4, 0x90, 8)),
    );
  });

  test('begins and ends at its times', async () => {
    const { client, board } = await bench({
      kind: 'exception',
      code: 4,
      bus: 'modbus0',
      at: '2 s',
      clear_after: '3 s',
    });
    const raw = await client();
    const answers: string[] = [];
    for (const timeS of [0, 1.99, 2, 4.99, 5, 6]) {
      board.advanceTo(timeS);
      raw.bytes = Buffer.alloc(0);
      const length = timeS >= 2 && timeS < 5 ? 9 : 13;
      answers.push((await raw.send(ask(1, 1)).received(length)).slice(14, 16));
    }
    expect(answers).toEqual(['03', '03', '83', '83', '03', '03']);
    expect(board.list()[0]).toMatchObject({ begunS: 2, endedS: 5, endedBy: 'time', strikes: 2 });
  });

  test('of several work together', async () => {
    const { client } = await bench(
      { kind: 'duplicate', device: 'pt1' },
      { kind: 'wrong-unit', device: 'pt1', answer_unit: 9 },
      { kind: 'exception', code: 4, bus: 'modbus0' },
    );
    const raw = (await client()).send(ask(5, 1));
    expect(await raw.received(18)).toBe(hex(tcpFrame(5, 9, 0x83, 4), tcpFrame(5, 9, 0x83, 4)));
  });
});

describe('dice', () => {
  const chance = { kind: 'no-reply', bus: 'modbus0', probability: '30 %' };
  const strikes = (seed: number, order: readonly number[]): string => {
    const faults = boardOn(SITE, [{ ...chance, seed }]).modbus('modbus0');
    const request = Uint8Array.from(READ_PRESSURE);
    const byUnit = new Map<number, string>();
    for (const unit of order)
      byUnit.set(unit, (byUnit.get(unit) ?? '') + (faults.strike(unit, request) === null ? '.' : 'x'));
    return [1, 2].map((unit) => byUnit.get(unit)).join(' ');
  };
  const alternating = Array.from({ length: 400 }, (_, at) => 1 + (at % 2));

  test('strike the same places for the same seed, others for another, as often as they should', () => {
    expect(strikes(3, alternating)).toBe(strikes(3, alternating));
    expect(strikes(3, alternating)).not.toBe(strikes(4, alternating));
    const [first, second] = strikes(3, alternating).split(' ');
    expect(first).not.toBe(second);
    const share = strikes(3, alternating).replaceAll(/[^x]/gu, '').length / 400;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });

  test('do not depend on the order in which devices are asked', () => {
    expect(strikes(3, alternating.toSorted())).toBe(strikes(3, alternating));
  });

  test('spread jitter over its whole range', () => {
    const faults = boardOn(SITE, [{ kind: 'jitter', jitter: '1 s', device: 'pt1' }]).modbus('modbus0');
    const request = Uint8Array.from(READ_PRESSURE);
    const delays = Array.from({ length: 500 }, () => faults.strike(1, request)?.delayS ?? Number.NaN);
    expect(Math.min(...delays)).toBeLessThan(0.05);
    expect(Math.max(...delays)).toBeLessThanOrEqual(1);
    expect(Math.max(...delays)).toBeGreaterThan(0.95);
  });
});
