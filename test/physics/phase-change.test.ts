/** Kinks of the rate where water changes its phase, which the fourth-order error estimate alone does not see. */
import { describe, expect, test } from 'vitest';
import { elementEntries } from '../../src/physics/ledger/element-entries.ts';
import { createPlant, stepPlant } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import { chamber, plantOf, read, relative, runTo, WALL } from './plants.ts';

/** Ice, and air with its vapour, beside a hot wall that warms it by several kelvin in a step. */
function thaw(tolerance: number): PlantDefinition {
  const hot = {
    ...WALL,
    areaM2: 1,
    gasSide: { kind: 'coefficient', coefficientWPerM2K: 1 },
    ambientSide: { kind: 'coefficient', coefficientWPerM2K: 0 },
    temperatureK: 385,
  } as const;
  const plant = plantOf({
    stepS: 5e-3,
    chambers: [
      chamber('a', {
        volumeM3: 1e-4,
        pressurePa: 86e3,
        temperatureK: 264.5,
        gas: { O2: 0.5, Ar: 0.25, H2O: 0.25 },
        wall: hot,
      }),
    ],
  });
  return { ...plant, solver: { ...plant.solver, tolerance } };
}

describe('ice that thaws, boils away and leaves dry gas', () => {
  test('loses no entropy at any of its kinks', () => {
    const plant = createPlant(thaw(1e-9), { audit: 'elements' });
    const { ledger, state } = plant.integrator;
    if (ledger.elements === null) throw new Error('the plant is audited by elements');
    const phases = new Set<string>();
    for (let step = 0; step < 400; step++) {
      expect(stepPlant(plant)).toBeNull();
      const { liquidMol, iceMol } = state.wet;
      phases.add(`${(iceMol[0] ?? 0) > 0 ? 'ice' : ''} ${(liquidMol[0] ?? 0) > 0 ? 'water' : ''}`.trim());
      const guilty = elementEntries(ledger.elements, state, ledger.commits);
      expect(guilty.filter(({ entropyDestroyedJPerK }) => entropyDestroyedJPerK !== 0)).toEqual([]);
    }
    expect([...phases]).toEqual(['ice', 'ice water', 'water', '']);
  });

  test('is at each instant where a hundred times finer work has it', () => {
    const [plain, fine] = [createPlant(thaw(1e-9)), createPlant(thaw(1e-12))];
    for (let step = 1; step <= 400; step += 7) {
      runTo(plain, step * 5e-3);
      runTo(fine, step * 5e-3);
      expect(relative(read(plain, 'a.temperature'), read(fine, 'a.temperature'))).toBeLessThan(2e-8);
      expect(relative(read(plain, 'a.pressure'), read(fine, 'a.pressure'))).toBeLessThan(2e-7);
    }
  });
});
