import { describe, expect, test } from 'vitest';
import { createEmulatedField, type EmulatedField } from '../../src/field/emulated/emulated-field.ts';
import { answerPdu } from '../../src/field/modbus/pdu.ts';
import {
  ANALOG_OUTPUT,
  benchDevices,
  device,
  drive,
  modbusBus,
  mqttBus,
  point,
  readTruth,
  sense,
  TRANSMITTER,
  wiring,
} from './fixtures.ts';

function bench(): EmulatedField {
  return createEmulatedField(wiring(modbusBus(benchDevices()), mqttBus()), { seed: 1 });
}

function ask(field: EmulatedField, unit: number, request: number[]): string {
  const found = field.units('modbus0').get(unit);
  if (found === undefined) throw new Error(`no unit ${unit}`);
  return Buffer.from(answerPdu(found.map, Uint8Array.from(request))).toString('hex');
}

function positions(field: EmulatedField): string[] {
  const found: string[] = [];
  field.forEachDrive((plantPoint, position) => found.push(`${plantPoint} ${position}`));
  return found;
}

describe('emulated field', () => {
  test('truth appears in the registers that the profile names', () => {
    const field = bench();
    field.update(0, readTruth);
    expect(ask(field, 1, [3, 0, 2, 0, 2])).toBe('030440200000');
    expect(ask(field, 3, [3, 0, 0, 0, 4])).toBe('0308010e011801040 0fa'.replace(' ', ''));
  });

  test('an input to which nothing is wired shows a failed sensor', () => {
    const field = bench();
    field.update(0, readTruth);
    expect(ask(field, 3, [3, 0, 4, 0, 1])).toBe('03028000');
    expect(ask(field, 1, [3, 0, 8, 0, 2])).toBe('03047fc00000');
  });

  test('a register that no document mentions is not there', () => {
    expect(ask(bench(), 1, [3, 0, 0, 0, 2])).toBe('8302');
    expect(ask(bench(), 4, [6, 0, 8, 0, 1])).toBe('8602');
  });

  test('outputs hold 0 after power-up, and a written one moves its valve', () => {
    const field = bench();
    field.update(0, readTruth);
    expect(positions(field).map((text) => text.split(' ')[1])).toEqual(['0', '0', '0', '0', '0', '0']);
    ask(field, 4, [16, 0, 0, 0, 2, 4, 0x13, 0x88, 0x27, 0x10]);
    ask(field, 5, [5, 0, 1, 0xff, 0]);
    field.update(0.01, readTruth);
    expect(positions(field)).toEqual([
      'inlet1.position 0.5',
      'vent1.position 1',
      'inlet2.position 0',
      'vent2.position 0',
      'cross.position 0',
      'rack1.enabled 1',
    ]);
  });

  test('a terminal gives no more than its range, whatever is written', () => {
    const field = bench();
    ask(field, 4, [6, 0, 0, 0xff, 0xff]);
    field.update(0, readTruth);
    expect(positions(field)[0]).toBe('inlet1.position 1');
  });

  test('a reversed or live-zero signal is understood', () => {
    const reversed = { ...drive(ANALOG_OUTPUT, 'ao1', 'v.position'), signal: [10, 2] as const };
    const field = createEmulatedField(wiring(modbusBus([device('ao1', 4, ANALOG_OUTPUT, [reversed])])), {
      seed: 1,
    });
    ask(field, 4, [6, 0, 0, 0x17, 0x70]);
    field.update(0, readTruth);
    expect(positions(field)).toEqual(['v.position 0.5']);
  });

  test('real devices are not emulated', () => {
    const real = device('pt1', 1, TRANSMITTER, [sense(TRANSMITTER, 'pressure', 'ch1.pressure')], {
      mode: 'real',
    });
    expect(createEmulatedField(wiring(modbusBus([real])), { seed: 1 }).units('modbus0').size).toBe(0);
  });

  test('messages come due at their period, in the words of the maker', () => {
    const field = bench();
    const sent: string[] = [];
    for (let tick = 0; tick <= 2000; tick++) {
      field.update(tick * 0.01, readTruth);
      for (const { topic, payload } of field.takePublications('mqtt0')) {
        sent.push(`${topic} ${new TextDecoder().decode(payload)}`);
      }
    }
    expect(sent).toEqual(
      ['00:00:00', '00:00:10', '00:00:20'].map(
        (time) =>
          `tele/room/SENSOR {"Time":"1970-01-01T${time}","DS18B20":{"Id":"000003287EF1","Temperature":22.0},"TempUnit":"C"}`,
      ),
    );
  });

  test('noise depends on the seed, and adding a device changes no other stream', () => {
    const noisy = { ...TRANSMITTER, points: [noisyPressure()] };
    const pt = (id: string, unit: number) =>
      device(id, unit, noisy, [
        { ...sense(TRANSMITTER, 'pressure', 'ch1.pressure'), point: noisyPressure() },
      ]);
    const run = (seed: number, ...ids: string[]) => {
      const field = createEmulatedField(wiring(modbusBus(ids.map((id, i) => pt(id, i + 1)))), { seed });
      field.update(0, readTruth);
      return ids.map((_, i) => ask(field, i + 1, [3, 0, 2, 0, 2]));
    };
    const [alone] = run(7, 'pt1');
    expect(run(7, 'pt1')).toEqual([alone]);
    expect(run(7, 'pt0', 'pt1')[1]).toBe(alone);
    expect(run(7, 'pt0', 'pt1')[0]).not.toBe(alone);
    expect(run(8, 'pt1')).not.toEqual([alone]);
  });
});

function noisyPressure() {
  const [pressure] = TRANSMITTER.points;
  if (pressure === undefined) throw new Error('no pressure');
  return point('pressure', pressure.source, {
    ...pressure,
    sensor: { lagS: 0, noise: 1000, resolution: 0, samplePeriodS: 0 },
  });
}
