import { describe, expect, it } from 'vitest';
import { openedTo } from '../../../src/physics/prediction/open-equilibrium.ts';
import { MOLAR_GAS_CONSTANT } from '../../../src/physics/species.ts';
import vessels from '../vectors/vessels.json' with { type: 'json' };
import { AR, body, HE, N2, relative } from './plants.ts';

describe('filling from a boundary', () => {
  it('a nearly empty vessel ends at γ times the temperature of argon', () => {
    const end = openedTo(body(1e-3, 1e-3, 300, AR), { pressurePa: 1e6, temperatureK: 300, gas: AR });
    expect(relative(end.temperatureK, vessels.fill_from_vacuum.final_T_K_const_gamma.Ar)).toBeLessThan(1e-8);
  });

  it('nitrogen ends where its real heat capacity puts it', () => {
    const end = openedTo(body(1e-3, 1e-3, 300, N2), { pressurePa: 1e6, temperatureK: 300, gas: N2 });
    expect(relative(end.temperatureK, vessels.fill_from_vacuum.final_T_K_NASA7.N2)).toBeLessThan(1e-8);
  });

  it('a part-full vessel of argon follows the closed form for constant γ, with its entropy', () => {
    const [gamma, ts] = [5 / 3, 350];
    const end = openedTo(body(1e-3, 1e5, 300, AR), { pressurePa: 1e6, temperatureK: ts, gas: AR });
    const t2 = (gamma * ts) / (1 + 0.1 * (gamma * (ts / 300) - 1));
    expect(relative(end.temperatureK, t2)).toBeLessThan(1e-10);
    const n0 = (1e5 * 1e-3) / (MOLAR_GAS_CONSTANT * 300);
    const n = (1e6 * 1e-3) / (MOLAR_GAS_CONSTANT * t2);
    expect(relative(end.inflowMol, n - n0)).toBeLessThan(1e-10);
    const s = (t: number, p: number) => MOLAR_GAS_CONSTANT * (2.5 * Math.log(t) - Math.log(p));
    const generated = n * s(t2, 1e6) - n0 * s(300, 1e5) - (n - n0) * s(ts, 1e6);
    expect(relative(end.entropyGeneratedJPerK, generated)).toBeLessThan(1e-9);
  });

  it('helium into argon leaves both in the amounts that came', () => {
    const end = openedTo(body(1e-3, 1e5, 300, AR), { pressurePa: 1e6, temperatureK: 300, gas: HE });
    const n0 = (1e5 * 1e-3) / (MOLAR_GAS_CONSTANT * 300);
    expect(relative(end.gas.He ?? 0, end.inflowMol / (end.inflowMol + n0))).toBeLessThan(1e-12);
  });
});

describe('venting to a boundary', () => {
  const end = openedTo(body(1e-3, 1e6, 300, AR), { pressurePa: 1e5, temperatureK: 250, gas: N2 });
  const gamma = 5 / 3;

  it('what remains has expanded isentropically and keeps its gas', () => {
    expect(relative(end.temperatureK, 300 * 0.1 ** 0.4)).toBeLessThan(1e-12);
    expect(end.gas).toEqual({ Ar: 1 });
    const rest = (1e5 * 1e-3) / (MOLAR_GAS_CONSTANT * end.temperatureK);
    expect(relative(end.inflowMol, rest - 1e3 / (MOLAR_GAS_CONSTANT * 300))).toBeLessThan(1e-10);
  });

  it('throttling generates n₀R ln(p₀/p_b) − ∫ V dp/T, in closed form for constant γ', () => {
    const [p0, pb, t0, volume] = [1e6, 1e5, 300, 1e-3];
    const n0R = (p0 * volume) / t0;
    const kept = ((volume * gamma) / t0) * p0 ** (1 - 1 / gamma) * (p0 ** (1 / gamma) - pb ** (1 / gamma));
    expect(relative(end.entropyGeneratedJPerK, n0R * Math.log(p0 / pb) - kept)).toBeLessThan(1e-10);
  });

  it('at equal pressures nothing happens', () => {
    const still = openedTo(body(1e-3, 1e5, 300, AR), { pressurePa: 1e5, temperatureK: 250, gas: N2 });
    expect(still.temperatureK).toBeCloseTo(300, 9);
    expect(Math.abs(still.inflowMol)).toBeLessThan(1e-12);
    expect(Math.abs(still.entropyGeneratedJPerK)).toBeLessThan(1e-12);
  });
});
