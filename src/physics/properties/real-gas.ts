/**
 * Fugacity of real-gas mixtures from a residual Helmholtz energy:
 *
 *   ln φᵢ = αᵢ + δα_δ (1 − n∂ln ρᵣ/∂nᵢ) + τα_τ n∂ln Tᵣ/∂nᵢ − ln Z,   Z = 1 + δα_δ
 *
 * Source: Kunz and Wagner, J. Chem. Eng. Data 57 (2012) 3032, table 5. Valid 200 K to 1000 K (the fits themselves were
 * made up to 450 K to 700 K and are continued) and to 35 MPa. Checked by test/physics/properties/real-gas.test.ts and
 * real-gas.property.test.ts.
 */
import { massKg } from '../gas.ts';
import type { Reducing } from './reducing.ts';
import { reducingOf } from './reducing.ts';
import type { ThermalState } from './residual-helmholtz.ts';
import { residualHelmholtz } from './residual-helmholtz.ts';

/** A composition with what depends on composition alone. */
export interface RealMixture {
  /** Mole fractions in the order of `SPECIES`. */
  readonly fractions: Float64Array;
  readonly molarMassKgPerMol: number;
  readonly reducing: Reducing;
}

/** @param moles amounts in the order of `SPECIES`, not all zero */
export function realMixture(moles: Float64Array): RealMixture {
  const totalMol = moles.reduce((sum, amount) => sum + amount, 0);
  const fractions = moles.map((amount) => amount / totalMol);
  return { fractions, molarMassKgPerMol: massKg(fractions), reducing: reducingOf(fractions) };
}

/** Fugacity coefficients φᵢ in the order of `SPECIES`; 1 for species that are not there. Needs a positive pressure. */
export function fugacityCoefficients(mixture: RealMixture, at: ThermalState): Float64Array {
  const { fractions, reducing } = mixture;
  const { dA, tA, bySpecies } = residualHelmholtz(fractions, reducing, at);
  return bySpecies.map((own, i) => {
    if (fractions[i] === 0) return 1;
    const byDensity = dA * (1 - (reducing.densitySlopes[i] as number));
    const byTemperature = tA * (reducing.temperatureSlopes[i] as number);
    return Math.exp(own + byDensity + byTemperature) / (1 + dA);
  });
}
