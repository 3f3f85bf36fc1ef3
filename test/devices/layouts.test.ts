/** Layouts that no shipped device may have today go through emulator and driver all the same. */
import { describe, expect, it } from 'vitest';
import { checkProfileRoundTrip } from '../../src/cli/devices/check/round-trip.ts';
import type { DeviceProfile, ModbusPoint, PointProfile, RegisterLayout } from '../../src/field/profile.ts';

const ORDERS = ['big', 'little'] as const;
const STORED: readonly Omit<RegisterLayout, 'wordOrder'>[] = [
  { type: 'int16' },
  { type: 'uint16' },
  { type: 'int32' },
  { type: 'uint32' },
  { type: 'int64' },
  { type: 'uint64' },
  { type: 'float32' },
  { type: 'float64' },
  { type: 'uint16', coding: 'bcd' },
  { type: 'uint32', coding: 'bcd' },
  { type: 'int16', coding: 'sign-magnitude' },
  { type: 'int32', coding: 'sign-magnitude' },
  { type: 'uint16', bits: [3, 14] },
  { type: 'uint32', bits: [9, 24] },
];
const ROOM = 10;

function point(layout: RegisterLayout, index: number, access: PointProfile['access']): PointProfile {
  const isSigned = layout.type.startsWith('int') || layout.type.startsWith('float');
  const source: ModbusPoint = {
    protocol: 'modbus',
    table: 'holding',
    address: ROOM * index,
    documentAddress: String(ROOM * index),
    scale: 0.5,
    offset: 10,
    failRaw: [],
    ...layout,
  };
  return {
    name: `p${index}`,
    title: JSON.stringify(layout),
    quantity: 'ratio',
    access,
    source,
    range: isSigned ? [-400, 900] : [10, 1000],
    sensor: { lagS: 0, noise: 0, resolution: 0, samplePeriodS: 0 },
  };
}

const layouts = STORED.flatMap((stored) =>
  ORDERS.flatMap((wordOrder) => ORDERS.map((byteOrder) => ({ ...stored, wordOrder, byteOrder }))),
);

function profileOf(points: readonly PointProfile[]): DeviceProfile {
  return {
    id: 'acme,layouts',
    vendor: 'acme',
    model: 'layouts',
    kind: 'analog-input',
    protocol: 'modbus',
    title: 'Every layout',
    document: { title: 'none', edition: '1', url: 'https://example.org' },
    timing: { responseS: 0, periodS: 1 },
    points,
    messages: [],
    lastWill: null,
    actuator: null,
  };
}

describe('every layout in every order', () => {
  it('is read as it is sensed', () => {
    const results = checkProfileRoundTrip(profileOf(layouts.map((layout, i) => point(layout, i, 'read'))), 1);
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(results.filter(({ part }) => part === 'reading')).toHaveLength(layouts.length);
  });

  it('is written as it is commanded', () => {
    const whole = layouts.filter((layout) => !('bits' in layout));
    const results = checkProfileRoundTrip(
      profileOf(whole.map((layout, i) => point(layout, i, 'read-write'))),
      1,
    );
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(results.filter(({ part }) => part === 'writing')).toHaveLength(whole.length);
  });
});
