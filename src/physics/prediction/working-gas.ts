/**
 * Properties of candidate working gases at one state, for a ranking by what a duty needs of them.
 *
 * Density is that of the ideal gas, heat capacities those of nasa7.ts, viscosity and conductivity those of the dilute
 * gas (properties/): 200 K … 1000 K, up to about 1 MPa (there density is 0.5 % and viscosity 1 % off at 300 K).
 */
import {
  heatCapacityJPerK,
  heatCapacityRatio,
  massKg,
  molesOf,
  soundSpeedMPerS,
  specificGasConstantJPerKgK,
} from '../gas.ts';
import { mixtureThermalConductivityWPerMK } from '../properties/thermal-conductivity.ts';
import { mixtureViscosityPaS } from '../properties/viscosity.ts';
import type { Composition } from '../species.ts';
import { SPECIES } from '../species.ts';
import { condenses } from './gas-content.ts';

/** Range of the transport data, K. */
export const WORKING_GAS_RANGE_K: readonly [number, number] = [200, 1000];

export interface Candidate {
  readonly name: string;
  readonly gas: Composition;
}

export interface GasPoint {
  readonly pressurePa: number;
  readonly temperatureK: number;
}

export interface WorkingGas extends Candidate {
  readonly molarMassKgPerMol: number;
  readonly densityKgPerM3: number;
  /** cp, J/(kg·K). */
  readonly heatCapacityJPerKgK: number;
  readonly gamma: number;
  readonly soundSpeedMPerS: number;
  /** R/M, J/(kg·K). */
  readonly gasConstantJPerKgK: number;
  readonly viscosityPaS: number;
  readonly conductivityWPerMK: number;
  /** Pr = cp η/λ. */
  readonly prandtl: number;
  /** Water vapour beyond saturation: no gas at this state, and not to be ranked. */
  readonly condenses: boolean;
}

/** The six pure gases. */
export const PURE_GASES: readonly Candidate[] = SPECIES.map((name) => ({ name, gas: { [name]: 1 } }));

/** Properties of a candidate; temperature in `WORKING_GAS_RANGE_K`. */
export function workingGas({ name, gas }: Candidate, at: GasPoint): WorkingGas {
  const moles = molesOf(gas, 1);
  const molarMassKgPerMol = massKg(moles);
  const gasConstantJPerKgK = specificGasConstantJPerKgK(moles);
  const heatCapacityJPerKgK = heatCapacityJPerK(moles, at.temperatureK) / molarMassKgPerMol;
  const viscosityPaS = mixtureViscosityPaS(moles, at.temperatureK);
  const conductivityWPerMK = mixtureThermalConductivityWPerMK(moles, at.temperatureK);
  return {
    name,
    gas,
    molarMassKgPerMol,
    densityKgPerM3: at.pressurePa / (gasConstantJPerKgK * at.temperatureK),
    heatCapacityJPerKgK,
    gamma: heatCapacityRatio(moles, at.temperatureK),
    soundSpeedMPerS: soundSpeedMPerS(moles, at.temperatureK),
    gasConstantJPerKgK,
    viscosityPaS,
    conductivityWPerMK,
    prandtl: (heatCapacityJPerKgK * viscosityPaS) / conductivityWPerMK,
    condenses: condenses({ ...at, gas }),
  };
}
