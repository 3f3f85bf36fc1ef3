import { describe, expect, it, test } from 'vitest';
import {
  closedEquilibrium,
  reservoirEquilibrium,
} from '../../../src/physics/prediction/closed-equilibrium.ts';
import { entropyJPerKOf, gasBody } from '../../../src/physics/prediction/gas-content.ts';
import { MOLAR_GAS_CONSTANT } from '../../../src/physics/species.ts';
import vessels from '../vectors/vessels.json' with { type: 'json' };
import { AR, body, HE, N2, relative } from './plants.ts';

describe('end states of isolated sets', () => {
  it('two vessels of argon end at 300 K and 4 bar with 2.1301 J/K generated', () => {
    const end = closedEquilibrium([body(1e-3, 1e6, 300, AR), body(2e-3, 1e5, 300, AR)]);
    expect(relative(end.temperatureK, 300)).toBeLessThan(1e-12);
    expect(relative(end.pressurePa, 4e5)).toBeLessThan(1e-12);
    expect(relative(end.entropyGeneratedJPerK, 2.1301061988339187)).toBeLessThan(1e-10);
  });

  it('helium and argon of equal volumes mix with n R ln 2 each', () => {
    const end = closedEquilibrium([body(0.1, 1e6, 300, HE), body(0.1, 1e6, 300, AR)]);
    expect(relative(end.entropyGeneratedJPerK, 462.09812037329687)).toBeLessThan(1e-10);
    expect(end.gas.He).toBeCloseTo(0.5, 14);
    expect(end.gas.Ar).toBeCloseTo(0.5, 14);
  });

  it('nitrogen and oxygen become air with 4.27327 J/K for each mole', () => {
    const perMol = (share: number, gas: { N2: 1 } | { O2: 1 }) =>
      body((share * MOLAR_GAS_CONSTANT * 300) / 1e5, 1e5, 300, gas);
    const end = closedEquilibrium([perMol(0.79, { N2: 1 }), perMol(0.21, { O2: 1 })]);
    expect(relative(end.entropyGeneratedJPerK, 4.273273525197419)).toBeLessThan(1e-10);
  });

  it('the same gas at the same state generates nothing, however it was divided (Gibbs)', () => {
    const end = closedEquilibrium([body(0.1, 1e6, 300, N2), body(0.3, 1e6, 300, N2)]);
    expect(Math.abs(end.entropyGeneratedJPerK)).toBeLessThan(1e-9);
  });

  it('hot and cold argon meet at the mean that heat capacities and amounts give', () => {
    const [hot, cold] = [body(1e-3, 4e5, 500, AR), body(3e-3, 1e5, 250, AR)];
    const [n1, n2] = [(4e5 * 1e-3) / (MOLAR_GAS_CONSTANT * 500), (1e5 * 3e-3) / (MOLAR_GAS_CONSTANT * 250)];
    const t = (n1 * 500 + n2 * 250) / (n1 + n2);
    const p = (4e5 * 1e-3 + 1e5 * 3e-3) / 4e-3;
    const s =
      MOLAR_GAS_CONSTANT *
      (n1 * (2.5 * Math.log(t / 500) - Math.log(p / 4e5)) +
        n2 * (2.5 * Math.log(t / 250) - Math.log(p / 1e5)));
    const end = closedEquilibrium([hot, cold]);
    expect(relative(end.temperatureK, t)).toBeLessThan(1e-12);
    expect(relative(end.pressurePa, p)).toBeLessThan(1e-12);
    expect(relative(end.entropyGeneratedJPerK, s)).toBeLessThan(1e-10);
  });
});

describe('end states with walls', () => {
  const gas = body(1e-3, 5e5, 400, AR);
  const capacity = (1.5 * 5e5 * 1e-3) / 400;
  const wall = { heatCapacityJPerK: 250, temperatureK: 295 };

  it('an insulated wall and argon meet at the mean of their heat capacities', () => {
    const end = closedEquilibrium([gas], [wall]);
    const t = (capacity * 400 + 250 * 295) / (capacity + 250);
    expect(relative(end.temperatureK, t)).toBeLessThan(1e-12);
    const s = capacity * Math.log(t / 400) + 250 * Math.log(t / 295);
    expect(relative(end.entropyGeneratedJPerK, s)).toBeLessThan(1e-7);
  });

  it('a wall that conducts outwards ends at the ambient, which takes the heat', () => {
    const end = reservoirEquilibrium([gas], [wall], 280);
    const heat = capacity * 120 + 250 * 15;
    const s = capacity * Math.log(280 / 400) + 250 * Math.log(280 / 295) + heat / 280;
    expect(end.temperatureK).toBe(280);
    expect(relative(end.pressurePa, (5e5 * 280) / 400)).toBeLessThan(1e-12);
    expect(relative(end.entropyGeneratedJPerK, s)).toBeLessThan(1e-9);
  });
});

test('heating nitrogen by 50 kJ reaches the reference temperature and entropy', () => {
  const { final_T_K_NASA7: endK, dS_J_K_NASA7: dS } = vessels.heated_rigid;
  const start = body(0.1, 1e6, 300, N2);
  // A store of vanishing size and vast temperature is a parcel of 50 kJ.
  const parcel = { heatCapacityJPerK: 1e-6, temperatureK: 5e10 };
  const end = closedEquilibrium([start], [parcel]);
  expect(relative(end.temperatureK, endK)).toBeLessThan(1e-7);
  const state = { volumeM3: 0.1, pressurePa: end.pressurePa, temperatureK: end.temperatureK, gas: N2 };
  expect(relative(entropyJPerKOf(gasBody(state)) - entropyJPerKOf(start), dS)).toBeLessThan(1e-7);
});
