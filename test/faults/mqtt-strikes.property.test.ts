/** However late messages are: each comes once, none before it was said, and none before one of its device. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MqttPublication } from '../../src/field/emulated/mqtt-device.ts';
import { mqttBus, plugBus, wiring } from '../field/fixtures.ts';
import { boardOn } from './bench.ts';

const SITE = wiring(mqttBus({ devices: [...mqttBus().devices, ...plugBus().devices] }));
const utf8 = new TextEncoder();

function message(deviceId: string, text: string): MqttPublication {
  return { deviceId, topic: `tele/${deviceId}/SENSOR`, payload: utf8.encode(text), qos: 0, retain: false };
}

const textOf = ({ payload }: MqttPublication): string => new TextDecoder().decode(payload);

test('messages stay in order under any jitter and delay', () => {
  let overtaken = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 500 }),
      (seed, jitterMs, delayMs) => {
        const faults = boardOn(SITE, [
          { kind: 'jitter', jitter: `${jitterMs} ms`, bus: 'mqtt0', seed },
          { kind: 'delay', delay: `${delayMs} ms`, device: 'room', probability: 0.3, seed },
        ]).mqtt('mqtt0');
        const heard: { readonly text: string; readonly atS: number }[] = [];
        for (let tick = 0; tick < 300; tick++) {
          const said = tick >= 150 ? [] : [message('room', `room ${tick}`), message('plug', `plug ${tick}`)];
          for (const told of faults.publications(said, tick * 0.02))
            heard.push({ text: textOf(told), atS: tick * 0.02 });
        }
        for (const device of ['room', 'plug']) {
          const numbers = heard
            .filter(({ text }) => text.startsWith(device))
            .map(({ text, atS }) => ({ number: Number(text.slice(5)), atS }));
          expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 150 }, (_, at) => at));
          expect(numbers.filter(({ number, atS }) => atS < number * 0.02 - 1e-9)).toEqual([]);
        }
        overtaken += heard.filter(
          ({ text }, at) => text.startsWith('plug') && heard[at + 1]?.text.startsWith('room'),
        ).length;
      },
    ),
    { numRuns: 50 },
  );
  // Of two devices one may overtake the other: something was late at all.
  expect(overtaken).toBeGreaterThan(100);
});
