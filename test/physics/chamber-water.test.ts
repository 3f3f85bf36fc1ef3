import { describe, expect, test } from 'vitest';
import { enthalpyJ, internalEnergyJ, massKg, molesOf } from '../../src/physics/gas.ts';
import { createPlant, type Plant } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import { saturationPressurePa } from '../../src/physics/properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../src/physics/species.ts';
import { conductor, expectBooksClosed, piston } from './element-plants.ts';
import {
  moistEnergyJ,
  moistEntropyJPerK,
  moistPressurePa,
  moistStateOfEnergy,
  waterSplit,
} from './oracles/moist-chamber.ts';
import { boundary, chamber, injector, plantOf, read, relative, run, runTo, valve, write } from './plants.ts';

const VOLUME_M3 = 1e-3;
const WATER_KG_PER_MOL = SPECIES_DATA.H2O.molarMassKgPerMol;
/** A litre of nitrogen with a twentieth of steam, 2 bar at 340 K: a dew point of some 318 K. */
const MOIST = { pressurePa: 2e5, temperatureK: 340, gas: { N2: 0.95, H2O: 0.05 } };
const TOTAL_MOL = (2e5 * VOLUME_M3) / (MOLAR_GAS_CONSTANT * 340);
const CONTENTS = { volumeM3: VOLUME_M3, moles: molesOf(MOIST.gas, TOTAL_MOL) };

/** With a conductor to a reservoir, whose temperature is the input. */
function beside(reservoirK: number): PlantDefinition {
  return plantOf({
    stepS: 0.01,
    chambers: [chamber('a', MOIST)],
    boundaries: [boundary('bath', { temperatureK: reservoirK })],
    heatConductors: [conductor('q', 'bath', 'a', 0.5)],
  });
}

/** Mass that is no vapour when the vapour is at its saturation pressure, kg. */
function beyondSaturationKg(waterMol: number, temperatureK: number): number {
  const vapourMol = (saturationPressurePa(temperatureK) * VOLUME_M3) / (MOLAR_GAS_CONSTANT * temperatureK);
  return Math.max(waterMol - vapourMol, 0) * WATER_KG_PER_MOL;
}

describe('a closed moist vessel', () => {
  test('cooled through its dew point to frost holds what saturation leaves, at every moment', () => {
    const plant = createPlant(beside(250));
    const seen = { dry: 0, wet: 0, frosted: 0 };
    for (let step = 1; step <= 600; step++) {
      runTo(plant, step * 0.05);
      const temperatureK = read(plant, 'a.temperature');
      const expectedKg = beyondSaturationKg(0.05 * TOTAL_MOL, temperatureK);
      expect(Math.abs(read(plant, 'a.condensed_water') - expectedKg)).toBeLessThan(1e-13);
      expect(read(plant, 'a.saturated')).toBe(expectedKg > 0 ? 1 : 0);
      const gasMol = TOTAL_MOL - read(plant, 'a.condensed_water') / WATER_KG_PER_MOL;
      expect(
        relative(read(plant, 'a.pressure'), (gasMol * MOLAR_GAS_CONSTANT * temperatureK) / VOLUME_M3),
      ).toBeLessThan(1e-9);
      const vapour = 1 - (0.95 * TOTAL_MOL) / gasMol;
      expect(Math.abs(read(plant, 'a.mole_fraction.H2O') - vapour)).toBeLessThan(1e-9);
      if (expectedKg === 0) seen.dry++;
      else if (temperatureK > 273.16) seen.wet++;
      else seen.frosted++;
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(2);
    runTo(plant, 90);
    expect(relative(read(plant, 'a.temperature'), 250)).toBeLessThan(1e-6);
    expectBooksClosed(plant);
  });

  test('gives away its latent heat: twice the heat of the gas alone', () => {
    const plant = run(beside(250), 40);
    const lostJ = moistEnergyOf(340) - moistEnergyOf(250);
    const dryJ = internalEnergyJ(CONTENTS.moles, 340) - internalEnergyJ(CONTENTS.moles, 250);
    expect(lostJ).toBeGreaterThan(2 * dryJ);
    let heatJ = 0;
    const again = createPlant(beside(250));
    for (let step = 1; step <= 4000; step++) {
      const before = read(again, 'q.heat');
      runTo(again, step * 0.01);
      heatJ -= (0.01 * (before + read(again, 'q.heat'))) / 2;
    }
    expect(relative(heatJ, lostJ)).toBeLessThan(1e-4);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-11);
  });

  function moistEnergyOf(temperatureK: number): number {
    const condensedMol = beyondSaturationKg(0.05 * TOTAL_MOL, temperatureK) / WATER_KG_PER_MOL;
    const isIce = temperatureK < 273.16;
    const split = {
      vapourMol: 0.05 * TOTAL_MOL - condensedMol,
      liquidMol: isIce ? 0 : condensedMol,
      iceMol: isIce ? condensedMol : 0,
      saturated: condensedMol > 0,
    };
    return moistEnergyJ(CONTENTS, temperatureK, split);
  }

  test('evaporates again when it is warmed, to the last molecule', () => {
    const plant = run(beside(250), 30);
    expect(read(plant, 'a.condensed_water')).toBeGreaterThan(1e-5);
    write(plant, 'bath.temperature', 340);
    runTo(plant, 150);
    expect(read(plant, 'a.condensed_water')).toBe(0);
    expect(read(plant, 'a.saturated')).toBe(0);
    expect(relative(read(plant, 'a.temperature'), 340)).toBeLessThan(1e-8);
    expect(relative(read(plant, 'a.pressure'), 2e5)).toBeLessThan(1e-8);
    expect(relative(read(plant, 'a.mole_fraction.H2O'), 0.05)).toBeLessThan(1e-9);
    expectBooksClosed(plant);
  });

  test('frozen and heated at a known power follows its energy, through melting and evaporation', () => {
    const plant = createPlant(
      plantOf({
        stepS: 0.01,
        chambers: [chamber('a', { ...MOIST, temperatureK: 265 })],
        heatLoads: [{ id: 'heater', into: 'a', powerW: 5 }],
      }),
    );
    const moles = Float64Array.from(plant.integrator.state.memory.state.slice(0, 6));
    const startJ = plant.integrator.state.memory.state[6] ?? Number.NaN;
    const phases = new Set<string>();
    for (let step = 1; step <= 120; step++) {
      runTo(plant, step);
      const contents = { volumeM3: VOLUME_M3, moles };
      const found = moistStateOfEnergy(contents, startJ + 5 * step);
      if (found === null) throw new Error('no state');
      expect(relative(read(plant, 'a.temperature'), found.temperatureK)).toBeLessThan(1e-8);
      const condensedKg = (found.liquidMol + found.iceMol) * WATER_KG_PER_MOL;
      expect(Math.abs(read(plant, 'a.condensed_water') - condensedKg)).toBeLessThan(1e-11);
      expect(
        relative(read(plant, 'a.pressure'), moistPressurePa(contents, found.temperatureK, found)),
      ).toBeLessThan(1e-8);
      phases.add(`${found.iceMol > 0 ? 'ice' : ''}${found.liquidMol > 0 ? 'liquid' : ''}`);
    }
    expect([...phases]).toEqual(['ice', 'iceliquid', 'liquid', '']);
    expectBooksClosed(plant);
  });
});

describe('moist gas in motion', () => {
  const water = (plant: Plant): number => {
    const { state, size } = plant.integrator.state.memory;
    return Array.from({ length: size.chambers }, (_, c) => state[8 * c + 2] ?? Number.NaN).reduce(
      (a, b) => a + b,
    );
  };

  test('that expands into a vacuum condenses, and loses no water', () => {
    const plant = createPlant(
      plantOf({
        chambers: [
          chamber('full', { ...MOIST, temperatureK: 325 }),
          chamber('empty', { volumeM3: 4e-3, pressurePa: 10, temperatureK: 290 }),
        ],
        valves: [valve('v', 'full', 'empty', { cdAreaM2: 2e-5 })],
      }),
    );
    const before = water(plant);
    let mostKg = 0;
    for (let step = 1; step <= 1000; step++) {
      runTo(plant, step * 1e-3);
      mostKg = Math.max(mostKg, read(plant, 'full.condensed_water'));
      for (const id of ['full', 'empty']) {
        const vapourPa = read(plant, `${id}.mole_fraction.H2O`) * read(plant, `${id}.pressure`);
        expect(vapourPa).toBeLessThan(saturationPressurePa(read(plant, `${id}.temperature`)) * (1 + 1e-8));
      }
    }
    expect(mostKg).toBeGreaterThan(1e-6);
    expect(relative(water(plant), before)).toBeLessThan(1e-13);
    expectBooksClosed(plant);
  });

  test('injected as steam into a cold vessel becomes liquid, with the energy that it brought', () => {
    const steam = { massFlowKgPerS: 1e-6, temperatureK: 400, gas: { H2O: 1 } };
    const plant = createPlant(
      plantOf({
        stepS: 0.01,
        chambers: [chamber('a', { pressurePa: 1e5, temperatureK: 280 })],
        injectors: [injector('i', 'a', steam)],
      }),
    );
    expect(read(plant, 'a.saturated')).toBe(0);
    const dry = molesOf({ N2: 1 }, (1e5 * VOLUME_M3) / (MOLAR_GAS_CONSTANT * 280));
    for (const timeS of [1, 10, 40]) {
      runTo(plant, timeS);
      const steamMol = molesOf({ H2O: 1 }, (1e-6 * timeS) / WATER_KG_PER_MOL);
      const contents = { volumeM3: VOLUME_M3, moles: dry.map((amount, k) => amount + (steamMol[k] ?? 0)) };
      const found = moistStateOfEnergy(contents, internalEnergyJ(dry, 280) + enthalpyJ(steamMol, 400));
      if (found === null) throw new Error('no state');
      expect(relative(read(plant, 'a.temperature'), found.temperatureK)).toBeLessThan(1e-7);
      expect(
        relative(read(plant, 'a.condensed_water') + 1e-9, found.liquidMol * WATER_KG_PER_MOL + 1e-9),
      ).toBeLessThan(1e-5);
      expect(read(plant, 'a.saturated')).toBe(found.saturated ? 1 : 0);
    }
    expect(read(plant, 'a.condensed_water')).toBeGreaterThan(1e-6);
    expectBooksClosed(plant);
  });

  test('dries a wet vessel with dry gas, which takes the heat of evaporation from it', () => {
    const plant = createPlant(
      plantOf({
        stepS: 0.01,
        chambers: [chamber('a', { pressurePa: 1.05e5, temperatureK: 300, gas: { N2: 0.9, H2O: 0.1 } })],
        boundaries: [boundary('dry', { pressurePa: 1.1e5, temperatureK: 300 })],
        valves: [
          valve('in', 'dry', 'a', { cdAreaM2: 1e-6 }),
          valve('out', 'a', 'ambient', { cdAreaM2: 1e-6 }),
        ],
      }),
    );
    expect(read(plant, 'a.saturated')).toBe(1);
    let coldestK = 300;
    for (let step = 1; step <= 300; step++) {
      runTo(plant, step);
      coldestK = Math.min(coldestK, read(plant, 'a.temperature'));
    }
    expect(coldestK).toBeLessThan(290);
    expect(read(plant, 'a.condensed_water')).toBe(0);
    expect(read(plant, 'a.saturated')).toBe(0);
    expect(read(plant, 'a.mole_fraction.H2O')).toBeLessThan(0.01);
    expectBooksClosed(plant);
  });
});

describe('a moist expansion', () => {
  test('behind a piston is reversible: it keeps the entropy of gas and cloud, and comes back', () => {
    const plant = createPlant(
      plantOf({
        chambers: [chamber('a', { ...MOIST, temperatureK: 320 })],
        pistons: [piston('p', 'a', { sweptVolumeM3: 1e-3, frequencyHz: 1 })],
      }),
    );
    const moles = Float64Array.from(plant.integrator.state.memory.state.slice(0, 6));
    const entropyAt = (volumeM3: number, temperatureK: number): number =>
      moistEntropyJPerK(
        { volumeM3, moles },
        temperatureK,
        waterSplit(moles[2] ?? 0, { temperatureK, volumeM3 }),
      );
    const startJPerK = entropyAt(1e-3, 320);
    let mostKg = 0;
    for (let step = 1; step <= 20; step++) {
      runTo(plant, step * 0.05);
      const volumeM3 = read(plant, 'p.volume');
      let [low, high] = [250, 600];
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2;
        if (entropyAt(volumeM3, middle) > startJPerK) high = middle;
        else low = middle;
      }
      expect(relative(read(plant, 'a.temperature'), low)).toBeLessThan(1e-6);
      mostKg = Math.max(mostKg, read(plant, 'a.condensed_water'));
    }
    expect(mostKg).toBeGreaterThan(2e-5);
    expect(relative(read(plant, 'a.temperature'), 320)).toBeLessThan(1e-6);
    expect(Math.abs(read(plant, 'ledger.entropy_generated'))).toBeLessThan(1e-5);
  });

  test('through a valve leaves behind what the balance of gas and energy says, liquid and ice included', () => {
    const plant = createPlant(
      plantOf({
        chambers: [chamber('a', { ...MOIST, temperatureK: 320 })],
        boundaries: [boundary('sink', { pressurePa: 1e4, temperatureK: 300 })],
        valves: [valve('v', 'a', 'sink', { cdAreaM2: 1e-6 })],
      }),
    );
    const { state } = plant.integrator.state.memory;
    const left = { moles: Float64Array.from(state.slice(0, 6)), energyJ: state[6] ?? Number.NaN };
    const startKg = read(plant, 'a.mass');
    runTo(plant, 4);
    const lostKg = startKg - read(plant, 'a.mass');
    expect(lostKg / startKg).toBeGreaterThan(0.5);
    const STEPS = 400;
    for (let step = 0; step < STEPS; step++) {
      // The midpoint rule over the mass that has left.
      const half = withoutGas(left, left, lostKg / STEPS / 2);
      const whole = withoutGas(left, half, lostKg / STEPS);
      left.moles.set(whole.moles);
      left.energyJ = whole.energyJ;
    }
    const end = moistStateOfEnergy({ volumeM3: VOLUME_M3, moles: left.moles }, left.energyJ);
    if (end === null) throw new Error('no state');
    expect(relative(read(plant, 'a.temperature'), end.temperatureK)).toBeLessThan(1e-5);
    expect(relative(read(plant, 'a.pressure'), end.pressurePa)).toBeLessThan(1e-5);
    const condensedKg = (end.liquidMol + end.iceMol) * WATER_KG_PER_MOL;
    expect(condensedKg).toBeGreaterThan(1e-6);
    expect(relative(read(plant, 'a.condensed_water'), condensedKg)).toBeLessThan(1e-4);
    expectBooksClosed(plant);
  });

  interface Held {
    readonly moles: Float64Array;
    readonly energyJ: number;
  }

  /** What is left when some gas, as that of `like`, has gone. */
  function withoutGas(held: Held, like: Held, goneKg: number): Held {
    const found = moistStateOfEnergy({ volumeM3: VOLUME_M3, moles: like.moles }, like.energyJ);
    if (found === null) throw new Error('no state');
    const gas = Float64Array.from(like.moles);
    gas[2] = found.vapourMol;
    const share = goneKg / massKg(gas);
    const moles = held.moles.map((amount, k) => amount - share * (gas[k] ?? 0));
    return { moles, energyJ: held.energyJ - share * enthalpyJ(gas, found.temperatureK) };
  }
});

describe('water that is told not to condense', () => {
  test('stays vapour beyond its saturation, and the flag says so', () => {
    const plant = run({ ...beside(280), fluid: { equationOfState: 'ideal', condensation: false } }, 40);
    expect(relative(read(plant, 'a.temperature'), 280)).toBeLessThan(1e-6);
    expect(relative(read(plant, 'a.pressure'), (2e5 * 280) / 340)).toBeLessThan(1e-6);
    expect(read(plant, 'a.mole_fraction.H2O')).toBeCloseTo(0.05, 12);
    expect(read(plant, 'a.saturated')).toBe(1);
    expect(() => read(plant, 'a.condensed_water')).toThrow('no point');
    write(plant, 'bath.temperature', 340);
    runTo(plant, 80);
    expect(read(plant, 'a.saturated')).toBe(0);
  });
});
