/**
 * The thermodynamics of one chamber, as the inner loop of a plant asks for it: from what is conserved (amounts, internal
 * energy, volume) to what flows (pressure, temperature, enthalpy), for any equation of state.
 *
 * Flow laws have the form ṁ = A · massFluxScale · φ(r, exponent) with the ideal nozzle's φ. The scale √(pρ) makes small
 * pressure drops exact for every gas, and the exponent is chosen so that choked flow is exact: see choked-flow.ts.
 */
import type { Composition } from '../species.ts';
import { SPECIES } from '../species.ts';

/**
 * State of a chamber or a stream; filled by a `GasModel` and reused, because it is wanted at every substep. What it holds
 * on entry is where the search starts, so one for each chamber is best; results depend on it by less than 1e-9.
 */
export interface ChamberGas {
  temperatureK: number;
  pressurePa: number;
  /** Of the gas phase, with the elements' zero at 298.15 K. */
  enthalpyJPerKg: number;
  /** √(pρ) of the gas phase, kg/(m²·s). */
  massFluxScale: number;
  /** Isentropic exponent for the nozzle's flow function: γ of an ideal gas. */
  exponent: number;
  /** Of the gas phase without evaporation. */
  soundSpeedMPerS: number;
  gasMassKg: number;
  /** dU/dT at constant volume and amounts, with evaporation; infinite where ice melts. */
  heatCapacityJPerK: number;
  /** Amounts of the gas phase per kilogram of it, in the order of `SPECIES`. */
  readonly amountMolPerKg: Float64Array;
  liquidMol: number;
  iceMol: number;
  /** (∂p/∂U) at constant volume and amounts, 1/m³; zero where ice melts. */
  pressurePerEnergy: number;
}

/** A gas stated by what a person would measure. */
export interface StatedGas {
  readonly pressurePa: number;
  readonly temperatureK: number;
  /** Mole fractions that add up to 1. */
  readonly gas: Composition;
}

export interface StatedContents extends StatedGas {
  readonly volumeM3: number;
}

/** Where a stream ends after its pressure has fallen at constant enthalpy; NaN in both where no such gas exists. */
export interface ThrottledGas {
  /** On entry, where the search starts. */
  temperatureK: number;
  entropyJPerKgK: number;
}

export interface GasModel {
  /**
   * State of a chamber from its amounts, mol, water in all phases (six numbers from `vector[base]` on), its internal
   * energy, J, and its volume. False when no state exists inside the model's range; `gas` is then undefined.
   */
  solve(gas: ChamberGas, vector: Float64Array, base: number, energyJ: number, volumeM3: number): boolean;
  /**
   * Amounts of a chamber stated by pressure, temperature and composition: writes six numbers from `vector[base]` on
   * and returns the internal energy, J.
   *
   * The composition is that of everything in the chamber, condensed water included; the pressure is that of the gas
   * that is there. Where water condenses, the gas is saturated: its dry part exerts the rest of the pressure, and the
   * water is what stands beside that dry gas in the stated ratio. `solve` then reports how much of it is condensed.
   * Null when that gas does not exist: pure water above its saturation pressure, a gas that would liquefy, a state
   * out of range.
   */
  fill(vector: Float64Array, base: number, state: StatedContents): number | null;
  /**
   * Properties of a stream or a boundary; amounts and heat capacity are those of one cubic metre. False when it is
   * no gas: water beyond its saturation (where the model condenses it), a gas that would liquefy, out of range.
   */
  source(gas: ChamberGas, state: StatedGas): boolean;
  /** Entropy of a chamber in all its phases, J/K, at the state that `solve` found from the same amounts. */
  entropyJPerK(vector: Float64Array, base: number, gas: ChamberGas, volumeM3: number): number;
  /**
   * Gas of a composition (mol per kilogram, six numbers from `amounts[base]` on) brought to a specific enthalpy and a
   * pressure. Water stays vapour: the stream mixes before it could condense.
   */
  throttled(
    out: ThrottledGas,
    amounts: Float64Array,
    base: number,
    enthalpyJPerKg: number,
    pressurePa: number,
  ): void;
  /** Rise of specific enthalpy, J/kg, of an isentropic change of pressure; NaN where no such gas exists. */
  isentropicEnthalpyJPerKg(
    amounts: Float64Array,
    base: number,
    temperatureK: number,
    fromPa: number,
    toPa: number,
  ): number;
}

/** A result to be filled. */
export function chamberGas(): ChamberGas {
  return {
    temperatureK: 300,
    pressurePa: 0,
    enthalpyJPerKg: 0,
    massFluxScale: 0,
    exponent: 1.4,
    soundSpeedMPerS: 0,
    gasMassKg: 0,
    heatCapacityJPerK: 0,
    amountMolPerKg: new Float64Array(SPECIES.length),
    liquidMol: 0,
    iceMol: 0,
    pressurePerEnergy: 0,
  };
}
