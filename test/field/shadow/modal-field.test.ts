import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldSample } from '../../../src/field/driver/samples.ts';
import { createEmulatedField } from '../../../src/field/emulated/emulated-field.ts';
import type { FieldRunner } from '../../../src/field/field-runner.ts';
import { createMemoryField } from '../../../src/field/memory/memory-field.ts';
import { createModalField } from '../../../src/field/shadow/modal-field.ts';
import { residual } from '../../../src/field/shadow/residual.ts';
import type { DeviceMode } from '../../../src/field/wiring.ts';
import type { Quality, Reading } from '../../../src/units/reading.ts';
import { benchDevices, modbusBus, readTruth, wiring } from '../fixtures.ts';

const PLACE = { host: '127.0.0.1', port: 502 };
/** The plant is 0.25 bar above its model. */
const AHEAD_PA = 25_000;

/** Emulators, and a second set of them that plays the hardware. */
class TwoBenches {
  readonly modes = new Map<string, DeviceMode>(benchDevices().map(({ id }) => [id, 'emulated']));
  readonly site = wiring(modbusBus(benchDevices(), { hardware: PLACE }));
  readonly emulated = createEmulatedField(this.site, { seed: 1 });
  readonly plant = createEmulatedField(this.site, { seed: 2 });
  mayWrite = false;
  readonly readings = new Map<string, FieldSample>();
  readonly told: FieldSample[] = [];
  readonly field: FieldRunner = createModalField({
    wiring: this.site,
    main: createMemoryField(this.site, this.emulated, { readBack: false }),
    openHardware: () =>
      createMemoryField(this.site, this.plant, {
        readBack: false,
        access: (id) => {
          if (this.modes.get(id) === 'emulated') return 'none';
          return this.mayWrite ? 'command' : 'read';
        },
      }),
    modeOf: (id) => this.modes.get(id) ?? 'emulated',
  });
  #nowS = 0;

  static async start(): Promise<TwoBenches> {
    const benches = new TwoBenches();
    await benches.field.start();
    return benches;
  }

  run(forS: number): this {
    for (const endS = this.#nowS + forS; this.#nowS < endS - 1e-9; this.#nowS += 0.01) {
      this.emulated.update(this.#nowS, readTruth);
      this.plant.update(this.#nowS, (point) => readTruth(point) + AHEAD_PA);
      this.told.push(...this.field.drain());
      for (const sample of this.told) this.readings.set(sample.tag, sample);
      this.field.exchange(this.#nowS);
    }
    return this;
  }

  reading(tag: string): Reading | undefined {
    return this.readings.get(tag)?.reading;
  }

  held(side: 'emulated' | 'plant', channel: number): number {
    return this[side].units('modbus0').get(4)?.map.get('holding', channel) ?? Number.NaN;
  }
}

describe('a device with hardware and an emulator', () => {
  test('is read where its mode says, and compared in shadow alone', async () => {
    const benches = (await TwoBenches.start()).run(0.2);
    expect(benches.reading('ch1.pressure')?.value).toBe(2.5e5);
    expect(benches.reading('ch1.pressure.residual')).toMatchObject({
      quality: 'bad',
      reason: 'not in shadow',
    });
    benches.modes.set('pt1', 'shadow');
    benches.run(0.2);
    expect(benches.reading('ch1.pressure')?.value).toBe(2.75e5);
    expect(benches.reading('ch1.pressure.residual')).toEqual({
      value: AHEAD_PA,
      quality: 'good',
      reason: null,
    });
    expect(benches.reading('ch2.pressure')?.value).toBe(1.5e5);
    benches.modes.set('pt1', 'real');
    benches.run(0.2);
    expect(benches.reading('ch1.pressure')?.value).toBe(2.75e5);
    expect(benches.reading('ch1.pressure.residual')).toMatchObject({
      quality: 'bad',
      reason: 'not in shadow',
    });
  });

  test('is not spoken to at its hardware while it is emulated', async () => {
    const benches = (await TwoBenches.start()).run(0.5);
    benches.modes.set('pt1', 'shadow');
    benches.run(0.05);
    expect(benches.field.links().find(({ device }) => device === 'pt1')?.requests).toBeLessThan(10);
    expect(benches.field.links().find(({ device }) => device === 'pt2')?.requests).toBeGreaterThan(20);
  });

  test('has a bad residual where either side is bad, and says which', async () => {
    const benches = await TwoBenches.start();
    benches.modes.set('pt1', 'shadow');
    benches.run(0.2);
    const faulty = (side: 'plant' | 'emulated', fault: 0 | 4) => {
      const unit = benches[side].units('modbus0').get(1);
      if (unit === undefined) throw new Error('the bench has a transmitter');
      unit.map.fault = fault;
      benches.run(0.2);
      return benches.reading('ch1.pressure.residual');
    };
    expect(faulty('plant', 4)).toMatchObject({
      quality: 'bad',
      reason: expect.stringMatching(/^real: exception 4/u),
    });
    expect(faulty('plant', 0)).toMatchObject({ quality: 'good' });
    expect(faulty('emulated', 4)).toMatchObject({
      quality: 'bad',
      reason: expect.stringMatching(/^emulated: /u),
    });
  });

  // The emulator is polled every 20 ms, and may be the first to speak after the change, or the second.
  test.each([0.2, 0.21])(
    'takes no reading of its hardware from %d s before it was in shadow for one of now',
    async (restS) => {
      const benches = await TwoBenches.start();
      benches.modes.set('pt1', 'shadow');
      benches.run(0.2);
      benches.modes.set('pt1', 'emulated');
      benches.run(restS);
      const unit = benches.plant.units('modbus0').get(1);
      if (unit === undefined) throw new Error('the bench has a transmitter');
      unit.map.fault = 4;
      benches.modes.set('pt1', 'shadow');
      benches.told.length = 0;
      benches.run(0.2);
      const residuals = benches.told.filter(({ tag }) => tag === 'ch1.pressure.residual');
      expect(residuals.length).toBeGreaterThan(2);
      expect(residuals.filter(({ reading }) => reading.quality === 'good')).toEqual([]);
    },
  );

  test('gives every command to its emulator, and to its hardware only with leave', async () => {
    const benches = await TwoBenches.start();
    benches.modes.set('ao1', 'shadow');
    benches.field.write('inlet1.position', 0.5, 0);
    benches.run(0.2);
    expect([benches.held('emulated', 0), benches.held('plant', 0)]).toEqual([5_000, 0]);
    expect(benches.reading('inlet1.position')?.value).toBe(0);
    benches.mayWrite = true;
    benches.run(0.2);
    expect([benches.held('emulated', 0), benches.held('plant', 0)]).toEqual([5_000, 5_000]);
    expect(benches.reading('inlet1.position')?.value).toBe(0.5);
    expect(benches.field.hasPendingWrites()).toBe(false);
    benches.mayWrite = false;
    benches.field.write('inlet1.position', 1, 0);
    benches.run(0.2);
    expect([benches.held('emulated', 0), benches.held('plant', 0)]).toEqual([10_000, 5_000]);
  });
});

const QUALITIES: readonly Quality[] = ['good', 'uncertain', 'bad'];
const anyReading = fc
  .record({ value: fc.double({ noNaN: false }), quality: fc.constantFrom(...QUALITIES) })
  .map(({ value, quality }): Reading => ({ value, quality, reason: quality === 'good' ? null : 'why' }));

test('a residual is the difference, and as good as the worse of both sides', () => {
  fc.assert(
    fc.property(anyReading, anyReading, (real, emulated) => {
      const { value, quality, reason } = residual(real, emulated);
      expect(Object.is(value, real.value - emulated.value)).toBe(true);
      const worse = Math.max(QUALITIES.indexOf(real.quality), QUALITIES.indexOf(emulated.quality));
      expect(quality).toBe(QUALITIES[worse]);
      expect(reason === null).toBe(quality === 'good');
    }),
  );
});
