/**
 * Properties of ideal-gas mixtures in plain functional form: amounts in mol, one per species in the order of
 * `SPECIES`, everything extensive unless the name says specific. The plant's inner loops do the same on flat
 * arrays; these functions are what the plant starts from, and the oracle that its tests compare it with.
 *
 *   H = Σ nₖ hₖ(T),  U = H − n R T,  S = Σ nₖ [sₖ°(T) − R ln(xₖ p / p°)],  γ = cp/(cp − R),  a = √(γ R T / M)
 *
 * The entropy includes mixing (ideal mixture, Gibbs' theorem). p° = 1 bar. Checked by test/physics/gas.test.ts.
 */
import { enthalpyOverR, entropyOverR, FIT_SIZE, fitsAt, fitTable, heatCapacityOverR } from './nasa7.ts';
import type { Composition } from './species.ts';
import { MOLAR_GAS_CONSTANT, SPECIES, SPECIES_DATA } from './species.ts';
import { mixtureWork, temperatureFromEnergy } from './temperature.ts';

export const REFERENCE_PRESSURE_PA = 1e5;

const FITS = fitTable(SPECIES);

/** Amounts, mol, in the order of `SPECIES`. */
export type Moles = Float64Array;

export interface GasState {
  readonly temperatureK: number;
  readonly pressurePa: number;
}

/** Amounts of `totalMol` of a composition whose fractions add up to 1. */
export function molesOf(gas: Composition, totalMol: number): Moles {
  return Float64Array.from(SPECIES, (name) => (gas[name] ?? 0) * totalMol);
}

export function totalMoles(moles: Moles): number {
  return moles.reduce((sum, amount) => sum + amount, 0);
}

export function massKg(moles: Moles): number {
  return SPECIES.reduce((sum, name, k) => sum + (moles[k] ?? 0) * SPECIES_DATA[name].molarMassKgPerMol, 0);
}

/** Cp of the whole amount, J/K. */
export function heatCapacityJPerK(moles: Moles, temperatureK: number): number {
  return weighted(moles, temperatureK, heatCapacityOverR);
}

/** Enthalpy with the elements' zero at 298.15 K, J. */
export function enthalpyJ(moles: Moles, temperatureK: number): number {
  return weighted(moles, temperatureK, enthalpyOverR);
}

/** Internal energy with the same zero as the enthalpy, J. */
export function internalEnergyJ(moles: Moles, temperatureK: number): number {
  return enthalpyJ(moles, temperatureK) - totalMoles(moles) * MOLAR_GAS_CONSTANT * temperatureK;
}

/** Entropy with the entropy of mixing, J/K. */
export function entropyJPerK(moles: Moles, state: GasState): number {
  const totalMol = totalMoles(moles);
  let mixing = 0;
  for (const amountMol of moles) {
    if (amountMol > 0) {
      mixing += amountMol * Math.log(((amountMol / totalMol) * state.pressurePa) / REFERENCE_PRESSURE_PA);
    }
  }
  return weighted(moles, state.temperatureK, entropyOverR) - MOLAR_GAS_CONSTANT * mixing;
}

/** γ = cp/cv. */
export function heatCapacityRatio(moles: Moles, temperatureK: number): number {
  const cp = heatCapacityJPerK(moles, temperatureK);
  return cp / (cp - totalMoles(moles) * MOLAR_GAS_CONSTANT);
}

/** R/M, J/(kg·K). */
export function specificGasConstantJPerKgK(moles: Moles): number {
  return (totalMoles(moles) * MOLAR_GAS_CONSTANT) / massKg(moles);
}

/** Speed of sound, m/s. */
export function soundSpeedMPerS(moles: Moles, temperatureK: number): number {
  return Math.sqrt(heatCapacityRatio(moles, temperatureK) * specificGasConstantJPerKgK(moles) * temperatureK);
}

/** Temperature, K, at which the amounts have the internal energy; null when no positive temperature has so little. */
export function temperatureOfEnergyK(moles: Moles, energyJ: number): number | null {
  const work = mixtureWork();
  work.totalMol = totalMoles(moles);
  work.energyOverR = energyJ / MOLAR_GAS_CONSTANT;
  const temperatureK = temperatureFromEnergy(work, FITS, moles, 0);
  return Number.isNaN(temperatureK) ? null : temperatureK;
}

type FitProperty = (fits: Float64Array, offset: number, temperatureK: number) => number;

function weighted(moles: Moles, temperatureK: number, property: FitProperty): number {
  const fits = fitsAt(FITS, temperatureK);
  let sum = 0;
  moles.forEach((amountMol, k) => {
    sum += amountMol * property(fits, k * FIT_SIZE, temperatureK);
  });
  return MOLAR_GAS_CONSTANT * sum;
}
