/** What modbus-serial makes of the same line, and why no driver uses it: docs/adr/0011 counts on these findings. */
import modbusSerial from 'modbus-serial';
import { afterEach, expect, test } from 'vitest';
import { RegisterMap } from '../../../src/field/modbus/register-map.ts';
import { encodeRtuFrame } from '../../../src/field/modbus/rtu-frame.ts';
import { serveModbusRtu } from '../../../src/field/modbus/rtu-server.ts';
import { createSerialClient } from '../../../src/field/modbus/serial-client.ts';
import { openPty, type Pty } from '../../../src/field/serial/pty.ts';
import { serialLine } from '../../../src/field/serial/serial-line.ts';

const SETTINGS = { baudRate: 19_200, parity: 'none', stopBits: 1, rtsDelay: null } as const;
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function pty(): Promise<Pty> {
  const opened = await openPty(null);
  if (!opened.ok) throw new Error(opened.problem.what);
  cleanups.push(() => opened.value.close());
  return opened.value;
}

async function library(path: string, timeoutMs: number) {
  const client = new modbusSerial.default();
  await client.connectRTUBuffered(path, { baudRate: 19_200 });
  cleanups.push(() => new Promise((resolve) => client.close(() => resolve())));
  client.setID(1);
  client.setTimeout(timeoutMs);
  return client;
}

function ours(path: string) {
  const client = createSerialClient(serialLine(path, SETTINGS), {
    speed: 1,
    silenceS: 2e-3,
    turnaroundS: 0,
    airTimeS: () => 0,
    reopenAfter: Number.POSITIVE_INFINITY,
  });
  cleanups.push(() => client.close());
  return client;
}

function bench(near: Pty): void {
  const map = new RegisterMap();
  map.define('holding', 0, 10, true);
  map.set('holding', 0, [0x1234, 5, 6]);
  serveModbusRtu(near.stream, new Map([[1, { map, responseS: 0, deviceId: 'd' }]]), {
    speed: 1,
    baudRate: 19_200,
  });
}

test('both understand our devices, and only ours gets an answer to functions 22 and 23', async () => {
  const near = await pty();
  bench(near);
  const peer = await library(near.path, 1000);
  expect((await peer.readHoldingRegisters(0, 3)).data).toEqual([0x1234, 5, 6]);
  await peer.writeRegisters(1, [7, 8]);
  peer.setTimeout(300);
  await expect(peer.maskWriteRegister(0, 0xff00, 0x00aa)).rejects.toThrow(/timed out/iu);
  // The device had answered: what the library asked for is done.
  peer.setTimeout(1000);
  expect((await peer.readHoldingRegisters(0, 3)).data).toEqual([0x12aa, 7, 8]);
  await new Promise<void>((resolve) => peer.close(() => resolve()));

  const client = ours(near.path);
  const ask = { id: 1, deviceId: 'd', unit: 1, timeoutS: 5 };
  const mask = { kind: 'mask', address: 0, andMask: 0x00ff, orMask: 0xbb00 } as const;
  expect(await client.send({ ...ask, request: mask })).toEqual({ ok: true, values: [] });
  const writeRead = {
    kind: 'write-read',
    write: { address: 1, values: [9] },
    read: { address: 0, count: 3 },
  } as const;
  expect(await client.send({ ...ask, request: writeRead })).toEqual({ ok: true, values: [0xbbaa, 9, 8] });
});

test('the library takes a late answer for that of the next request, and ours does not', async () => {
  const near = await pty();
  const answer = (value: number) =>
    near.stream.write(encodeRtuFrame(1, Uint8Array.of(3, 2, value >> 8, value & 0xff)));
  // The first request is answered too late, every later one at once.
  let asked = 0;
  near.stream.on('data', () => {
    asked++;
    if (asked > 1) answer(2222);
  });

  const peer = await library(near.path, 100);
  await expect(peer.readHoldingRegisters(0, 1)).rejects.toThrow(/timed out/iu);
  answer(1111);
  expect((await peer.readHoldingRegisters(5, 1)).data).toEqual([1111]);
  await new Promise<void>((resolve) => peer.close(() => resolve()));

  asked = 0;
  const client = ours(near.path);
  const read = (address: number, timeoutS: number) =>
    client.send({
      id: address,
      deviceId: 'd',
      unit: 1,
      timeoutS,
      request: { kind: 'read', table: 'holding', address, count: 1 },
    });
  expect(await read(0, 0.1)).toMatchObject({ kind: 'timeout' });
  answer(1111);
  expect(await read(5, 5)).toEqual({ ok: true, values: [2222] });
});
