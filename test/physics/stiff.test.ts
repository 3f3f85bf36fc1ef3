import { describe, expect, test } from 'vitest';
import { IMPLICIT_ORDER, tryImplicitEuler } from '../../src/physics/implicit-euler.ts';
import { implicitSystem } from '../../src/physics/implicit-system.ts';
import { discardSample } from '../../src/physics/ledger.ts';
import type { Plant } from '../../src/physics/plant.ts';
import { createPlant, plantWork, stepPlant } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import { tryRungeKutta } from '../../src/physics/runge-kutta.ts';
import { boundary, chamber, plantOf, read, relative, run, runTo, valve, write } from './plants.ts';
import { evacuated, large, QUICK_WALL, ringOfEight, small, wideValve } from './stiff-plants.ts';

const HELIUM = { He: 1 };
const GAMMA = 5 / 3;

function expectBalanced(plant: Plant): void {
  expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-12);
  expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-12);
  const { state } = plant.integrator;
  const held = state.memory.state.slice(0, state.network.chamberCount * 8);
  expect(held.filter((_, i) => i % 8 < 6).every((amountMol) => amountMol >= 0)).toBe(true);
}

/** Most substeps of any outer step from `fromS` to `toS`. */
function mostSubsteps(plant: Plant, fromS: number, toS: number): number {
  runTo(plant, fromS);
  const { stepS } = plant.integrator.state.network;
  let most = 0;
  for (let step = Math.round(fromS / stepS); step < Math.round(toS / stepS); step++) {
    expect(stepPlant(plant)).toBeNull();
    most = Math.max(most, plantWork(plant).lastSubsteps);
  }
  return most;
}

describe('a millilitre behind a valve thrown open at ten to one', () => {
  test('filled from a supply has the temperature of its energy balance', () => {
    const plant = run(
      plantOf({
        chambers: [small('a', { gas: HELIUM })],
        boundaries: [boundary('supply', { pressurePa: 1e6, gas: HELIUM })],
        valves: [wideValve('v', 'supply', 'a')],
      }),
      5e-3,
    );
    const filledK = 1e6 / (1e5 / 300 + (1e6 - 1e5) / (GAMMA * 295));
    expect(relative(read(plant, 'a.pressure'), 1e6)).toBeLessThan(1e-9);
    expect(relative(read(plant, 'a.temperature'), filledK)).toBeLessThan(1e-6);
    expectBalanced(plant);
  });

  test('emptied has cooled along the isentrope', () => {
    const plant = run(
      plantOf({
        chambers: [small('a', { gas: HELIUM, pressurePa: 1e6 })],
        boundaries: [boundary('sink', { pressurePa: 1e5, gas: HELIUM })],
        valves: [wideValve('v', 'a', 'sink')],
      }),
      5e-3,
    );
    expect(relative(read(plant, 'a.pressure'), 1e5)).toBeLessThan(1e-9);
    expect(relative(read(plant, 'a.temperature'), 300 * 0.1 ** (1 - 1 / GAMMA))).toBeLessThan(1e-6);
    expectBalanced(plant);
  });

  test('beside a cubic metre ends at the pressure of their energy, in few substeps', () => {
    const definition = plantOf({
      chambers: [small('a', { gas: HELIUM }), large('b', { gas: HELIUM, pressurePa: 1e6 })],
      valves: [wideValve('v', 'a', 'b')],
    });
    const plant = createPlant(definition);
    expect(mostSubsteps(plant, 0, 1e-3)).toBeLessThan(400);
    expect(mostSubsteps(plant, 1e-3, 0.05)).toBeLessThan(5);
    const endPa = (1e5 * 1e-6 + 1e6) / (1 + 1e-6);
    expect(relative(read(plant, 'a.pressure'), endPa)).toBeLessThan(1e-10);
    expect(relative(read(plant, 'b.pressure'), endPa)).toBeLessThan(1e-10);
    expectBalanced(plant);
  });

  test('between two vessels follows a run with steps that need nothing implicit', () => {
    const definition = (stepS: number): PlantDefinition =>
      plantOf({
        stepS,
        chambers: [large('a', { pressurePa: 1.01e5, gas: HELIUM }), small('b'), large('c')],
        valves: [wideValve('v', 'a', 'b'), wideValve('w', 'b', 'c')],
      });
    const coarse = run(definition(1e-3), 6e-3);
    const fine = run(definition(4e-6), 6e-3);
    expect(plantWork(coarse).implicitSubsteps).toBeGreaterThan(100);
    expect(plantWork(fine).implicitSubsteps).toBe(0);
    for (const point of ['b.pressure', 'b.temperature', 'a.mass', 'c.mole_fraction.He']) {
      expect([point, relative(read(coarse, point), read(fine, point)) < 1e-7]).toEqual([point, true]);
    }
    expectBalanced(coarse);
  });
});

describe('eight such in a ring', () => {
  test('conserve, stay positive, and soon need few substeps', () => {
    const plant = createPlant(ringOfEight(1e-3));
    expect(mostSubsteps(plant, 0, 0.015)).toBeLessThan(1000);
    expect(mostSubsteps(plant, 0.015, 0.1)).toBeLessThan(40);
    expectBalanced(plant);
  });

  test('follow a run with steps that need nothing implicit', () => {
    const coarse = run(ringOfEight(1e-3), 2e-3);
    const fine = run(ringOfEight(1e-6), 2e-3);
    expect(plantWork(fine).implicitSubsteps).toBeLessThan(plantWork(fine).substeps / 100);
    expect(plantWork(coarse).implicitSubsteps).toBeGreaterThan(plantWork(coarse).substeps / 2);
    for (let i = 0; i < 8; i++) {
      for (const point of ['pressure', 'temperature', 'mass']) {
        const name = `c${i}.${point}`;
        expect([name, relative(read(coarse, name), read(fine, name)) < 1e-6]).toEqual([name, true]);
      }
    }
  });

  test('do the same whatever the order of chambers and valves', () => {
    const definition = ringOfEight(1e-3);
    const turned = {
      ...definition,
      chambers: definition.chambers.toReversed(),
      valves: definition.valves.toReversed(),
    };
    const one = run(definition, 5e-3);
    const other = run(turned, 5e-3);
    for (const { id } of definition.chambers) {
      expect(relative(read(other, `${id}.pressure`), read(one, `${id}.pressure`))).toBeLessThan(1e-8);
      expect(relative(read(other, `${id}.temperature`), read(one, `${id}.temperature`))).toBeLessThan(1e-8);
    }
  });
});

describe('a nearly evacuated chamber beside its wall', () => {
  test('follows a run with steps that need nothing implicit, in few substeps', () => {
    const plant = createPlant(evacuated(1e-3));
    expect(mostSubsteps(plant, 0, 1e-3)).toBeLessThan(400);
    const fine = run(evacuated(1e-6), 1e-3);
    expect(plantWork(fine).implicitSubsteps).toBe(0);
    expect(relative(read(plant, 'thin.temperature'), read(fine, 'thin.temperature'))).toBeLessThan(1e-8);
    expect(relative(read(plant, 'thin.pressure'), read(fine, 'thin.pressure'))).toBeLessThan(1e-8);
    expect(mostSubsteps(plant, 1e-3, 0.1)).toBeLessThan(5);
    expectBalanced(plant);
  });

  test('keeps the temperature of its wall while it is filled to the pressure of the air', () => {
    const plant = run(
      plantOf({
        chambers: [chamber('thin', { pressurePa: 1e-3, wall: QUICK_WALL }), large('air')],
        valves: [valve('v', 'air', 'thin', { cdAreaM2: 1e-7 })],
      }),
      1,
    );
    expect(read(plant, 'thin.pressure')).toBeGreaterThan(1e3);
    expectBalanced(plant);
  });
});

describe('real and wet gas', () => {
  test.each([
    ['gerg-2008', false],
    ['ideal', true],
  ] as const)('%s, condensing %s, settles and conserves', (equationOfState, condensation) => {
    const gas = { N2: 0.97, H2O: condensation ? 0.03 : 0, Ar: condensation ? 0 : 0.03 };
    const plant = createPlant(
      plantOf({
        fluid: { equationOfState, condensation },
        chambers: [
          large('a', { pressurePa: 1e6, gas, temperatureK: 310 }),
          small('b', { gas, temperatureK: 290 }),
        ],
        valves: [wideValve('v', 'a', 'b')],
      }),
    );
    expect(mostSubsteps(plant, 2e-3, 0.02)).toBeLessThan(5);
    expect(relative(read(plant, 'b.pressure'), read(plant, 'a.pressure'))).toBeLessThan(1e-6);
    expectBalanced(plant);
  });
});

describe('going over from one path to the other', () => {
  test('is the same every time, and ends when the valve is shut', () => {
    const plants = [createPlant(ringOfEight(1e-3)), createPlant(ringOfEight(1e-3))];
    for (const plant of plants) runTo(plant, 0.02);
    expect(plants[0]?.integrator.state.memory.state).toEqual(plants[1]?.integrator.state.memory.state);
    const plant = plants[0] as Plant;
    const before = plantWork(plant);
    expect(before.implicitSubsteps).toBeGreaterThan(0);
    expect(before.implicitSubsteps).toBeLessThan(before.substeps);
    for (let i = 0; i < 8; i++) write(plant, `v${i}.position`, 0);
    runTo(plant, 0.03);
    expect(plantWork(plant).implicitSubsteps).toBe(before.implicitSubsteps);
    expect(plantWork(plant).lastSubsteps).toBe(1);
  });

  test('a burst disc opens at its pressure within an implicit substep', () => {
    const definition = (stepS: number): PlantDefinition =>
      plantOf({
        stepS,
        chambers: [small('small'), chamber('a', { volumeM3: 0.1 })],
        boundaries: [boundary('supply')],
        valves: [wideValve('wide', 'a', 'small'), valve('inlet', 'supply', 'a', { cdAreaM2: 1e-5 })],
        burstDiscs: [
          {
            ...valve('disc', 'small', 'ambient', { cdAreaM2: 1e-6 }),
            burstPressurePa: 1.02e5,
          },
        ],
      });
    const coarse = createPlant(definition(0.02));
    let ticks = 0;
    while (read(coarse, 'disc.position') === 0 && ticks < 100) {
      expect(stepPlant(coarse)).toBeNull();
      ticks++;
    }
    expect(ticks).toBeGreaterThan(1);
    expect(ticks).toBeLessThan(100);
    expect(plantWork(coarse).implicitSubsteps).toBeGreaterThan(0);
    const fine = run(definition(0.02 / 400), ticks * 0.02);
    expect(relative(read(coarse, 'a.mass'), read(fine, 'a.mass'))).toBeLessThan(1e-7);
    expectBalanced(coarse);
  });

  test('hovering near equal pressures moves no heat to and fro', () => {
    const plant = createPlant(
      plantOf({
        chambers: [
          small('a', { temperatureK: 400 }),
          small('b', { temperatureK: 250, gas: { Ar: 1 } }),
          large('c', { temperatureK: 300 }),
        ],
        valves: [wideValve('v', 'a', 'b'), wideValve('w', 'b', 'c')],
      }),
    );
    runTo(plant, 0.01);
    const settled = ['a', 'b'].map((id) => read(plant, `${id}.temperature`));
    runTo(plant, 4.01);
    ['a', 'b'].forEach((id, i) => {
      expect(relative(read(plant, `${id}.temperature`), settled[i] ?? 0)).toBeLessThan(1e-8);
    });
  });
});

describe('order', () => {
  /** Steps of equal length without error control. */
  function integrated(method: 'explicit' | 'implicit', steps: number): number {
    const plant = createPlant(
      plantOf({
        chambers: [
          chamber('a', { pressurePa: 2e5, wall: QUICK_WALL }),
          chamber('b', { pressurePa: 1.5e5, temperatureK: 350, gas: HELIUM }),
        ],
        boundaries: [boundary('supply', { pressurePa: 9e5 })],
        valves: [valve('v', 'a', 'b', { cdAreaM2: 1e-5 }), valve('w', 'supply', 'a', { cdAreaM2: 2e-6 })],
      }),
    );
    const { state, ledger, stages } = plant.integrator;
    const implicit = implicitSystem(state);
    for (let step = 0; step < steps; step++) {
      const h = 0.1 / steps;
      stages.trialS[0] = h;
      const isSound =
        method === 'explicit'
          ? tryRungeKutta(state, ledger, stages)
          : tryImplicitEuler(state, ledger, stages, implicit);
      expect(isSound).toBe(true);
      expect(stages.error[0]).toBeLessThan(1);
      discardSample(ledger);
      state.memory.state.set(stages.trial);
      const { first, last } = stages;
      stages.first = last;
      stages.last = first;
    }
    return read(plant, 'b.temperature');
  }

  test.each([
    ['explicit', 4, 8],
    ['implicit', IMPLICIT_ORDER, 16],
  ] as const)('the %s path converges with order %i', (method, order, steps) => {
    const exact = integrated('explicit', 1024);
    const errors = [steps, 2 * steps, 4 * steps].map((n) => Math.abs(integrated(method, n) - exact));
    const orders = errors.slice(1).map((error, i) => Math.log2((errors[i] ?? 0) / error));
    for (const seen of orders) {
      expect(seen).toBeGreaterThan(order - 0.5);
      expect(seen).toBeLessThan(order + 1);
    }
  });
});
