/** Words, truth values and stated units in MQTT payloads. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePayload, printNumber } from '../../src/field/codec/payload.ts';
import type { MqttPoint } from '../../src/field/profile.ts';

const NUMBER: MqttPoint = { protocol: 'mqtt', message: 'm', path: null, scale: 1, offset: 0, decimals: 1 };
const RELAY: MqttPoint = { ...NUMBER, words: { OFF: 0, ON: 1 } };
const SWITCH: MqttPoint = { ...NUMBER, path: 'output', words: { false: 0, true: 1 } };
const CELSIUS: MqttPoint = {
  ...NUMBER,
  path: 'DS18B20.Temperature',
  offset: 273.15,
  statedUnit: { path: 'TempUnit', equals: 'C' },
};
const MALFORMED = { ok: false, reason: 'malformed payload' };
const FAULT = { ok: false, reason: 'sensor fault' };
const WRONG_UNIT = { ok: false, reason: 'unexpected unit' };

function decode(point: MqttPoint, text: string) {
  return decodePayload(point, new TextEncoder().encode(text));
}

describe('words', () => {
  test.each([
    [RELAY, 'ON', { ok: true, valueSi: 1 }],
    [RELAY, ' OFF\n', { ok: true, valueSi: 0 }],
    [RELAY, 'on', MALFORMED],
    [RELAY, '1', MALFORMED],
    [RELAY, '', MALFORMED],
    [RELAY, 'toString', MALFORMED],
    [RELAY, 'null', FAULT],
    [SWITCH, '{"output":true}', { ok: true, valueSi: 1 }],
    [SWITCH, '{"output":false}', { ok: true, valueSi: 0 }],
    [SWITCH, '{"output":"true"}', { ok: true, valueSi: 1 }],
    [SWITCH, '{"output":1}', MALFORMED],
    [SWITCH, '{"output":null}', FAULT],
    [SWITCH, '{"output":{}}', MALFORMED],
    [NUMBER, 'ON', MALFORMED],
    [NUMBER, 'null', FAULT],
    [NUMBER, 'nan', FAULT],
    [NUMBER, 'nano', MALFORMED],
    [SWITCH, 'nan', MALFORMED],
  ])('%o reads %s as %o', (point, text, expected) => {
    expect(decode(point, text)).toEqual(expected);
  });

  test('between two states a device shows one of them', () => {
    expect([0, 0.2, 0.8, 1, 7].map((value) => printNumber(RELAY, value))).toEqual([
      'OFF',
      'OFF',
      'ON',
      'ON',
      'ON',
    ]);
    expect(printNumber(RELAY, Number.NaN)).toBe('null');
  });

  test('a word of the device is never taken for another', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = decode(RELAY, text);
        expect(found.ok).toBe(['ON', 'OFF'].includes(text.trim()));
      }),
    );
  });
});

describe('a unit that the payload states', () => {
  test.each([
    ['{"DS18B20":{"Temperature":22.5},"TempUnit":"C"}', { ok: true, valueSi: 295.65 }],
    ['{"DS18B20":{"Temperature":72.5},"TempUnit":"F"}', WRONG_UNIT],
    ['{"DS18B20":{"Temperature":22.5}}', WRONG_UNIT],
    ['{"DS18B20":{"Temperature":22.5},"TempUnit":null}', WRONG_UNIT],
    ['{"DS18B20":{},"TempUnit":"F"}', MALFORMED],
    ['{"DS18B20":{"Temperature":null},"TempUnit":"C"}', FAULT],
  ])('%s gives %o', (text, expected) => {
    expect(decode(CELSIUS, text)).toEqual(expected);
  });
});
