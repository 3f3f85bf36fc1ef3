import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ModbusTransaction } from '../../../src/field/driver/modbus-driver.ts';
import type { EmulatedUnit } from '../../../src/field/emulated/emulated-field.ts';
import { RegisterMap } from '../../../src/field/modbus/register-map.ts';
import type { ModbusOutcome, ModbusRequest } from '../../../src/field/modbus/request.ts';
import { createSerialClient } from '../../../src/field/modbus/serial-client.ts';
import { serveSerialPort } from '../../../src/field/modbus/serial-port-server.ts';
import {
  openSerialPort,
  serialLine,
  type Transmitter,
  transmit,
} from '../../../src/field/serial/serial-line.ts';
import {
  characterTimeS,
  type SerialSettings,
  settingsText,
} from '../../../src/field/serial/serial-settings.ts';
import { SerialCable } from './socat.ts';

const SETTINGS: SerialSettings = { baudRate: 115_200, parity: 'none', stopBits: 1, rtsDelay: null };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function units(): ReadonlyMap<number, EmulatedUnit> {
  const map = new RegisterMap();
  map.define('holding', 0, 10, true);
  map.define('coil', 0, 10, true);
  map.set('holding', 0, [100, 101, 102]);
  return new Map([[1, { map, responseS: 0, deviceId: 'd1' }]]);
}

async function serve(path: string): Promise<void> {
  const served = await serveSerialPort(path, SETTINGS, units(), { speed: 1, option: '' });
  if (!served.ok) throw new Error(served.problem.what);
  cleanups.push(() => served.value.close());
}

function clientOn(path: string) {
  const client = createSerialClient(serialLine(path, SETTINGS), {
    speed: 1,
    silenceS: 1.75e-3,
    turnaroundS: 0,
    airTimeS: (bytes) => characterTimeS(SETTINGS, bytes),
    reopenAfter: Number.POSITIVE_INFINITY,
  });
  cleanups.push(() => client.close());
  let id = 0;
  return (request: ModbusRequest, timeoutS = 5) =>
    client.send({ id: ++id, deviceId: 'd1', unit: 1, request, timeoutS } satisfies ModbusTransaction);
}

/** Asks again and again, with a pause in which a test that has run out of time can end. */
async function askUntil(
  ask: ReturnType<typeof clientOn>,
  holds: (outcome: ModbusOutcome) => boolean,
): Promise<ModbusOutcome> {
  for (;;) {
    const outcome = await ask(READ, 0.2);
    if (holds(outcome)) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const READ: ModbusRequest = { kind: 'read', table: 'holding', address: 0, count: 3 };

describe('serial port', () => {
  test('carries every kind of request to a device at the other end', async () => {
    const cable = await SerialCable.plugged();
    await serve(cable.far);
    const ask = clientOn(cable.near);
    expect(await ask(READ)).toEqual({ ok: true, values: [100, 101, 102] });
    expect(await ask({ kind: 'mask', address: 1, andMask: 0x0f, orMask: 0xf0 })).toEqual({
      ok: true,
      values: [],
    });
    const writeRead = {
      kind: 'write-read',
      write: { address: 2, values: [7, 8] },
      read: { address: 1, count: 3 },
    } as const;
    // 101 is 0x65: its low four bits stay, the others come from the OR mask.
    expect(await ask(writeRead)).toEqual({ ok: true, values: [0xf5, 7, 8] });
    expect(await ask({ kind: 'write', table: 'coil', address: 3, values: [1, 1] })).toEqual({
      ok: true,
      values: [],
    });
    expect(await ask({ kind: 'read', table: 'coil', address: 2, count: 4 })).toEqual({
      ok: true,
      values: [0, 1, 1, 0],
    });
    expect(await ask({ ...READ, address: 9 })).toMatchObject({ kind: 'exception', code: 2 });
  });

  test('an adapter that vanishes fails what is asked, says why, and is taken up when it is back', async () => {
    const cable = await SerialCable.plugged();
    await serve(cable.far);
    const ask = clientOn(cable.near);
    expect(await ask(READ)).toMatchObject({ ok: true });
    await cable.pull();
    const lost = await ask(READ);
    expect(lost).toMatchObject({ ok: false, kind: 'disconnected' });
    expect(lost.ok ? '' : lost.detail).toMatch(/^(?:serial port gone|no such serial port)$/u);
    expect(await ask(READ)).toMatchObject({ kind: 'disconnected', detail: 'no such serial port' });
    await cable.plug();
    // The server looks for its own adapter in its own time.
    const back = await askUntil(ask, ({ ok }) => ok);
    expect(back).toEqual({ ok: true, values: [100, 101, 102] });
  });

  test('many times in a row an adapter comes and goes', async () => {
    const cable = await SerialCable.plugged();
    const ask = clientOn(cable.near);
    for (let round = 0; round < 5; round++) {
      // Nobody serves the far end: silence while it is there, and no port when it is not.
      await askUntil(ask, (outcome) => !outcome.ok && outcome.kind === 'timeout');
      await cable.pull();
      await askUntil(ask, (outcome) => !outcome.ok && outcome.detail === 'no such serial port');
      await cable.plug();
    }
  });

  test('what cannot be opened says why', async () => {
    const cable = await SerialCable.plugged();
    expect(await openSerialPort(`${cable.near}-none`, SETTINGS)).toEqual({
      ok: false,
      reason: 'no such serial port',
    });
    const file = join(cable.near, '..', 'file');
    writeFileSync(file, '');
    expect(await openSerialPort(file, SETTINGS)).toEqual({ ok: false, reason: 'this is no serial port' });
    const served = await serveSerialPort(file, SETTINGS, units(), { speed: 1, option: 'here' });
    expect(served).toEqual({
      ok: false,
      problem: { what: 'this is no serial port', where: file, option: 'here' },
    });
  });

  test('RTS switches the transmitter on before the first byte and off after the last', async () => {
    const calls: string[] = [];
    const record = (call: string, done: (() => void) | undefined) => {
      calls.push(call);
      setImmediate(() => done?.());
      return true;
    };
    const port = {
      set: ({ rts }: { rts?: boolean }, done?: () => void) => void record(`rts ${rts}`, done),
      write: (bytes: Uint8Array, _: undefined, done?: () => void) => record(`write ${bytes.length}`, done),
      drain: (done?: () => void) => void record('drain', done),
    } as unknown as Transmitter;
    const started = performance.now();
    await transmit(port, Uint8Array.of(1, 2, 3), { beforeS: 0.01, afterS: 0.02 });
    expect(calls).toEqual(['rts true', 'write 3', 'drain', 'rts false']);
    expect(performance.now() - started).toBeGreaterThan(28);
    calls.length = 0;
    await transmit(port, Uint8Array.of(1), null);
    expect(calls).toEqual(['write 1']);
  });
});

describe('serial settings', () => {
  test.each([
    [{ baudRate: 9600, parity: 'none', stopBits: 1 }, 10 / 9600, '9600 8N1'],
    [{ baudRate: 19_200, parity: 'even', stopBits: 1 }, 11 / 19_200, '19200 8E1'],
    [{ baudRate: 300, parity: 'odd', stopBits: 2 }, 12 / 300, '300 8O2'],
  ] as const)('%o take their time and have a name', (settings, characterS, name) => {
    const whole = { ...settings, rtsDelay: null };
    expect(characterTimeS(whole, 8)).toBeCloseTo(8 * characterS, 12);
    expect(settingsText(whole)).toBe(name);
  });
});
