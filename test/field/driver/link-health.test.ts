import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINK_ERRORS } from '../../../src/field/driver/link-errors.ts';
import { type BusHealth, BusMeter } from '../../../src/field/driver/link-health.ts';
import { exceptionOutcome, type ModbusOutcome, protocolOutcome } from '../../../src/field/modbus/request.ts';

const OK: ModbusOutcome = { ok: true, values: [] };
const BUS = { bus: 'line0', kind: 'modbus-rtu' } as const;

function meterOf(...units: number[]): BusMeter {
  return new BusMeter(units.map((unit) => ({ device: `d${unit}`, unit })));
}

function healthOf(meter: BusMeter, nowS: number): BusHealth {
  return meter.health(BUS, nowS, () => 'closed');
}

/** A request of 8 bytes and an answer of 9 that comes `tookS` later, with 2 ms of silence behind it. */
function exchange(meter: BusMeter, unit: number, atS: number, tookS: number): void {
  meter.sent(unit, 8, atS);
  meter.answered(unit, 9, atS + tookS, 0.002);
  meter.settled(unit, OK);
}

describe('the figures of a bus', () => {
  test('are those of its links together', () => {
    const meter = meterOf(1, 2);
    for (let i = 0; i < 100; i++) exchange(meter, 1 + (i % 2), i, i % 2 === 0 ? 0.01 : 0.03);
    const health = healthOf(meter, 100);
    expect(health).toMatchObject({ requests: 100, sentBytes: 800, receivedBytes: 900 });
    expect(health.links.map(({ device, requests }) => [device, requests])).toEqual([
      ['d1', 50],
      ['d2', 50],
    ]);
    expect(health.busyS).toBeCloseTo(50 * 0.012 + 50 * 0.032, 9);
    expect(health.links[0]?.busyS).toBeCloseTo(50 * 0.012, 9);
    expect(health.overall).toMatchObject({ overS: 100, requestsPerS: 1, bytesPerS: 17 });
    expect(health.overall.busyShare).toBeCloseTo(0.022, 9);
    expect(health.roundTrip).toMatchObject({ count: 100, maxS: expect.closeTo(0.03, 9) });
    expect(health.links[0]?.roundTrip.p99S).toBeCloseTo(0.01, 3);
  });

  test('tell the last ten seconds from all of them', () => {
    const meter = meterOf(1);
    for (let i = 0; i < 1000; i++) exchange(meter, 1, i / 10, 0.01);
    for (let i = 0; i < 20; i++) exchange(meter, 1, 100 + i, 0.01);
    const { overall, recent } = healthOf(meter, 120);
    expect(overall.requestsPerS).toBeCloseTo(1020 / 120, 9);
    expect(recent).toMatchObject({ overS: 10, requestsPerS: 1, bytesPerS: 17 });
    expect(recent.busyShare).toBeCloseTo(0.012, 9);
  });

  test('count requests that are under way at the same time once', () => {
    const meter = meterOf(1, 2);
    meter.sent(1, 12, 0);
    meter.sent(2, 12, 1);
    meter.answered(1, 12, 2, 0);
    expect(healthOf(meter, 2.5).busyS).toBeCloseTo(2.5, 9);
    meter.answered(2, 12, 3, 0);
    expect(healthOf(meter, 9).busyS).toBeCloseTo(3, 9);
    expect(healthOf(meter, 9).links.map(({ busyS }) => busyS)).toEqual([2, 2]);
  });

  test('know every kind of error, and the codes of exceptions', () => {
    const meter = meterOf(1);
    const failures: ModbusOutcome[] = [
      { ok: false, kind: 'timeout', code: null, detail: '' },
      { ok: false, kind: 'disconnected', code: null, detail: '' },
      exceptionOutcome(2),
      exceptionOutcome(6),
      exceptionOutcome(6),
      protocolOutcome('checksum', ''),
      protocolOutcome('short-frame', ''),
      protocolOutcome('noise', ''),
      protocolOutcome('wrong-unit', ''),
      protocolOutcome('wrong-function', ''),
      protocolOutcome('wrong-length', ''),
      protocolOutcome('wrong-echo', ''),
    ];
    for (const failure of failures) meter.settled(1, failure);
    meter.late(1);
    meter.unasked(1);
    meter.unasked(77);
    meter.connectionLost();
    const { errors, connectionsLost, links } = healthOf(meter, 1);
    const once = Object.fromEntries(LINK_ERRORS.map((kind) => [kind, 1]));
    expect(links[0]?.errors).toEqual({ byKind: { ...once, exception: 3 }, exceptions: { 2: 1, 6: 2 } });
    expect(errors.byKind).toEqual({ ...once, exception: 3, unasked: 2 });
    expect(connectionsLost).toBe(1);
  });

  test('of a wire on which nothing has happened are all zero', () => {
    const { overall, recent, roundTrip, busyS } = healthOf(meterOf(1), 5);
    const none = { overS: 0, requestsPerS: 0, bytesPerS: 0, busyShare: 0 };
    expect({ overall, recent, busyS, count: roundTrip.count }).toEqual({
      overall: none,
      recent: none,
      busyS: 0,
      count: 0,
    });
  });

  test('add up, whatever happens', () => {
    const step = fc.record({
      unit: fc.constantFrom(1, 2),
      waitS: fc.double({ min: 0, max: 2, noNaN: true }),
      tookS: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.nat(256),
      answered: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 100 }), (steps) => {
        const meter = meterOf(1, 2);
        let nowS = 0;
        let takenS = 0;
        for (const { unit, waitS, tookS, bytes, answered } of steps) {
          nowS += waitS;
          meter.sent(unit, 8, nowS);
          nowS += tookS;
          takenS += tookS;
          if (answered) meter.answered(unit, bytes, nowS, 0);
          else meter.gaveUp(unit, bytes, nowS, 0);
        }
        const health = healthOf(meter, nowS);
        expect(health.busyS).toBeCloseTo(takenS, 6);
        expect(health.sentBytes).toBe(8 * steps.length);
        expect(health.receivedBytes).toBe(steps.reduce((sum, { bytes }) => sum + bytes, 0));
        expect(health.overall.busyShare).toBeLessThanOrEqual(1 + 1e-9);
        expect(health.roundTrip.count).toBe(steps.filter(({ answered }) => answered).length);
      }),
    );
  });
});
