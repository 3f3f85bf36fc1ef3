/**
 * Properties of real-gas mixtures, plainly and all at once, from one residual Helmholtz energy and the NASA-7 ideal gas:
 *
 *   Z = 1 + δα_δ,   p = ρRTZ,   u = u° + RT τα_τ,   h = u + p/ρ,   s = s°(T, ρRT) + R(τα_τ − α)
 *   cv = cv° − R τ²α_ττ,   cp = cv + R A²/B,   A = 1 + δα_δ − δτα_δτ,   B = 1 + 2δα_δ + δ²α_δδ
 *   a² = (cp/cv) RTB/M,   μ_JT = (A/B − 1)/(ρ cp)
 *
 * Source: Kunz and Wagner, J. Chem. Eng. Data 57 (2012) 3032, table 2. Valid 200 K to 1000 K (the fits
 * themselves were made up to 450 K to 700 K and are continued) and to 35 MPa. Molar, with the enthalpies' zero of
 * nasa7.ts. What the gas model in src/physics/gas-model is held against; itself by the tests in test/physics/properties.
 */
import { enthalpyJ, entropyJPerK, heatCapacityJPerK } from '../../../src/physics/gas.ts';
import type { RealMixture } from '../../../src/physics/properties/real-gas.ts';
import type { ThermalState } from '../../../src/physics/properties/residual-helmholtz.ts';
import { residualHelmholtz } from '../../../src/physics/properties/residual-helmholtz.ts';
import { MOLAR_GAS_CONSTANT } from '../../../src/physics/species.ts';

/** Where the errors printed by the tests hold, K and Pa. */
export const REAL_GAS_VALID_FROM_K = 200;
export const REAL_GAS_VALID_TO_K = 1000;
export const REAL_GAS_VALID_TO_PA = 35e6;

export interface RealGasProperties {
  readonly pressurePa: number;
  readonly compressibility: number;
  readonly enthalpyJPerMol: number;
  readonly internalEnergyJPerMol: number;
  readonly entropyJPerMolK: number;
  readonly cpJPerMolK: number;
  readonly cvJPerMolK: number;
  /** Imaginary, that is NaN, where the fluid would split into phases at once. */
  readonly soundSpeedMPerS: number;
  readonly jouleThomsonKPerPa: number;
}

/** Every property at a temperature and a positive density. */
export function realGasProperties(mixture: RealMixture, at: ThermalState): RealGasProperties {
  const { fractions, molarMassKgPerMol } = mixture;
  const { temperatureK, densityMolPerM3 } = at;
  const { a, dA, tA, ddA, dtA, ttA } = residualHelmholtz(fractions, mixture.reducing, at);
  const rt = MOLAR_GAS_CONSTANT * temperatureK;
  const idealPressurePa = densityMolPerM3 * rt;
  const compressibility = 1 + dA;
  const thermal = 1 + dA - dtA;
  const mechanical = 1 + 2 * dA + ddA;
  const cvJPerMolK = heatCapacityJPerK(fractions, temperatureK) - MOLAR_GAS_CONSTANT * (1 + ttA);
  const cpJPerMolK = cvJPerMolK + (MOLAR_GAS_CONSTANT * thermal * thermal) / mechanical;
  const idealEnthalpy = enthalpyJ(fractions, temperatureK);
  const idealEntropy = entropyJPerK(fractions, { temperatureK, pressurePa: idealPressurePa });
  return {
    pressurePa: idealPressurePa * compressibility,
    compressibility,
    enthalpyJPerMol: idealEnthalpy + rt * (tA + dA),
    internalEnergyJPerMol: idealEnthalpy + rt * (tA - 1),
    entropyJPerMolK: idealEntropy + MOLAR_GAS_CONSTANT * (tA - a),
    cpJPerMolK,
    cvJPerMolK,
    soundSpeedMPerS: Math.sqrt(((cpJPerMolK / cvJPerMolK) * rt * mechanical) / molarMassKgPerMol),
    jouleThomsonKPerPa: (thermal / mechanical - 1) / (densityMolPerM3 * cpJPerMolK),
  };
}
