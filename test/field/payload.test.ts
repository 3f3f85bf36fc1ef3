import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePayload, fillTemplate, printNumber } from '../../src/field/codec/payload.ts';
import type { MqttPoint } from '../../src/field/profile.ts';

const CELSIUS: MqttPoint = {
  protocol: 'mqtt',
  message: 'sensor',
  path: 'DS18B20.Temperature',
  scale: 1,
  offset: 273.15,
  decimals: 1,
};
const PLAIN: MqttPoint = { ...CELSIUS, path: null };

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe('payload', () => {
  test('a template is filled between JSON braces, and nothing else is touched', () => {
    const filled = fillTemplate(
      '{"a":{"t":{temperature}},"n":"{unknown}"}',
      new Map([['temperature', '22.0']]),
    );
    expect(filled).toBe('{"a":{"t":22.0},"n":"{unknown}"}');
  });

  test('numbers are printed with the decimals of the device, a failed sensor as null', () => {
    expect(printNumber(CELSIUS, 295.15)).toBe('22.0');
    expect(printNumber(CELSIUS, 268.111)).toBe('-5.0');
    expect(printNumber(CELSIUS, Number.NaN)).toBe('null');
  });

  test.each([
    ['{"DS18B20":{"Temperature":22.5}}', { ok: true, valueSi: 295.65 }],
    ['{"DS18B20":{"Temperature":0}}', { ok: true, valueSi: 273.15 }],
    ['{"DS18B20":{"Temperature":null}}', { ok: false, reason: 'sensor fault' }],
    ['{"DS18B20":{"Temperature":"22.5"}}', { ok: false, reason: 'malformed payload' }],
    ['{"DS18B20":{}}', { ok: false, reason: 'malformed payload' }],
    ['{"DS18B20":{"Temperature":22.5', { ok: false, reason: 'malformed payload' }],
    ['null', { ok: false, reason: 'malformed payload' }],
    ['', { ok: false, reason: 'malformed payload' }],
  ])('reads %s', (text, decoded) => {
    expect(decodePayload(CELSIUS, bytes(text))).toEqual(decoded);
  });

  test('a plain number is read, an empty or padded text is not taken for zero', () => {
    expect(decodePayload(PLAIN, bytes(' 22.5\n'))).toEqual({ ok: true, valueSi: 295.65 });
    for (const text of ['', ' ', '22,5', '0x10', 'Infinity', 'NaN']) {
      expect(decodePayload(PLAIN, bytes(text)), text).toEqual({ ok: false, reason: 'malformed payload' });
    }
  });

  test('an inherited property is no value', () => {
    const inherited = { ...CELSIUS, path: '__proto__.length' };
    expect(decodePayload(inherited, bytes('[]')).ok).toBe(false);
  });

  test('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.json(), (garbage, json) => {
        for (const source of [CELSIUS, PLAIN]) {
          for (const payload of [garbage, bytes(json)]) {
            const decoded = decodePayload(source, payload);
            if (decoded.ok) expect(Number.isFinite(decoded.valueSi)).toBe(true);
            else expect(decoded.reason).not.toBe('');
          }
        }
      }),
    );
  });
});
