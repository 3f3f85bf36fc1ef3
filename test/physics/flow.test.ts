import { describe, expect, test } from 'vitest';
import {
  conductanceKgPerSPa,
  criticalRatio,
  DEFAULT_LAMINAR_RATIO,
  flowElement,
  flowFunction,
  massFlowKgPerS,
} from '../../src/physics/flow.ts';
import { heatCapacityRatio, molesOf, specificGasConstantJPerKgK } from '../../src/physics/gas.ts';
import type { ValveSizing } from '../../src/physics/plant-definition.ts';
import type { Composition } from '../../src/physics/species.ts';
import { relative } from './plants.ts';
import vessels from './vectors/vessels.json' with { type: 'json' };

const CLOSED_FORM = vessels.tolerance.closed_form_relative;

function upstream(gas: Composition, pressurePa: number, temperatureK: number) {
  const moles = molesOf(gas, 1);
  return {
    pressurePa,
    temperatureK,
    gasConstantJPerKgK: specificGasConstantJPerKgK(moles),
    gamma: heatCapacityRatio(moles, temperatureK),
  };
}

const element = (sizing: ValveSizing) => flowElement(sizing, DEFAULT_LAMINAR_RATIO);
const nozzle = (areaM2: number) => element({ kind: 'area', areaM2, dischargeCoefficient: 1 });

describe('isentropic nozzle', () => {
  test.each(vessels['orifice_subsonic_N2_gamma_1.4'])(
    'passes nitrogen to $p2 Pa as computed independently',
    (row) => {
      const state = { ...upstream({ N2: 1 }, row.p1, row.T1), gamma: 1.4 };
      expect(relative(massFlowKgPerS(nozzle(row.CdA), state, row.p2), row.mdot)).toBeLessThan(1e-7);
      const measured = massFlowKgPerS(nozzle(row.CdA), upstream({ N2: 1 }, row.p1, row.T1), row.p2);
      expect(relative(measured, row.mdot)).toBeLessThan(CLOSED_FORM);
    },
  );

  test.each(['N2', 'He'] as const)('%s chokes at the reference mass flux', (name) => {
    const row = vessels.choked_mass_flux_1MPa_kg_s_m2[name];
    const state = upstream({ [name]: 1 }, 1e6, row.T0);
    expect(relative(state.gamma, row.gamma)).toBeLessThan(1e-9);
    for (const ratio of [0, 0.1, row.rc * 0.999]) {
      const flux = massFlowKgPerS(nozzle(1), state, ratio * 1e6);
      expect(relative(flux, row.G_const_gamma)).toBeLessThan(1e-9);
      expect(relative(flux, row.G_NASA7)).toBeLessThan(CLOSED_FORM);
    }
    expect(massFlowKgPerS(nozzle(1), state, 1.02 * row.rc * 1e6)).toBeLessThan(
      row.G_const_gamma * (1 - 1e-5),
    );
  });

  test('critical ratios are the tabulated ones', () => {
    expect(relative(criticalRatio(1.4), vessels.critical_ratio['1.4'])).toBeLessThan(1e-12);
    expect(relative(criticalRatio(5 / 3), vessels.critical_ratio['5/3'])).toBeLessThan(1e-12);
    expect(relative(criticalRatio(1.3), vessels.critical_ratio['1.3'])).toBeLessThan(1e-12);
  });

  test('the flow is greatest, and level, at the critical ratio', () => {
    for (const gamma of [1.25, 1.4, 5 / 3]) {
      const rc = criticalRatio(gamma);
      const choked = flowFunction(0, 0, gamma, rc / 2);
      expect(relative(flowFunction(0, 0, gamma, rc * (1 + 1e-6)), choked)).toBeLessThan(1e-10);
      expect(flowFunction(0, 0, gamma, rc + 0.01)).toBeLessThan(choked);
    }
  });
});

describe('ISO 6358', () => {
  const air = (T1: number, p1: number) => ({
    ...upstream({ N2: 0.79, O2: 0.21 }, p1, T1),
    gasConstantJPerKgK: 287.053,
  });
  const sizing = (C: number, b: number): ValveSizing => ({
    kind: 'iso6358',
    sonicConductanceM3PerSPa: C,
    criticalRatio: b,
  });

  test.each(vessels.iso6358)('passes air to $p2 Pa as the standard says', (row) => {
    const flow = massFlowKgPerS(element(sizing(row.C, row.b)), air(row.T1, row.p1), row.p2);
    expect(relative(flow, row.qm)).toBeLessThan(1e-12);
  });

  test('falls with the square root of the upstream temperature', () => {
    const valve = element(sizing(1e-8, 0.3));
    const ratio =
      massFlowKgPerS(valve, air(4 * 293.15, 7e5), 1e5) / massFlowKgPerS(valve, air(293.15, 7e5), 1e5);
    expect(ratio).toBeCloseTo(0.5, 12);
  });

  test('passes another gas through the same effective area', () => {
    const valve = element(sizing(1e-8, 0.3));
    const helium = upstream({ He: 1 }, 7e5, 293.15);
    const ratio = massFlowKgPerS(valve, helium, 1e5) / massFlowKgPerS(valve, air(293.15, 7e5), 1e5);
    expect(relative(ratio, Math.sqrt(287.053 / helium.gasConstantJPerKgK))).toBeLessThan(1e-12);
  });
});

describe('IEC 60534', () => {
  const sizing = (kvM3PerH: number, xt: number): ValveSizing => ({ kind: 'kv', kvM3PerH, xt });

  test.each(vessels.iec60534_N2_Kv1)('passes nitrogen at x = $x_sizing as the standard says', (row) => {
    const state = {
      pressurePa: row.p1,
      temperatureK: row.T1,
      gasConstantJPerKgK: row.p1 / (row.rho1 * row.T1),
      gamma: row.gamma,
    };
    const flow = 3600 * massFlowKgPerS(element(sizing(row.Kv, row.xT)), state, row.p2);
    expect(relative(flow, row.W_kg_h)).toBeLessThan(1e-9);
    const real =
      3600 * massFlowKgPerS(element(sizing(row.Kv, row.xT)), upstream({ N2: 1 }, row.p1, row.T1), row.p2);
    expect(relative(real, row.W_kg_h)).toBeLessThan(CLOSED_FORM);
  });

  test('chokes where x reaches F-gamma xT, with Y = 2/3', () => {
    const state = upstream({ Ar: 1 }, 1e6, 300);
    const limit = (state.gamma / 1.4) * 0.6;
    const atLimit = massFlowKgPerS(element(sizing(1, 0.6)), state, 1e6 * (1 - limit));
    const byHand = (31.6 * (2 / 3) * Math.sqrt((limit * 10 * 1e6) / (state.gasConstantJPerKgK * 300))) / 3600;
    expect(relative(atLimit, byHand)).toBeLessThan(1e-12);
    expect(relative(massFlowKgPerS(element(sizing(1, 0.6)), state, 1e5), atLimit)).toBeLessThan(1e-14);
    expect(massFlowKgPerS(element(sizing(1, 0.6)), state, 1e6 * (1.02 - limit))).toBeLessThan(atLimit);
  });
});

describe('every law', () => {
  const sizings: readonly ValveSizing[] = [
    { kind: 'area', areaM2: 1e-6, dischargeCoefficient: 0.8 },
    { kind: 'iso6358', sonicConductanceM3PerSPa: 1e-8, criticalRatio: 0.3 },
    { kind: 'kv', kvM3PerH: 0.1, xt: 0.7 },
  ];

  test.each(sizings)(
    '$kind is continuous, linear above the laminar ratio, and zero at equal pressures',
    (sizing) => {
      const rough = flowElement(sizing, 0.99);
      const state = upstream({ N2: 1 }, 1e5, 300);
      const atRatio = massFlowKgPerS(rough, state, 0.99e5);
      expect(relative(massFlowKgPerS(rough, state, 0.98999999e5), atRatio)).toBeLessThan(1e-6);
      expect(relative(massFlowKgPerS(rough, state, 0.9975e5), atRatio / 4)).toBeLessThan(1e-9);
      expect(massFlowKgPerS(rough, state, 1e5)).toBe(0);
      expect(conductanceKgPerSPa(rough, state, 1e5)).toBeCloseTo(atRatio / 1e3, 12);
      expect(relative(atRatio, massFlowKgPerS(element(sizing), state, 0.99e5))).toBeLessThan(1e-12);
    },
  );

  test.each(sizings)('$kind never falls as the downstream pressure falls', (sizing) => {
    const state = upstream({ N2: 0.5, He: 0.5 }, 1e5, 350);
    let before = 0;
    for (let pa = 1e5; pa >= 0; pa -= 250) {
      const flow = massFlowKgPerS(element(sizing), state, pa);
      expect(flow).toBeGreaterThanOrEqual(before * (1 - 1e-15));
      before = flow;
    }
    expect(before).toBeGreaterThan(0);
  });
});
