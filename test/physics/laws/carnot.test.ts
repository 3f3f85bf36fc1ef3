import { expect, test } from 'vitest';
import { carnotCoolingRatio, carnotEfficiency } from '../../../src/physics/laws/carnot.ts';
import { relative } from './common.ts';
import vectors from './vectors/vessels.json' with { type: 'json' };

test('Carnot bounds are those of the reference', () => {
  expect(vectors.carnot.length).toBeGreaterThanOrEqual(2);
  for (const { Tc, Th, COP, eta } of vectors.carnot) {
    expect(relative(carnotCoolingRatio({ coldK: Tc, hotK: Th }), COP)).toBeLessThan(1e-12);
    expect(relative(carnotEfficiency({ coldK: Tc, hotK: Th }), eta)).toBeLessThan(1e-12);
  }
});

test('nothing is needed, and nothing won, where the cold side is not the colder one', () => {
  for (const coldK of [300, 301]) {
    expect(carnotCoolingRatio({ coldK, hotK: 300 })).toBe(Number.POSITIVE_INFINITY);
    expect(carnotEfficiency({ coldK, hotK: 300 })).toBe(0);
  }
});
