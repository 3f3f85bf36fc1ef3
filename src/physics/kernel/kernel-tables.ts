/**
 * The numbers that the WebAssembly kernel computes with: the gas data of species.ts, and polynomials in place of the
 * transcendental functions, which it evaluates two at a time. Each is within 5e-15 of its function, which
 * test/physics/kernel/kernel-tables.test.ts checks.
 */
import { invariant } from '../invariant.ts';
import { FIT_SIZE, fitTable } from '../nasa7.ts';
import { MOLAR_GAS_CONSTANT, SPECIES, SPECIES_DATA } from '../species.ts';
import type { Interval } from './interpolant.ts';
import { interpolant } from './interpolant.ts';

/** By the names under which the module says where it wants them. */
export interface KernelTables {
  readonly LOW_FITS: Float64Array;
  readonly HIGH_FITS: Float64Array;
  readonly MOLAR_MASSES: Float64Array;
  readonly GAS_CONSTANT: Float64Array;
  readonly CHOKED_TERMS: Float64Array;
  readonly LOGARITHM_TERMS: Float64Array;
  readonly EXPONENTIAL_TERMS: Float64Array;
}

/** 1 − T/T₀ in a sonic throat, (γ − 1)/(γ + 1): steam at 6000 K has 0.07, a monatomic gas 1/4. */
export const THROAT_FALLS: Interval = { from: 0.06, to: 0.2501 };
/** ((1 − r)/(1 + r))² for pressure ratios from 0.48 on; below, every gas is choked. */
export const LOGARITHM_SQUARES: Interval = { from: 0, to: (0.52 / 1.48) ** 2 };
/** κ ln r, from 0.4 ln 0.48 on. */
export const EXPONENTS: Interval = { from: -0.294, to: 0 };

const FIRST_MONATOMIC = 3;

export function kernelTables(): KernelTables {
  const { low, high } = fitTable(SPECIES);
  invariant(
    monatomicAreLast(low) && monatomicAreLast(high),
    'the kernel adds up the last three species as one',
  );
  return {
    LOW_FITS: low,
    HIGH_FITS: high,
    MOLAR_MASSES: Float64Array.from(SPECIES, (name) => SPECIES_DATA[name].molarMassKgPerMol),
    GAS_CONSTANT: Float64Array.of(MOLAR_GAS_CONSTANT),
    CHOKED_TERMS: interpolant(chokedFlow, THROAT_FALLS, 12),
    LOGARITHM_TERMS: interpolant(logarithmQuotient, LOGARITHM_SQUARES, 10),
    EXPONENTIAL_TERMS: interpolant(exponentialQuotient, EXPONENTS, 9),
  };
}

/** φ of the choked nozzle, see flow.ts, from 1 − T/T₀ in its throat. */
export function chokedFlow(fall: number): number {
  const sonic = 1 - fall;
  const gamma = 2 / sonic - 1;
  return Math.sqrt(gamma * sonic) * sonic ** (1 / (gamma - 1));
}

/** ln r over (1 − r)/(1 + r) from the square of the latter: −2 artanh(√x)/√x. */
export function logarithmQuotient(x: number): number {
  const root = Math.sqrt(x);
  return (-2 * Math.atanh(root)) / root;
}

/** (eˣ − 1)/x. */
export function exponentialQuotient(x: number): number {
  return Math.expm1(x) / x;
}

function monatomicAreLast(fits: Float64Array): boolean {
  const first = fits.subarray(FIRST_MONATOMIC * FIT_SIZE, (FIRST_MONATOMIC + 1) * FIT_SIZE);
  const isFlat = first.subarray(1, 5).every((coefficient) => coefficient === 0);
  // The constant of the entropy, last of a fit, is each species' own, and the kernel has no use for it.
  const used = FIT_SIZE - 1;
  return (
    isFlat &&
    fits
      .subarray(FIRST_MONATOMIC * FIT_SIZE)
      .every((value, i) => i % FIT_SIZE === used || value === first[i % FIT_SIZE])
  );
}
