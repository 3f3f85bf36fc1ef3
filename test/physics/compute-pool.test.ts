import { describe, expect, test } from 'vitest';
import { createPlant, type Plant } from '../../src/physics/plant.ts';
import type { ComputePoolDefinition } from '../../src/physics/plant-definition.ts';
import { computePool, expectBooksClosed } from './element-plants.ts';
import laws from './laws/vectors/vessels.json' with { type: 'json' };
import { chamber, plantOf, read, relative, runTo, write } from './plants.ts';

/** Two seconds to create, one to specialise, half a second to dispose of a slot. */
const TIMES = { creationS: 2, specialisationS: 1, disposalS: 0.5 };

function pooled(parts: Partial<ComputePoolDefinition>, stepS = 0.1): Plant {
  return createPlant(
    plantOf({
      stepS,
      chambers: [chamber('a', { volumeM3: 1, gas: { Ar: 1 } })],
      computePools: [computePool('pool', 'a', parts)],
    }),
  );
}

/** Slots, of which at work, and their heat. */
function census(plant: Plant): readonly [number, number, number] {
  return [read(plant, 'pool.slots'), read(plant, 'pool.busy'), read(plant, 'pool.heat')];
}

describe('the slots of a compute pool', () => {
  test('are created, specialised, at work and disposed of in their times', () => {
    const plant = pooled({ ...TIMES, demand: 3 });
    expect(census(plant)).toEqual([0, 0, 0]);
    runTo(plant, 0.1);
    expect(census(plant)).toEqual([3, 0, 3]);
    runTo(plant, 3);
    expect(census(plant)).toEqual([3, 0, 3]);
    runTo(plant, 3.1);
    expect(census(plant)).toEqual([3, 3, 30]);
    runTo(plant, 5);
    expect(write(plant, 'pool.demand', 1)).toBe(true);
    runTo(plant, 5.1);
    expect(census(plant)).toEqual([3, 1, 12]);
    runTo(plant, 5.5);
    expect(census(plant)).toEqual([3, 1, 12]);
    runTo(plant, 5.6);
    expect(census(plant)).toEqual([1, 1, 10]);
    expectBooksClosed(plant);
  });

  test('are never more than there are, and new ones wait for those on their way out', () => {
    const plant = pooled({ ...TIMES, slots: 4, demand: 4 });
    for (const bad of [5, 1e9, -1, 0.5, Number.NaN]) expect(write(plant, 'pool.demand', bad)).toBe(false);
    runTo(plant, 4);
    expect(census(plant)).toEqual([4, 4, 40]);
    write(plant, 'pool.demand', 1);
    runTo(plant, 4.1);
    write(plant, 'pool.demand', 4);
    runTo(plant, 4.5);
    expect(census(plant)).toEqual([4, 1, 13]);
    runTo(plant, 4.6);
    // The three are gone, and three others in the making.
    expect(census(plant)).toEqual([4, 1, 13]);
    runTo(plant, 7.6);
    expect(census(plant)).toEqual([4, 4, 40]);
  });

  test('that are called off in the making are finished, and then disposed of', () => {
    const plant = pooled({ ...TIMES, demand: 2 });
    runTo(plant, 1);
    write(plant, 'pool.demand', 0);
    runTo(plant, 2.9);
    expect(census(plant)).toEqual([2, 0, 2]);
    runTo(plant, 3.2);
    expect(census(plant)).toEqual([2, 0, 2]);
    runTo(plant, 3.7);
    expect(census(plant)).toEqual([0, 0, 0]);
  });

  test('without times are at work in the step in which they are wanted, and gone in the next', () => {
    const plant = pooled({ demand: 4 });
    runTo(plant, 0.1);
    expect(census(plant)).toEqual([4, 4, 40]);
    write(plant, 'pool.demand', 0);
    runTo(plant, 0.2);
    expect(census(plant)).toEqual([0, 0, 0]);
  });
});

describe('a compute pool', () => {
  test('turns all its power into heat of the gas', () => {
    const plant = pooled({ ...TIMES, demand: 3 });
    runTo(plant, 10);
    // 3 s in the making at 1 W, 7 s at work at 10 W, of three slots.
    const heatJ = 3 * (3 * 1 + 7 * 10);
    expect(relative(1.5 * (read(plant, 'a.pressure') - 1e5), heatJ)).toBeLessThan(1e-9);
    expect(read(plant, 'a.heat')).toBe(30);
    expectBooksClosed(plant);
  });

  test('counts the operations of slots at work', () => {
    const plant = pooled({ ...TIMES, demand: 3 });
    runTo(plant, 3);
    expect(read(plant, 'pool.operations')).toBe(0);
    runTo(plant, 10);
    expect(relative(read(plant, 'pool.operations'), 3 * 7 * 1e12)).toBeLessThan(1e-12);
  });

  test('spends on an operation all that it takes, far above k T ln 2', () => {
    const plant = pooled({ ...TIMES, demand: 3 });
    expect(read(plant, 'pool.energy_per_operation')).toBe(1e-11);
    expect(relative(read(plant, 'pool.landauer_multiple'), 1e-11 / laws.landauer.J_per_bit)).toBeLessThan(
      1e-9,
    );
    runTo(plant, 5);
    expect(relative(read(plant, 'pool.energy_per_operation'), 1e-11)).toBeLessThan(1e-12);
    write(plant, 'pool.demand', 2);
    runTo(plant, 5.1);
    // Two at work, and one on its way out.
    expect(relative(read(plant, 'pool.energy_per_operation'), 21 / 2e12)).toBeLessThan(1e-12);
    const bitJ = (laws.landauer.J_per_bit * read(plant, 'a.temperature')) / laws.landauer.T;
    expect(relative(read(plant, 'pool.landauer_multiple'), 21 / 2e12 / bitJ)).toBeLessThan(1e-9);
  });

  test('makes fewer operations in a gas so hot that its power cannot pay for more', () => {
    // At 300 K the power is just enough for the rate; the pool heats its own gas.
    const operationsPerS = 10 / laws.landauer.J_per_bit;
    const hot = { demand: 1, busyPowerW: 10, operationsPerS };
    const plant = createPlant(
      plantOf({
        stepS: 0.1,
        chambers: [chamber('a', { temperatureK: laws.landauer.T, gas: { Ar: 1 } })],
        computePools: [computePool('pool', 'a', hot)],
      }),
    );
    let leastJ = 0;
    for (let step = 1; step <= 40; step++) {
      leastJ = read(plant, 'pool.least_heat');
      runTo(plant, step * 0.1);
      expect(relative(read(plant, 'pool.least_heat') - leastJ, 10 * 0.1)).toBeLessThan(1e-12);
      expect(relative(read(plant, 'pool.landauer_multiple'), 1)).toBeLessThan(1e-14);
    }
    expect(read(plant, 'a.temperature')).toBeGreaterThan(370);
    expect(read(plant, 'pool.operations')).toBeLessThan(0.9 * 4 * operationsPerS);
  });

  test.each([0.001, 0.07, 0.3, 0.9, 2.5])('works the same to within a step of %d s', (stepS) => {
    const plant = pooled({ ...TIMES, demand: 2 }, stepS);
    const steps = Math.ceil(12 / stepS);
    runTo(plant, steps * stepS);
    const workS = read(plant, 'pool.operations') / 2e12;
    expect(Math.abs(workS - (steps * stepS - 3))).toBeLessThanOrEqual(stepS * (1 + 1e-9));
  });

  test('does the same twice', () => {
    const once = runTo(pooled({ ...TIMES, demand: 3 }, 0.01), 8);
    const again = runTo(pooled({ ...TIMES, demand: 3 }, 0.01), 8);
    for (const name of ['pool.operations', 'a.temperature', 'ledger.entropy_generated']) {
      expect(read(again, name)).toBe(read(once, name));
    }
  });

  test('heats the gas of its chamber beside another pool and a load', () => {
    const plant = createPlant(
      plantOf({
        stepS: 0.1,
        chambers: [chamber('a', { gas: { Ar: 1 } }), chamber('b', { gas: { Ar: 1 } })],
        heatLoads: [{ id: 'q', into: 'a', powerW: 7 }],
        computePools: [computePool('p', 'a', { demand: 2 }), computePool('r', 'a', { demand: 1 })],
      }),
    );
    runTo(plant, 1);
    expect(read(plant, 'a.heat')).toBe(37);
    expect(read(plant, 'b.heat')).toBe(0);
    expect(relative(read(plant, 'b.temperature'), 300)).toBeLessThan(1e-14);
  });
});
