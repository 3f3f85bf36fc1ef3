import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plant } from '../../src/physics/plant.ts';
import { createPlant, plantPoints, pointReader, stepPlant } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import { read } from './plants.ts';
import { randomPlant } from './random-plants.ts';

const STEPS = 25;

function readings(plant: Plant, definition: PlantDefinition): Map<string, number> {
  return new Map(
    plantPoints(definition).map(({ name }) => [name, pointReader(plant, name)?.() ?? Number.NaN]),
  );
}

function stepped(definition: PlantDefinition, afterStep: (plant: Plant) => void = () => {}): Plant {
  const plant = createPlant(definition);
  for (let step = 0; step < STEPS; step++) {
    expect(stepPlant(plant)).toBeNull();
    afterStep(plant);
  }
  return plant;
}

/** Every table the other way round but that of heat exchangers, which a stream passes in its order. */
function turned(definition: PlantDefinition): PlantDefinition {
  const tables = Object.entries(definition).map(([key, value]) => [
    key,
    Array.isArray(value) && key !== 'heatExchangers' ? value.toReversed() : value,
  ]);
  return Object.fromEntries(tables) as PlantDefinition;
}

describe('any small plant', () => {
  test('closes its mass, species and energy ledger below 1e-9 at every step, with every reading finite', () => {
    fc.assert(
      fc.property(randomPlant({ isolated: false }), (definition) => {
        const plant = stepped(definition, (now) => {
          expect(read(now, 'ledger.mass_residual_relative')).toBeLessThan(1e-12);
          expect(read(now, 'ledger.energy_residual_relative')).toBeLessThan(1e-9);
        });
        const inventoryMol = definition.chambers.reduce(
          (sum, { pressurePa, volumeM3, temperatureK }) =>
            sum + (pressurePa * volumeM3) / (8.3 * temperatureK),
          0,
        );
        const values = readings(plant, definition);
        for (const [name, value] of values) {
          expect([name, Number.isFinite(value)]).toEqual([name, true]);
          if (name.startsWith('ledger.species_residual_relative.')) {
            expect(value).toBeLessThan(1e-12);
          } else if (name.startsWith('ledger.species_residual.')) {
            expect(Math.abs(value)).toBeLessThan(1e-12 * inventoryMol + 1e-15);
          }
        }
        expect(values.size).toBeGreaterThan(10);
      }),
      { numRuns: 80, endOnFailure: true },
    );
  });

  test('never loses entropy, isolated or not', () => {
    for (const isolated of [true, false]) {
      fc.assert(
        fc.property(randomPlant({ isolated }), (definition) => {
          let before = 0;
          stepped(definition, (plant) => {
            const now = read(plant, 'ledger.entropy_generated');
            const rounding = 1e-12 * (1 + definition.chambers.length * entropyScale(definition));
            expect(now).toBeGreaterThanOrEqual(before - rounding);
            before = now;
          });
        }),
        { numRuns: 50, endOnFailure: true },
      );
    }
  });

  test('does the same to the last bit whatever the order of its elements', () => {
    fc.assert(
      fc.property(randomPlant({ isolated: false }), (definition) => {
        const one = stepped(definition);
        const other = stepped(turned(definition));
        expect([...readings(other, definition)]).toEqual([...readings(one, definition)]);
        expect(other.integrator.state.memory.state).toEqual(one.integrator.state.memory.state);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test('gives identical bytes from the same definition, read or unread on the way', () => {
    fc.assert(
      fc.property(randomPlant({ isolated: false }), (definition) => {
        const watched = stepped(definition, (plant) => void readings(plant, definition));
        const alone = stepped(definition);
        expect([...readings(watched, definition)]).toEqual([...readings(alone, definition)]);
        expect(watched.integrator.state.memory.state).toEqual(alone.integrator.state.memory.state);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });
});

/** Entropy that is there to be rounded, J/K. */
function entropyScale(definition: PlantDefinition): number {
  const gas = definition.chambers.reduce(
    (sum, { pressurePa, volumeM3, temperatureK }) => sum + (30 * pressurePa * volumeM3) / temperatureK,
    0,
  );
  return (
    gas +
    definition.chambers.reduce(
      (sum, { wall }) => sum + 6 * (wall?.body.kind === 'lumped' ? wall.body.heatCapacityJPerK : 0),
      0,
    )
  );
}
