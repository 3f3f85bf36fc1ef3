import { describe, expect, test } from 'vitest';
import {
  createPlant,
  inputWriter,
  plantPoints,
  plantTimeS,
  plantWork,
  pointReader,
  stepPlant,
  validityExcursions,
} from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import {
  boundary,
  chamber,
  demoPlant,
  plantOf,
  read,
  relative,
  run,
  runTo,
  valve,
  WALL,
  write,
} from './plants.ts';

describe('points', () => {
  test('carry the public names and units', () => {
    const points = plantPoints(demoPlant());
    const columns = points.map(({ column }) => column);
    for (const column of [
      'ch1.pressure_Pa',
      'ch1.temperature_K',
      'ch1.mass_kg',
      'ch1.mole_fraction.N2',
      'ch1.wall_temperature_K',
      'ch1.heat_W',
      'inlet1.mass_flow_kg_s',
      'inlet1.position',
      'rack1.power_W',
      'rack1.heat_W',
      'ledger.mass_residual_kg',
      'ledger.species_residual_mol.N2',
      'ledger.energy_residual_J',
      'ledger.entropy_generated_J_K',
      'ledger.mass_residual_relative',
      'ledger.energy_residual_relative',
    ]) {
      expect(columns).toContain(column);
    }
    expect(new Set(columns).size).toBe(columns.length);
    expect(
      points
        .filter(({ isInput }) => isInput)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'cross.position',
      'inlet1.position',
      'inlet2.position',
      'rack1.enabled',
      'rack1.power',
      'supply.pressure',
      'supply.temperature',
      'vent1.position',
      'vent2.position',
    ]);
  });

  test('leave out walls and species that are not there', () => {
    const names = plantPoints(plantOf({ chambers: [chamber('a', { gas: { He: 1 } })] })).map(
      ({ name }) => name,
    );
    expect(names).toContain('a.mole_fraction.He');
    expect(names).not.toContain('a.mole_fraction.N2');
    expect(names).not.toContain('a.wall_temperature');
  });

  test('read true before the first step', () => {
    const plant = createPlant(demoPlant());
    expect(relative(read(plant, 'ch1.pressure'), 1.5e5)).toBeLessThan(1e-14);
    expect(relative(read(plant, 'ch1.temperature'), 295)).toBeLessThan(1e-14);
    expect(
      relative(read(plant, 'ch1.mass'), (1.5e5 * 1e-3 * 28.014e-3) / (8.31446261815324 * 295)),
    ).toBeLessThan(1e-14);
    expect(read(plant, 'ch1.wall_temperature')).toBe(295);
    expect(read(plant, 'ambient.temperature')).toBe(295);
    expect(read(plant, 'ambient.pressure')).toBe(101325);
    expect(relative(read(plant, 'ch1.heat'), 40)).toBeLessThan(1e-9);
    expect(read(plant, 'ledger.energy_residual')).toBe(0);
  });

  test('show an input and its flow as soon as it is written, and move nothing else', () => {
    const plant = createPlant(demoPlant());
    expect(read(plant, 'inlet1.mass_flow')).toBe(0);
    expect(write(plant, 'inlet1.position', 0.5)).toBe(true);
    expect(read(plant, 'inlet1.position')).toBe(0.5);
    const half = read(plant, 'inlet1.mass_flow');
    expect(half).toBeGreaterThan(1e-4);
    write(plant, 'inlet1.position', 1);
    expect(relative(read(plant, 'inlet1.mass_flow'), 2 * half)).toBeLessThan(1e-14);
    write(plant, 'supply.pressure', 16e5);
    expect(relative(read(plant, 'inlet1.mass_flow'), 4 * half)).toBeLessThan(1e-14);
    write(plant, 'rack1.power', 10);
    expect(relative(read(plant, 'ch1.heat'), 10)).toBeLessThan(1e-9);
    write(plant, 'rack1.enabled', 0);
    expect(read(plant, 'rack1.heat')).toBe(0);
    expect(relative(read(plant, 'ch1.pressure'), 1.5e5)).toBeLessThan(1e-14);
  });

  test('refuse what an input cannot be, and keep the old value', () => {
    const plant = createPlant(demoPlant());
    const refused: readonly (readonly [string, number])[] = [
      ['inlet1.position', 1.01],
      ['inlet1.position', -0.01],
      ['inlet1.position', Number.NaN],
      ['rack1.power', -1],
      ['rack1.power', Number.POSITIVE_INFINITY],
      ['rack1.enabled', 0.5],
      ['supply.pressure', 0],
      ['supply.temperature', -5],
    ];
    for (const [name, value] of refused) {
      const before = read(plant, name);
      expect([name, value, write(plant, name, value)]).toEqual([name, value, false]);
      expect(read(plant, name)).toBe(before);
    }
  });

  test('are null where there is none', () => {
    const plant = createPlant(demoPlant());
    expect(pointReader(plant, 'ch9.pressure')).toBeNull();
    expect(inputWriter(plant, 'ch1.pressure')).toBeNull();
    expect(inputWriter(plant, 'ambient.temperature')).toBeNull();
  });
});

describe('stepping', () => {
  test('time is ticks times the step', () => {
    const plant = createPlant(demoPlant());
    for (let step = 0; step < 7; step++) stepPlant(plant);
    expect(plantTimeS(plant)).toBe(7 * 2e-3);
  });

  test('a check valve passes forwards and holds backwards', () => {
    const definition = (from: string, to: string): PlantDefinition =>
      plantOf({
        chambers: [chamber('low'), chamber('high', { pressurePa: 5e5 })],
        valves: [valve('v', from, to, { check: true })],
      });
    const open = run(definition('high', 'low'), 0.1);
    expect(read(open, 'low.pressure')).toBeGreaterThan(1.1e5);
    const shut = run(definition('low', 'high'), 0.1);
    expect(read(shut, 'v.mass_flow')).toBe(0);
    expect(relative(read(shut, 'low.pressure'), 1e5)).toBeLessThan(1e-14);
  });

  test('a flow against the drawn direction is negative and carries the gas of its source', () => {
    const plant = run(
      plantOf({
        chambers: [chamber('a', { gas: { He: 1 } }), chamber('b', { pressurePa: 3e5, gas: { Ar: 1 } })],
        valves: [valve('v', 'a', 'b', { cdAreaM2: 1e-7 })],
      }),
      0.1,
    );
    expect(read(plant, 'v.mass_flow')).toBeLessThan(0);
    expect(read(plant, 'a.mole_fraction.Ar')).toBeGreaterThan(0);
    expect(read(plant, 'b.mole_fraction.He')).toBe(0);
  });

  test('a shorter step changes nothing that counts', () => {
    const at = (stepS: number): number => {
      const plant = createPlant({ ...demoPlant(), solver: { stepS, tolerance: 1e-9 } });
      write(plant, 'inlet1.position', 1);
      write(plant, 'cross.position', 1);
      return read(runTo(plant, 1), 'ch2.pressure');
    };
    expect(relative(at(20e-3), at(1e-3))).toBeLessThan(1e-6);
  });

  test('a thin gas that warms as it is filled beside a wall is resolved within one step', () => {
    const at = (stepS: number): number => {
      const plant = run(
        plantOf({
          stepS,
          chambers: [chamber('a', { pressurePa: 100, wall: WALL })],
          boundaries: [boundary('supply', { pressurePa: 1e6, gas: { He: 1 } })],
          valves: [valve('v', 'supply', 'a', { cdAreaM2: 1e-7 })],
        }),
        1e-3,
      );
      return read(plant, 'a.temperature');
    };
    expect(relative(at(1e-3), at(1e-6))).toBeLessThan(1e-7);
  });

  test('names the chamber whose gas leaves the range of the data', () => {
    const plant = run(
      plantOf({
        chambers: [chamber('cold', { pressurePa: 10e5 }), chamber('still')],
        valves: [valve('v', 'cold', 'ambient', { cdAreaM2: 1e-5 })],
      }),
      5,
    );
    const excursions = validityExcursions(plant);
    expect(excursions.map((excursion) => excursion.chamber)).toEqual(['cold']);
    expect(excursions[0]?.lowestK).toBeLessThan(200);
    expect(relative(read(plant, 'cold.pressure'), 101325)).toBeLessThan(1e-4);
  });
});

describe('degenerate plants finish and conserve', () => {
  const cases: readonly (readonly [string, PlantDefinition, number])[] = [
    ['one chamber alone', plantOf({ chambers: [chamber('a')] }), 1],
    ['no chamber at all', plantOf({}), 1],
    ['every valve shut', demoPlant(), 1],
    [
      'gas at 1 Pa beside a warm wall',
      plantOf({ chambers: [chamber('a', { pressurePa: 1, wall: { ...WALL, temperatureK: 350 } })] }),
      0.02,
    ],
    [
      'a valve thrown open at ten to one',
      plantOf({
        chambers: [chamber('a', { pressurePa: 1e6 }), chamber('b')],
        valves: [valve('v', 'a', 'b', { cdAreaM2: 1e-4 })],
      }),
      0.2,
    ],
    [
      'a millilitre beside a hundred litres',
      plantOf({
        chambers: [
          chamber('small', { volumeM3: 1e-6, pressurePa: 1e6 }),
          chamber('large', { volumeM3: 0.1, gas: { He: 0.5, H2O: 0.5 } }),
        ],
        valves: [valve('v', 'small', 'large')],
      }),
      0.05,
    ],
    [
      'a vessel vented into near vacuum',
      plantOf({
        chambers: [chamber('a', { pressurePa: 1e6, wall: WALL })],
        boundaries: [boundary('pump', { pressurePa: 1, temperatureK: 300 })],
        valves: [valve('v', 'a', 'pump', { cdAreaM2: 1e-5 })],
      }),
      2,
    ],
    [
      'gases that never met, at pressures equal but for rounding',
      plantOf({
        ambient: { temperatureK: 230, pressurePa: 1000, gas: { Ar: 1 } },
        chambers: [
          chamber('a', { volumeM3: 0.1, pressurePa: 1000, temperatureK: 230, gas: { Ar: 1 } }),
          chamber('b', { volumeM3: 0.1, pressurePa: 1000, temperatureK: 330.7223757246275, gas: { O2: 1 } }),
        ],
        valves: [valve('ba', 'b', 'a'), valve('xa', 'ambient', 'a')],
      }),
      0.5,
    ],
    [
      'a closed ring of check valves',
      plantOf({
        chambers: [chamber('a', { pressurePa: 3e5 }), chamber('b'), chamber('c', { pressurePa: 2e5 })],
        valves: [
          valve('ab', 'a', 'b', { check: true }),
          valve('bc', 'b', 'c', { check: true }),
          valve('ca', 'c', 'a', { check: true }),
        ],
      }),
      3,
    ],
  ];

  test.each(cases)('%s', (_, definition, untilS) => {
    const plant = run(definition, untilS);
    for (const { name } of plantPoints(definition)) {
      if (definition.chambers.length > 0)
        expect([name, Number.isFinite(read(plant, name))]).toEqual([name, true]);
    }
    expect(Math.abs(read(plant, 'ledger.mass_residual'))).toBeLessThan(1e-15);
    expect(Math.abs(read(plant, 'ledger.energy_residual'))).toBeLessThan(1e-7);
    expect(plantWork(plant).substeps).toBeGreaterThanOrEqual(Math.round(untilS / definition.solver.stepS));
  });

  test('a plant too stiff for its step says which chamber, and stands still', () => {
    const plant = createPlant(
      plantOf({
        stepS: 1,
        chambers: [chamber('mote', { volumeM3: 1e-9, temperatureK: 290 }), chamber('room', { volumeM3: 1 })],
        heatConductors: [{ id: 'strap', from: 'mote', to: 'room', conductanceWPerK: 10 }],
        heatLoads: [{ id: 'heater', into: 'mote', powerW: 1 }],
      }),
    );
    const fault = stepPlant(plant);
    expect(fault?.kind).toBe('too-stiff');
    expect(fault?.element).toBe('mote');
    expect(fault?.message).toContain('mote');
    const pressure = read(plant, 'mote.pressure');
    expect(Number.isFinite(pressure)).toBe(true);
    expect(stepPlant(plant)).toBe(fault);
    expect(read(plant, 'mote.pressure')).toBe(pressure);
    expect(plantTimeS(plant)).toBe(0);
  });
});
