/**
 * The six gases that the plant model knows, and their published data.
 *
 * Molar masses and the low-range coefficients (200 K … 1000 K) are those of the NASA-7 set of McBride, Gordon and
 * Reno, "Coefficients for Calculating Thermodynamic and Transport Properties of Individual Species", NASA TM-4513
 * (1993); the label of each species is the one printed there. The high-range coefficients (1000 K … 6000 K) are
 * from the same set: cp, h and s of the two ranges meet at 1000 K within 1e-8, which a test checks, because
 * near-identical sets are in circulation and their ranges do not fit each other.
 */

/** In the order of every per-species array. */
export const SPECIES = ['N2', 'O2', 'H2O', 'He', 'Ne', 'Ar'] as const;
export type Species = (typeof SPECIES)[number];

/** Mole fractions; absent species are zero; the given ones add up to 1. */
export type Composition = Readonly<Partial<Record<Species, number>>>;

/** Molar gas constant, J/(mol·K), exact since the 2019 SI. */
export const MOLAR_GAS_CONSTANT = 8.31446261815324;

/** NASA-7 coefficients a1 … a7 of cp/R = Σ aᵢ₊₁ Tⁱ; a6 and a7 are the constants of h and s. */
export type Nasa7 = readonly [number, number, number, number, number, number, number];

export interface SpeciesData {
  /** Label of the fit in the source. */
  readonly label: string;
  readonly molarMassKgPerMol: number;
  /** 200 K … 1000 K. */
  readonly low: Nasa7;
  /** 1000 K … 6000 K. */
  readonly high: Nasa7;
}

const monatomic = (entropyConstant: number): Pick<SpeciesData, 'low' | 'high'> => {
  const fit: Nasa7 = [2.5, 0, 0, 0, 0, -745.375, entropyConstant];
  return { low: fit, high: fit };
};

export const SPECIES_DATA: Readonly<Record<Species, SpeciesData>> = {
  N2: {
    label: 'TPIS78',
    molarMassKgPerMol: 28.014e-3,
    low: [
      3.53100528, -1.23660987e-4, -5.02999437e-7, 2.43530612e-9, -1.40881235e-12, -1046.97628, 2.96747468,
    ],
    high: [
      2.95257626, 1.39690057e-3, -4.92631691e-7, 7.86010367e-11, -4.60755321e-15, -923.948645, 5.87189252,
    ],
  },
  O2: {
    label: 'TPIS89',
    molarMassKgPerMol: 31.998e-3,
    low: [3.78245636, -2.99673415e-3, 9.847302e-6, -9.68129508e-9, 3.24372836e-12, -1063.94356, 3.65767573],
    high: [
      3.66096083, 6.56365523e-4, -1.41149485e-7, 2.05797658e-11, -1.29913248e-15, -1215.97725, 3.41536184,
    ],
  },
  H2O: {
    label: 'L 8/89',
    molarMassKgPerMol: 18.015e-3,
    low: [
      4.19864056, -2.0364341e-3, 6.52040211e-6, -5.48797062e-9, 1.77197817e-12, -30293.7267, -0.849032208,
    ],
    high: [
      2.67703787, 2.97318329e-3, -7.7376969e-7, 9.44336689e-11, -4.26900959e-15, -29885.8938, 6.88255571,
    ],
  },
  He: { label: 'L10/90', molarMassKgPerMol: 4.002602e-3, ...monatomic(0.928724724) },
  Ne: { label: 'L10/90', molarMassKgPerMol: 20.1797e-3, ...monatomic(3.35532272) },
  Ar: { label: 'L 6/88', molarMassKgPerMol: 39.95e-3, ...monatomic(4.37967491) },
};
