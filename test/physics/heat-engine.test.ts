import { describe, expect, test } from 'vitest';
import { plantPoints } from '../../src/physics/plant.ts';
import { chamber, DRY_AIR, plantOf, read, relative, run } from './plants.ts';

const AMBIENT_K = 300;

function engineAt(gasK: number, carnotFraction: number, volumeM3 = 1e3) {
  return plantOf({
    stepS: 0.01,
    ambient: { temperatureK: AMBIENT_K, pressurePa: 101_325, gas: DRY_AIR },
    chambers: [chamber('a', { volumeM3, temperatureK: gasK, gas: { Ar: 1 } })],
    heatEngines: [{ id: 'e', from: 'a', conductanceWPerK: 2, carnotFraction }],
  });
}

describe('a heat engine', () => {
  test('at Carnot turns the share 1 − T0/T of its heat into work, and generates nothing', () => {
    const plant = run(engineAt(400, 1), 1);
    expect(relative(read(plant, 'e.heat'), 200)).toBeLessThan(1e-5);
    expect(relative(read(plant, 'e.power'), 200 * (1 - 300 / 400))).toBeLessThan(1e-5);
    expect(relative(read(plant, 'ledger.shaft_work'), -50)).toBeLessThan(1e-5);
    expect(Math.abs(read(plant, 'ledger.entropy_generated'))).toBeLessThan(1e-6);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-12);
  });

  test('at a fraction f of Carnot generates (1 − f) Q (1/T0 − 1/T)', () => {
    const plant = run(engineAt(400, 0.25), 1);
    expect(relative(read(plant, 'e.power'), 12.5)).toBeLessThan(1e-5);
    const generated = 0.75 * 200 * (1 / 300 - 1 / 400);
    expect(relative(read(plant, 'ledger.entropy_generated'), generated)).toBeLessThan(1e-4);
  });

  test('rests where the gas is no warmer than the ambient', () => {
    const plant = run(engineAt(280, 1), 1);
    expect(read(plant, 'e.heat')).toBe(0);
    expect(read(plant, 'e.power')).toBeCloseTo(0, 15);
    expect(read(plant, 'a.temperature')).toBeCloseTo(280, 9);
  });

  test('cools a small vessel to the ambient and gives no more work than its exergy', () => {
    const volumeM3 = 1e-3;
    const definition = engineAt(400, 1, volumeM3);
    const plant = run(definition, 20);
    const capacity = (1.5 * 1e5 * volumeM3) / 400;
    const exergyJ = capacity * (100 - AMBIENT_K * Math.log(400 / 300));
    expect(read(plant, 'a.temperature')).toBeCloseTo(AMBIENT_K, 6);
    expect(relative(-read(plant, 'ledger.shaft_work'), exergyJ)).toBeLessThan(1e-6);
    expect(plantPoints(definition).filter(({ name }) => name.startsWith('e.')).length).toBe(2);
  });
});
