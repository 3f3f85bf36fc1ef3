import { expect, test } from 'vitest';
import { judgeMeasurement } from '../../src/field/driver/samples.ts';
import type { MqttPoint, PointProfile } from '../../src/field/profile.ts';
import { modbusPoint, point } from './fixtures.ts';

const mqtt = (change: Partial<MqttPoint> = {}): MqttPoint => ({
  protocol: 'mqtt',
  message: 'state',
  path: null,
  scale: 1,
  offset: 0,
  decimals: 2,
  ...change,
});
const ranged = (lowest: number, highest: number, source: PointProfile['source'] = modbusPoint()) =>
  point('value', source, { range: [lowest, highest] });

const PRESSURE = ranged(0, 1e6);
const COMPOUND = ranged(-1e5, 1e6);
const LOOP_CURRENT = ranged(0.004, 0.02);
const CELSIUS = ranged(273.15, 373.15, modbusPoint({ scale: 0.1, offset: 273.15 }));
const MODE = ranged(0, 2, modbusPoint({ meanings: { 0: 'off', 1: 'run', 2: 'hold' } }));
const FLAG = ranged(0, 1, modbusPoint({ bits: [3, 3] }));
const NUMBER_IN_BITS = ranged(0, 63, modbusPoint({ bits: [0, 5] }));
const RELAY = ranged(0, 1, mqtt({ words: { OFF: 0, ON: 1 } }));
const POWER = ranged(0, 3500, mqtt());
const SET_POINT = point('value', modbusPoint(), { range: [10, 50], access: 'read-write' });

const GOOD = 'good';
const OUTSIDE = 'uncertain';

test.each<[string, PointProfile, number, string]>([
  ['no pressure at all', PRESSURE, 0, GOOD],
  ['a pressure below nothing', PRESSURE, -1, OUTSIDE],
  ['the end where a pressure sensor saturates', PRESSURE, 1e6, OUTSIDE],
  ['beyond it', PRESSURE, 2e6, OUTSIDE],
  ['zero amid a range', COMPOUND, 0, GOOD],
  ['the lower end of a range that goes below zero', COMPOUND, -1e5, OUTSIDE],
  ['a live zero', LOOP_CURRENT, 0.004, OUTSIDE],
  ['the freezing point at the end of a range', CELSIUS, 273.15, OUTSIDE],
  ['the lowest state', MODE, 0, GOOD],
  ['the highest state', MODE, 2, GOOD],
  ['a state beyond the last', MODE, 3, OUTSIDE],
  ['a flag that is set', FLAG, 1, GOOD],
  ['the largest number in a field of bits', NUMBER_IN_BITS, 63, OUTSIDE],
  ['a relay that is on', RELAY, 1, GOOD],
  ['a relay that is off', RELAY, 0, GOOD],
  ['a plug without load', POWER, 0, GOOD],
  ['a plug at its limit', POWER, 3500, OUTSIDE],
  ['a set-point at its lower end', SET_POINT, 10, GOOD],
  ['a set-point at its upper end', SET_POINT, 50, GOOD],
  ['a set-point beyond', SET_POINT, 51, OUTSIDE],
])('%s', (_what, of, valueSi, quality) => {
  expect(judgeMeasurement(of, valueSi, Number.NaN).quality).toBe(quality);
});

test('what is uncertain shows the end of the range', () => {
  expect([judgeMeasurement(PRESSURE, 2e6, 0).value, judgeMeasurement(PRESSURE, -1, 0).value]).toEqual([
    1e6, 0,
  ]);
});

test('no value is a failed sensor, and keeps the last one', () => {
  expect(judgeMeasurement(PRESSURE, null, 5)).toEqual({ value: 5, quality: 'bad', reason: 'sensor fault' });
});
