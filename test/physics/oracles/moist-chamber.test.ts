import { describe, expect, test } from 'vitest';
import { internalEnergyJ, molesOf } from '../../../src/physics/gas.ts';
import { saturationPressurePa, TRIPLE_POINT_K } from '../../../src/physics/properties/water-saturation.ts';
import { relative } from '../plants.ts';
import {
  moistEnergyJ,
  moistEntropyJPerK,
  moistPressurePa,
  moistStateOfEnergy,
  waterSplit,
} from './moist-chamber.ts';

const volumeM3 = 1e-3;

describe('a moist chamber', () => {
  test('air at 300 K cooled to 280 K keeps the saturation pressure of its water and loses the rest as liquid', () => {
    const wet = (saturationPressurePa(300) / (8.31446261815324 * 300)) * volumeM3;
    const split = waterSplit(wet, { temperatureK: 280, volumeM3 });
    expect(split.saturated).toBe(true);
    const vapourPa = (split.vapourMol * 8.31446261815324 * 280) / volumeM3;
    expect(relative(vapourPa, 991.82)).toBeLessThan(1e-4);
    expect(relative(split.liquidMol, wet - split.vapourMol)).toBeLessThan(1e-12);
    expect(split.iceMol).toBe(0);
  });

  test('below the triple point it is ice, above the critical point all vapour', () => {
    expect(waterSplit(1, { temperatureK: 260, volumeM3 }).liquidMol).toBe(0);
    expect(waterSplit(1, { temperatureK: 260, volumeM3 }).iceMol).toBeGreaterThan(0.999);
    expect(waterSplit(1, { temperatureK: 700, volumeM3 })).toEqual({
      vapourMol: 1,
      liquidMol: 0,
      iceMol: 0,
      saturated: false,
    });
  });

  test('just dry is not saturated', () => {
    const most = (saturationPressurePa(300) * volumeM3) / (8.31446261815324 * 300);
    expect(waterSplit(most * (1 - 1e-12), { temperatureK: 300, volumeM3 }).saturated).toBe(false);
    expect(waterSplit(most * (1 + 1e-12), { temperatureK: 300, volumeM3 }).saturated).toBe(true);
  });

  test('steam that is supercooled warms by its latent heat when it may condense, and makes entropy', () => {
    const contents = { volumeM3, moles: molesOf({ N2: 0.9, H2O: 0.1 }, 0.04) };
    const vapour = { vapourMol: 0.004, liquidMol: 0, iceMol: 0, saturated: false };
    const found = moistStateOfEnergy(contents, internalEnergyJ(contents.moles, 290));
    expect(found?.temperatureK).toBeGreaterThan(300);
    expect(found?.liquidMol).toBeGreaterThan(0);
    if (found === null) return;
    expect(moistEntropyJPerK(contents, found.temperatureK, found)).toBeGreaterThan(
      moistEntropyJPerK(contents, 290, vapour),
    );
    expect(found.pressurePa).toBe(moistPressurePa(contents, found.temperatureK, found));
  });

  test('an energy inside the heat of melting gives ice and water at the triple point, in proportion', () => {
    const contents = { volumeM3, moles: molesOf({ N2: 0.5, H2O: 0.5 }, 0.08) };
    const atTriple = (temperatureK: number) =>
      moistEnergyJ(contents, temperatureK, waterSplit(0.04, { temperatureK, volumeM3 }));
    const frozenJ = atTriple(TRIPLE_POINT_K * (1 - 1e-13));
    const meltedJ = atTriple(TRIPLE_POINT_K);
    for (const share of [0.25, 0.5, 0.9]) {
      const energyJ = frozenJ + share * (meltedJ - frozenJ);
      const found = moistStateOfEnergy(contents, energyJ);
      expect(found?.temperatureK).toBe(TRIPLE_POINT_K);
      if (found === null) return;
      expect(found.liquidMol / (found.liquidMol + found.iceMol)).toBeCloseTo(share, 6);
      expect(found.vapourMol + found.liquidMol + found.iceMol).toBeCloseTo(0.04, 15);
      expect(Math.abs(moistEnergyJ(contents, TRIPLE_POINT_K, found) - energyJ)).toBeLessThan(1e-9);
    }
  });

  test('liquid beyond the model and ice below it are told, not invented', () => {
    const flooded = { volumeM3, moles: molesOf({ H2O: 1 }, 30) };
    expect(moistStateOfEnergy(flooded, internalEnergyJ(flooded.moles, 640))).toBeNull();
    expect(moistStateOfEnergy(flooded, -30 * 299_100)).toBeNull();
    expect(moistStateOfEnergy(flooded, Number.NaN)).toBeNull();
  });

  test('a dry chamber is the ideal gas', () => {
    const moles = molesOf({ He: 1 }, 0.04);
    const found = moistStateOfEnergy({ volumeM3, moles }, internalEnergyJ(moles, 20));
    expect(found?.temperatureK).toBeCloseTo(20, 9);
    expect(found?.saturated).toBe(false);
  });
});
