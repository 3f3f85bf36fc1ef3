/**
 * Thermal conductivity of the dilute gases and their mixtures, 200 K to 1000 K.
 *
 *   N2, O2, Ar: λ = N₁ η + N₂ τ^t₂ + N₃ τ^t₃ mW/(m·K), η in µPa·s, τ = Tc/T
 *               Lemmon and Jacobsen, Int. J. Thermophys. 25 (2004) 21
 *   He:         Hands and Arp, Cryogenics 21 (1981) 697
 *   Ne:         kinetic theory of monatomic gases, λ = (15/4)(R/M) η
 *   H2O:        IAPWS R15-11 (2011), the factor at zero density
 *   mixtures:   Wassiljewa's form with Wilke's φ: Mason and Saxena, Phys. Fluids 1 (1958) 361, with the factor of one
 *               that Poling, Prausnitz, O'Connell, 5th ed. (2001), section 10-6, recommend
 *
 * Pressure does not enter: at 300 K and 10 MPa the conductivity of oxygen is about 19 % higher.
 * Checked by test/physics/properties/transport.test.ts.
 */
import type { Species } from '../species.ts';
import { MOLAR_GAS_CONSTANT, SPECIES, SPECIES_DATA } from '../species.ts';
import { COLDEST_STEAM_K, viscosityPaS, wilkeAverage } from './viscosity.ts';

const MILLI = 1e-3;

interface Fit {
  readonly criticalTemperatureK: number;
  readonly perViscosity: number;
  /** Coefficient and exponent of τ. */
  readonly terms: readonly (readonly [number, number])[];
}

const LEMMON_JACOBSEN: Readonly<Record<'N2' | 'O2' | 'Ar', Fit>> = {
  N2: {
    criticalTemperatureK: 126.192,
    perViscosity: 1.511,
    terms: [
      [2.117, -1],
      [-3.332, -0.7],
    ],
  },
  O2: {
    criticalTemperatureK: 154.581,
    perViscosity: 1.036,
    terms: [
      [6.283, -0.9],
      [-4.262, -0.6],
    ],
  },
  Ar: { criticalTemperatureK: 150.687, perViscosity: 0.8158, terms: [[-0.432, -0.77]] },
};

/** Thermal conductivity of a pure gas at low density, W/(m·K). */
export function thermalConductivityWPerMK(species: Species, temperatureK: number): number {
  const t = temperatureK;
  switch (species) {
    case 'N2':
    case 'O2':
    case 'Ar': {
      const { criticalTemperatureK, perViscosity, terms } = LEMMON_JACOBSEN[species];
      const tau = criticalTemperatureK / t;
      const fitted = terms.reduce((sum, [n, exponent]) => sum + n * tau ** exponent, 0);
      return MILLI * (perViscosity * viscosityPaS(species, t) * 1e6 + fitted);
    }
    case 'He': {
      const exponent = 3.739232544 / t - 26.20316969 / t ** 2 + 59.82252246 / t ** 3 - 49.26397634 / t ** 4;
      return 2.7870034e-3 * t ** 0.7034007057 * Math.exp(exponent);
    }
    case 'Ne':
      return (3.75 * MOLAR_GAS_CONSTANT * viscosityPaS('Ne', t)) / SPECIES_DATA.Ne.molarMassKgPerMol;
    case 'H2O':
      return waterWPerMK(t);
  }
}

/**
 * Thermal conductivity of a mixture, W/(m·K).
 *
 * @param moles amounts in the order of `SPECIES`, not all zero
 */
export function mixtureThermalConductivityWPerMK(moles: Float64Array, temperatureK: number): number {
  const conductivities = SPECIES.map((name) => thermalConductivityWPerMK(name, temperatureK));
  const viscosities = SPECIES.map((name) => viscosityPaS(name, temperatureK));
  return wilkeAverage(moles, conductivities, viscosities);
}

/** Below the range of the fit, in proportion to temperature like the viscosity. */
function waterWPerMK(temperatureK: number): number {
  if (temperatureK < COLDEST_STEAM_K) return (waterWPerMK(COLDEST_STEAM_K) * temperatureK) / COLDEST_STEAM_K;
  const t = temperatureK / 647.096;
  const divisor =
    2.443221e-3 + 1.323095e-2 / t + 6.770357e-3 / t ** 2 - 3.454586e-3 / t ** 3 + 4.096266e-4 / t ** 4;
  return (MILLI * Math.sqrt(t)) / divisor;
}
