/**
 * NASA-7 polynomials over flat arrays, so that one mixture is one set of coefficients and one evaluation.
 *
 *   cp/R    = a1 + a2 T + a3 T² + a4 T³ + a5 T⁴
 *   h/R     = a6 + a1 T + a2 T²/2 + a3 T³/3 + a4 T⁴/4 + a5 T⁵/5
 *   s°/R    = a7 + a1 ln T + a2 T + a3 T²/2 + a4 T³/3 + a5 T⁴/4
 *
 * Source: McBride, Gordon, Reno, NASA TM-4513 (1993), eqs. 1 to 3. Linear in the coefficients: a mixture has the
 * mole-weighted sum of them. Valid 200 K … 6000 K. Below, the low polynomial is continued (cp stays positive down to
 * 0 K, as a test checks); above, cp is held at its value at 6000 K, because the quartic turns negative there.
 * Checked by test/physics/nasa7.test.ts against independently computed values.
 */
import type { Nasa7, Species } from './species.ts';
import { SPECIES_DATA } from './species.ts';

/** Coefficients of one fit: a1 … a7. */
export const FIT_SIZE = 7;
/** Where the low range ends and the high one begins, K. */
export const RANGE_SPLIT_K = 1000;
/** Validity of the data, K. */
export const VALID_FROM_K = 200;
export const VALID_TO_K = 6000;

const THIRD = 1 / 3;
const FIFTH = 1 / 5;

/** Fits of several species side by side: species k starts at k * FIT_SIZE. */
export interface FitTable {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Coefficients of the given species. The printed digits leave a step of about 1e-9 in h and s at 1000 K; the two
 * integration constants of the high range are moved by that step, so that energy and temperature stay one-to-one.
 */
export function fitTable(species: readonly Species[]): FitTable {
  const low = new Float64Array(species.length * FIT_SIZE);
  const high = new Float64Array(species.length * FIT_SIZE);
  species.forEach((name, k) => {
    low.set(SPECIES_DATA[name].low, k * FIT_SIZE);
    high.set(joined(SPECIES_DATA[name].low, SPECIES_DATA[name].high), k * FIT_SIZE);
  });
  return { low, high };
}

function joined(low: Nasa7, high: Nasa7): Float64Array {
  const below = Float64Array.from(low);
  const above = Float64Array.from(high);
  above[5] = high[5] + enthalpyOverR(below, 0, RANGE_SPLIT_K) - enthalpyOverR(above, 0, RANGE_SPLIT_K);
  above[6] = high[6] + entropyOverR(below, 0, RANGE_SPLIT_K) - entropyOverR(above, 0, RANGE_SPLIT_K);
  return above;
}

/** The half of a table that holds at a temperature. */
export function fitsAt(table: FitTable, temperatureK: number): Float64Array {
  return temperatureK < RANGE_SPLIT_K ? table.low : table.high;
}

/** cp/R of the fit at `offset`, dimensionless (or mol, for a mole-weighted fit). */
export function heatCapacityOverR(fits: Float64Array, offset: number, temperatureK: number): number {
  const t = Math.min(temperatureK, VALID_TO_K);
  return (
    at(fits, offset) +
    t *
      (at(fits, offset + 1) +
        t * (at(fits, offset + 2) + t * (at(fits, offset + 3) + t * at(fits, offset + 4))))
  );
}

/** h/R of the fit at `offset`, K; zero for the elements at 298.15 K. */
export function enthalpyOverR(fits: Float64Array, offset: number, temperatureK: number): number {
  if (temperatureK > VALID_TO_K) {
    const excessK = temperatureK - VALID_TO_K;
    return enthalpyOverR(fits, offset, VALID_TO_K) + excessK * heatCapacityOverR(fits, offset, VALID_TO_K);
  }
  const t = temperatureK;
  return (
    at(fits, offset + 5) +
    t *
      (at(fits, offset) +
        t *
          (0.5 * at(fits, offset + 1) +
            t *
              (THIRD * at(fits, offset + 2) +
                t * (0.25 * at(fits, offset + 3) + FIFTH * t * at(fits, offset + 4)))))
  );
}

/** s°/R of the fit at `offset` at the reference pressure of 1 bar. */
export function entropyOverR(fits: Float64Array, offset: number, temperatureK: number): number {
  if (temperatureK > VALID_TO_K) {
    const held = heatCapacityOverR(fits, offset, VALID_TO_K);
    return entropyOverR(fits, offset, VALID_TO_K) + held * Math.log(temperatureK / VALID_TO_K);
  }
  const t = temperatureK;
  return (
    at(fits, offset + 6) +
    at(fits, offset) * Math.log(t) +
    t *
      (at(fits, offset + 1) +
        t *
          (0.5 * at(fits, offset + 2) + t * (THIRD * at(fits, offset + 3) + 0.25 * t * at(fits, offset + 4))))
  );
}

function at(array: Float64Array, index: number): number {
  return array[index] as number;
}
