import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlant, plantWork, stepPlant } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import { lumpedWall, plantOf, read, valve } from './plants.ts';

const decades = (min: number, max: number) =>
  fc.double({ min: Math.log10(min), max: Math.log10(max), noNaN: true }).map((power) => 10 ** power);

const GASES = [{ N2: 1 }, { He: 1 }, { Ar: 0.5, O2: 0.5 }, { Ne: 0.9, N2: 0.1 }];
/** cv of one mole, roughly, over R. */
const CV_OVER_R = 2.5;
const STEPS = 5;
/** Chosen: one in some hundred of these plants takes seconds. */
const SEED = 3;

/** Contents of a chamber, with a wall that its gas follows within 1/`quickness`. */
const contents = fc
  .record({
    volumeM3: decades(1e-6, 1),
    pressurePa: decades(1e2, 1e7),
    temperatureK: fc.double({ min: 250, max: 500, noNaN: true }),
    gas: fc.constantFrom(...GASES),
    quicknessPerS: fc.option(decades(1, 1e6)),
  })
  .map(({ quicknessPerS, ...rest }) => ({
    ...rest,
    wall:
      quicknessPerS === null
        ? null
        : lumpedWall({
            heatCapacityJPerK: 250,
            areaM2: 1,
            gasCoefficientWPerM2K:
              (quicknessPerS * CV_OVER_R * rest.pressurePa * rest.volumeM3) / rest.temperatureK,
            ambientCoefficientWPerM2K: 1,
            temperatureK: 320,
          }),
  }));

const stiffPlant: fc.Arbitrary<PlantDefinition> = fc
  .record({
    chambers: fc.array(contents, { minLength: 2, maxLength: 5 }),
    areas: fc.array(decades(1e-9, 1e-4), { minLength: 6, maxLength: 6 }),
    checks: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    count: fc.integer({ min: 1, max: 6 }),
    isOpen: fc.boolean(),
  })
  .map(({ chambers, areas, checks, count, isOpen }) => {
    const ids = chambers.map((_, i) => `c${i}`);
    const ends = isOpen ? [...ids, 'ambient'] : ids;
    return plantOf({
      chambers: chambers.map((each, i) => ({ id: `c${i}`, ...each })),
      valves: areas.slice(0, count).map((cdAreaM2, i) =>
        valve(`v${i}`, ends[i % ends.length] ?? '', ends[(i + 1) % ends.length] ?? '', {
          cdAreaM2,
          check: checks[i] === true && i > 2,
        }),
      ),
    });
  });

describe('any stiff network', () => {
  test('goes on, conserves to 1e-12, keeps every amount positive and destroys no entropy', () => {
    let implicit = 0;
    fc.assert(
      fc.property(stiffPlant, (definition) => {
        const plant = createPlant(definition);
        const { state } = plant.integrator;
        let before = 0;
        for (let step = 0; step < STEPS; step++) {
          expect(stepPlant(plant)).toBeNull();
          expect(read(plant, 'ledger.mass_residual_relative')).toBeLessThan(1e-12);
          expect(read(plant, 'ledger.energy_residual_relative')).toBeLessThan(1e-12);
          const amounts = state.memory.state.filter((_, i) => i % 8 < 6);
          expect(amounts.every((amountMol) => amountMol >= 0)).toBe(true);
          const generated = read(plant, 'ledger.entropy_generated');
          const held = definition.chambers.reduce(
            (sum, { pressurePa, volumeM3, temperatureK, wall }) =>
              sum + (30 * pressurePa * volumeM3) / temperatureK + (wall === null ? 0 : 6 * 250),
            1,
          );
          expect(generated).toBeGreaterThanOrEqual(before - 1e-12 * held);
          before = generated;
        }
        implicit += plantWork(plant).implicitSubsteps > 0 ? 1 : 0;
      }),
      { numRuns: 100, seed: SEED },
    );
    expect(implicit).toBeGreaterThan(10);
  });
});
