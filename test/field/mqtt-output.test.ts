import { describe, expect, test } from 'vitest';
import { createMqttDriver, type MqttDriver } from '../../src/field/driver/mqtt-driver.ts';
import { LINK, plugBus } from './fixtures.ts';

const STATE = 'stat/plug/POWER';
const WILL = 'tele/plug/LWT';

function driverUnderTest(options = { readBack: false }): MqttDriver {
  const driver = createMqttDriver(plugBus(), options);
  driver.brokerThere();
  driver.drain();
  return driver;
}

function hear(driver: MqttDriver, topic: string, text: string, nowS: number, retained = false): void {
  driver.message({ topic, payload: new TextEncoder().encode(text), retained }, nowS);
}

function sent(driver: MqttDriver, nowS: number): string[] {
  return driver
    .due(nowS)
    .map(({ topic, payload, qos }) => `${topic} ${new TextDecoder().decode(payload)} qos ${qos}`);
}

function relay(driver: MqttDriver): string[] {
  return driver
    .drain()
    .filter(({ tag }) => tag === 'rack1.enabled')
    .map(({ reading: { value, quality, reason } }) => `${value} ${reason ?? quality}`);
}

const ON = ['cmnd/plug/POWER ON qos 1'];
const OFF = ['cmnd/plug/POWER OFF qos 1'];

describe('a command over MQTT', () => {
  test('is sent once, and is done when the device shows the state', () => {
    const driver = driverUnderTest();
    expect(driver.write('rack1.enabled', 1)).toBe(true);
    expect(driver.hasPendingWrites()).toBe(true);
    expect(sent(driver, 1)).toEqual(ON);
    expect(sent(driver, 1.1)).toEqual([]);
    hear(driver, STATE, 'ON', 1.2);
    expect(driver.hasPendingWrites()).toBe(false);
    expect(relay(driver)).toEqual(['1 good']);
    driver.write('rack1.enabled', 1);
    expect([driver.hasPendingWrites(), sent(driver, 5)]).toEqual([false, []]);
    expect(driver.links()[0]).toMatchObject({ requests: 1, retries: 0, timeouts: 0 });
  });

  test('for a tag that is no output is none', () => {
    expect(driverUnderTest().write('ch1.pressure', 1)).toBe(false);
  });

  test('waits until the broker is there', () => {
    const driver = createMqttDriver(plugBus());
    driver.write('rack1.enabled', 1);
    expect([sent(driver, 0), driver.hasPendingWrites()]).toEqual([[], true]);
    driver.brokerThere();
    expect(sent(driver, 1)).toEqual(ON);
  });

  test('is repeated as the link says, then told as bad, then repeated ever more slowly until it is done', () => {
    const driver = driverUnderTest();
    driver.write('rack1.enabled', 1);
    expect(sent(driver, 0)).toEqual(ON);
    expect(sent(driver, LINK.timeoutS)).toEqual(ON);
    expect(relay(driver)).toEqual([]);
    let nowS = 2 * LINK.timeoutS;
    expect(sent(driver, nowS)).toEqual([]);
    expect(relay(driver)).toEqual(['NaN command not confirmed']);
    for (const backoffS of [0.1, 0.2, 0.4, 0.8, 0.8]) {
      expect(sent(driver, nowS + backoffS - 0.01)).toEqual([]);
      nowS += backoffS;
      expect(sent(driver, nowS)).toEqual(ON);
      nowS += LINK.timeoutS;
      expect(sent(driver, nowS)).toEqual([]);
    }
    expect(driver.links()[0]).toMatchObject({
      requests: 7,
      retries: 6,
      timeouts: 7,
      lastError: 'command not confirmed',
    });
    driver.drain();
    hear(driver, STATE, 'OFF', nowS);
    expect(relay(driver)).toEqual(['0 command not confirmed']);
    hear(driver, STATE, 'ON', nowS);
    expect(relay(driver)).toEqual(['1 good']);
    expect([driver.hasPendingWrites(), sent(driver, nowS + 10)]).toEqual([false, []]);
  });

  test('gives way to a newer one, and an answer to the old one does not confirm it', () => {
    const driver = driverUnderTest();
    driver.write('rack1.enabled', 1);
    sent(driver, 0);
    driver.write('rack1.enabled', 0);
    hear(driver, STATE, 'ON', 0.1);
    expect(driver.hasPendingWrites()).toBe(true);
    expect(sent(driver, 0.1)).toEqual(OFF);
    hear(driver, STATE, 'OFF', 0.2);
    expect(driver.hasPendingWrites()).toBe(false);
  });

  test('is not confirmed by what was said before it was sent, nor by what the broker kept', () => {
    const driver = driverUnderTest();
    driver.write('rack1.enabled', 1);
    hear(driver, STATE, 'ON', 0);
    expect(driver.hasPendingWrites()).toBe(true);
    expect(sent(driver, 0)).toEqual(ON);
    hear(driver, STATE, 'ON', 0.1, true);
    expect(driver.hasPendingWrites()).toBe(true);
  });

  test('holds against somebody else', () => {
    const driver = driverUnderTest();
    driver.write('rack1.enabled', 1);
    sent(driver, 0);
    hear(driver, STATE, 'ON', 0.1);
    hear(driver, STATE, 'OFF', 5);
    expect(relay(driver).at(-1)).toBe('0 good');
    expect(sent(driver, 5)).toEqual(ON);
  });

  test('is sent again to a broker or a device that comes back, and not while it is gone', () => {
    const driver = driverUnderTest();
    driver.write('rack1.enabled', 1);
    sent(driver, 0);
    hear(driver, STATE, 'ON', 0.1);
    driver.brokerAway(1);
    expect(sent(driver, 2)).toEqual([]);
    driver.brokerThere();
    expect(sent(driver, 3)).toEqual(ON);
    hear(driver, STATE, 'ON', 3.1);
    hear(driver, WILL, 'Offline', 4);
    expect(relay(driver).at(-1)).toBe('1 device offline');
    driver.write('rack1.enabled', 0);
    expect([sent(driver, 5), driver.hasPendingWrites()]).toEqual([[], true]);
    hear(driver, WILL, 'Online', 6);
    expect(sent(driver, 6)).toEqual(OFF);
  });

  test('is somebody else’s where outputs are only read back', () => {
    const driver = driverUnderTest({ readBack: true });
    expect(driver.write('rack1.enabled', 1)).toBe(false);
    hear(driver, STATE, 'ON', 1);
    expect(relay(driver)).toEqual(['1 good']);
    expect(sent(driver, 1)).toEqual([]);
  });
});
