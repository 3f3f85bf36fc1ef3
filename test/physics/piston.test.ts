import { describe, expect, test } from 'vitest';
import { createPlant, type Plant } from '../../src/physics/plant.ts';
import { conductor, expectBooksClosed, piston } from './element-plants.ts';
import laws from './laws/vectors/vessels.json' with { type: 'json' };
import { boundary, chamber, plantOf, read, relative, run, runTo, valve, write } from './plants.ts';

describe('a piston at an adiabatic gas', () => {
  const spring = (gas: { He: 1 } | { N2: 1 }) =>
    plantOf({
      chambers: [chamber('a', { gas })],
      pistons: [piston('p', 'a', { sweptVolumeM3: 1.2e-3, frequencyHz: 5 })],
    });

  test('keeps p V^γ of helium on every way in and out', () => {
    const plant = createPlant(spring({ He: 1 }));
    const volumes: number[] = [];
    for (let step = 1; step <= 400; step++) {
      runTo(plant, step * 1e-3);
      const volumeM3 = read(plant, 'p.volume');
      volumes.push(volumeM3);
      const adiabatic = 1e5 * (1e-3 / volumeM3) ** (5 / 3);
      expect(relative(read(plant, 'a.pressure'), adiabatic)).toBeLessThan(2e-8);
    }
    expect(Math.min(...volumes)).toBeCloseTo(0.4e-3, 12);
    expect(Math.max(...volumes)).toBeCloseTo(1.6e-3, 12);
  });

  test('takes no work over whole cycles, and generates no entropy', () => {
    const plant = run(spring({ N2: 1 }), 2);
    expect(Math.abs(read(plant, 'ledger.shaft_work'))).toBeLessThan(1e-5);
    expect(relative(read(plant, 'a.temperature'), 300)).toBeLessThan(1e-7);
    // S is about 8 J/K here.
    expect(Math.abs(read(plant, 'ledger.entropy_generated'))).toBeLessThan(1e-8);
    expectBooksClosed(plant);
  });

  test('works on the gas at −p dV/dt, as its power says', () => {
    const plant = run(spring({ N2: 1 }), 0.02);
    const volumeRate = Math.PI * 5 * 1.2e-3 * Math.cos(2 * Math.PI * 5 * 0.02);
    expect(relative(read(plant, 'p.power'), -read(plant, 'a.pressure') * volumeRate)).toBeLessThan(1e-12);
  });

  test('goes on from where it is when its frequency changes, and stands at zero', () => {
    const plant = createPlant(spring({ He: 1 }));
    runTo(plant, 0.033);
    const volumeM3 = read(plant, 'p.volume');
    expect(write(plant, 'p.frequency', 0)).toBe(true);
    expect(read(plant, 'p.volume')).toBe(volumeM3);
    expect(Math.abs(read(plant, 'p.power'))).toBe(0);
    runTo(plant, 0.05);
    expect(read(plant, 'p.volume')).toBe(volumeM3);
    expect(write(plant, 'p.frequency', 20)).toBe(true);
    runTo(plant, 0.1);
    expect(relative(read(plant, 'p.volume'), volumeM3)).toBeLessThan(1e-9);
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(write(plant, 'p.frequency', bad)).toBe(false);
    }
  });

  test('starts at its phase, with the gas at the pressure that was stated', () => {
    const plant = createPlant(
      plantOf({
        chambers: [chamber('a', { gas: { He: 1 } })],
        pistons: [piston('p', 'a', { sweptVolumeM3: 1e-3, phaseRad: Math.PI / 2 })],
      }),
    );
    expect(relative(read(plant, 'p.volume'), 1.5e-3)).toBeLessThan(1e-12);
    expect(relative(read(plant, 'a.pressure'), 1e5)).toBeLessThan(1e-12);
    expect(relative(read(plant, 'a.temperature'), 300)).toBeLessThan(1e-12);
    runTo(plant, 0.05);
    expect(relative(read(plant, 'a.pressure'), 1e5 * 3 ** (5 / 3))).toBeLessThan(1e-7);
  });

  test('pumps through a valve with no molecule lost', () => {
    const plant = run(
      plantOf({
        chambers: [chamber('a', { gas: { N2: 0.8, O2: 0.2 } })],
        boundaries: [boundary('supply', { pressurePa: 1e5, temperatureK: 300 })],
        pistons: [piston('p', 'a', { sweptVolumeM3: 1.9e-3, frequencyHz: 20 })],
        valves: [
          valve('in', 'supply', 'a', { check: true, cdAreaM2: 2e-5 }),
          valve('out', 'a', 'ambient', { check: true, cdAreaM2: 2e-5 }),
        ],
      }),
      1,
    );
    expect(read(plant, 'ledger.shaft_work')).toBeGreaterThan(1);
    expectBooksClosed(plant);
  });
});

describe('a gas spring at a wall of constant temperature', () => {
  const SWING = 0.01;
  const HERTZ = 1;
  const STEPS = 200;
  const { table } = laws.gas_spring_linear;

  /** V = V₀ (1 − ε sin ωt); the heat goes to a boundary, whose temperature stays. */
  function springOf(ratio: number): Plant {
    const still = createPlant(plantOf({ chambers: [chamber('a')] }));
    const { state } = still.integrator;
    const cvJPerK = ((1e5 * 1e-3) / 300) * (1 / (state.memory.nodes.kappa[0] ?? 0) - 1);
    return createPlant(
      plantOf({
        stepS: 1 / (HERTZ * STEPS),
        chambers: [chamber('a')],
        boundaries: [boundary('wall', { temperatureK: 300 })],
        pistons: [
          piston('p', 'a', { sweptVolumeM3: 2 * SWING * 1e-3, frequencyHz: HERTZ, phaseRad: Math.PI }),
        ],
        heatConductors: [conductor('q', 'a', 'wall', (2 * Math.PI * HERTZ * cvJPerK) / ratio)],
      }),
    );
  }

  test.each(table)('of x = $x loses the work and leads by the angle of the linear theory', (row) => {
    const plant = springOf(row.x);
    const settled = 4 + Math.ceil(2 * row.x);
    runTo(plant, settled / HERTZ);
    const before = read(plant, 'ledger.shaft_work');
    let [inPhase, ahead] = [0, 0];
    for (let step = 1; step <= STEPS; step++) {
      runTo(plant, (settled + step / STEPS) / HERTZ);
      const angle = (2 * Math.PI * step) / STEPS;
      inPhase += (2 / STEPS) * read(plant, 'a.pressure') * Math.sin(angle);
      ahead += (2 / STEPS) * read(plant, 'a.pressure') * Math.cos(angle);
    }
    const workJ = read(plant, 'ledger.shaft_work') - before;
    const scale = 1e5 * 1e-3 * SWING;
    expect(relative(workJ / (Math.PI * scale * SWING), row.W_norm)).toBeLessThan(0.01);
    expect(relative(inPhase / (1e5 * SWING), row.K_re)).toBeLessThan(0.01);
    expect(relative(ahead / (1e5 * SWING), row.K_im)).toBeLessThan(0.01);
    expect(relative((Math.atan2(ahead, inPhase) * 180) / Math.PI, row.phase_deg)).toBeLessThan(0.01);
    expectBooksClosed(plant);
  });

  test('has all four rows of the reference', () => {
    expect(table.map(({ x }) => x)).toEqual([0.01, 0.1, 0.3, 1]);
  });
});
