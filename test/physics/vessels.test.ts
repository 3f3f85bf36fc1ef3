import { describe, expect, test } from 'vitest';
import { entropyJPerK, molesOf } from '../../src/physics/gas.ts';
import { createPlant, plantWork } from '../../src/physics/plant.ts';
import { MOLAR_GAS_CONSTANT } from '../../src/physics/species.ts';
import { boundary, chamber, lumpedWall, plantOf, read, relative, run, runTo, valve } from './plants.ts';
import vessels from './vectors/vessels.json' with { type: 'json' };

const PROPERTY = vessels.tolerance.property_relative;

describe('one vessel', () => {
  test('a choked helium blowdown follows its closed form', () => {
    const { V_m3, p0_Pa, T0_K, CdA_m2, pb_Pa, rows } = vessels.blowdown_adiabatic_choked;
    const plant = createPlant(
      plantOf({
        chambers: [chamber('a', { volumeM3: V_m3, pressurePa: p0_Pa, temperatureK: T0_K, gas: { He: 1 } })],
        boundaries: [boundary('back', { pressurePa: pb_Pa, temperatureK: 300, gas: { He: 1 } })],
        valves: [valve('out', 'a', 'back', { cdAreaM2: CdA_m2 })],
      }),
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      runTo(plant, row.t_s);
      expect(relative(read(plant, 'a.pressure'), row.pressure_Pa)).toBeLessThan(1e-9);
      expect(relative(read(plant, 'a.temperature'), row.temperature_K)).toBeLessThan(1e-9);
      expect(relative(read(plant, 'a.mass'), row.mass_kg)).toBeLessThan(1e-9);
    }
  });

  test('a step as long as the blowdown itself is divided until the closed form holds', () => {
    const { V_m3, p0_Pa, T0_K, CdA_m2, pb_Pa, rows } = vessels.blowdown_adiabatic_choked;
    const last = rows.at(-1);
    if (last === undefined) throw new Error('the vectors are empty');
    const plant = createPlant(
      plantOf({
        stepS: last.t_s / 100,
        chambers: [chamber('a', { volumeM3: V_m3, pressurePa: p0_Pa, temperatureK: T0_K, gas: { He: 1 } })],
        boundaries: [boundary('back', { pressurePa: pb_Pa, temperatureK: 300, gas: { He: 1 } })],
        valves: [valve('out', 'a', 'back', { cdAreaM2: 100 * CdA_m2 })],
      }),
    );
    runTo(plant, last.t_s / 100);
    expect(plantWork(plant).lastSubsteps).toBeGreaterThan(2);
    expect(relative(read(plant, 'a.pressure'), last.pressure_Pa)).toBeLessThan(1e-6);
    expect(relative(read(plant, 'a.temperature'), last.temperature_K)).toBeLessThan(1e-6);
  });

  test.each([
    ['Ar', vessels.fill_from_vacuum.final_T_K_const_gamma.Ar],
    ['N2', vessels.fill_from_vacuum.final_T_K_NASA7.N2],
  ] as const)('%s filling a vacuum ends at the energy of its enthalpy', (name, expectedK) => {
    const plant = run(
      plantOf({
        chambers: [chamber('a', { pressurePa: 1, temperatureK: 300, gas: { [name]: 1 } })],
        boundaries: [boundary('supply', { pressurePa: 1e6, temperatureK: 300, gas: { [name]: 1 } })],
        valves: [valve('in', 'supply', 'a')],
      }),
      8,
    );
    expect(relative(read(plant, 'a.pressure'), 1e6)).toBeLessThan(1e-6);
    expect(relative(read(plant, 'a.temperature'), expectedK)).toBeLessThan(1e-6);
  });

  test('a vessel filled from a tenth ends where the constant-gamma form says', () => {
    const form = (gamma: number, t1: number, ts: number): number =>
      (gamma * ts) / (1 + 0.1 * ((gamma * ts) / t1 - 1));
    const { T2, T2_Ts350 } = vessels['fill_partial_const_gamma_1.4'];
    expect(relative(form(1.4, 300, 300), T2)).toBeLessThan(1e-12);
    expect(relative(form(1.4, 300, 350), T2_Ts350)).toBeLessThan(1e-12);
    for (const supplyK of [300, 350]) {
      const plant = run(
        plantOf({
          chambers: [chamber('a', { pressurePa: 1e5, temperatureK: 300, gas: { He: 1 } })],
          boundaries: [boundary('supply', { pressurePa: 1e6, temperatureK: supplyK, gas: { He: 1 } })],
          valves: [valve('in', 'supply', 'a')],
        }),
        4,
      );
      expect(relative(read(plant, 'a.temperature'), form(5 / 3, 300, supplyK))).toBeLessThan(1e-6);
    }
  });

  test('a heated rigid vessel gains the temperature and the entropy of its heat', () => {
    const plant = run(
      plantOf({
        stepS: 0.01,
        chambers: [chamber('a', { volumeM3: 0.1, pressurePa: 1e6, temperatureK: 300 })],
        heatLoads: [{ id: 'heater', into: 'a', powerW: 5000 }],
      }),
      10,
    );
    const { final_T_K_NASA7, dS_J_K_NASA7 } = vessels.heated_rigid;
    expect(relative(read(plant, 'a.temperature'), final_T_K_NASA7)).toBeLessThan(PROPERTY);
    expect(relative(read(plant, 'ledger.entropy_generated'), dS_J_K_NASA7)).toBeLessThan(PROPERTY);
    expect(read(plant, 'a.heat')).toBe(5000);
  });

  test('gas and wall follow the linear two-lump solution', () => {
    const { params, rows, steady } = vessels.wall_coupled_linear;
    const amountMol = params.Cg / (1.5 * MOLAR_GAS_CONSTANT);
    const plant = createPlant(
      plantOf({
        stepS: 1,
        ambient: { temperatureK: params.Tamb, pressurePa: 1e5, gas: { N2: 1 } },
        chambers: [
          chamber('a', {
            volumeM3: 1,
            pressurePa: amountMol * MOLAR_GAS_CONSTANT * params.T0,
            temperatureK: params.T0,
            gas: { He: 1 },
            wall: lumpedWall({
              heatCapacityJPerK: params.Cw,
              areaM2: 1,
              gasCoefficientWPerM2K: params.hA,
              ambientCoefficientWPerM2K: params.UA,
              temperatureK: params.T0,
            }),
          }),
        ],
        heatLoads: [{ id: 'heater', into: 'a', powerW: params.P }],
      }),
    );
    expect(rows.length).toBeGreaterThan(8);
    for (const row of rows) {
      runTo(plant, row.t);
      expect(relative(read(plant, 'a.temperature'), row.Tg)).toBeLessThan(1e-8);
      expect(relative(read(plant, 'a.wall_temperature'), row.Tw)).toBeLessThan(1e-8);
    }
    runTo(plant, 60_000);
    expect(read(plant, 'a.temperature')).toBeCloseTo(steady[0] ?? 0, 4);
    expect(read(plant, 'a.wall_temperature')).toBeCloseTo(steady[1] ?? 0, 4);
  });
});

describe('two vessels', () => {
  test('share pressure and energy, and generate the entropy of full mixing when stirred', () => {
    const { V1_m3, p1_Pa, T1_K, V2_m3, p2_Pa, T2_K, Tf_K, pf_Pa, S_generated_J_K } = vessels.two_vessels;
    const plant = run(
      plantOf({
        chambers: [
          chamber('a', { volumeM3: V1_m3, pressurePa: p1_Pa, temperatureK: T1_K, gas: { Ar: 1 } }),
          chamber('b', { volumeM3: V2_m3, pressurePa: p2_Pa, temperatureK: T2_K, gas: { Ar: 1 } }),
        ],
        valves: [valve('joint', 'a', 'b')],
      }),
      8,
    );
    expect(relative(read(plant, 'a.pressure'), pf_Pa)).toBeLessThan(1e-7);
    expect(relative(read(plant, 'b.pressure'), pf_Pa)).toBeLessThan(1e-7);
    const ends = ['a', 'b'].map((id) => {
      const temperatureK = read(plant, `${id}.temperature`);
      const pressurePa = read(plant, `${id}.pressure`);
      const amountMol = (pressurePa * (id === 'a' ? V1_m3 : V2_m3)) / (MOLAR_GAS_CONSTANT * temperatureK);
      return { temperatureK, pressurePa, amountMol };
    });
    const total = ends.reduce((sum, end) => sum + end.amountMol, 0);
    const meanK = ends.reduce((sum, end) => sum + end.amountMol * end.temperatureK, 0) / total;
    expect(relative(meanK, Tf_K)).toBeLessThan(1e-9);
    const stirred = entropyJPerK(molesOf({ Ar: 1 }, total), { temperatureK: meanK, pressurePa: pf_Pa });
    const apart = ends.reduce((sum, end) => sum + entropyJPerK(molesOf({ Ar: 1 }, end.amountMol), end), 0);
    const generated = read(plant, 'ledger.entropy_generated') + stirred - apart;
    expect(relative(generated, S_generated_J_K)).toBeLessThan(PROPERTY);
  });

  test('helium and argon at one pressure and temperature stay where they are', () => {
    const plant = run(
      plantOf({
        chambers: [chamber('a', { gas: { He: 1 } }), chamber('b', { gas: { Ar: 1 } })],
        valves: [valve('joint', 'a', 'b')],
      }),
      0.1,
    );
    expect(read(plant, 'a.mole_fraction.Ar')).toBeLessThan(1e-12);
    expect(read(plant, 'ledger.entropy_generated')).toBeLessThan(1e-12);
  });
});
