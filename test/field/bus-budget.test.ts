import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { busBudget } from '../../src/field/bus-budget.ts';
import { rtuTiming } from '../../src/field/modbus/rtu-timing.ts';
import type { Device, ModbusRtuBus } from '../../src/field/wiring.ts';
import { VirtualLine } from './driver/virtual-line.ts';
import {
  ANALOG_OUTPUT,
  device,
  drive,
  modbusBus,
  profile,
  RELAYS,
  sense,
  serialBus,
  TRANSMITTER,
} from './fixtures.ts';

const SENSOR = { ...profile('acme,sensor', TRANSMITTER.points), timing: { responseS: 0.01, periodS: 0.1 } };
const PT1 = device('pt1', 1, SENSOR, [sense(SENSOR, 'pressure', 'ch1.pressure')], { periodS: 0.1 });

function line(baudRate: number, devices: readonly Device[]): ModbusRtuBus {
  return serialBus(devices, {
    serial: { baudRate, parity: 'even', stopBits: 1, rtsDelay: null },
    silenceS: rtuTiming(baudRate).betweenFramesS,
  });
}

describe('the budget of a line', () => {
  test('is frames, response, silence and turnaround, by hand', () => {
    const bus = { ...line(9600, [PT1]), turnaroundS: 0.004 };
    const budget = busBudget(bus);
    // 8 bytes out and 9 back, of eleven bits each; 10 ms in the device; 3.5 characters; 4 ms.
    const exchangeS = (17 * 11) / 9600 + 0.01 + 38.5 / 9600 + 0.004;
    expect(budget).toMatchObject({ bus: 'modbus0', line: '9600 8E1', parallel: 1, requestsPerS: 10 });
    expect(budget.devices[0]).toMatchObject({ device: 'pt1', polls: 1, writes: 0, bytesPerS: 170 });
    expect(budget.devices[0]?.pollS).toBeCloseTo(exchangeS, 9);
    expect(budget.share).toBeCloseTo(exchangeS / 0.1, 9);
    expect(budget.meanExchangeS).toBeCloseTo(exchangeS, 9);
  });

  test('counts the pauses of a transmitter that RTS switches', () => {
    const bus = line(9600, [PT1]);
    const slow = { ...bus, serial: { ...bus.serial, rtsDelay: { beforeS: 0.001, afterS: 0.002 } } };
    const more = (busBudget(slow).devices[0]?.pollS ?? 0) - (busBudget(bus).devices[0]?.pollS ?? 0);
    expect(more).toBeCloseTo(0.003, 9);
  });

  test('gives a device no less than the silence that ends its request', () => {
    const quick = { ...SENSOR, timing: { responseS: 0, periodS: 0.1 } };
    const bus = line(9600, [{ ...PT1, profile: quick }]);
    expect(busBudget(bus).devices[0]?.pollS).toBeCloseTo((17 * 11) / 9600 + (2 * 38.5) / 9600, 9);
  });

  test('counts the refreshing of outputs, adjacent ones together', () => {
    const ao1 = device(
      'ao1',
      4,
      ANALOG_OUTPUT,
      ['ao1', 'ao2', 'ao4'].map((name, i) => drive(ANALOG_OUTPUT, name, `v${i}.position`)),
      { staleS: 1 },
    );
    const budget = busBudget(line(19_200, [ao1])).devices[0];
    expect(budget).toMatchObject({ polls: 0, writes: 2, refreshS: 0.5, requestsPerS: 4 });
    // Function 16 with two registers: 13 bytes; function 6: 8. Both are answered with 8.
    expect(budget?.bytesPerS).toBeCloseTo((13 + 8 + 8 + 8) / 0.5, 9);
  });

  test('counts outputs that somebody else drives as polls', () => {
    const ao1 = device('ao1', 4, ANALOG_OUTPUT, [drive(ANALOG_OUTPUT, 'ao1', 'v.position')]);
    expect(busBudget(line(9600, [ao1]), true).devices[0]).toMatchObject({ polls: 1, writes: 0 });
  });

  test('knows bits from registers', () => {
    const inputs = device('di1', 2, RELAYS, [sense(RELAYS, 'relay1', 'a'), sense(RELAYS, 'relay8', 'b')]);
    expect(busBudget(line(9600, [inputs])).devices[0]).toMatchObject({
      polls: 1,
      bytesPerS: expect.closeTo((8 + 6) / 0.02, 9),
    });
  });

  test('leaves the bus to others while a device wants a pause of its own', () => {
    const limits = { functions: null, maxRegisters: null, minGapS: 0.2, identification: null, factory: null };
    const budget = busBudget(line(9600, [{ ...PT1, profile: { ...SENSOR, modbus: limits } }]));
    expect(budget.share).toBeLessThan(0.4);
    expect(budget.devices[0]?.ownShare).toBeCloseTo(((17 * 11) / 9600 + 0.01 + 0.2) / 0.1, 9);
  });

  test('of Modbus TCP is that of the devices, as many at a time as may be', () => {
    const devices = [1, 2, 3, 4].map((unit) => ({ ...PT1, id: `pt${unit}`, unit }));
    expect(busBudget(modbusBus(devices, { maxInFlight: 2 }))).toMatchObject({
      line: null,
      parallel: 2,
      share: expect.closeTo((4 * 0.01) / 0.1 / 2, 9),
    });
  });
});

describe('what is computed is what is measured', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([4800, 9600, 19_200, 115_200])('on a line of %d bit/s in virtual time', async (baudRate) => {
    const devices = [1, 2, 3].map((unit) =>
      device(`pt${unit}`, unit, SENSOR, [sense(SENSOR, 'pressure', `ch${unit}.pressure`)], {
        periodS: 0.2 * unit,
      }),
    );
    const ao1 = device('ao1', 4, ANALOG_OUTPUT, [drive(ANALOG_OUTPUT, 'ao1', 'v.position')]);
    const bus = line(baudRate, [...devices, ao1]);
    const site = new VirtualLine(bus);
    site.driver.write('v.position', 0.5);
    await site.run(60);
    const computed = busBudget(bus);
    const measured = site.driver.health(performance.now() / 1000);
    const ratio = (unit: number) =>
      (measured.links[unit - 1]?.overall.busyShare ?? 0) / (computed.devices[unit - 1]?.share ?? 0);
    // Timers count in whole milliseconds: of the shortest exchange here, 13 ms, that is some percent.
    for (const each of [measured.overall.busyShare / computed.share, ratio(1), ratio(2), ratio(3)]) {
      expect(each).toBeGreaterThan(0.95);
      expect(each).toBeLessThan(1.05);
    }
    // An output is written again so long after its confirmation, and not so long after its last writing.
    expect(ratio(4)).toBeGreaterThan(0.8);
    expect(ratio(4)).toBeLessThan(1.05);
  });

  test('and a line that cannot serve its polls is busy all the time, and serves fewer', async () => {
    const devices = Array.from({ length: 8 }, (_, i) =>
      device(`pt${i}`, i + 1, SENSOR, [sense(SENSOR, 'pressure', `ch${i}.pressure`)], { periodS: 0.1 }),
    );
    const bus = line(9600, devices);
    const computed = busBudget(bus);
    expect(computed.share).toBeGreaterThan(2);
    const site = new VirtualLine(bus);
    await site.run(30);
    const measured = site.driver.health(performance.now() / 1000);
    expect(measured.overall.busyShare).toBeGreaterThan(0.97);
    const served = measured.overall.requestsPerS / computed.requestsPerS;
    expect(served * computed.share).toBeGreaterThan(0.93);
    expect(served * computed.share).toBeLessThan(1.05);
  });
});
