/** Devices that know less than the specification allows, and what the driver then asks of them. */
import { describe, expect, test } from 'vitest';
import { createModbusDriver, type ModbusDriver } from '../../src/field/driver/modbus-driver.ts';
import { encodeRequest, type ModbusRequest } from '../../src/field/modbus/request.ts';
import type { DeviceProfile, ModbusLimits } from '../../src/field/profile.ts';
import { ANALOG_OUTPUT, device, drive, modbusBus, RELAYS, sense, TEMPERATURES } from './fixtures.ts';

const ANYTHING: ModbusLimits = {
  functions: null,
  maxRegisters: null,
  minGapS: 0,
  identification: null,
  factory: null,
};

function limited(profile: DeviceProfile, limits: Partial<ModbusLimits>): DeviceProfile {
  return { ...profile, modbus: { ...ANYTHING, ...limits } };
}

/** Requests that a driver sends at one moment when each is answered well. */
function asked(driver: ModbusDriver, nowS: number): ModbusRequest[] {
  const requests: ModbusRequest[] = [];
  for (let due = driver.due(nowS); due.length > 0; due = driver.due(nowS)) {
    for (const { id, request } of due) {
      requests.push(request);
      const values = request.kind === 'read' ? new Array<number>(request.count).fill(0) : [];
      driver.complete(id, { ok: true, values }, nowS);
    }
  }
  return requests;
}

function outputs(profile: DeviceProfile, names: readonly string[]): ModbusDriver {
  const points = names.map((name) => drive(profile, name, `${name}.position`));
  const driver = createModbusDriver(modbusBus([device('d', 1, profile, points)]), { readBack: false });
  for (const name of names) driver.write(`${name}.position`, 1);
  return driver;
}

/** Function code, address, and for a write of several how many. */
function written(driver: ModbusDriver): string[] {
  return asked(driver, 0).map((request) =>
    Buffer.from(encodeRequest(request).subarray(0, 5)).toString('hex'),
  );
}

const THREE_CHANNELS = ['ao1', 'ao2', 'ao3'];
const THREE_RELAYS = ['relay1', 'relay2', 'relay3'];

describe('a device', () => {
  test('that knows everything gets its outputs in one write', () => {
    expect(written(outputs(limited(ANALOG_OUTPUT, {}), THREE_CHANNELS))).toEqual(['1000000003']);
    expect(written(outputs(limited(RELAYS, {}), THREE_RELAYS))).toEqual(['0f00000003']);
  });

  test('that knows no writes of several gets them one by one', () => {
    expect(written(outputs(limited(ANALOG_OUTPUT, { functions: [3, 6] }), THREE_CHANNELS))).toEqual([
      '0600002710',
      '0600012710',
      '0600022710',
    ]);
    expect(written(outputs(limited(RELAYS, { functions: [1, 5] }), THREE_RELAYS))).toEqual([
      '050000ff00',
      '050001ff00',
      '050002ff00',
    ]);
  });

  test('that knows only writes of several gets one value by them too', () => {
    expect(written(outputs(limited(ANALOG_OUTPUT, { functions: [3, 16] }), ['ao1']))).toEqual(['1000000001']);
    expect(written(outputs(limited(RELAYS, { functions: [1, 15] }), ['relay1']))).toEqual(['0f00000001']);
  });

  test('with a limit on registers is never asked for more at once', () => {
    const profile = limited(TEMPERATURES, { maxRegisters: 3 });
    const points = Array.from({ length: 8 }, (_, n) =>
      sense(profile, `temperature${n + 1}`, `t${n}.temperature`),
    );
    const driver = createModbusDriver(modbusBus([device('d', 1, profile, points)]), { readBack: false });
    expect(
      asked(driver, 0).map((request) => (request.kind === 'read' ? [request.address, request.count] : null)),
    ).toEqual([
      [0, 3],
      [3, 3],
      [6, 2],
    ]);
    expect(written(outputs(limited(ANALOG_OUTPUT, { maxRegisters: 2 }), THREE_CHANNELS))).toEqual([
      '1000000002',
      '0600022710',
    ]);
  });

  test('that wants silence after an answer gets it, whatever became of the request', () => {
    const profile = limited(TEMPERATURES, { minGapS: 0.05, maxRegisters: 4 });
    const points = Array.from({ length: 8 }, (_, n) =>
      sense(profile, `temperature${n + 1}`, `t${n}.temperature`),
    );
    const driver = createModbusDriver(modbusBus([device('d', 1, profile, points, { periodS: 1 })]), {
      readBack: false,
    });
    expect(asked(driver, 0)).toHaveLength(1);
    expect(asked(driver, 0.04)).toHaveLength(0);
    const [second] = driver.due(0.05);
    if (second === undefined) throw new Error('nothing is due after the silence');
    driver.complete(second.id, { ok: false, kind: 'timeout', code: null, detail: 'timeout' }, 0.35);
    expect(asked(driver, 0.39)).toHaveLength(0);
    expect(asked(driver, 0.4)).toHaveLength(1);
  });
});
