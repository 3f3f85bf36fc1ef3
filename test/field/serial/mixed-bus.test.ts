import { afterEach, expect, test } from 'vitest';
import { createEmulatedField } from '../../../src/field/emulated/emulated-field.ts';
import { RegisterMap } from '../../../src/field/modbus/register-map.ts';
import { serveSerialPort } from '../../../src/field/modbus/serial-port-server.ts';
import { createRealField } from '../../../src/field/real-field.ts';
import type { Reading } from '../../../src/units/reading.ts';
import { benchDevices, readTruth, serialBus, until, wiring } from '../fixtures.ts';
import { SerialCable } from './socat.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('on one bus real devices are reached over the port, and emulated ones over a pseudo-terminal', async () => {
  const cable = await SerialCable.plugged();
  const map = new RegisterMap();
  map.define('holding', 0, 12, false);
  // 4.25 bar as a float with its high word first: sign and exponent 0x4088, the rest 0.
  map.set('holding', 2, [0x4088, 0]);
  const bench = serialBus([], { connect: cable.near });
  const served = await serveSerialPort(
    cable.far,
    bench.serial,
    new Map([[1, { map, responseS: 0, deviceId: 'hardware' }]]),
    { speed: 1, option: '' },
  );
  if (!served.ok) throw new Error(served.problem.what);
  cleanups.push(() => served.value.close());

  const devices = benchDevices().map((device) =>
    device.id === 'pt1' ? { ...device, mode: 'real' as const } : device,
  );
  const site = wiring({ ...bench, devices });
  const emulated = createEmulatedField(site, { seed: 1 });
  const startMs = performance.now();
  const now = () => (performance.now() - startMs) / 1000;
  const field = createRealField(site, emulated, { speed: 1, readBack: false, now, serve: true });
  cleanups.push(() => field.stop());
  expect(await field.start()).toBeNull();
  const tags = new Map<string, Reading>();
  await until(() => {
    emulated.update(now(), readTruth);
    field.exchange(now());
    for (const { tag, reading } of field.drain()) tags.set(tag, reading);
    return tags.get('ch1.pressure')?.quality === 'good' && tags.get('ch2.pressure')?.quality === 'good';
  });
  expect(tags.get('ch1.pressure')?.value).toBe(4.25e5);
  expect(tags.get('ch2.pressure')?.value).toBe(1.5e5);
  expect(field.links().find(({ device }) => device === 'pt1')?.lastError).toBeNull();
});
