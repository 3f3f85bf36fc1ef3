import { describe, expect, test } from 'vitest';
import { createPlant, type Plant } from '../../src/physics/plant.ts';
import type { PlantDefinition, TubeDefinition } from '../../src/physics/plant-definition.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../src/physics/species.ts';
import { expectBooksClosed, tube } from './element-plants.ts';
import laws from './laws/vectors/vessels.json' with { type: 'json' };
import { boundary, chamber, plantOf, read, relative, run, runTo } from './plants.ts';
import vessels from './vectors/vessels.json' with { type: 'json' };

const REST_PA = 101325;
/** The references below take nitrogen with γ of 1.4; this is what its heat capacity at 300 K makes of a frequency. */
const REAL_GAMMA = Math.sqrt(vessels.choked_mass_flux_1MPa_kg_s_m2.N2.gamma / 1.4);

/** Frequency of a signal by its upward zeros, Hz. */
function frequencyHz(plant: Plant, untilS: number, signal: () => number): number {
  const { stepS } = plant.integrator.state.network;
  const zeros: number[] = [];
  let before = signal();
  for (let step = 1; step * stepS <= untilS; step++) {
    runTo(plant, step * stepS);
    const now = signal();
    if (before < 0 && now >= 0) zeros.push((step - 1 - before / (now - before)) * stepS);
    before = now;
  }
  expect(zeros.length).toBeGreaterThan(3);
  return (zeros.length - 1) / ((zeros.at(-1) ?? 0) - (zeros[0] ?? 0));
}

describe('a vessel with a neck', () => {
  const resonator = (abovePa: number, parts: Partial<TubeDefinition> = {}): PlantDefinition =>
    plantOf({
      stepS: 1e-4,
      chambers: [chamber('a', { pressurePa: REST_PA + abovePa })],
      boundaries: [boundary('outside', { pressurePa: REST_PA, temperatureK: 300 })],
      tubes: [tube('neck', 'a', 'outside', parts)],
    });

  test('rings at the frequency of Helmholtz, without end correction', () => {
    const plant = createPlant(resonator(10));
    const found = frequencyHz(plant, 0.25, () => read(plant, 'a.pressure') - REST_PA);
    expect(relative(found, laws.helmholtz.f_noend)).toBeLessThan(1e-3);
    expect(relative(found, REAL_GAMMA * laws.helmholtz.f_noend)).toBeLessThan(1e-5);
    expectBooksClosed(plant);
  });

  test('rings on without friction as long as it likes', () => {
    const plant = createPlant(resonator(10));
    const periodS = 1 / laws.helmholtz.f_noend;
    let highest = 0;
    for (let step = 1; step <= 200; step++) {
      runTo(plant, Math.round((10 * periodS) / 1e-4) * 1e-4 + step * 1e-4);
      highest = Math.max(highest, read(plant, 'a.pressure') - REST_PA);
    }
    expect(relative(highest, 10)).toBeLessThan(0.01);
  });

  test('loses its swing to friction as the equations of one mass and one spring do', () => {
    const friction = { frictionFactor: 0.5 };
    const plant = createPlant(resonator(500, friction));
    const shape = tube('neck', 'a', 'outside', friction);
    const swings: number[] = [];
    for (const periods of [1, 3, 6]) {
      let highest = 0;
      const from = Math.round((periods / laws.helmholtz.f_noend - 0.003) / 1e-4);
      for (let step = from; step <= from + 60; step++) {
        runTo(plant, step * 1e-4);
        highest = Math.max(highest, read(plant, 'a.pressure') - REST_PA);
      }
      swings.push(highest);
      expect(relative(highest, dampedCrestPa(shape, 500, periods))).toBeLessThan(0.01);
    }
    expect((swings[2] ?? 0) / 500).toBeLessThan(0.8);
    expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThan(1e-6);
    expectBooksClosed(plant);
  });

  /** dm/dt = (A/L)(Δp − f (L/D) m|m|/(2ρA²)), dp/dt = −(c²/V) m: by small steps, the n-th crest. */
  function dampedCrestPa(shape: TubeDefinition, startPa: number, crest: number): number {
    const density = REST_PA / ((MOLAR_GAS_CONSTANT / SPECIES_DATA.N2.molarMassKgPerMol) * 300);
    const squaredSound = laws.helmholtz.c_N2_300K ** 2;
    const diameter = Math.sqrt((4 * shape.areaM2) / Math.PI);
    const drag = (shape.frictionFactor * shape.lengthM) / (2 * diameter * density * shape.areaM2 ** 2);
    const h = 1e-6;
    let [pressure, flow, crests] = [startPa, 0, 0];
    while (crests < crest) {
      const before = flow;
      flow += h * (shape.areaM2 / shape.lengthM) * (pressure - drag * flow * Math.abs(flow));
      pressure -= ((h * squaredSound) / 1e-3) * flow;
      if (before < 0 && flow >= 0) crests++;
    }
    return pressure;
  }
});

describe('a closed tube cut into cells', () => {
  const { L_m: lengthM, f_Hz: modesHz, c } = laws.tube_closed_closed;
  const sound = REAL_GAMMA * c;
  const AREA_M2 = 1e-3;

  function cellsOf(count: number, mode: number): PlantDefinition {
    const cell = lengthM / count;
    return plantOf({
      stepS: 5e-5,
      chambers: Array.from({ length: count }, (_, i) => {
        const swing = 1e-4 * Math.cos((mode * Math.PI * (i + 0.5)) / count);
        return chamber(`c${i}`, {
          volumeM3: AREA_M2 * cell,
          pressurePa: 1e5 * (1 + swing),
          temperatureK: 300 * (1 + (0.4 / 1.4) * swing),
        });
      }),
      tubes: Array.from({ length: count - 1 }, (_, i) =>
        tube(`t${i}`, `c${i}`, `c${i + 1}`, { areaM2: AREA_M2, lengthM: cell }),
      ),
    });
  }

  function ringing(count: number, mode: number): number {
    const plant = createPlant(cellsOf(count, mode));
    const found = frequencyHz(plant, 5 / (modesHz[mode - 1] ?? 0), () =>
      Array.from({ length: count }).reduce<number>(
        (sum, _, i) =>
          sum + (read(plant, `c${i}.pressure`) - 1e5) * Math.cos((mode * Math.PI * (i + 0.5)) / count),
        0,
      ),
    );
    expectBooksClosed(plant);
    return found;
  }

  test.each([
    [8, 1],
    [16, 1],
    [16, 2],
    [16, 3],
  ])('of %d cells has, in mode %d, the frequency of that ladder', (count, mode) => {
    const ladder = ((sound * count) / (Math.PI * lengthM)) * Math.sin((mode * Math.PI) / (2 * count));
    expect(relative(ringing(count, mode), ladder)).toBeLessThan(5e-5);
  });

  test('comes near the wave in it with the square of the cells, (nπ/N)²/24', () => {
    const wave = REAL_GAMMA * (modesHz[0] ?? 0);
    for (const count of [8, 16, 32]) {
      const short = 1 - ringing(count, 1) / wave;
      expect(relative(short, (Math.PI / count) ** 2 / 24)).toBeLessThan(0.05);
    }
    expect(relative(ringing(32, 1), modesHz[0] ?? 0)).toBeLessThan(1e-3);
  });
});

describe('a tube between two reservoirs', () => {
  const driven = (parts: Partial<TubeDefinition>, dropPa = 1000): PlantDefinition =>
    plantOf({
      stepS: 1e-4,
      chambers: [chamber('elsewhere')],
      boundaries: [
        boundary('high', { pressurePa: 1e5 + dropPa, temperatureK: 300, gas: { Ar: 1 } }),
        boundary('low', { pressurePa: 1e5, temperatureK: 300, gas: { He: 1 } }),
      ],
      tubes: [tube('t', 'high', 'low', { lengthM: 2, frictionFactor: 0.03, ...parts })],
    });
  const densityOf = (gas: 'Ar' | 'He', pressurePa: number): number =>
    (pressurePa * SPECIES_DATA[gas].molarMassKgPerMol) / (MOLAR_GAS_CONSTANT * 300);

  test('starts against its friction as tanh, and ends where friction takes the whole drop', () => {
    const plant = createPlant(driven({}));
    const density = densityOf('Ar', 1.01e5);
    const diameter = Math.sqrt(4e-4 / Math.PI);
    const steady = 1e-4 * Math.sqrt((2 * density * 1000 * diameter) / (0.03 * 2));
    const timeConstant = (steady * 2) / (1e-4 * 1000);
    for (const timeS of [0.01, 0.05, 0.1, 0.5]) {
      runTo(plant, timeS);
      const expected = steady * Math.tanh(timeS / timeConstant);
      expect(relative(read(plant, 't.mass_flow'), expected)).toBeLessThan(1e-6);
    }
    runTo(plant, 1);
    expect(relative(read(plant, 't.mass_flow'), steady)).toBeLessThan(1e-9);
  });

  test('keeps the energy of its moving gas in the ledger', () => {
    const plant = run(driven({ frictionFactor: 0 }), 0.02);
    expect(Math.abs(read(plant, 'ledger.energy_residual'))).toBeLessThan(1e-10);
    expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThanOrEqual(0);
  });

  test('that is driven the other way carries the other gas', () => {
    const plant = run(driven({}, -1000), 1);
    const density = densityOf('He', 1e5);
    const diameter = Math.sqrt(4e-4 / Math.PI);
    const steady = -1e-4 * Math.sqrt((2 * density * 1000 * diameter) / (0.03 * 2));
    expect(relative(read(plant, 't.mass_flow'), steady)).toBeLessThan(1e-9);
  });

  test('turns round between different gases with nothing lost', () => {
    const plant = run(
      plantOf({
        stepS: 1e-4,
        chambers: [
          chamber('a', { pressurePa: 1.02e5, gas: { He: 1 } }),
          chamber('b', { pressurePa: 1e5, gas: { N2: 0.7, Ar: 0.3 } }),
        ],
        tubes: [tube('t', 'a', 'b', { frictionFactor: 0.02 })],
      }),
      0.3,
    );
    expect(read(plant, 'a.mole_fraction.Ar')).toBeGreaterThan(1e-4);
    // Through some hundred turns, at each of which the density jumps.
    expectBooksClosed(plant, 1e-9);
  });
});
