/**
 * Published coefficients of the residual Helmholtz energy of the six gases, and how pairs of them combine.
 *
 *   αᵣ(δ, τ) = Σ n δᵈ τᵗ exp(−δˡ)      (no exponential where l = 0)
 *
 * N2, O2, H2O, He, Ar: Kunz and Wagner, "The GERG-2008 Wide-Range Equation of State for Natural Gases and Other
 * Mixtures", J. Chem. Eng. Data 57 (2012) 3032, tables A2 and A5 (equations of Span, Wagner and co-workers).
 * Ne: Katti, Jacobsen, Stewart, Jahangiri, "Thermodynamic Properties of Neon for Temperatures from the Triple Point
 * to 700 K at Pressures to 700 MPa", Adv. Cryog. Eng. 31 (1986) 1189.
 * Checked by test/physics/properties/real-gas.test.ts against the reference equations of N2 and Ar and against
 * published second virial coefficients of all six.
 */
import type { Species } from '../species.ts';

/** n, d, t, l of one term. */
export type HelmholtzTerm = readonly [number, number, number, number];

export interface HelmholtzData {
  readonly reducingTemperatureK: number;
  readonly reducingDensityMolPerM3: number;
  readonly terms: readonly HelmholtzTerm[];
}

/** The twelve-term form that O2 and Ar share, with their own n. */
const simpleFluid = (n: readonly number[]): readonly HelmholtzTerm[] =>
  (
    [
      [1, 0.25, 0],
      [1, 1.125, 0],
      [1, 1.5, 0],
      [2, 1.375, 0],
      [3, 0.25, 0],
      [7, 0.875, 0],
      [2, 0.625, 1],
      [5, 1.75, 1],
      [1, 3.625, 2],
      [4, 3.625, 2],
      [3, 14.5, 3],
      [4, 12, 3],
    ] as const
  ).map(([d, t, l], index) => [n[index] as number, d, t, l]);

export const HELMHOLTZ_DATA: Readonly<Record<Species, HelmholtzData>> = {
  N2: {
    reducingTemperatureK: 126.192,
    reducingDensityMolPerM3: 11183.9,
    terms: [
      [0.59889711801201, 1, 0.125, 0],
      [-1.6941557480731, 1, 1.125, 0],
      [0.24579736191718, 2, 0.375, 0],
      [-0.23722456755175, 2, 1.125, 0],
      [0.017954918715141, 4, 0.625, 0],
      [0.014592875720215, 4, 1.5, 0],
      [0.10008065936206, 1, 0.625, 1],
      [0.73157115385532, 1, 2.625, 1],
      [-0.88372272336366, 1, 2.75, 1],
      [0.31887660246708, 2, 2.125, 1],
      [0.20766491728799, 3, 2, 1],
      [-0.019379315454158, 6, 1.75, 1],
      [-0.16936641554983, 2, 4.5, 2],
      [0.13546846041701, 3, 4.75, 2],
      [-0.033066712095307, 3, 5, 2],
      [-0.060690817018557, 4, 4, 2],
      [0.012797548292871, 4, 4.5, 2],
      [0.0058743664107299, 2, 7.5, 3],
      [-0.018451951971969, 3, 14, 3],
      [0.0047226622042472, 4, 11.5, 3],
      [-0.0052024079680599, 5, 26, 6],
      [0.043563505956635, 6, 28, 6],
      [-0.036251690750939, 6, 30, 6],
      [-0.0028974026866543, 7, 16, 6],
    ],
  },
  O2: {
    reducingTemperatureK: 154.595,
    reducingDensityMolPerM3: 13630,
    terms: simpleFluid([
      0.88878286369701, -2.4879433312148, 0.59750190775886, 0.0096501817061881, 0.07197042871277,
      0.00022337443000195, 0.18558686391474, -0.03812936803576, -0.15352245383006, -0.026726814910919,
      -0.025675298677127, 0.0095714302123668,
    ]),
  },
  H2O: {
    reducingTemperatureK: 647.096,
    reducingDensityMolPerM3: 17873.71609,
    terms: [
      [0.82728408749586, 1, 0.5, 0],
      [-1.8602220416584, 1, 1.25, 0],
      [-1.1199009613744, 1, 1.875, 0],
      [0.15635753976056, 2, 0.125, 0],
      [0.87375844859025, 2, 1.5, 0],
      [-0.36674403715731, 3, 1, 0],
      [0.053987893432436, 4, 0.75, 0],
      [1.0957690214499, 1, 1.5, 1],
      [0.053213037828563, 5, 0.625, 1],
      [0.013050533930825, 5, 2.625, 1],
      [-0.41079520434476, 1, 5, 2],
      [0.1463744334412, 2, 4, 2],
      [-0.055726838623719, 4, 4.5, 2],
      [-0.0112017741438, 4, 3, 3],
      [-0.0066062758068099, 1, 4, 5],
      [0.0046918522004538, 1, 6, 5],
    ],
  },
  He: {
    reducingTemperatureK: 5.1953,
    reducingDensityMolPerM3: 17399,
    terms: [
      [-0.45579024006737, 1, 0, 0],
      [1.2516390754925, 1, 0.125, 0],
      [-1.5438231650621, 1, 0.75, 0],
      [0.020467489707221, 4, 1, 0],
      [-0.34476212380781, 1, 0.75, 1],
      [-0.020858459512787, 3, 2.625, 1],
      [0.016227414711778, 5, 0.125, 1],
      [-0.057471818200892, 5, 1.25, 1],
      [0.019462416430715, 5, 2, 1],
      [-0.03329568012302, 2, 1, 2],
      [-0.010863577372367, 1, 4.5, 3],
      [-0.022173365245954, 2, 5, 3],
    ],
  },
  Ne: {
    reducingTemperatureK: 44.4918,
    reducingDensityMolPerM3: 23882,
    terms: [
      [3.532653449, 1, 0.5, 0],
      [-4.513954384, 1, 0.75, 0],
      [-0.1524027959, 1, 3.5, 0],
      [2.188568609, 2, 0.5, 0],
      [-7.44299997, 2, 0.75, 0],
      [7.755627402, 2, 1, 0],
      [-3.122553128, 2, 1.5, 0],
      [1.014206899, 2, 2.5, 0],
      [-0.05289214086, 3, 0.25, 0],
      [0.1566849239, 3, 0.5, 0],
      [-0.222852705, 3, 2.5, 0],
      [-0.01410150942, 4, 1, 0],
      [0.07036229719, 4, 3, 0],
      [-0.05882048367, 4, 4, 0],
      [0.01571172741, 4, 5, 0],
      [0.001292202769, 6, 1, 0],
      [0.0007902035603, 6, 5, 0],
      [-0.0003794403616, 6, 6, 0],
      [0.04652799333, 1, 4, 3],
      [0.04524001818, 2, 1, 2],
      [-0.2383421991, 2, 5, 2],
      [0.00629359013, 2, 8, 4],
      [-0.001272313644, 2, 12, 6],
      [-1.75235256e-7, 2, 32, 6],
      [0.007188419232, 4, 10, 2],
      [-0.05403006914, 8, 6, 2],
      [0.07578222187, 8, 7, 2],
      [-0.03808588254, 8, 8, 2],
      [0.006034022431, 8, 9, 2],
    ],
  },
  Ar: {
    reducingTemperatureK: 150.687,
    reducingDensityMolPerM3: 13407.429659,
    terms: simpleFluid([
      0.85095714803969, -2.400322294348, 0.54127841476466, 0.016919770692538, 0.068825965019035,
      0.00021428032815338, 0.17429895321992, -0.033654495604194, -0.13526799857691, -0.016387350791552,
      -0.024987666851475, 0.0088769204815709,
    ]),
  },
};

export interface PairParameters {
  readonly betaV: number;
  readonly gammaV: number;
  readonly betaT: number;
  readonly gammaT: number;
}

const pair = (betaV: number, gammaV: number, betaT: number, gammaT: number): PairParameters => ({
  betaV,
  gammaV,
  betaT,
  gammaT,
});

/**
 * Binary parameters, keyed by `first-second` in the order of `SPECIES`; Kunz and Wagner (2012), table A8. Pairs that
 * are not here combine by the plain Lorentz-Berthelot rule, with all four 1: so the table has helium with O2, H2O and
 * Ar, and neon is not in it. GERG-2008 has no departure function for any pair of these gases.
 */
export const PAIR_PARAMETERS: Readonly<Record<string, PairParameters>> = {
  'N2-O2': pair(0.99952177, 0.997082328, 0.997190589, 0.995157044),
  'N2-H2O': pair(1, 1.094749685, 1, 0.968808467),
  'N2-He': pair(0.969501055, 0.932629867, 0.692868765, 1.47183158),
  'N2-Ar': pair(1.004166412, 1.002212182, 0.999069843, 0.990034831),
  'O2-H2O': pair(1, 1.143174289, 1, 0.964767932),
  'O2-Ar': pair(0.999746847, 0.993907223, 1.000023103, 0.990430423),
  'H2O-Ar': pair(1, 1.038993495, 1, 1.070941866),
};
