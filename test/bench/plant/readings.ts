/** What is compared between two computations of a plant, chamber after chamber. */
import type { Plant } from '../../../src/physics/plant.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { read } from '../../physics/plants.ts';

/** Mole fractions in the order of `SPECIES`, pressure (Pa), temperature and wall temperature (K). */
export const READINGS_PER_CHAMBER = SPECIES.length + 3;

const NAMES = [
  ...SPECIES.map((name) => `mole_fraction.${name}`),
  'pressure',
  'temperature',
  'wall_temperature',
];

export function readingsOf(plant: Plant, count: number): Float64Array {
  const readings = new Float64Array(count * READINGS_PER_CHAMBER);
  for (let i = 0; i < count; i++) {
    NAMES.forEach((name, j) => {
      readings[i * READINGS_PER_CHAMBER + j] = read(plant, `c${i}.${name}`);
    });
  }
  return readings;
}

/** Largest |a − b| / |b|; infinite when the two are not of one length, or anything is not a number. */
export function largestDifference(actual: Float64Array, expected: Float64Array): number {
  if (actual.length !== expected.length || actual.length === 0) return Number.POSITIVE_INFINITY;
  let largest = 0;
  actual.forEach((value, index) => {
    const wanted = expected[index] ?? Number.NaN;
    const difference = Math.abs(value - wanted) / Math.abs(wanted);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  });
  return largest;
}
