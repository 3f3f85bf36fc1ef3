import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/physics/evaluate.ts';
import { entropyJPerK, molesOf } from '../../src/physics/gas.ts';
import { ENERGY, ROW } from '../../src/physics/layout.ts';
import { createPlant, stepPlant } from '../../src/physics/plant.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../src/physics/species.ts';
import {
  boundary,
  chamber,
  machine,
  plantOf,
  read,
  relative,
  run,
  runTo,
  withEvaluation,
  write,
} from './plants.ts';

/** Compression of nitrogen, computed apart from this program from the same polynomials. */
const NITROGEN = {
  T1: 300,
  pr: 5,
  eta: 0.75,
  T2s: 474.0066489155038,
  isentropicWorkJPerMol: 5092.667229555,
  T2: 531.334940698851,
  workJPerMol: 6790.22297274,
  generatedJPerMolK: 3.3804811385892717,
};

function between(gas: { N2?: number; Ar?: number; H2O?: number }, ratio: number, efficiency: number) {
  return plantOf({
    fluid: { equationOfState: 'ideal', condensation: false },
    chambers: [chamber('elsewhere', { gas })],
    boundaries: [
      boundary('suction', { pressurePa: 1e5, temperatureK: 300, gas }),
      boundary('discharge', { pressurePa: ratio * 1e5, temperatureK: 300, gas }),
    ],
    compressors: [
      machine('k', 'suction', 'discharge', { isentropicEfficiency: efficiency, maxPressureRatio: 1000 }),
    ],
  });
}

describe('a compressor', () => {
  test.each([
    [1, NITROGEN.T2s, NITROGEN.isentropicWorkJPerMol, 0],
    [NITROGEN.eta, NITROGEN.T2, NITROGEN.workJPerMol, NITROGEN.generatedJPerMolK],
  ])(
    'of efficiency %d heats nitrogen to %d K, with the work and the entropy of that',
    (eta, endK, work, made) => {
      const plant = run(between({ N2: 1 }, NITROGEN.pr, eta), 1);
      const molPerS = read(plant, 'k.mass_flow') / SPECIES_DATA.N2.molarMassKgPerMol;
      expect(relative(molPerS, (1e5 * 1e-3) / (MOLAR_GAS_CONSTANT * 300))).toBeLessThan(1e-12);
      expect(relative(read(plant, 'k.discharge_temperature'), endK)).toBeLessThan(1e-9);
      expect(relative(read(plant, 'k.power') / molPerS, work)).toBeLessThan(1e-8);
      expect(relative(read(plant, 'ledger.shaft_work') / molPerS, work)).toBeLessThan(1e-8);
      expect(Math.abs(read(plant, 'ledger.entropy_generated') / molPerS - made)).toBeLessThan(1e-8);
      expect(Math.abs(read(plant, 'ledger.energy_residual'))).toBeLessThan(1e-9);
    },
  );

  test('keeps the entropy of a mixture through 1000 K when it is isentropic', () => {
    const gas = { N2: 0.5, H2O: 0.5 };
    const plant = createPlant(between(gas, 400, 1));
    const endK = read(plant, 'k.discharge_temperature');
    expect(endK).toBeGreaterThan(1000);
    const moles = molesOf(gas, 1);
    const before = entropyJPerK(moles, { temperatureK: 300, pressurePa: 1e5 });
    const after = entropyJPerK(moles, { temperatureK: endK, pressurePa: 400e5 });
    expect(relative(after, before)).toBeLessThan(1e-13);
  });

  test('takes its displacement at suction conditions, in proportion to its speed', () => {
    const plant = createPlant(between({ Ar: 1 }, 3, 0.7));
    const full = read(plant, 'k.mass_flow');
    expect(write(plant, 'k.speed', 0.3)).toBe(true);
    expect(relative(read(plant, 'k.mass_flow'), 0.3 * full)).toBeLessThan(1e-14);
    write(plant, 'suction.temperature', 600);
    expect(relative(read(plant, 'k.mass_flow'), 0.15 * full)).toBeLessThan(1e-14);
    for (const bad of [-0.1, 1.1, Number.NaN]) expect(write(plant, 'k.speed', bad)).toBe(false);
  });

  test('lets gas through without work where the pressure falls, and none at rest or backwards', () => {
    const plant = createPlant(between({ Ar: 1 }, 0.5, 0.7));
    expect(read(plant, 'k.mass_flow')).toBeGreaterThan(1e-4);
    expect(read(plant, 'k.power')).toBe(0);
    expect(read(plant, 'k.discharge_temperature')).toBe(300);
    write(plant, 'k.speed', 0);
    expect(read(plant, 'k.mass_flow')).toBe(0);
    write(plant, 'k.speed', 1);
    write(plant, 'discharge.pressure', 1001e5);
    expect(read(plant, 'k.mass_flow')).toBe(0);
    expect(read(plant, 'k.power')).toBe(0);
  });

  const pair = (maxPressureRatio: number) =>
    plantOf({
      chambers: [chamber('low', { volumeM3: 0.01, gas: { He: 1 } }), chamber('high', { gas: { He: 1 } })],
      compressors: [machine('k', 'low', 'high', { maxPressureRatio })],
    });

  test('comes to rest at its greatest pressure ratio, with its work in the gas', () => {
    const plant = run(pair(4), 60);
    const ratio = read(plant, 'high.pressure') / read(plant, 'low.pressure');
    expect(ratio).toBeLessThan(4);
    expect(ratio).toBeGreaterThan(3.999);
    // U = 3/2 p V of both.
    const start = 1.5 * 1e5 * 0.011;
    const end = 1.5 * (read(plant, 'high.pressure') * 1e-3 + read(plant, 'low.pressure') * 1e-2);
    expect(relative(read(plant, 'ledger.shaft_work'), end - start)).toBeLessThan(1e-9);
    expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-12);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-11);
    expect(read(plant, 'ledger.entropy_generated')).toBeGreaterThan(0);
  });

  test('is convicted by the ledger when it gives a thousandth of its power to nobody', () => {
    const plant = withEvaluation(createPlant(pair(4)), (state, vector, rate) => {
      const sound = evaluate(state, vector, rate);
      const energy = ROW + ENERGY;
      rate[energy] = (rate[energy] ?? 0) - 1e-3 * (state.shaftW[0] ?? 0);
      return sound;
    });
    for (let step = 0; step < 200; step++) expect(stepPlant(plant)).toBeNull();
    expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-12);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeGreaterThan(1e-6);
  });
});

describe('a machine with a map', () => {
  const map = [
    { pressureRatio: 1, delivery: 1, isentropicEfficiency: 0.5 },
    { pressureRatio: 3, delivery: 0.8, isentropicEfficiency: 0.8 },
    { pressureRatio: 5, delivery: 0.4, isentropicEfficiency: 0.6 },
  ];
  const mapped = (ratio: number) =>
    createPlant(
      plantOf({
        chambers: [chamber('elsewhere', { gas: { Ar: 1 } })],
        boundaries: [
          boundary('suction', { pressurePa: 1e5, temperatureK: 300, gas: { Ar: 1 } }),
          boundary('discharge', { pressurePa: ratio * 1e5, temperatureK: 300, gas: { Ar: 1 } }),
        ],
        compressors: [machine('k', 'suction', 'discharge', { map, maxPressureRatio: 6 })],
      }),
    );

  test.each([
    [2, 0.9, 0.65],
    [3, 0.8, 0.8],
    [4.5, 0.5, 0.65],
    [5, 0.4, 0.6],
    [5.5, 0.2, 0.6],
  ])('delivers at a ratio of %d the share %d with the efficiency %d', (ratio, delivery, efficiency) => {
    const plant = mapped(ratio);
    const molPerS = (delivery * 1e5 * 1e-3) / (MOLAR_GAS_CONSTANT * 300);
    expect(relative(read(plant, 'k.mass_flow'), molPerS * SPECIES_DATA.Ar.molarMassKgPerMol)).toBeLessThan(
      1e-12,
    );
    const isentropic = 2.5 * MOLAR_GAS_CONSTANT * 300 * (ratio ** 0.4 - 1);
    expect(relative(read(plant, 'k.power'), (molPerS * isentropic) / efficiency)).toBeLessThan(1e-10);
    const endK = 300 * (1 + (ratio ** 0.4 - 1) / efficiency);
    expect(relative(read(plant, 'k.discharge_temperature'), endK)).toBeLessThan(1e-10);
  });

  test('delivers nothing beyond its greatest ratio', () => {
    expect(read(mapped(6.01), 'k.mass_flow')).toBe(0);
    expect(read(mapped(6.01), 'k.power')).toBe(0);
  });
});

describe('machines in a closed loop', () => {
  test('only make heat: work in is energy gained, and a 1 mL volume beside a litre is no trouble', () => {
    const plant = run(
      plantOf({
        stepS: 0.01,
        chambers: [chamber('a', { gas: { Ar: 1 } }), chamber('b', { volumeM3: 1e-6, gas: { Ar: 1 } })],
        compressors: [machine('k', 'a', 'b'), machine('l', 'b', 'a', { speed: 0.5 })],
      }),
      5,
    );
    const energyJ = 1.5 * (read(plant, 'a.pressure') * 1e-3 + read(plant, 'b.pressure') * 1e-6);
    expect(read(plant, 'ledger.shaft_work')).toBeGreaterThan(10);
    expect(relative(energyJ - 1.5 * 1e5 * 1.001e-3, read(plant, 'ledger.shaft_work'))).toBeLessThan(1e-9);
    expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-11);
  });
});

describe('a vacuum pump', () => {
  test('empties a chamber by m = m0 exp(−V̇ t/V), whatever becomes of the temperature', () => {
    const plant = createPlant(
      plantOf({
        stepS: 1,
        chambers: [chamber('a', { gas: { N2: 0.8, O2: 0.2 } })],
        vacuumPumps: [machine('p', 'a', 'ambient', { maxPressureRatio: 1e4 })],
      }),
    );
    const start = read(plant, 'a.mass');
    for (const timeS of [1, 2, 5]) {
      runTo(plant, timeS);
      expect(relative(read(plant, 'a.mass'), start * Math.exp(-timeS))).toBeLessThan(3e-6);
    }
    expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-12);
    expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-11);
  });
});
