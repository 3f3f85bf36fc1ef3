/**
 * The ideal gas of a chamber: amounts and the sums of their NASA-7 fits, so that a property is one polynomial. Mutable and
 * reused; the fits of the high range are added up only where a temperature asks for them.
 */
import { REFERENCE_PRESSURE_PA } from '../gas.ts';
import {
  enthalpyOverR,
  entropyOverR,
  FIT_SIZE,
  fitTable,
  heatCapacityOverR,
  RANGE_SPLIT_K,
} from '../nasa7.ts';
import { SPECIES, SPECIES_DATA } from '../species.ts';

export const WATER = SPECIES.indexOf('H2O');
export const WATER_MASS_KG_PER_MOL = SPECIES_DATA.H2O.molarMassKgPerMol;

const FITS = fitTable(SPECIES);
const MASSES = Float64Array.from(SPECIES, (name) => SPECIES_DATA[name].molarMassKgPerMol);
const LN_REFERENCE_PRESSURE = Math.log(REFERENCE_PRESSURE_PA);
const SETTLED = 1e-13;
const MOST_ITERATIONS = 60;
const LEAST_K = 1e-3;

/** cp/R of one mole of water vapour. */
export function vapourHeatCapacityOverR(temperatureK: number): number {
  return heatCapacityOverR(fitsOfRange(temperatureK), WATER * FIT_SIZE, temperatureK);
}

/** h/R of one mole of water vapour, K. */
export function vapourEnthalpyOverR(temperatureK: number): number {
  return enthalpyOverR(fitsOfRange(temperatureK), WATER * FIT_SIZE, temperatureK);
}

/** s°/R of one mole of water vapour at the reference pressure. */
export function vapourEntropyOverR(temperatureK: number): number {
  return entropyOverR(fitsOfRange(temperatureK), WATER * FIT_SIZE, temperatureK);
}

function fitsOfRange(temperatureK: number): Float64Array {
  return temperatureK < RANGE_SPLIT_K ? FITS.low : FITS.high;
}

export class IdealMixture {
  /** mol, in the order of `SPECIES`. */
  readonly amounts = new Float64Array(SPECIES.length);
  totalMol = 0;
  massKg = 0;
  private readonly low = new Float64Array(FIT_SIZE);
  private readonly high = new Float64Array(FIT_SIZE);
  private highIsReady = false;

  /** Takes six amounts; `waterApart` leaves the water out, because a part of it may be condensed. */
  load(vector: Float64Array, base: number, waterApart: boolean): void {
    const { amounts } = this;
    let totalMol = 0;
    let massKg = 0;
    for (let k = 0; k < amounts.length; k++) {
      const amountMol = waterApart && k === WATER ? 0 : (vector[base + k] as number);
      amounts[k] = amountMol;
      totalMol += amountMol;
      massKg += amountMol * (MASSES[k] as number);
    }
    this.totalMol = totalMol;
    this.massKg = massKg;
    this.highIsReady = false;
    combine(this.low, FITS.low, amounts);
  }

  /** Cp/R, mol. */
  heatCapacityOverR(temperatureK: number): number {
    return heatCapacityOverR(this.fitAt(temperatureK), 0, temperatureK);
  }

  /** H/R, mol·K. */
  enthalpyOverR(temperatureK: number): number {
    return enthalpyOverR(this.fitAt(temperatureK), 0, temperatureK);
  }

  /** S/R of the amounts, each at the reference pressure, mol. */
  standardEntropyOverR(temperatureK: number): number {
    return entropyOverR(this.fitAt(temperatureK), 0, temperatureK);
  }

  /** S/R of the amounts in a volume, with the entropy of mixing, mol. */
  entropyOverR(temperatureK: number, lnPressurePerMol: number): number {
    const { amounts } = this;
    let mixing = 0;
    for (let k = 0; k < amounts.length; k++) {
      const amountMol = amounts[k] as number;
      if (amountMol > 0)
        mixing += amountMol * (Math.log(amountMol) + lnPressurePerMol - LN_REFERENCE_PRESSURE);
    }
    return this.standardEntropyOverR(temperatureK) - mixing;
  }

  /** Temperature, K, of an enthalpy over R, mol·K; NaN when no positive temperature has so little. */
  temperatureOfEnthalpy(enthalpyOverR: number, guessK: number): number {
    let t = guessK >= LEAST_K && guessK < Number.POSITIVE_INFINITY ? guessK : 300;
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      const stepK = (enthalpyOverR - this.enthalpyOverR(t)) / this.heatCapacityOverR(t);
      if (!Number.isFinite(stepK)) return Number.NaN;
      const settled = Math.abs(stepK) <= SETTLED * t;
      t = Math.max(t + stepK, t / 4);
      if (t < LEAST_K) return Number.NaN;
      if (settled) return t;
    }
    return t;
  }

  private fitAt(temperatureK: number): Float64Array {
    if (temperatureK < RANGE_SPLIT_K) return this.low;
    if (!this.highIsReady) {
      combine(this.high, FITS.high, this.amounts);
      this.highIsReady = true;
    }
    return this.high;
  }
}

function combine(into: Float64Array, fits: Float64Array, amounts: Float64Array): void {
  into.fill(0);
  for (let k = 0, from = 0; k < amounts.length; k++, from += FIT_SIZE) {
    const amountMol = amounts[k] as number;
    if (amountMol === 0) continue;
    for (let i = 0; i < FIT_SIZE; i++) into[i] = (into[i] as number) + amountMol * (fits[from + i] as number);
  }
}
