import { describe, expect, test } from 'vitest';
import { createMqttDriver, type MqttDriver } from '../../src/field/driver/mqtt-driver.ts';
import { mqttBus } from './fixtures.ts';

const SENSOR = 'tele/room/SENSOR';
const WILL = 'tele/room/LWT';

function driverUnderTest(): MqttDriver {
  const driver = createMqttDriver(mqttBus());
  driver.drain();
  return driver;
}

function hear(driver: MqttDriver, topic: string, text: string, nowS: number, retained = false): void {
  driver.message({ topic, payload: new TextEncoder().encode(text), retained }, nowS);
}

function told(driver: MqttDriver): string[] {
  return driver
    .drain()
    .map(
      ({ tag, reading, timeS }) => `${timeS} ${tag} ${reading.quality} ${reading.reason ?? reading.value}`,
    );
}

const AT_22 = '{"DS18B20":{"Temperature":22.0}}';

describe('MQTT driver', () => {
  test('it subscribes to messages and last will', () => {
    expect([...driverUnderTest().topics].sort()).toEqual([WILL, SENSOR]);
  });

  test('nothing is believed before it was heard', () => {
    expect(told(createMqttDriver(mqttBus()))).toEqual([
      '0 room.online bad never read',
      '0 room.temperature bad never read',
    ]);
  });

  test('a message becomes a reading, and shows that the device lives', () => {
    const driver = driverUnderTest();
    hear(driver, SENSOR, AT_22, 3);
    expect(told(driver)).toEqual(['3 room.online good 1', '3 room.temperature good 295.15']);
  });

  test('a last will makes every tag bad, and the next message good again', () => {
    const driver = driverUnderTest();
    hear(driver, SENSOR, AT_22, 1);
    hear(driver, WILL, 'Offline', 2);
    driver.drain();
    hear(driver, WILL, 'Offline', 3);
    expect(told(driver)).toEqual(['3 room.online good 0', '3 room.temperature bad device offline']);
    hear(driver, WILL, 'Online', 4);
    expect(told(driver)).toEqual(['4 room.online good 1']);
    hear(driver, SENSOR, AT_22, 5);
    expect(told(driver)).toEqual(['5 room.online good 1', '5 room.temperature good 295.15']);
  });

  test('what cannot be read makes the tag bad, and keeps its value', () => {
    const driver = driverUnderTest();
    hear(driver, SENSOR, AT_22, 1);
    driver.drain();
    hear(driver, SENSOR, '{"DS18B20":', 2);
    expect(driver.drain().at(-1)).toEqual({
      tag: 'room.temperature',
      reading: { value: 295.15, quality: 'bad', reason: 'malformed payload' },
      timeS: 2,
    });
    hear(driver, SENSOR, '{"DS18B20":{"Temperature":null}}', 3);
    expect(told(driver)).toContain('3 room.temperature bad sensor fault');
    hear(driver, SENSOR, '{"DS18B20":{"Temperature":126}}', 4);
    expect(told(driver)).toContain('4 room.temperature uncertain outside measuring range');
  });

  test('a retained measurement of unknown age is not passed as good', () => {
    const driver = driverUnderTest();
    hear(driver, SENSOR, AT_22, 1, true);
    expect(told(driver)).toEqual(['1 room.temperature uncertain retained message of unknown age']);
  });

  test('a broker that is away makes everything bad', () => {
    const driver = driverUnderTest();
    hear(driver, SENSOR, AT_22, 1);
    driver.drain();
    driver.brokerAway(2);
    expect(told(driver)).toEqual(['2 room.online good 0', '2 room.temperature bad broker away']);
  });

  test('a device that falls silent without a will is noticed once', () => {
    const driver = driverUnderTest();
    hear(driver, SENSOR, AT_22, 1);
    driver.drain();
    driver.check(31);
    expect(told(driver)).toEqual([]);
    driver.check(31.1);
    expect(told(driver)).toEqual(['31.1 room.online good 0', '31.1 room.temperature bad device silent']);
    driver.check(32);
    expect(told(driver)).toEqual([]);
  });

  test('other topics are nobody else’s business', () => {
    const driver = driverUnderTest();
    hear(driver, 'tele/other/SENSOR', AT_22, 1);
    expect(told(driver)).toEqual([]);
  });
});
