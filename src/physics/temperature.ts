/**
 * Temperature of an ideal-gas mixture from its internal energy: Newton on U(T) with the exact slope n·cv, kept in
 * the positive numbers. U(T) is monotone and nearly straight, so Newton settles from any start; a step below
 * 1e-8 T leaves an error below one rounding, because the curvature T·cv'/cv is of order one.
 */
import type { FitTable } from './nasa7.ts';
import { enthalpyOverR, FIT_SIZE, fitsAt, heatCapacityOverR, RANGE_SPLIT_K } from './nasa7.ts';

const SETTLED = 1e-8;
const MOST_ITERATIONS = 60;
/** Below this there is no gas in any sense of the model; the search then says that the energy is too low. */
const LEAST_K = 1e-3;

/** One mixture under work: mutable and reused, because the plant does this for every chamber at every stage. */
export interface MixtureWork {
  /** Mole-weighted fit at the range of the last temperature. */
  readonly fit: Float64Array;
  totalMol: number;
  /** Internal energy over R, mol·K. */
  energyOverR: number;
  /** Where the search starts, K. */
  guessK: number;
}

export function mixtureWork(): MixtureWork {
  return { fit: new Float64Array(FIT_SIZE), totalMol: 0, energyOverR: 0, guessK: 300 };
}

/** Fills `work.fit` with the sum of the species' fits, weighted by the moles from `offset` on. */
export function combineFits(
  work: MixtureWork,
  table: FitTable,
  moles: Float64Array,
  offset: number,
  temperatureK: number,
): void {
  const fits = fitsAt(table, temperatureK);
  const { fit } = work;
  fit.fill(0);
  for (let k = 0, from = 0; from < fits.length; k++, from += FIT_SIZE) {
    const amountMol = moles[offset + k] as number;
    if (amountMol === 0) continue;
    for (let i = 0; i < FIT_SIZE; i++) fit[i] = (fit[i] as number) + amountMol * (fits[from + i] as number);
  }
}

/**
 * Temperature, K, at which the mixture has the energy in `work`; NaN when no positive temperature has so little.
 * Leaves `work.fit` combined for the range of the result.
 */
export function temperatureFromEnergy(
  work: MixtureWork,
  table: FitTable,
  moles: Float64Array,
  offset: number,
): number {
  const { fit, totalMol, energyOverR } = work;
  let t = work.guessK;
  let inHighRange = t >= RANGE_SPLIT_K;
  combineFits(work, table, moles, offset, t);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const excess = energyOverR - (enthalpyOverR(fit, 0, t) - totalMol * t);
    const stepK = excess / (heatCapacityOverR(fit, 0, t) - totalMol);
    if (!Number.isFinite(stepK)) return Number.NaN;
    const nearK = SETTLED * t;
    const nextK = t + stepK;
    t = Math.max(nextK, t / 4);
    if (t < LEAST_K) return Number.NaN;
    if (t >= RANGE_SPLIT_K !== inHighRange) {
      inHighRange = !inHighRange;
      combineFits(work, table, moles, offset, t);
    }
    if (Math.abs(stepK) <= nearK) return t;
  }
  return Number.NaN;
}
