/** A device that comes up must show that it is the one wired, before anything of it is believed or written to it. */
import { describe, expect, test } from 'vitest';
import { createModbusDriver, type ModbusDriver } from '../../../src/field/driver/modbus-driver.ts';
import { exceptionOutcome, type ModbusOutcome } from '../../../src/field/modbus/request.ts';
import type { DeviceProfile, Expectation } from '../../../src/field/profile.ts';
import type { Device } from '../../../src/field/wiring.ts';
import { ANALOG_OUTPUT, device, drive, modbusBus, sense, TRANSMITTER } from '../fixtures.ts';

const TIMEOUT: ModbusOutcome = { ok: false, kind: 'timeout', code: null, detail: 'timeout' };
const FLOAT_1: ModbusOutcome = { ok: true, values: [0x3f80, 0] };

const MODEL: Expectation = {
  title: 'Model',
  table: 'input',
  address: 100,
  documentAddress: '30101',
  content: { kind: 'text', registers: 3, equals: '33X' },
  otherwise: 'another model',
};

function number(title: string, address: number, equals: number): Expectation {
  const content = { kind: 'number', layout: { type: 'uint16', wordOrder: 'big' }, equals } as const;
  return { title, table: 'holding', address, documentAddress: String(address), content, otherwise: '' };
}

const KELLER: DeviceProfile = {
  ...TRANSMITTER,
  expectations: [MODEL, number('Range', 200, 10), number('Unit', 201, 1)],
};

function driverOf(...devices: Device[]): ModbusDriver {
  const driver = createModbusDriver(modbusBus(devices), { readBack: false });
  driver.drain();
  return driver;
}

const PT1 = device('pt1', 1, KELLER, [sense(KELLER, 'pressure', 'ch1.pressure')]);

/** Carries out what is due at a time, with the answers in turn; gives where each read began. */
function exchange(driver: ModbusDriver, nowS: number, answers: readonly ModbusOutcome[]): string[] {
  const asked: string[] = [];
  for (const answer of answers) {
    for (const { id, request } of driver.due(nowS)) {
      asked.push('address' in request ? `${request.kind} ${request.address}` : request.kind);
      driver.complete(id, answer, nowS);
    }
  }
  return asked;
}

function told(driver: ModbusDriver, tag: string): string[] {
  return driver
    .drain()
    .filter((sample) => sample.tag === tag)
    .map(({ reading }) => `${reading.quality} ${reading.reason ?? reading.value}`);
}

const IS_KELLER: readonly ModbusOutcome[] = [
  { ok: true, values: [10, 1] },
  { ok: true, values: [0x3333, 0x5800, 0] },
];

describe('a device that comes up', () => {
  test('is asked what it must hold, neighbouring registers at once, and then for its values', () => {
    const driver = driverOf(PT1);
    expect(exchange(driver, 0, [...IS_KELLER, FLOAT_1])).toEqual(['read 200', 'read 100', 'read 2']);
    expect(told(driver, 'ch1.pressure')).toEqual(['good 100000']);
  });

  test('is not believed, nor called online, before it has shown everything', () => {
    const driver = driverOf(PT1);
    exchange(driver, 0, IS_KELLER.slice(0, 1));
    expect(driver.drain()).toEqual([]);
    expect(driver.links()[0]?.online).toBe(false);
  });

  test.each<[string, readonly ModbusOutcome[], string]>([
    ['another number', [{ ok: true, values: [16, 1] }], 'Range is 16, expected 10'],
    ['another number behind the first', [{ ok: true, values: [10, 2] }], 'Unit is 2, expected 1'],
    [
      'another text',
      [
        { ok: true, values: [10, 1] },
        { ok: true, values: [0x3335, 0x5800, 0] },
      ],
      'Model is 35X, expected 33X',
    ],
    ['no such register', [exceptionOutcome(2)], 'Range cannot be read (exception 2 illegal data address)'],
  ])('with %s is another, and gives no good value', (_, answers, why) => {
    const driver = driverOf(PT1);
    exchange(driver, 0, answers);
    const samples = driver
      .drain()
      .map(({ tag, reading }) => [tag, reading.quality, reading.reason ?? reading.value]);
    expect(samples).toEqual([
      ['pt1.breaker', 'good', 2],
      ['pt1.online', 'good', 0],
      ['ch1.pressure', 'bad', `is not a keller,33x: ${why}`],
    ]);
    expect(driver.links()[0]).toMatchObject({ online: false, lastError: `is not a keller,33x: ${why}` });
    expect(driver.due(0.09)).toEqual([]);
  });

  test('and is another is asked again after a pause, and taken once it is the one', () => {
    const driver = driverOf(PT1);
    exchange(driver, 0, [{ ok: true, values: [16, 1] }]);
    expect(exchange(driver, 0.1, [{ ok: true, values: [16, 1] }])).toEqual(['read 200']);
    expect(driver.due(0.29)).toEqual([]);
    expect(exchange(driver, 0.3, [...IS_KELLER, FLOAT_1])).toEqual(['read 200', 'read 100', 'read 2']);
    expect(told(driver, 'ch1.pressure').at(-1)).toBe('good 100000');
  });

  test('is asked anew after it was lost: another may stand in its place', () => {
    const driver = driverOf(PT1);
    exchange(driver, 0, [...IS_KELLER, FLOAT_1]);
    exchange(driver, 0.02, [TIMEOUT, TIMEOUT]);
    driver.drain();
    expect(exchange(driver, 0.12, [{ ok: true, values: [10, 7] }])).toEqual(['read 200']);
    expect(told(driver, 'ch1.pressure')).toEqual(['bad is not a keller,33x: Unit is 7, expected 1']);
  });

  test('and is busy is asked again, and not called another', () => {
    const driver = driverOf(PT1);
    expect(exchange(driver, 0, [exceptionOutcome(6), ...IS_KELLER])).toEqual([
      'read 200',
      'read 200',
      'read 100',
    ]);
    expect(told(driver, 'pt1.online')).toEqual(['good 1']);
  });

  test('and says nothing is lost like any other', () => {
    const driver = driverOf(PT1);
    exchange(driver, 0, [TIMEOUT, TIMEOUT]);
    expect(told(driver, 'ch1.pressure')).toEqual(['bad timeout']);
  });

  test('is taken at its word where the wiring says so', () => {
    const driver = driverOf({ ...PT1, verify: false });
    expect(exchange(driver, 0, [FLOAT_1])).toEqual(['read 2']);
  });
});

describe('outputs', () => {
  const profile: DeviceProfile = {
    ...ANALOG_OUTPUT,
    expectations: [number('Mode', 0x1000, 3), number('AO1', 0, 0)],
  };
  const AO1 = device('ao1', 4, profile, [drive(profile, 'ao1', 'inlet.position')]);

  test('of a device that is another are never written', () => {
    const driver = driverOf(AO1);
    driver.write('inlet.position', 0.5);
    expect(exchange(driver, 0, [{ ok: true, values: [4] }])).toEqual(['read 4096']);
    for (let tick = 1; tick < 500; tick++) {
      const asked = exchange(driver, tick / 100, [{ ok: true, values: [4] }]);
      expect(asked.filter((request) => request !== 'read 4096')).toEqual([]);
    }
    exchange(driver, 10, [{ ok: true, values: [3] }]);
    expect(exchange(driver, 10, [{ ok: true, values: [] }])).toEqual(['write 0']);
  });

  test('prove nothing themselves: they hold what was commanded', () => {
    const driver = driverOf(AO1);
    expect(exchange(driver, 0, [{ ok: true, values: [3] }])).toEqual(['read 4096']);
    expect(driver.links()[0]?.online).toBe(true);
  });
});
