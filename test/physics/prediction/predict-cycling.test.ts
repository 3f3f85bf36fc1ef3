import { describe, expect, it } from 'vitest';
import type { PlantDefinition } from '../../../src/physics/plant-definition.ts';
import { predictCycling } from '../../../src/physics/prediction/predict-cycling.ts';
import { AR, chamber, EMPTY_PLANT, N2, relative, valve } from './plants.ts';

const FREE = { meanPa: null, amplitudePa: null, frequencyHz: null };
const SUPPLY = { id: 'supply', pressurePa: 8e5, temperatureK: 295, gas: N2 };
const LOW = { id: 'low', pressurePa: 3e5, temperatureK: 295, gas: AR };
const BENCH: PlantDefinition = {
  ...EMPTY_PLANT,
  boundaries: [LOW, SUPPLY],
  chambers: [chamber('a')],
  valves: [
    valve('in', 'supply', 'a'),
    valve('in2', 'a', 'supply'),
    valve('weak', 'low', 'a'),
    valve('out', 'a', 'ambient'),
  ],
};

describe('a chamber between a supply and a vent', () => {
  it('is cycled by the valves of the highest and the lowest pressure', () => {
    const [found] = predictCycling(BENCH, FREE);
    expect(found?.limits).toMatchObject({
      supply: 'supply',
      supplyValves: ['in', 'in2'],
      vent: 'ambient',
      ventValves: ['out'],
      meanPa: (8e5 + 101_325) / 2,
    });
    expect(found?.limits?.swings).toHaveLength(5);
    // Two equal valves fill twice as fast as one of them empties.
    const { fillTimeConstantS = 0, ventTimeConstantS = 0 } = found?.limits ?? {};
    expect(relative(ventTimeConstantS / fillTimeConstantS, 2)).toBeLessThan(1e-12);
  });

  it('larger swings are slower, each way of counting them', () => {
    const [found] = predictCycling(BENCH, FREE);
    for (const key of ['sineHz', 'trapezoidHz', 'frequencyHz'] as const) {
      const rates = found?.limits?.swings.map(({ adiabatic }) => adiabatic[key]) ?? [];
      expect(rates).toHaveLength(5);
      expect([...rates].sort((a, b) => b - a)).toEqual(rates);
    }
  });

  it('answers the mean, amplitude and frequency that were asked for', () => {
    const [found] = predictCycling(BENCH, { meanPa: 3e5, amplitudePa: 1e5, frequencyHz: 0.5 });
    const [swing, ...others] = found?.limits?.swings ?? [];
    expect(others).toHaveLength(0);
    expect(swing).toMatchObject({ lowPa: 2e5, highPa: 4e5 });
    const reachable = found?.limits?.reachable;
    expect(reachable?.frequencyHz).toBe(0.5);
    expect(reachable?.sinePa.adiabatic).toBeGreaterThan(0);
    expect(reachable?.sinePa.adiabatic).toBeLessThan(2e5);
  });

  it.each([
    ['a mean below the vent', { ...FREE, meanPa: 1e5 }],
    ['a swing above the supply', { ...FREE, meanPa: 7e5, amplitudePa: 1.1e5 }],
  ])('%s does not fit', (_name, question) => {
    const [found] = predictCycling(BENCH, question);
    expect(found?.limits).toBeNull();
    expect(found?.reason).toContain('between ambient and supply');
  });
});

describe('a chamber that valves cannot cycle', () => {
  it.each([
    ['no valve', [], 'lets gas in'],
    ['an inlet with a check valve only', [valve('in', 'supply', 'a', { check: true })], 'lets gas out'],
    ['an outlet with a check valve only', [valve('out', 'a', 'ambient', { check: true })], 'lets gas in'],
    ['one boundary', [valve('in', 'supply', 'a')], 'one pressure only'],
  ])('%s is said', (_name, valves, words) => {
    const [found] = predictCycling({ ...BENCH, valves }, FREE);
    expect(found?.limits).toBeNull();
    expect(found?.reason).toContain(words);
  });
});

it('a piston swings a shut chamber along the isentrope', () => {
  const piston = { id: 'p', chamber: 'a', sweptVolumeM3: 4e-4, frequencyHz: 20, phaseRad: 0 };
  const [found] = predictCycling(
    { ...BENCH, chambers: [chamber('a', { gas: AR })], pistons: [piston] },
    FREE,
  );
  const [swing] = found?.pistons ?? [];
  expect(swing?.frequencyHz).toBe(20);
  expect(relative(swing?.lowPa ?? Number.NaN, 1e5 * 1.2 ** (-5 / 3))).toBeLessThan(1e-12);
  expect(relative(swing?.highPa ?? Number.NaN, 1e5 * 0.8 ** (-5 / 3))).toBeLessThan(1e-12);
});
