import { describe, expect, test } from 'vitest';
import {
  enthalpyJ,
  entropyJPerK,
  heatCapacityRatio,
  massKg,
  molesOf,
  soundSpeedMPerS,
} from '../../../src/physics/gas.ts';
import { chamberGas } from '../../../src/physics/gas-model/chamber-gas.ts';
import { gasModel } from '../../../src/physics/gas-model/gas-model.ts';
import { saturationPressurePa, TRIPLE_POINT_K } from '../../../src/physics/properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT, SPECIES, SPECIES_DATA } from '../../../src/physics/species.ts';
import { derivative, filled, relative, solved } from './contents.ts';

const R = MOLAR_GAS_CONSTANT;
const WATER = SPECIES.indexOf('H2O');
const wet = gasModel({ equationOfState: 'ideal', condensation: true });
const plain = gasModel({ equationOfState: 'ideal', condensation: false });
const volumeM3 = 2e-3;
const AIR = { N2: 0.78, O2: 0.21, Ar: 0.01 };

describe('an ideal gas in a chamber', () => {
  const state = { pressurePa: 3e5, temperatureK: 340, gas: AIR, volumeM3 };
  const moles = molesOf(AIR, (3e5 * volumeM3) / (R * 340));

  test.each([
    ['with condensation', wet],
    ['without', plain],
  ])('has the properties of the plain functions, %s', (_, model) => {
    const { amounts, energyJ } = filled(model, state);
    moles.forEach((amount, k) => {
      expect(amounts[k]).toBeCloseTo(amount, 14);
    });
    const gas = solved(model, amounts, energyJ, volumeM3, 900);
    const mass = massKg(moles);
    expect(relative(gas.temperatureK, 340)).toBeLessThan(1e-11);
    expect(relative(gas.pressurePa, 3e5)).toBeLessThan(1e-11);
    expect(relative(gas.gasMassKg, mass)).toBeLessThan(1e-14);
    expect(relative(gas.enthalpyJPerKg, enthalpyJ(moles, 340) / mass)).toBeLessThan(1e-10);
    expect(relative(gas.exponent, heatCapacityRatio(moles, 340))).toBeLessThan(1e-11);
    expect(relative(gas.soundSpeedMPerS, soundSpeedMPerS(moles, 340))).toBeLessThan(1e-11);
    const specificGasConstant = (R * (moles[0] as number)) / 0.78 / mass;
    expect(relative(gas.massFluxScale, 3e5 / Math.sqrt(specificGasConstant * 340))).toBeLessThan(1e-11);
    const entropy = model.entropyJPerK(amounts, 0, gas, volumeM3);
    expect(relative(entropy, entropyJPerK(moles, { temperatureK: 340, pressurePa: 3e5 }))).toBeLessThan(
      1e-12,
    );
    gas.amountMolPerKg.forEach((perKg, k) => {
      expect(perKg * mass).toBeCloseTo(moles[k] as number, 14);
    });
  });

  test('above 1000 K it takes the other range of the fits', () => {
    const hot = filled(wet, { ...state, temperatureK: 1400 });
    expect(relative(solved(wet, hot.amounts, hot.energyJ, volumeM3).temperatureK, 1400)).toBeLessThan(1e-11);
  });

  test('nothing, and an energy below every temperature, have no state', () => {
    const gas = chamberGas();
    expect(wet.solve(gas, new Float64Array(6), 0, 1, volumeM3)).toBe(false);
    const { amounts } = filled(wet, state);
    expect(wet.solve(gas, amounts, 0, -1e9, volumeM3)).toBe(false);
    expect(wet.solve(gas, amounts, 0, Number.NaN, volumeM3)).toBe(false);
    for (const broken of [{ pressurePa: 0 }, { temperatureK: 0 }, { temperatureK: Number.NaN }]) {
      expect(wet.fill(amounts, 0, { ...state, ...broken })).toBeNull();
      expect(wet.source(gas, { ...state, ...broken })).toBe(false);
    }
  });

  test('a monatomic gas is compressed by T₂ = T₁ r^(2/5), and throttled at its temperature', () => {
    const { amountMolPerKg: helium } = solvedSource({ He: 1 });
    const rise = plain.isentropicEnthalpyJPerKg(helium, 0, 300, 1e5, 8e5);
    const cp = (2.5 * R) / SPECIES_DATA.He.molarMassKgPerMol;
    expect(relative(rise, cp * 300 * (8 ** 0.4 - 1))).toBeLessThan(1e-12);
    const out = { temperatureK: 500, entropyJPerKgK: 0 };
    plain.throttled(out, helium, 0, cp * (320 - 298.15), 5e4);
    expect(relative(out.temperatureK, 320)).toBeLessThan(1e-12);
    const entropy = entropyJPerK(helium, { temperatureK: 320, pressurePa: 5e4 });
    expect(relative(out.entropyJPerKgK, entropy)).toBeLessThan(1e-12);
  });

  test('air compressed and expanded again has its enthalpy back, and no entropy', () => {
    const { amountMolPerKg } = solvedSource(AIR);
    const rise = plain.isentropicEnthalpyJPerKg(amountMolPerKg, 0, 300, 1e5, 1e6);
    const out = { temperatureK: 300, entropyJPerKgK: 0 };
    plain.throttled(out, amountMolPerKg, 0, enthalpyJ(amountMolPerKg, 300) + rise, 1e6);
    const before = entropyJPerK(amountMolPerKg, { temperatureK: 300, pressurePa: 1e5 });
    expect(relative(out.entropyJPerKgK, before)).toBeLessThan(1e-12);
    const fall = plain.isentropicEnthalpyJPerKg(amountMolPerKg, 0, out.temperatureK, 1e6, 1e5);
    expect(relative(-fall, rise)).toBeLessThan(1e-10);
  });
});

function solvedSource(gas: Readonly<Record<string, number>>) {
  const out = chamberGas();
  if (!plain.source(out, { pressurePa: 1e5, temperatureK: 300, gas })) throw new Error('no source');
  return out;
}

describe('moist air in a closed vessel', () => {
  // 2 % of water at 1 bar has 2 kPa of vapour: its dew point is 290.65 K by the IAPWS equation.
  const state = { pressurePa: 1e5, temperatureK: 320, gas: { N2: 0.98, H2O: 0.02 }, volumeM3 };
  const { amounts } = filled(wet, state);
  const waterMol = amounts[WATER] as number;
  const energyAt = (temperatureK: number): number => {
    let low = -1e6;
    let high = 1e6;
    for (let i = 0; i < 200; i++) {
      const middle = (low + high) / 2;
      const gas = chamberGas();
      if (wet.solve(gas, amounts, 0, middle, volumeM3) && gas.temperatureK > temperatureK) high = middle;
      else low = middle;
    }
    return high;
  };

  test.each([310, 285, 275, 265, 220])('holds at %d K what saturation leaves as vapour', (temperatureK) => {
    const gas = solved(wet, amounts, energyAt(temperatureK), volumeM3);
    const mostMol = (saturationPressurePa(temperatureK) * volumeM3) / (R * temperatureK);
    const condensed = Math.max(0, waterMol - mostMol);
    expect(gas.temperatureK).toBeCloseTo(temperatureK, 7);
    expect(gas.liquidMol + gas.iceMol).toBeCloseTo(condensed, 12);
    expect(gas.liquidMol > 0).toBe(condensed > 0 && temperatureK > TRIPLE_POINT_K);
    expect(gas.iceMol > 0).toBe(condensed > 0 && temperatureK < TRIPLE_POINT_K);
    const gasMol = (amounts[0] as number) + waterMol - condensed;
    expect(relative(gas.pressurePa, (gasMol * R * temperatureK) / volumeM3)).toBeLessThan(1e-9);
  });

  test('gives off the latent heats of the tables', () => {
    const flooded = filled(wet, { ...state, temperatureK: 300, gas: { N2: 0.5, H2O: 0.5 } });
    const gas = solved(wet, flooded.amounts, flooded.energyJ, volumeM3);
    expect(gas.liquidMol).toBeGreaterThan(0.9 * (flooded.amounts[WATER] as number));
    // 2437.3 kJ/kg at 300 K (IAPWS-95); here 0.2 % more, because the vapour is ideal.
    const dry = filled(plain, { ...state, temperatureK: 300, gas: { N2: 0.5, H2O: 0.5 } });
    const scale = (flooded.amounts[WATER] as number) / (dry.amounts[WATER] as number);
    const lostJ = dry.energyJ * scale - flooded.energyJ;
    const evaporationJPerKg =
      lostJ / (gas.liquidMol * SPECIES_DATA.H2O.molarMassKgPerMol) + (R * 300) / 0.018015;
    expect(relative(evaporationJPerKg, 2437.3e3)).toBeLessThan(4e-3);
  });

  test('melts its ice at the triple point, where more heat raises neither temperature nor pressure', () => {
    const iced = filled(wet, { ...state, temperatureK: 273, gas: { N2: 0.2, H2O: 0.8 } });
    const before = solved(wet, iced.amounts, iced.energyJ, volumeM3);
    const warmJ = before.heatCapacityJPerK * (TRIPLE_POINT_K - 273);
    const meltJ = 6007 * before.iceMol;
    for (const share of [0.1, 0.5, 0.9]) {
      const gas = solved(wet, iced.amounts, iced.energyJ + warmJ + share * meltJ, volumeM3);
      expect(gas.temperatureK).toBe(TRIPLE_POINT_K);
      expect(gas.liquidMol / (gas.liquidMol + gas.iceMol)).toBeCloseTo(share, 2);
      expect(gas.pressurePerEnergy).toBe(0);
      expect(gas.heatCapacityJPerK).toBe(Number.POSITIVE_INFINITY);
    }
    const after = solved(wet, iced.amounts, iced.energyJ + warmJ + 1.1 * meltJ, volumeM3);
    expect(after.iceMol).toBe(0);
    expect(after.temperatureK).toBeGreaterThan(TRIPLE_POINT_K);
  });

  test('has the heat capacity and the pressure slope of its own states, dry, wet and frozen', () => {
    for (const temperatureK of [310, 285, 262]) {
      const energyJ = energyAt(temperatureK);
      const gas = solved(wet, amounts, energyJ, volumeM3);
      const stepJ = 1e-3 * gas.heatCapacityJPerK;
      const at = (x: number) => solved(wet, amounts, x, volumeM3, temperatureK);
      const perJ = derivative((x) => at(x).temperatureK, energyJ, stepJ);
      expect(relative(gas.heatCapacityJPerK, 1 / perJ)).toBeLessThan(1e-6);
      const slope = derivative((x) => at(x).pressurePa, energyJ, stepJ);
      expect(relative(gas.pressurePerEnergy, slope)).toBeLessThan(1e-6);
    }
  });

  test('stated beyond saturation, is saturated at the stated pressure with the rest of its water condensed', () => {
    const stated = { ...state, temperatureK: 280, gas: { N2: 0.6, H2O: 0.4 } };
    const { amounts: moles, energyJ } = filled(wet, stated);
    const gas = solved(wet, moles, energyJ, volumeM3);
    expect(relative(gas.pressurePa, 1e5)).toBeLessThan(1e-11);
    expect(relative((moles[WATER] as number) / (moles[0] as number), 0.4 / 0.6)).toBeLessThan(1e-14);
    const dryPa = ((moles[0] as number) * R * 280) / volumeM3;
    expect(relative(dryPa, 1e5 - saturationPressurePa(280))).toBeLessThan(1e-9);
    expect(gas.liquidMol).toBeGreaterThan(0);
    expect(wet.source(gas, stated)).toBe(false);
    expect(plain.source(gas, stated)).toBe(true);
    expect(wet.fill(moles, 0, { ...stated, gas: { H2O: 1 } })).toBeNull();
  });

  test('is told where the model of its water ends', () => {
    const gas = chamberGas();
    expect(wet.source(gas, { pressurePa: 1e5, temperatureK: 49, gas: { He: 0.999, H2O: 0.001 } })).toBe(
      false,
    );
    expect(wet.source(gas, { pressurePa: 20e6, temperatureK: 560, gas: { H2O: 1 } })).toBe(false);
    expect(wet.source(gas, { pressurePa: 1e6, temperatureK: 560, gas: { H2O: 1 } })).toBe(true);
    const steam = molesOf({ H2O: 1 }, 30);
    expect(wet.solve(gas, steam, 0, -30 * 236_300, 1e-3)).toBe(false);
    expect(wet.solve(gas, steam, 0, -30 * 225_000, 1e-3)).toBe(true);
    expect(wet.solve(gas, steam, 0, -30 * 340_000, 1e-3)).toBe(false);
  });
});
