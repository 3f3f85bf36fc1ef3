/**
 * Viscosity of the dilute gases and their mixtures, 200 K to 1000 K.
 *
 *   N2, O2, Ar: η = 0.0266958 √(M T)/(σ² Ω(T*)) µPa·s (M in g/mol, σ in nm), Ω = exp Σ bᵢ (ln T*)ⁱ
 *               Lemmon and Jacobsen, Int. J. Thermophys. 25 (2004) 21; 0.5 % to 2 % as published
 *   Ne:         the same kinetic theory with the collision integral of Neufeld, Janzen and Aziz, J. Chem. Phys. 57
 *               (1972) 1100, and a 12-6 potential; see NEON for its two parameters
 *   He:         Arp, McCarty and Friend, NIST TN 1334 (1998), the branch above 100 K
 *   H2O:        IAPWS R12-08 (2008), the factor at zero density
 *   mixtures:   Wilke, J. Chem. Phys. 18 (1950) 517
 *
 * Pressure does not enter: at 300 K the viscosity of oxygen is 0.1 % higher at 1 bar, 1 % at 1 MPa and 12 % at
 * 10 MPa. Checked by test/physics/properties/transport.test.ts.
 */
import type { Species } from '../species.ts';
import { SPECIES, SPECIES_DATA } from '../species.ts';

const MICRO = 1e-6;
/** Where the IAPWS fits of viscosity and conductivity begin, K. */
export const COLDEST_STEAM_K = 253.15;

interface Molecule {
  readonly wellDepthK: number;
  readonly diameterNm: number;
}

const LEMMON_JACOBSEN = {
  N2: { wellDepthK: 98.94, diameterNm: 0.3656 },
  O2: { wellDepthK: 118.5, diameterNm: 0.3428 },
  Ar: { wellDepthK: 143.2, diameterNm: 0.335 },
} as const;

/**
 * Fitted to the recommended values of Huber and Harvey at 200 K to 600 K ("Viscosity of Gases", CRC Handbook of
 * Chemistry and Physics), which it meets within 0.4 %; continued to 1000 K.
 */
const NEON: Molecule = { wellDepthK: 51.04, diameterNm: 0.269 };

/** Viscosity of a pure gas at low density, Pa·s. */
export function viscosityPaS(species: Species, temperatureK: number): number {
  switch (species) {
    case 'N2':
    case 'O2':
    case 'Ar': {
      const molecule = LEMMON_JACOBSEN[species];
      return kineticPaS(species, molecule, temperatureK, fittedIntegral(temperatureK / molecule.wellDepthK));
    }
    case 'Ne':
      return kineticPaS('Ne', NEON, temperatureK, neufeldIntegral(temperatureK / NEON.wellDepthK));
    case 'He':
      return heliumPaS(temperatureK);
    case 'H2O':
      return waterPaS(temperatureK);
  }
}

/**
 * Viscosity of a mixture, Pa·s:
 * η = Σ xᵢηᵢ/Σⱼ xⱼφᵢⱼ, φᵢⱼ = [1 + √(ηᵢ/ηⱼ) (Mⱼ/Mᵢ)^¼]²/√(8 (1 + Mᵢ/Mⱼ)).
 *
 * @param moles amounts in the order of `SPECIES`, not all zero
 */
export function mixtureViscosityPaS(moles: Float64Array, temperatureK: number): number {
  const pure = SPECIES.map((name) => viscosityPaS(name, temperatureK));
  return wilkeAverage(moles, pure, pure);
}

/**
 * Σ xᵢvᵢ/Σⱼ xⱼφᵢⱼ with Wilke's φ from the pure viscosities; Mason and Saxena average conductivities with the same φ.
 */
export function wilkeAverage(
  moles: Float64Array,
  values: readonly number[],
  viscosities: readonly number[],
): number {
  let sum = 0;
  SPECIES.forEach((name, i) => {
    const amount = moles[i] as number;
    if (amount === 0) return;
    let weight = 0;
    SPECIES.forEach((other, j) => {
      const massRatio = SPECIES_DATA[name].molarMassKgPerMol / SPECIES_DATA[other].molarMassKgPerMol;
      const viscosityRatio = (viscosities[i] as number) / (viscosities[j] as number);
      const phi = (1 + Math.sqrt(viscosityRatio) * massRatio ** -0.25) ** 2 / Math.sqrt(8 * (1 + massRatio));
      weight += (moles[j] as number) * phi;
    });
    sum += (amount * (values[i] as number)) / weight;
  });
  return sum;
}

/** Chapman and Enskog's first approximation, Pa·s. */
function kineticPaS(species: Species, molecule: Molecule, temperatureK: number, integral: number): number {
  const gramsPerMol = SPECIES_DATA[species].molarMassKgPerMol * 1e3;
  return (MICRO * 0.0266958 * Math.sqrt(gramsPerMol * temperatureK)) / (molecule.diameterNm ** 2 * integral);
}

function fittedIntegral(reducedTemperature: number): number {
  const ln = Math.log(reducedTemperature);
  return Math.exp(0.431 + ln * (-0.4623 + ln * (0.08406 + ln * (0.005341 - 0.00331 * ln))));
}

function neufeldIntegral(reducedTemperature: number): number {
  const t = reducedTemperature;
  return 1.16145 * t ** -0.14874 + 0.52487 * Math.exp(-0.7732 * t) + 2.16178 * Math.exp(-2.43787 * t);
}

function heliumPaS(temperatureK: number): number {
  const t = temperatureK;
  return 1e-7 * 196 * t ** 0.71938 * Math.exp(12.451 / t - 295.67 / (t * t) - 4.1249);
}

/** Below 253.15 K, where the fit ends and steam is under 2 mbar anyway, proportional to temperature. */
function waterPaS(temperatureK: number): number {
  if (temperatureK < COLDEST_STEAM_K) return (waterPaS(COLDEST_STEAM_K) * temperatureK) / COLDEST_STEAM_K;
  const t = temperatureK / 647.096;
  return (MICRO * 100 * Math.sqrt(t)) / (1.67752 + 2.20462 / t + 0.6366564 / t ** 2 - 0.241605 / t ** 3);
}
