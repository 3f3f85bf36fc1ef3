import { describe, expect, test } from 'vitest';
import { entropyJPerK, molesOf } from '../../src/physics/gas.ts';
import { elementEntries } from '../../src/physics/ledger/element-entries.ts';
import { createPlant, inputWriter, plantWork, stepPlant } from '../../src/physics/plant.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../src/physics/species.ts';
import { chamber, injector, plantOf, read, relative, run, runTo, WALL, write } from './plants.ts';

const R = MOLAR_GAS_CONSTANT;

describe('an injector', () => {
  test('fills a chamber with the enthalpy of its gas: n T = n0 T0 + γ Δn T_in for helium', () => {
    const massFlowKgPerS = 2e-6;
    const plant = run(
      plantOf({
        chambers: [chamber('a', { gas: { He: 1 } })],
        injectors: [injector('i', 'a', { massFlowKgPerS, temperatureK: 400 })],
      }),
      10,
    );
    const startMol = 1e5 * 1e-3;
    const added = (massFlowKgPerS * 10) / SPECIES_DATA.He.molarMassKgPerMol;
    const amount = startMol / (R * 300) + added;
    expect(relative(read(plant, 'a.mass'), amount * SPECIES_DATA.He.molarMassKgPerMol)).toBeLessThan(1e-12);
    const temperatureK = (startMol / R + (5 / 3) * added * 400) / amount;
    expect(relative(read(plant, 'a.temperature'), temperatureK)).toBeLessThan(1e-10);
    expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-11);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-11);
  });

  test('generates the entropy of mixing when argon comes to helium, and next to none when it comes to its like', () => {
    const into = (gas: { He?: number; Ar?: number }) =>
      run(
        plantOf({
          stepS: 0.01,
          // So large that a hundredth of its gas more leaves pressure and temperature as good as they were.
          chambers: [chamber('a', { volumeM3: 100, gas })],
          injectors: [injector('i', 'a', { gas: { Ar: 1 }, massFlowKgPerS: 0.16 })],
        }),
        10,
      );
    const mixed = into({ He: 1 });
    const alike = into({ Ar: 1 });
    const addedMol = 1.6 / SPECIES_DATA.Ar.molarMassKgPerMol;
    const presentMol = (1e5 * 100) / (R * 300);
    const apart =
      entropyJPerK(molesOf({ He: 1 }, presentMol), { temperatureK: 300, pressurePa: 1e5 }) +
      entropyJPerK(molesOf({ Ar: 1 }, addedMol), { temperatureK: 300, pressurePa: 1e5 });
    const together = molesOf({ He: 1, Ar: addedMol / presentMol }, presentMol);
    const stirred = entropyJPerK(together, { temperatureK: 300, pressurePa: 1e5 });
    const generated = read(mixed, 'ledger.entropy_generated');
    expect(relative(generated, stirred - apart)).toBeLessThan(0.01);
    const likeToLike = read(alike, 'ledger.entropy_generated');
    expect(likeToLike).toBeGreaterThan(0);
    expect(likeToLike).toBeLessThan(1e-3 * generated);
  });

  test('generates the same entropy in steps of 1 ms and of 1 s', () => {
    const [fine, coarse] = [1e-3, 1].map((stepS) => {
      const definition = plantOf({
        stepS,
        chambers: [chamber('a', { pressurePa: 1e4 })],
        injectors: [injector('i', 'a', { massFlowKgPerS: 1e-4 })],
      });
      return read(run(definition, 2), 'ledger.entropy_generated');
    });
    expect(relative(coarse ?? Number.NaN, fine ?? Number.NaN)).toBeLessThan(1e-6);
  });

  test('throttles nothing where a stiff chamber is integrated implicitly', () => {
    const walled = chamber('a', {
      volumeM3: 1.2e-4,
      pressurePa: 1000,
      temperatureK: 596,
      wall: {
        ...WALL,
        areaM2: 1,
        gasSide: { kind: 'coefficient', coefficientWPerM2K: 50 },
        temperatureK: 351,
      },
    });
    const plant = createPlant(
      plantOf({
        stepS: 5e-3,
        chambers: [walled],
        injectors: [injector('i', 'a', { massFlowKgPerS: 4e-9, temperatureK: 442 })],
      }),
      { audit: 'elements' },
    );
    const { ledger, state } = plant.integrator;
    for (let step = 0; step < 25; step++) expect(stepPlant(plant)).toBeNull();
    expect(plantWork(plant).implicitSubsteps).toBeGreaterThan(10);
    if (ledger.elements === null) throw new Error('the plant is audited by elements');
    const entries = elementEntries(ledger.elements, state, ledger.commits);
    expect(entries.find(({ id }) => id === 'i')?.entropyGeneratedJPerK).toBe(0);
  });

  test('follows its inputs at once and refuses what no gas can do', () => {
    const plant = createPlant(plantOf({ chambers: [chamber('a')], injectors: [injector('i', 'a')] }));
    expect(write(plant, 'i.mass_flow', 3e-5)).toBe(true);
    expect(write(plant, 'i.temperature', 350)).toBe(true);
    expect(read(plant, 'i.mass_flow')).toBe(3e-5);
    expect(read(plant, 'i.temperature')).toBe(350);
    for (const bad of [-1e-9, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(write(plant, 'i.mass_flow', bad)).toBe(false);
      expect(write(plant, 'i.temperature', bad)).toBe(false);
    }
    expect(inputWriter(plant, 'i.pressure')).toBeNull();
    const before = read(plant, 'a.mass');
    runTo(plant, 0.1);
    expect(relative(read(plant, 'a.mass') - before, 3e-6)).toBeLessThan(1e-9);
    write(plant, 'i.mass_flow', 0);
    const after = read(plant, 'a.mass');
    runTo(plant, 0.2);
    expect(read(plant, 'a.mass')).toBe(after);
  });

  test('brings its species into a plant that has none of it, and fills a chamber a million times over', () => {
    const plant = run(
      plantOf({
        stepS: 0.1,
        chambers: [chamber('a', { volumeM3: 1e-6, pressurePa: 10 })],
        injectors: [injector('i', 'a', { massFlowKgPerS: 1e-5, gas: { Ne: 1 } })],
      }),
      1,
    );
    expect(read(plant, 'a.mole_fraction.Ne')).toBeGreaterThan(0.999);
    expect(relative(read(plant, 'a.temperature'), 500)).toBeLessThan(1e-3);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-12);
  });
});
