import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ElementEntry } from '../../src/physics/ledger/element-entries.ts';
import { elementEntries, placeResiduals } from '../../src/physics/ledger/element-entries.ts';
import type { Plant } from '../../src/physics/plant.ts';
import { createPlant, stepPlant } from '../../src/physics/plant.ts';
import { read } from './plants.ts';
import { randomPlant } from './random-plants.ts';

const STEPS = 25;

function audited(plant: Plant): readonly ElementEntry[] {
  const { ledger, state } = plant.integrator;
  if (ledger.elements === null) throw new Error('the plant is audited as a whole only');
  return elementEntries(ledger.elements, state, ledger.commits);
}

describe('the audit of any small plant', () => {
  test('adds up to the entropy that the ledger says was generated, and convicts nobody', () => {
    let rows = 0;
    fc.assert(
      fc.property(
        fc.boolean().chain((isolated) => randomPlant({ isolated })),
        (definition) => {
          const plant = createPlant(definition, { audit: 'elements' });
          for (let step = 0; step < STEPS; step++) expect(stepPlant(plant)).toBeNull();
          const entries = audited(plant);
          const sum = entries.reduce((total, each) => total + each.entropyGeneratedJPerK, 0);
          const { opening } = plant.integrator.ledger;
          const scale = Math.abs(opening.entropyJPerK) + entries.length * 1e-3;
          expect(Math.abs(sum - read(plant, 'ledger.entropy_generated'))).toBeLessThan(1e-11 * scale);
          expect(entries.filter((each) => each.entropyDestroyedJPerK !== 0)).toEqual([]);
          rows += entries.length;
        },
      ),
      { numRuns: 80, endOnFailure: true },
    );
    expect(rows).toBeGreaterThan(400);
  });

  test('finds every chamber and wall in balance', () => {
    fc.assert(
      fc.property(randomPlant({ isolated: false }), (definition) => {
        const plant = createPlant(definition, { audit: 'elements' });
        for (let step = 0; step < STEPS; step++) expect(stepPlant(plant)).toBeNull();
        const { ledger, state } = plant.integrator;
        if (ledger.elements === null) throw new Error('the plant is audited as a whole only');
        const { sensibleJ, massKg } = ledger.opening;
        for (const place of placeResiduals(ledger.elements, state)) {
          expect(Math.abs(place.massKg)).toBeLessThan(1e-12 * massKg + 1e-18);
          expect(Math.abs(place.energyJ)).toBeLessThan(1e-10 * sensibleJ);
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
