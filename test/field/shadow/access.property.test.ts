/** Without leave no driver writes, whatever is commanded, answered and heard, and whenever leave comes and goes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeviceAccess } from '../../../src/field/driver/access.ts';
import { createModbusDriver } from '../../../src/field/driver/modbus-driver.ts';
import { createMqttDriver } from '../../../src/field/driver/mqtt-driver.ts';
import type { ModbusOutcome } from '../../../src/field/modbus/request.ts';
import { benchDevices, modbusBus, plugBus } from '../fixtures.ts';

const OUTPUTS = ['inlet1.position', 'vent1.position', 'inlet2.position', 'cross.position', 'rack1.enabled'];

const access = fc.constantFrom<DeviceAccess>('none', 'read', 'command');
const step = fc.record({
  access,
  tag: fc.constantFrom(...OUTPUTS),
  position: fc.double({ min: 0, max: 1, noNaN: true }),
  outcome: fc.constantFrom('answer', 'timeout', 'exception'),
  waitS: fc.constantFrom(0, 0.01, 0.3, 2),
  said: fc.constantFrom('ON', 'OFF', 'Online', 'Offline', 'nonsense'),
});

function outcomeOf(kind: string, count: number): ModbusOutcome {
  if (kind === 'answer') return { ok: true, values: new Array<number>(count).fill(0) };
  if (kind === 'timeout') return { ok: false, kind: 'timeout', code: null, detail: 'timeout' };
  return { ok: false, kind: 'exception', code: 2, detail: 'exception 2' };
}

test('a Modbus driver sends no write without leave, and nothing at all where it has none', () => {
  let written = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
      let now: DeviceAccess = 'command';
      let nowS = 0;
      const driver = createModbusDriver(modbusBus(benchDevices()), { readBack: false, access: () => now });
      for (const { access: next, tag, position, outcome, waitS } of steps) {
        now = next;
        nowS += waitS;
        driver.write(tag, position);
        for (const { id, request } of driver.due(nowS)) {
          expect(now).not.toBe('none');
          if (request.kind === 'write') {
            expect(now).toBe('command');
            written++;
          }
          driver.complete(id, outcomeOf(outcome, request.kind === 'read' ? request.count : 0), nowS);
        }
        if (now !== 'command') expect(driver.hasPendingWrites()).toBe(false);
      }
    }),
  );
  expect(written).toBeGreaterThan(100);
});

test('an MQTT driver publishes no command without leave', () => {
  let published = 0;
  const utf8 = new TextEncoder();
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      let now: DeviceAccess = 'command';
      let nowS = 0;
      const driver = createMqttDriver(plugBus(), { readBack: false, access: () => now });
      driver.brokerThere();
      for (const { access: next, position, waitS, said } of steps) {
        now = next;
        nowS += waitS;
        driver.write('rack1.enabled', Math.round(position));
        const topic = said.startsWith('O') && said.endsWith('line') ? 'tele/plug/LWT' : 'stat/plug/POWER';
        driver.message({ topic, payload: utf8.encode(said), retained: false }, nowS);
        const commands = driver.due(nowS).length;
        published += commands;
        if (now === 'command') continue;
        expect(commands).toBe(0);
        expect(driver.hasPendingWrites()).toBe(false);
      }
    }),
  );
  expect(published).toBeGreaterThan(50);
});
