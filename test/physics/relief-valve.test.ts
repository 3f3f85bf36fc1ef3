import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liftAt } from '../../src/physics/elements/relief-valve.ts';
import { createPlant, inputWriter } from '../../src/physics/plant.ts';
import {
  boundary,
  chamber,
  injector,
  plantOf,
  RELIEF,
  read,
  relative,
  reliefValve,
  run,
  runTo,
  write,
} from './plants.ts';

describe('the lift of a relief valve', () => {
  test.each([
    ['nothing below the set pressure', [1.5e5, 1.99e5], 0],
    ['a quarter a quarter of the way up', [2.1e5], 0.25],
    ['all of it beyond full open', [5e5], 1],
    ['kept while the pressure falls by less than the blowdown', [2.2e5, 2.101e5], 0.5],
    ['on the falling line beyond that', [2.2e5, 2e5], 0.25],
    ['kept when the pressure rises again between the lines', [2.2e5, 2e5, 2.09e5], 0.25],
    ['none at the reseat pressure', [2.4e5, 1.9e5], 0],
    ['none when it comes back to just below the set pressure', [2.4e5, 1.9e5, 1.999e5], 0],
  ] as const)('is %s', (_, pressuresPa, expected) => {
    const lift = pressuresPa.reduce((held: number, pressurePa) => liftAt(RELIEF, held, pressurePa), 0);
    expect(lift).toBeCloseTo(expected, 12);
  });

  test('never jumps: it moves by no more than the pressure does', () => {
    const pressure = fc.double({ min: 1e5, max: 3e5, noNaN: true });
    fc.assert(
      fc.property(fc.array(pressure, { minLength: 1 }), pressure, pressure, (history, fromPa, toPa) => {
        const held = [...history, fromPa].reduce((lift, pressurePa) => liftAt(RELIEF, lift, pressurePa), 0);
        const moved = liftAt(RELIEF, held, toPa);
        expect(moved).toBeGreaterThanOrEqual(0);
        expect(moved).toBeLessThanOrEqual(1);
        expect(Math.abs(moved - held)).toBeLessThanOrEqual(Math.abs(toPa - fromPa) / 4e4 + 1e-12);
      }),
    );
  });
});

describe('a relief valve', () => {
  test('lets out the choked flow of its lift, up and down', () => {
    const plant = createPlant(
      plantOf({
        boundaries: [boundary('drum', { pressurePa: 1.5e5, temperatureK: 300, gas: { Ar: 1 } })],
        chambers: [chamber('a', { pressurePa: 1e4, gas: { Ar: 1 }, volumeM3: 1e3 })],
        reliefValves: [reliefValve('psv', 'drum', 'a')],
      }),
    );
    const chokedPerPa = (1e-6 * 0.726184377) / Math.sqrt((8.31446261815324 / 39.95e-3) * 300);
    const path = [1.9e5, 2.1e5, 2.3e5, 2.25e5, 2.1e5, 1.95e5, 1.89e5, 1.95e5];
    const lifts = [0, 0.25, 0.75, 0.75, 0.5, 0.125, 0, 0];
    path.forEach((pressurePa, i) => {
      write(plant, 'drum.pressure', pressurePa);
      expect(read(plant, 'psv.position')).toBeCloseTo(lifts[i] ?? Number.NaN, 12);
      const expected = (lifts[i] ?? Number.NaN) * chokedPerPa * pressurePa;
      expect(Math.abs(read(plant, 'psv.mass_flow') - expected)).toBeLessThan(1e-8 * chokedPerPa * pressurePa);
      runTo(plant, (i + 1) * 1e-3);
    });
    expect(inputWriter(plant, 'psv.position')).toBeNull();
  });

  const fedBy = (stepS: number) =>
    plantOf({
      stepS,
      chambers: [chamber('a', { pressurePa: 1.8e5 })],
      injectors: [injector('feed', 'a', { massFlowKgPerS: 2e-4, gas: { N2: 1 } })],
      reliefValves: [reliefValve('psv', 'a', 'ambient')],
    });
  const fed = (stepS: number) => createPlant(fedBy(stepS));

  test('holds what is fed into a chamber without chattering, and reseats when the feed ends', () => {
    const plant = fed(0.01);
    let turns = 0;
    let direction = 0;
    let before = 0;
    for (let tick = 1; tick <= 20_000; tick++) {
      runTo(plant, tick * 0.01);
      const lift = read(plant, 'psv.position');
      const now = Math.sign(lift - before);
      if (now !== 0 && now !== direction) turns++;
      if (now !== 0) direction = now;
      before = lift;
    }
    expect(turns).toBeLessThanOrEqual(2);
    expect(relative(read(plant, 'psv.mass_flow'), 2e-4)).toBeLessThan(1e-6);
    expect(read(plant, 'a.pressure')).toBeGreaterThan(1.9e5);
    expect(read(plant, 'a.pressure')).toBeLessThan(2.4e5);
    write(plant, 'feed.mass_flow', 0);
    runTo(plant, 240);
    expect(relative(read(plant, 'a.pressure'), 1.9e5)).toBeLessThan(1e-6);
    expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-11);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-11);
  });

  test('does the same in steps of 1 ms and of 0.1 s', () => {
    const [fine, coarse] = [1e-3, 0.1].map((stepS) => runTo(fed(stepS), 3));
    if (fine === undefined || coarse === undefined) throw new Error('two plants');
    expect(read(fine, 'psv.position')).toBeGreaterThan(0.1);
    for (const point of ['a.pressure', 'a.temperature', 'psv.mass_flow']) {
      expect(relative(read(coarse, point), read(fine, point))).toBeLessThan(1e-5);
    }
  });

  test('that opens within 100 Pa holds the pressure in steps of 1 ms and of 1 s', () => {
    const [fine, coarse] = [1e-3, 1].map((stepS) => {
      const reliefValves = [{ ...reliefValve('psv', 'a', 'ambient'), fullOpenPressurePa: 2.001e5 }];
      return run({ ...fedBy(stepS), reliefValves }, 5);
    });
    if (fine === undefined || coarse === undefined) throw new Error('two plants');
    for (const point of ['a.pressure', 'a.temperature', 'psv.mass_flow']) {
      expect(relative(read(coarse, point), read(fine, point))).toBeLessThan(1e-3);
    }
  });

  test('lets nothing back', () => {
    const plant = run(
      plantOf({
        chambers: [chamber('a', { pressurePa: 3e5 }), chamber('b', { pressurePa: 5e5 })],
        reliefValves: [reliefValve('psv', 'a', 'b')],
      }),
      0.01,
    );
    expect(read(plant, 'psv.position')).toBe(1);
    expect(read(plant, 'psv.mass_flow')).toBe(0);
    expect(relative(read(plant, 'a.pressure'), 3e5)).toBeLessThan(1e-12);
  });
});
