import { describe, expect, test } from 'vitest';
import { encodeRegisters } from '../../src/field/codec/registers.ts';
import {
  createModbusDriver,
  type ModbusDriver,
  type ModbusTransaction,
} from '../../src/field/driver/modbus-driver.ts';
import type { FieldSample } from '../../src/field/driver/samples.ts';
import { exceptionOutcome, type ModbusOutcome } from '../../src/field/modbus/request.ts';
import type { Device } from '../../src/field/wiring.ts';
import {
  ANALOG_OUTPUT,
  device,
  drive,
  modbusBus,
  modbusPoint,
  sense,
  TEMPERATURES,
  TRANSMITTER,
} from './fixtures.ts';

const TIMEOUT: ModbusOutcome = { ok: false, kind: 'timeout', code: null, detail: 'timeout' };
const REFUSED: ModbusOutcome = { ok: false, kind: 'disconnected', code: null, detail: 'connection refused' };
const WRITTEN: ModbusOutcome = { ok: true, values: [] };

const PT1 = device('pt1', 1, TRANSMITTER, [sense(TRANSMITTER, 'pressure', 'ch1.pressure')]);
const AO1 = device('ao1', 4, ANALOG_OUTPUT, [
  drive(ANALOG_OUTPUT, 'ao1', 'inlet.position'),
  drive(ANALOG_OUTPUT, 'ao2', 'vent.position'),
  drive(ANALOG_OUTPUT, 'ao4', 'cross.position'),
]);

function driverOf(...devices: Device[]): ModbusDriver {
  const driver = createModbusDriver(modbusBus(devices), { readBack: false });
  driver.drain();
  return driver;
}

function only(due: readonly ModbusTransaction[]): ModbusTransaction {
  const [first, second] = due;
  if (first === undefined || second !== undefined) throw new Error(`${due.length} transactions are due`);
  return first;
}

function bar(pressureBar: number): ModbusOutcome {
  const values = encodeRegisters(modbusPoint({ type: 'float32' }), pressureBar);
  return { ok: true, values };
}

/** Sends what is due and reports one outcome for it. */
function settle(driver: ModbusDriver, nowS: number, outcome: ModbusOutcome): ModbusTransaction {
  const transaction = only(driver.due(nowS));
  driver.complete(transaction.id, outcome, nowS);
  return transaction;
}

function told(samples: readonly FieldSample[], tag: string): string[] {
  return samples
    .filter((sample) => sample.tag === tag)
    .map(({ reading }) => `${reading.quality} ${reading.reason ?? reading.value}`);
}

describe('readings', () => {
  test('nothing is believed before it was read', () => {
    const samples = createModbusDriver(modbusBus([PT1, AO1]), { readBack: false }).drain();
    expect(samples.map(({ tag }) => tag).sort()).toEqual([
      'ao1.breaker',
      'ao1.online',
      'ch1.pressure',
      'cross.position',
      'inlet.position',
      'pt1.breaker',
      'pt1.online',
      'vent.position',
    ]);
    const fromTheField = samples.filter(({ tag }) => !tag.endsWith('.breaker'));
    expect(new Set(fromTheField.map(({ reading }) => `${reading.quality} ${reading.reason}`))).toEqual(
      new Set(['bad never read']),
    );
  });

  test('a reading is stamped with the time of its answer', () => {
    const driver = driverOf(PT1);
    const { id, unit, request, timeoutS } = only(driver.due(0));
    expect({ unit, request, timeoutS }).toEqual({
      unit: 1,
      request: { kind: 'read', table: 'holding', address: 2, count: 2 },
      timeoutS: 0.3,
    });
    driver.complete(id, bar(2.5), 0.004);
    const reading = { value: 2.5e5, quality: 'good', reason: null };
    expect(driver.drain()).toContainEqual({ tag: 'ch1.pressure', reading, timeS: 0.004 });
    expect(driver.links()[0]).toMatchObject({ online: true, requests: 1, replies: 1, lastRoundTripS: 0.004 });
  });

  test.each([
    [Number.NaN, 'bad sensor fault'],
    [10.5, 'uncertain outside measuring range'],
    [-1, 'uncertain outside measuring range'],
    [10, 'uncertain outside measuring range'],
    [0, 'good 0'],
    [9.5, 'good 950000'],
  ])('%d bar reads %s', (pressureBar, expected) => {
    const driver = driverOf(PT1);
    settle(driver, 0, bar(pressureBar));
    expect(told(driver.drain(), 'ch1.pressure')).toEqual([expected]);
  });

  test('a bad reading keeps the last value', () => {
    const driver = driverOf(PT1);
    settle(driver, 0, bar(2.5));
    settle(driver, 0.02, bar(Number.NaN));
    expect(driver.drain().at(-1)?.reading).toEqual({ value: 2.5e5, quality: 'bad', reason: 'sensor fault' });
  });

  test('a module without a sensor on one channel keeps the others', () => {
    const tm1 = device('tm1', 3, TEMPERATURES, [
      sense(TEMPERATURES, 'temperature1', 'a'),
      sense(TEMPERATURES, 'temperature3', 'b'),
    ]);
    const driver = driverOf(tm1);
    settle(driver, 0, { ok: true, values: [250, 0, 0x8000] });
    const samples = driver.drain();
    expect(told(samples, 'a')).toEqual(['good 298.15']);
    expect(told(samples, 'b')).toEqual(['bad sensor fault']);
  });

  test('polls keep their grid, and skip what they missed', () => {
    const driver = driverOf(PT1);
    const sent: number[] = [];
    for (let tick = 0; tick < 100; tick++) {
      if (tick > 40 && tick < 50) continue;
      for (const { id } of driver.due(tick * 0.01)) {
        sent.push(tick);
        driver.complete(id, bar(1), tick * 0.01);
      }
    }
    expect(sent.filter((tick) => tick <= 40)).toEqual(Array.from({ length: 21 }, (_, i) => 2 * i));
    expect(sent.filter((tick) => tick >= 50)).toEqual(Array.from({ length: 25 }, (_, i) => 50 + 2 * i));
  });
});

describe('a device that does not answer', () => {
  test('is lost after its retries, and no sooner', () => {
    const driver = driverOf(PT1);
    settle(driver, 0, bar(2));
    driver.drain();
    settle(driver, 0.02, TIMEOUT);
    expect(driver.drain()).toEqual([]);
    settle(driver, 0.32, TIMEOUT);
    const samples = driver.drain();
    expect(told(samples, 'ch1.pressure')).toEqual(['bad timeout']);
    expect(told(samples, 'pt1.online')).toEqual(['good 0']);
    expect(driver.links()[0]).toMatchObject({ online: false, timeouts: 2, retries: 1, lastError: 'timeout' });
  });

  test('is probed with a pause that doubles up to its limit, and taken up again by itself', () => {
    const driver = driverOf(PT1);
    settle(driver, 0, REFUSED);
    const attempts: number[] = [];
    for (let tick = 0; tick < 400; tick++) {
      for (const { id } of driver.due(tick * 0.01)) {
        attempts.push(tick);
        driver.complete(id, REFUSED, tick * 0.01);
      }
    }
    expect(attempts).toEqual([0, 10, 30, 70, 150, 230, 310, 390]);
    expect(new Set(told(driver.drain(), 'ch1.pressure'))).toEqual(new Set(['bad connection refused']));
    settle(driver, 4.7, bar(2));
    const samples = driver.drain();
    expect(told(samples, 'ch1.pressure')).toEqual(['good 200000']);
    expect(told(samples, 'pt1.online')).toEqual(['good 1']);
    settle(driver, 4.72, TIMEOUT);
    settle(driver, 5, TIMEOUT);
    expect(driver.due(5.09)).toEqual([]);
    expect(driver.due(5.1)).toHaveLength(1);
  });

  test('does not hold up its neighbour', () => {
    const neighbour = device('pt2', 2, TRANSMITTER, [sense(TRANSMITTER, 'pressure', 'ch2.pressure')]);
    const driver = driverOf(PT1, neighbour);
    let answered = 0;
    for (let tick = 0; tick < 20; tick++) {
      for (const { id, deviceId } of driver.due(tick * 0.02)) {
        if (deviceId === 'pt1') continue;
        driver.complete(id, bar(1), tick * 0.02);
        answered++;
      }
    }
    expect(answered).toBe(20);
  });

  test('behind a gateway that says so counts as lost', () => {
    const driver = driverOf(PT1);
    settle(driver, 0, exceptionOutcome(11));
    settle(driver, 0, exceptionOutcome(11));
    expect(told(driver.drain(), 'pt1.online')).toEqual(['good 0']);
  });
});

describe('an exception', () => {
  test('makes bad what was asked for, and leaves the device online', () => {
    const driver = driverOf(PT1);
    settle(driver, 0, exceptionOutcome(2));
    const samples = driver.drain();
    expect(told(samples, 'ch1.pressure')).toEqual(['bad exception 2 illegal data address']);
    expect(told(samples, 'pt1.online')).toEqual(['good 1']);
    expect(driver.due(0.01)).toEqual([]);
    settle(driver, 0.02, bar(3));
    expect(told(driver.drain(), 'ch1.pressure')).toEqual(['good 300000']);
  });

  test('to a write makes the output bad, and the command is sent again after a pause', () => {
    const driver = driverOf(AO1);
    driver.write('inlet.position', 0.5);
    settle(driver, 0, exceptionOutcome(4));
    expect(told(driver.drain(), 'inlet.position')).toEqual(['bad exception 4 device failure']);
    expect(driver.due(0.05)).toEqual([]);
    settle(driver, 0.1, WRITTEN);
    expect(told(driver.drain(), 'inlet.position')).toEqual(['good 0.5']);
  });
});

describe('commands', () => {
  function writes(transaction: ModbusTransaction): string {
    const { request } = transaction;
    if (request.kind !== 'write') throw new Error('not a write');
    return `${request.address}: ${request.values.join(' ')}`;
  }

  test('the last of several commands is the one that is sent', () => {
    const driver = driverOf(AO1);
    for (const position of [0.1, 0.2, 0.3]) driver.write('inlet.position', position);
    expect(writes(settle(driver, 0, WRITTEN))).toBe('0: 3000');
    expect(driver.due(0.01)).toEqual([]);
    expect(driver.hasPendingWrites()).toBe(false);
  });

  test('a command given while another is under way follows it', () => {
    const driver = driverOf(AO1);
    driver.write('inlet.position', 1);
    const first = only(driver.due(0));
    driver.write('inlet.position', 0);
    driver.write('inlet.position', 1);
    driver.write('inlet.position', 0.25);
    expect(driver.due(0.01)).toEqual([]);
    driver.complete(first.id, WRITTEN, 0.02);
    expect(driver.hasPendingWrites()).toBe(true);
    expect(writes(settle(driver, 0.02, WRITTEN))).toBe('0: 2500');
    expect(driver.hasPendingWrites()).toBe(false);
  });

  test('adjacent outputs travel together, others do not', () => {
    const driver = driverOf(AO1);
    for (const tag of ['cross.position', 'vent.position', 'inlet.position']) driver.write(tag, 1);
    expect(writes(settle(driver, 0, WRITTEN))).toBe('0: 10000 10000');
    expect(writes(settle(driver, 0, WRITTEN))).toBe('3: 10000');
    expect(driver.due(0)).toEqual([]);
  });

  test('an output that was never commanded is never written', () => {
    const driver = driverOf(AO1);
    driver.write('vent.position', 1);
    expect(writes(settle(driver, 0, WRITTEN))).toBe('1: 10000');
  });

  test('a position beyond its travel saturates, and the tag says so', () => {
    const driver = driverOf(AO1);
    driver.write('inlet.position', 1.7);
    expect(writes(settle(driver, 0, WRITTEN))).toBe('0: 10000');
    expect(told(driver.drain(), 'inlet.position')).toEqual(['good 1']);
  });

  test('a confirmed output is written again every half of its stale time', () => {
    const driver = driverOf(AO1);
    driver.write('inlet.position', 1);
    settle(driver, 0, WRITTEN);
    expect(driver.due(0.49)).toEqual([]);
    expect(writes(settle(driver, 0.5, WRITTEN))).toBe('0: 10000');
  });

  test('after a loss every output gets its present command, and no stale one', () => {
    // So long a stale time puts the refresh out of the way: it must be the recovery that writes.
    const driver = driverOf({ ...AO1, staleS: 10 });
    driver.write('inlet.position', 1);
    driver.write('cross.position', 1);
    settle(driver, 0, WRITTEN);
    settle(driver, 0, WRITTEN);
    driver.write('inlet.position', 0.75);
    settle(driver, 0.1, TIMEOUT);
    settle(driver, 0.4, TIMEOUT);
    expect(told(driver.drain(), 'inlet.position').at(-1)).toBe('bad timeout');
    driver.write('inlet.position', 0.5);
    driver.write('inlet.position', 0.25);
    expect(driver.due(0.45)).toEqual([]);
    const sent = [settle(driver, 0.5, WRITTEN), settle(driver, 0.5, WRITTEN)];
    expect(sent.map(writes)).toEqual(['0: 2500', '3: 10000']);
    expect(driver.hasPendingWrites()).toBe(false);
  });

  test('a stream of commands does not starve the polls', () => {
    const mixed = device('mix', 6, ANALOG_OUTPUT, [
      drive(ANALOG_OUTPUT, 'ao1', 'out'),
      sense(ANALOG_OUTPUT, 'ao3', 'in'),
    ]);
    const driver = driverOf(mixed);
    let reads = 0;
    for (let tick = 0; tick < 100; tick++) {
      driver.write('out', tick / 100);
      for (const { id, request } of driver.due(tick * 0.01)) {
        if (request.kind === 'read') reads++;
        driver.complete(id, request.kind === 'read' ? { ok: true, values: [5] } : WRITTEN, tick * 0.01);
      }
    }
    expect(reads).toBeGreaterThanOrEqual(45);
  });

  test('outputs that somebody else drives are read back, never written', () => {
    const driver = createModbusDriver(modbusBus([AO1]), { readBack: true });
    driver.drain();
    expect(driver.write('inlet.position', 1)).toBe(false);
    const { request } = settle(driver, 0, { ok: true, values: [2500, 10000, 0, 0] });
    expect(request).toEqual({ kind: 'read', table: 'holding', address: 0, count: 4 });
    const samples = driver.drain();
    expect(told(samples, 'inlet.position')).toEqual(['good 0.25']);
    expect(told(samples, 'vent.position')).toEqual(['good 1']);
    expect(told(samples, 'cross.position')).toEqual(['good 0']);
  });
});
