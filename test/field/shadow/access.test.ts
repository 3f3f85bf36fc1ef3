import { describe, expect, test } from 'vitest';
import { encodeRegisters } from '../../../src/field/codec/registers.ts';
import type { DeviceAccess } from '../../../src/field/driver/access.ts';
import { createModbusDriver, type ModbusDriver } from '../../../src/field/driver/modbus-driver.ts';
import { createMqttDriver } from '../../../src/field/driver/mqtt-driver.ts';
import type { ModbusRequest } from '../../../src/field/modbus/request.ts';
import { benchDevices, modbusBus, modbusPoint, plugBus } from '../fixtures.ts';

let access: DeviceAccess = 'read';

function outputsUnder(first: DeviceAccess): ModbusDriver {
  access = first;
  const devices = benchDevices().filter(({ id }) => id === 'ao1');
  const driver = createModbusDriver(modbusBus(devices), { readBack: false, access: () => access });
  driver.drain();
  return driver;
}

/** Sends what is due; reads find the given channels of the output module, in volts. */
function exchange(driver: ModbusDriver, nowS: number, volts: readonly number[]): ModbusRequest[] {
  return driver.due(nowS).map(({ id, request }) => {
    const values = volts.flatMap((volt) => encodeRegisters(modbusPoint({ scale: 0.001 }), volt));
    driver.complete(id, { ok: true, values: request.kind === 'read' ? values : [] }, nowS);
    return request;
  });
}

const positions = (driver: ModbusDriver): string[] =>
  driver
    .drain()
    .flatMap(({ tag, reading: { value, quality } }) =>
      tag.endsWith('.position') ? [`${tag} ${value} ${quality}`] : [],
    );

describe('the outputs of a Modbus device', () => {
  test('are read back and shown while they may only be read, whatever was commanded', () => {
    const driver = outputsUnder('read');
    driver.write('inlet1.position', 1);
    expect(exchange(driver, 0, [0, 2.5, 0, 10]).map(({ kind }) => kind)).toEqual(['read']);
    expect(positions(driver)).toEqual([
      'inlet1.position 0 good',
      'vent1.position 0.25 good',
      'inlet2.position 0 good',
      'vent2.position 1 good',
    ]);
    expect(driver.hasPendingWrites()).toBe(false);
  });

  test('are commanded what was wanted last once they may be, and then no longer polled', () => {
    const driver = outputsUnder('read');
    driver.write('inlet1.position', 1);
    exchange(driver, 0, [0, 0, 0, 0]);
    driver.write('inlet1.position', 0.5);
    access = 'command';
    expect(driver.hasPendingWrites()).toBe(true);
    expect(exchange(driver, 0.02, [])).toMatchObject([{ kind: 'write', values: [5_000] }]);
    expect(exchange(driver, 0.5, [])).toEqual([]);
    access = 'read';
    expect(exchange(driver, 0.6, [5, 0, 0, 0]).map(({ kind }) => kind)).toEqual(['read']);
  });

  test('keep the last value that was read back when the device is lost', () => {
    const driver = outputsUnder('read');
    exchange(driver, 0, [0, 2.5, 0, 10]);
    driver.drain();
    for (const nowS of [1, 1.01]) {
      for (const { id } of driver.due(nowS)) {
        driver.complete(id, { ok: false, kind: 'timeout', code: null, detail: 'timeout' }, nowS);
      }
    }
    expect(positions(driver)).toContain('vent1.position 0.25 bad');
  });

  test('are not even read where there is no leave at all', () => {
    const driver = outputsUnder('none');
    driver.write('inlet1.position', 1);
    expect([exchange(driver, 0, []), exchange(driver, 60, [])]).toEqual([[], []]);
  });
});

test('the output of an MQTT device shows what it says while it may only be heard', () => {
  access = 'read';
  const driver = createMqttDriver(plugBus(), { readBack: false, access: () => access });
  driver.brokerThere();
  driver.write('rack1.enabled', 1);
  driver.drain();
  driver.message({ topic: 'stat/plug/POWER', payload: new TextEncoder().encode('OFF'), retained: false }, 1);
  expect(driver.drain().find(({ tag }) => tag === 'rack1.enabled')?.reading).toMatchObject({
    value: 0,
    quality: 'good',
  });
  expect(driver.due(1)).toEqual([]);
  access = 'command';
  expect(driver.due(2)).toHaveLength(1);
});
