import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChamberDefinition, PlantDefinition } from '../../../src/physics/plant-definition.ts';
import { predictLumped } from '../../../src/physics/prediction/lumped-validity.ts';
import { chamber, EMPTY_PLANT, relative, valve } from './plants.ts';

function plantOf(one: ChamberDefinition, change: Partial<PlantDefinition> = {}): PlantDefinition {
  return { ...EMPTY_PLANT, chambers: [one], ...change };
}

function only(plant: PlantDefinition, frequencyHz: number | null) {
  const [found, ...others] = predictLumped(plant, frequencyHz);
  if (found === undefined || others.length > 0) throw new Error('one chamber was asked for');
  return found;
}

describe('waves', () => {
  it('a litre of nitrogen is invalid at 1 kHz, 0.28 wavelengths wide, and valid at 10 Hz', () => {
    const fast = only(plantOf(chamber('c')), 1000);
    expect(fast.lengthM).toBeCloseTo(0.1, 12);
    expect(fast.soundSpeedMPerS).toBeCloseTo(353.1, 0);
    expect(fast.wave.value).toBeCloseTo(0.283, 3);
    expect(fast.verdict).toBe('invalid');
    expect(only(plantOf(chamber('c')), 10).verdict).toBe('valid');
  });

  it('a tenth of a wavelength is the end of marginal, with 20 % of pressure between the ends', () => {
    const { soundSpeedMPerS } = only(plantOf(chamber('c')), 1);
    const tenth = only(plantOf(chamber('c')), soundSpeedMPerS);
    expect(tenth.wave.value).toBeCloseTo(0.1, 12);
    expect(tenth.wave.error).toBeCloseTo(0.1974, 4);
    expect(tenth.wave.verdict).toBe('marginal');
    expect(only(plantOf(chamber('c')), 1.02 * soundSpeedMPerS).wave.verdict).toBe('invalid');
  });

  it('the stated error is never less than that of a standing wave, nor a better verdict at a higher frequency', () => {
    const grade = { valid: 0, marginal: 1, invalid: 2 };
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 5000, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        fc.double({ min: 1e-6, max: 10, noNaN: true }),
        (frequencyHz, factor, volumeM3) => {
          const one = plantOf(chamber('c', { volumeM3 }));
          const slow = only(one, frequencyHz);
          const phase = (2 * Math.PI * frequencyHz * Math.cbrt(volumeM3)) / slow.soundSpeedMPerS;
          expect(slow.wave.error).toBeGreaterThanOrEqual(
            2 * Math.sin(Math.min(phase, Math.PI) / 2) ** 2 * (1 - 1e-12),
          );
          expect(grade[only(one, frequencyHz * factor).verdict]).toBeGreaterThanOrEqual(grade[slow.verdict]);
        },
      ),
    );
  });
});

describe('openings', () => {
  const wide = (areaM2: number) =>
    plantOf(chamber('c'), {
      valves: [
        valve('v', 'ambient', 'c', { sizing: { kind: 'area', areaM2, dischargeCoefficient: 1 } }),
        valve('elsewhere', 'ambient', 'd', { sizing: { kind: 'area', areaM2: 1, dischargeCoefficient: 1 } }),
      ],
    });

  it('the time constant is V/(γ A φ* √(RT)), and sets the frequency of interest', () => {
    const found = only(wide(1e-6), null);
    // Choked flow of γ = 1.4 is 0.6847 p A/√(RT).
    const expected = 1e-3 / (1.4 * 1e-6 * 0.6847 * Math.sqrt(296.8 * 300));
    expect(relative(found.timeConstantS ?? Number.NaN, expected)).toBeLessThan(1e-3);
    expect(relative(found.frequencyHz, 1 / (2 * Math.PI * expected))).toBeLessThan(1e-3);
    expect(relative(found.transit?.value ?? Number.NaN, 0.1 / 353.1 / expected)).toBeLessThan(1e-3);
    expect(
      relative(found.jet?.value ?? Number.NaN, (1e-6 * 0.6847 * Math.sqrt(296.8 * 300)) / 0.01 / 353.1),
    ).toBeLessThan(1e-3);
    expect(found.verdict).toBe('valid');
  });

  it('an opening as wide as the chamber makes a jet of it', () => {
    const found = only(wide(0.01), null);
    expect(found.jet?.value).toBeCloseTo(0.579, 3);
    expect(found.jet?.verdict).toBe('invalid');
    expect(found.transit?.verdict).toBe('invalid');
    expect(found.verdict).toBe('invalid');
  });

  it('a tube counts as an orifice of its section', () => {
    const tube = { id: 't', from: 'c', to: 'd', areaM2: 1e-6, lengthM: 1, frictionFactor: 0.02 };
    const { timeConstantS } = only(plantOf(chamber('c'), { tubes: [tube] }), null);
    expect(timeConstantS).toBe(only(wide(1e-6), null).timeConstantS);
    expect(timeConstantS).toBeGreaterThan(0);
  });

  it('a vessel with a neck rings at the frequency of Helmholtz, two vessels against each other', () => {
    const neck = { id: 'neck', from: 'c', to: 'ambient', areaM2: 1e-4, lengthM: 0.1, frictionFactor: 0.02 };
    const bottle = only(plantOf(chamber('c'), { tubes: [neck] }), null);
    // f = c/(2π) √(A/(V L)) of a litre behind 1 cm² of 10 cm.
    expect(relative(bottle.frequencyHz, (bottle.soundSpeedMPerS / (2 * Math.PI)) * 1)).toBeLessThan(1e-12);
    expect(bottle.frequencyOf).toBe('neck');
    const chambers = [chamber('c'), chamber('d', { volumeM3: 1e-3 / 3 })];
    const [left, right] = predictLumped({ ...EMPTY_PLANT, chambers, tubes: [{ ...neck, to: 'd' }] }, null);
    expect(relative(left?.frequencyHz ?? 0, 2 * bottle.frequencyHz)).toBeLessThan(1e-12);
    expect(right?.frequencyHz).toBe(left?.frequencyHz);
  });

  it('a shut chamber has nothing that moves', () => {
    const found = only(plantOf(chamber('c')), null);
    expect(found).toMatchObject({
      frequencyHz: 0,
      timeConstantS: null,
      transit: null,
      jet: null,
      wavelengthM: null,
    });
    expect(found.verdict).toBe('valid');
  });

  it('a piston that is faster than the openings asks for its own frequency', () => {
    const piston = { id: 'p', chamber: 'c', sweptVolumeM3: 1e-4, frequencyHz: 200, phaseRad: 0 };
    const found = only({ ...wide(1e-6), pistons: [piston] }, null);
    expect(found).toMatchObject({ frequencyHz: 200, frequencyOf: 'p', verdict: 'marginal' });
  });
});

it('still gas takes the longest time of its pairs to even out, and one gas none', () => {
  const helium = only(plantOf(chamber('c', { gas: { He: 0.5, N2: 0.5 } })), 1).mixing;
  // 0.72 cm²/s at 300 K and 1 bar by the handbook; the correlation is within 5 %.
  expect(helium?.pair).toEqual(['N2', 'He']);
  expect(relative(helium?.timeS ?? 0, (0.1 / Math.PI) ** 2 / 0.72e-4)).toBeLessThan(0.05);
  const three = only(plantOf(chamber('c', { gas: { He: 0.4, N2: 0.4, Ar: 0.2 } })), 1).mixing;
  expect(three?.pair).toEqual(['N2', 'Ar']);
  expect(only(plantOf(chamber('c')), 1).mixing).toBeNull();
});

it('a steel wall of 5 mm needs one lump in still gas, and a wall of foam does not fit in one', () => {
  const wall = (thicknessM: number, conductivityWPerMK: number) => ({
    areaM2: 0.06,
    body: {
      kind: 'layered' as const,
      layers: [{ thicknessM, conductivityWPerMK, densityKgPerM3: 7800, specificHeatJPerKgK: 500, cells: 4 }],
    },
    gasSide: { kind: 'coefficient' as const, coefficientWPerM2K: 15 },
    ambientSide: { kind: 'coefficient' as const, coefficientWPerM2K: 6 },
    temperatureK: 300,
  });
  const judged = (one: ReturnType<typeof wall>) => only(plantOf(chamber('c', { wall: one })), 1).wall;
  const steel = judged(wall(0.005, 15));
  expect(steel).toEqual({ kind: 'biot', biot: expect.closeTo(0.005, 12), oneLumpWouldDo: true });
  expect(judged(wall(0.05, 0.04))).toMatchObject({ kind: 'biot', oneLumpWouldDo: false });
  const lump = { ...wall(1, 1), body: { kind: 'lumped' as const, heatCapacityJPerK: 250 } };
  expect(only(plantOf(chamber('c', { wall: lump })), 1).wall).toMatchObject({ kind: 'unknown' });
});
