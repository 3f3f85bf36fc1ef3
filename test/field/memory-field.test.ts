import { describe, expect, test } from 'vitest';
import { createEmulatedField } from '../../src/field/emulated/emulated-field.ts';
import { createMemoryField } from '../../src/field/memory/memory-field.ts';
import {
  benchDevices,
  device,
  modbusBus,
  mqttBus,
  readTruth,
  sense,
  TRANSMITTER,
  wiring,
} from './fixtures.ts';

interface Run {
  readonly tags: Map<string, string>;
  readonly transcript: string;
}

async function run(seconds: number): Promise<Run> {
  const site = wiring(modbusBus(benchDevices()), mqttBus());
  const emulated = createEmulatedField(site, { seed: 3 });
  const lines: string[] = [];
  const field = createMemoryField(site, emulated, {
    readBack: false,
    transcript: (timeS, bus, kind, bytes) =>
      lines.push(`${timeS} ${bus} ${kind} ${Buffer.from(bytes).toString('hex')}`),
  });
  expect(await field.start()).toBeNull();
  const tags = new Map<string, string>();
  for (let tick = 0; tick < seconds * 100; tick++) {
    const nowS = tick * 0.01;
    emulated.update(nowS, readTruth);
    for (const { tag, reading } of field.drain())
      tags.set(tag, `${reading.quality} ${Number(reading.value.toFixed(6))}`);
    field.write('inlet1.position', (tick % 100) / 100, nowS);
    field.write('rack1.enabled', 1, nowS);
    field.exchange(nowS);
  }
  return { tags, transcript: lines.join('\n') };
}

describe('memory wire', () => {
  test('every measurement and every command arrives', async () => {
    const { tags } = await run(2);
    expect(Object.fromEntries(tags)).toMatchObject({
      'ch1.pressure': 'good 250000',
      'ch2.pressure': 'good 150000',
      'ch1.temperature': 'good 300.15',
      'room.temperature': 'good 295.15',
      'inlet1.position': 'good 0.98',
      'rack1.enabled': 'good 1',
      'pt1.online': 'good 1',
      'ao1.online': 'good 1',
      'do1.online': 'good 1',
      'room.online': 'good 1',
    });
  });

  test('two runs put the same bytes on the wire', async () => {
    const first = await run(3);
    expect(first.transcript.split('\n').length).toBeGreaterThan(1000);
    expect((await run(3)).transcript).toBe(first.transcript);
  });

  test('a device without an emulator times out', async () => {
    const real = device('pt9', 9, TRANSMITTER, [sense(TRANSMITTER, 'pressure', 'x.pressure')], {
      mode: 'real',
    });
    const site = wiring(modbusBus([real]));
    const field = createMemoryField(site, createEmulatedField(site, { seed: 1 }), { readBack: false });
    field.exchange(0);
    expect(field.drain().at(-1)).toMatchObject({
      tag: 'x.pressure',
      reading: { quality: 'bad', reason: 'timeout' },
    });
  });

  test('a flush confirms what is waiting, or says that it could not', async () => {
    const site = wiring(modbusBus(benchDevices()));
    const emulated = createEmulatedField(site, { seed: 1 });
    const field = createMemoryField(site, emulated, { readBack: false });
    field.exchange(0);
    field.write('vent1.position', 1, 0);
    field.write('vent2.position', 1, 0);
    field.write('cross.position', 1, 0);
    expect(await field.flush(0, 1)).toBe(true);
    expect(emulated.units('modbus0').get(4)?.map.get('holding', 1)).toBe(10000);
    expect(emulated.units('modbus0').get(5)?.map.get('coil', 0)).toBe(1);
    const broken = emulated.units('modbus0').get(4)?.map;
    if (broken !== undefined) broken.failed = true;
    field.write('vent1.position', 0, 1);
    expect(await field.flush(1, 1)).toBe(false);
  });
});
