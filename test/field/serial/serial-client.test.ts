import { afterEach, describe, expect, test } from 'vitest';
import type { ModbusTransaction } from '../../../src/field/driver/modbus-driver.ts';
import type { ModbusClient } from '../../../src/field/modbus/modbus-client.ts';
import type { ModbusRequest } from '../../../src/field/modbus/request.ts';
import { encodeRtuFrame } from '../../../src/field/modbus/rtu-frame.ts';
import { createSerialClient, type SerialClientOptions } from '../../../src/field/modbus/serial-client.ts';
import { recorder } from '../driver/wire-events.ts';
import { until } from '../fixtures.ts';
import { FakeLine } from './fake-line.ts';

let client: ModbusClient | null = null;
afterEach(() => client?.close());

function connect(line: FakeLine, change: Partial<SerialClientOptions> = {}): ModbusClient {
  client = createSerialClient(line.open, {
    speed: 1,
    silenceS: 0,
    turnaroundS: 0,
    airTimeS: () => 0,
    reopenAfter: Number.POSITIVE_INFINITY,
    ...change,
  });
  return client;
}

const ONE_WORD: ModbusRequest = { kind: 'read', table: 'holding', address: 0, count: 1 };
let lastId = 0;

function ask(unit: number, timeoutS = 5, request = ONE_WORD): ModbusTransaction {
  return { id: ++lastId, deviceId: `d${unit}`, unit, request, timeoutS };
}

/** Frame with which a unit answers a read of one word. */
function word(unit: number, value: number): Uint8Array {
  return encodeRtuFrame(unit, Uint8Array.of(3, 2, value >> 8, value & 0xff));
}

function damaged(frame: Uint8Array): Uint8Array {
  const bytes = frame.slice();
  bytes[3] = (bytes[3] ?? 0) ^ 1;
  return bytes;
}

/** What is told of bytes that hold no whole frame. */
function damage(fault: string) {
  return { kind: 'protocol', detail: 'damaged answer', fault };
}

/** A time-out that has to pass in a test. */
const SHORT_S = 0.03;

describe('Modbus client on a serial line', () => {
  test('a request goes out with its checksum, and its answer comes back', async () => {
    const line = new FakeLine();
    line.onFrame = () => line.hear(word(17, 0x022b));
    expect(await connect(line).send(ask(17))).toEqual({ ok: true, values: [0x022b] });
    // The checksum of this very frame by hand: 0xFFFF, polynomial 0xA001, low byte first.
    expect(line.sent).toEqual(['110300000001869a']);
  });

  test('one request is under way at a time, whatever the units', async () => {
    const line = new FakeLine();
    let underWay = 0;
    let most = 0;
    line.onFrame = (frame) => {
      most = Math.max(most, ++underWay);
      setImmediate(() => {
        underWay--;
        line.hear(word(frame[0] ?? 0, frame[0] ?? 0));
      });
    };
    const link = connect(line);
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, i) => link.send(ask(1 + (i % 8)))));
    expect(outcomes).toEqual(Array.from({ length: 40 }, (_, i) => ({ ok: true, values: [1 + (i % 8)] })));
    expect(most).toBe(1);
    expect(line.opened).toBe(1);
  });

  test.each([
    ['in single bytes', (f: Uint8Array) => [...f].map((byte) => [byte])],
    ['behind noise', (f: Uint8Array) => [[0x00, 0xff, 0x11], f]],
    ['behind noise that begins like it', (f: Uint8Array) => [f.subarray(0, 3), f]],
    ['behind a damaged copy', (f: Uint8Array) => [damaged(f), f]],
    ['behind the answer of another unit', (f: Uint8Array) => [word(9, 666), f]],
    ['with noise after it', (f: Uint8Array) => [f, [1, 3, 2, 0]]],
  ])('an answer %s is found', async (_, pieces) => {
    const line = new FakeLine();
    line.onFrame = () => line.hear(...pieces(word(1, 777)));
    const link = connect(line);
    expect(await link.send(ask(1))).toEqual({ ok: true, values: [777] });
    expect(await link.send(ask(1))).toEqual({ ok: true, values: [777] });
  });

  test.each([
    ['silence', [], { kind: 'timeout', detail: 'timeout' }],
    ['half an answer', [word(1, 777).subarray(0, 4)], damage('short-frame')],
    ['the first byte of an answer', [[1]], damage('noise')],
    ['a wrong checksum', [damaged(word(1, 777))], damage('checksum')],
    ['noise', [[1, 2, 3, 4, 5, 6, 7, 8]], damage('noise')],
    [
      'an answer of another unit',
      [word(2, 777)],
      { kind: 'protocol', detail: 'answer of unit 2', fault: 'wrong-unit' },
    ],
    [
      'an answer to another function',
      [encodeRtuFrame(1, Uint8Array.of(4, 2, 0, 7))],
      { kind: 'protocol', detail: 'answer to another function', fault: 'wrong-function' },
    ],
  ])('%s is no answer, and says why', async (_, heard, expected) => {
    const line = new FakeLine();
    line.onFrame = () => line.hear(...heard);
    expect(await connect(line).send(ask(1, SHORT_S))).toEqual({ ok: false, code: null, ...expected });
  });

  test('an exception and an answer of wrong length are answers', async () => {
    const line = new FakeLine();
    line.onFrame = (frame) =>
      line.hear(
        frame[0] === 1
          ? encodeRtuFrame(1, Uint8Array.of(0x83, 2))
          : encodeRtuFrame(2, Uint8Array.of(3, 4, 0, 1, 0, 2)),
      );
    const link = connect(line);
    expect(await link.send(ask(1))).toMatchObject({ kind: 'exception', code: 2 });
    expect(await link.send(ask(2))).toMatchObject({ kind: 'protocol', detail: 'answer of wrong length' });
  });

  test('a late answer is not taken for that of the next request to the same unit', async () => {
    const line = new FakeLine();
    const link = connect(line);
    const first = link.send(ask(1, SHORT_S));
    expect(await first).toMatchObject({ kind: 'timeout' });
    const second = link.send(ask(1));
    line.hear(word(1, 1111));
    await until(() => line.sent.length === 2);
    line.hear(word(1, 2222));
    expect(await second).toEqual({ ok: true, values: [2222] });
  });

  test('a unit that timed out keeps only itself waiting', async () => {
    const line = new FakeLine();
    const order: number[] = [];
    line.onFrame = (frame) => {
      order.push(frame[0] ?? 0);
      if (order.length > 1) line.hear(word(frame[0] ?? 0, 5));
    };
    const link = connect(line);
    expect(await link.send(ask(1, SHORT_S))).toMatchObject({ kind: 'timeout' });
    const again = link.send(ask(1));
    const other = link.send(ask(2));
    expect(await other).toEqual({ ok: true, values: [5] });
    expect(await again).toEqual({ ok: true, values: [5] });
    expect(order).toEqual([1, 2, 1]);
  });

  test('a late answer of one unit does not disturb that of another', async () => {
    const line = new FakeLine();
    const link = connect(line);
    expect(await link.send(ask(1, SHORT_S))).toMatchObject({ kind: 'timeout' });
    const other = link.send(ask(2));
    await until(() => line.sent.length === 2);
    line.hear(word(1, 1111), word(2, 2222));
    expect(await other).toEqual({ ok: true, values: [2222] });
  });

  test('a late answer is noticed, with nobody waiting and under the request of another', async () => {
    const line = new FakeLine();
    const observer = recorder();
    const link = connect(line, { observer });
    await link.send(ask(1, SHORT_S));
    await link.send(ask(2, SHORT_S));
    line.hear(word(1, 1111));
    const other = link.send(ask(3));
    await until(() => line.sent.length === 3);
    line.hear(word(2, 2222), word(3, 3333));
    expect(await other).toEqual({ ok: true, values: [3333] });
    line.hear(word(2, 2222));
    expect(observer.events).toEqual([
      ...['sent 1: 8', 'gave up 1: 0', 'sent 2: 8', 'gave up 2: 0', 'late 1'],
      ...['sent 3: 8', 'late 2', 'answered 3: 14'],
    ]);
  });

  test('a line that is gone is told as lost, and one that cannot be opened is not', async () => {
    const line = new FakeLine();
    const observer = recorder();
    const link = connect(line, { observer });
    const pending = link.send(ask(1));
    await until(() => line.sent.length === 1);
    line.vanish('serial port gone');
    await pending;
    line.refusal = 'no such serial port';
    await link.send(ask(1));
    expect(observer.events).toEqual(['sent 1: 8', 'connection lost', 'gave up 1: 0']);
  });

  test('time-outs run from the end of the request, on the clock of the site', async () => {
    const line = new FakeLine();
    const link = connect(line, { speed: 1e6, airTimeS: () => 0.05 });
    const started = performance.now();
    expect(await link.send(ask(1, 100))).toMatchObject({ kind: 'timeout' });
    // 0.1 ms of time-out on a clock a million times faster, after 50 ms on the line.
    expect(performance.now() - started).toBeGreaterThan(49);
  });

  test('requests keep their distance from what was on the line before', async () => {
    const line = new FakeLine();
    const times: number[] = [];
    line.onFrame = (frame) => {
      times.push(performance.now());
      line.hear(word(frame[0] ?? 0, 1));
    };
    const link = connect(line, { silenceS: 0.02, turnaroundS: 0.03 });
    await Promise.all([link.send(ask(1)), link.send(ask(2)), link.send(ask(3))]);
    const [a = 0, b = 0, c = 0] = times;
    expect(Math.min(b - a, c - b)).toBeGreaterThan(49);
  });

  test('a line that is never silent is used all the same', async () => {
    const line = new FakeLine();
    const link = connect(line, { silenceS: 0.05 });
    line.onFrame = () => line.hear(word(1, 5));
    expect(await link.send(ask(1))).toMatchObject({ ok: true });
    const babble = setInterval(() => line.hear([0x55]), 1);
    try {
      expect(await link.send(ask(1))).toMatchObject({ ok: true });
    } finally {
      clearInterval(babble);
    }
  });

  test('what a vanished line owes fails with its reason, and the next request opens it again', async () => {
    const line = new FakeLine();
    const link = connect(line);
    const owed = [link.send(ask(1)), link.send(ask(2))];
    await until(() => line.sent.length === 1);
    line.vanish('serial port gone');
    expect(await Promise.all(owed)).toEqual(
      [1, 2].map(() => ({ ok: false, kind: 'disconnected', code: null, detail: 'serial port gone' })),
    );
    line.refusal = 'no such serial port';
    expect(await link.send(ask(1))).toMatchObject({ kind: 'disconnected', detail: 'no such serial port' });
    line.refusal = null;
    line.onFrame = () => line.hear(word(1, 5));
    expect(await link.send(ask(1))).toEqual({ ok: true, values: [5] });
    expect(line.opened).toBe(2);
  });

  test('a line that takes no bytes is given up', async () => {
    const line = new FakeLine();
    line.stuck = true;
    const link = connect(line);
    expect(await link.send(ask(1, SHORT_S))).toMatchObject({
      kind: 'disconnected',
      detail: 'the line takes no bytes',
    });
    expect(line.closedByClient).toBe(1);
  });

  test('a line on which nothing answers is opened anew where that can help', async () => {
    const line = new FakeLine();
    const link = connect(line, { reopenAfter: 3 });
    for (let i = 0; i < 3; i++) expect(await link.send(ask(1 + i, 0.005))).toMatchObject({ kind: 'timeout' });
    await until(() => line.closedByClient === 1);
    line.onFrame = () => line.hear(word(1, 5));
    expect(await link.send(ask(1))).toEqual({ ok: true, values: [5] });
    expect(line.opened).toBe(2);
  });

  test('closing settles what is under way and what comes later', async () => {
    const line = new FakeLine();
    const link = connect(line);
    const owed = [link.send(ask(1)), link.send(ask(2))];
    await until(() => line.sent.length === 1);
    await link.close();
    const stopped = { ok: false, kind: 'disconnected', code: null, detail: 'driver stopped' };
    expect(await Promise.all(owed)).toEqual([stopped, stopped]);
    expect(await link.send(ask(1))).toEqual(stopped);
    expect(line.closedByClient).toBe(1);
  });

  test('closing while the line is being opened leaves nothing open', async () => {
    const line = new FakeLine();
    const link = connect(line);
    const owed = link.send(ask(1));
    await link.close();
    expect(await owed).toMatchObject({ kind: 'disconnected' });
    expect(line.closedByClient).toBe(line.opened);
  });

  test('functions 22 and 23 are answered like any other', async () => {
    const line = new FakeLine();
    line.onFrame = (frame) => {
      if (frame[1] === 22) line.hear(frame);
      else line.hear(encodeRtuFrame(1, Uint8Array.of(23, 4, 0, 7, 0, 8)));
    };
    const link = connect(line);
    const mask = { kind: 'mask', address: 4, andMask: 0xf2, orMask: 0x25 } as const;
    expect(await link.send(ask(1, 5, mask))).toEqual({ ok: true, values: [] });
    const writeRead = {
      kind: 'write-read',
      write: { address: 14, values: [0xff, 0xff, 0xff] },
      read: { address: 3, count: 2 },
    } as const;
    expect(await link.send(ask(1, 5, writeRead))).toEqual({ ok: true, values: [7, 8] });
    // Both requests are the examples of the specification, chapters 6.16 and 6.17 (there with six words to read).
    expect(line.sent.map((frame) => frame.slice(2, -4))).toEqual([
      '16000400f20025',
      '1700030002000e00030600ff00ff00ff',
    ]);
  });
});
