/**
 * Viscosity, thermal conductivity and heat capacity of a gas mixture for the solver's inner loop: the laws of
 * ../properties/viscosity.ts and thermal-conductivity.ts (Wilke; Mason and Saxena) without their exponentials and
 * without allocation.
 *
 * Per species √η and λ are tabulated over √T and read by a cubic (Catmull and Rom's, once continuously
 * differentiable): within 3e-7 of the laws, but for water near 253 K, where the law itself has a kink (2e-4). Range
 * 100 K … 2000 K, of which the sources cover 200 K … 1000 K; η and λ are held outside. cp is that of NASA-7.
 * Checked by test/physics/laws/mixture-transport.test.ts.
 */
import type { FitTable } from '../nasa7.ts';
import { FIT_SIZE, fitsAt, fitTable, heatCapacityOverR } from '../nasa7.ts';
import { thermalConductivityWPerMK } from '../properties/thermal-conductivity.ts';
import { viscosityPaS } from '../properties/viscosity.ts';
import type { Species } from '../species.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../species.ts';

/** Range of the tables, K. */
export const COLDEST_K = 100;
export const HOTTEST_K = 2000;

const INTERVALS = 256;
const FIRST_ROOT = Math.sqrt(COLDEST_K);
const ROOT_STEP = (Math.sqrt(HOTTEST_K) - FIRST_ROOT) / INTERVALS;

/** The tables of a list of species, and the place of the last result. */
export interface MixtureTransport {
  /** The last result. */
  viscosityPaS: number;
  conductivityWPerMK: number;
  heatCapacityJPerKgK: number;
  gasConstantJPerKgK: number;

  readonly speciesCount: number;
  readonly fits: FitTable;
  /** Node by node from one step below the range to one above it; within a node by species. */
  readonly rootViscosityTable: Float64Array;
  readonly conductivityTable: Float64Array;
  /** (Mⱼ/Mᵢ)^¼ and 1/√(8 (1 + Mᵢ/Mⱼ)) at i·count + j. */
  readonly massFactor: Float64Array;
  readonly pairScale: Float64Array;
  /** Of each species that was there, at the last temperature. */
  readonly rootViscosity: Float64Array;
}

/** @param species in the order of the amounts that {@link updateTransport} will be given */
export function mixtureTransport(species: readonly Species[]): MixtureTransport {
  const nodes = Array.from(
    { length: INTERVALS + 3 },
    (_, node) => (FIRST_ROOT + (node - 1) * ROOT_STEP) ** 2,
  );
  const pairs = species.flatMap((one) => species.map((other) => massRatio(one, other)));
  return {
    viscosityPaS: Number.NaN,
    conductivityWPerMK: Number.NaN,
    heatCapacityJPerKgK: Number.NaN,
    gasConstantJPerKgK: Number.NaN,
    speciesCount: species.length,
    fits: fitTable(species),
    rootViscosityTable: Float64Array.from(
      nodes.flatMap((t) => species.map((name) => Math.sqrt(viscosityPaS(name, t)))),
    ),
    conductivityTable: Float64Array.from(
      nodes.flatMap((t) => species.map((name) => thermalConductivityWPerMK(name, t))),
    ),
    massFactor: Float64Array.from(pairs, (ratio) => ratio ** -0.25),
    pairScale: Float64Array.from(pairs, (ratio) => 1 / Math.sqrt(8 * (1 + ratio))),
    rootViscosity: new Float64Array(species.length),
  };
}

function massRatio(one: Species, other: Species): number {
  return SPECIES_DATA[one].molarMassKgPerMol / SPECIES_DATA[other].molarMassKgPerMol;
}

/**
 * Properties of a mixture at a temperature, into `transport`.
 *
 * @param molPerKg amounts of each species in one kilogram from `offset` on, ≥ 0, not all zero
 */
export function updateTransport(
  transport: MixtureTransport,
  molPerKg: Float64Array,
  offset: number,
  temperatureK: number,
): void {
  const { speciesCount, rootViscosity, massFactor, pairScale } = transport;
  const fits = fitsAt(transport.fits, temperatureK);
  const place = (Math.sqrt(Math.min(Math.max(temperatureK, COLDEST_K), HOTTEST_K)) - FIRST_ROOT) / ROOT_STEP;
  const node = Math.min(Math.floor(place), INTERVALS - 1);
  const share = place - node;
  for (let k = 0; k < speciesCount; k++) {
    if (molPerKg[offset + k] === 0) continue;
    rootViscosity[k] = cubic(transport.rootViscosityTable, speciesCount, node * speciesCount + k, share);
  }
  let viscosity = 0;
  let conductivity = 0;
  let heatCapacity = 0;
  let total = 0;
  for (let i = 0; i < speciesCount; i++) {
    const amount = molPerKg[offset + i] as number;
    if (amount === 0) continue;
    const own = rootViscosity[i] as number;
    let weight = 0;
    for (let j = 0; j < speciesCount; j++) {
      const other = molPerKg[offset + j] as number;
      if (other === 0) continue;
      const pair = i * speciesCount + j;
      const sum = 1 + (own / (rootViscosity[j] as number)) * (massFactor[pair] as number);
      weight += other * sum * sum * (pairScale[pair] as number);
    }
    viscosity += (amount * own * own) / weight;
    conductivity +=
      (amount * cubic(transport.conductivityTable, speciesCount, node * speciesCount + i, share)) / weight;
    heatCapacity += amount * heatCapacityOverR(fits, i * FIT_SIZE, temperatureK);
    total += amount;
  }
  transport.viscosityPaS = viscosity;
  transport.conductivityWPerMK = conductivity;
  transport.heatCapacityJPerKgK = MOLAR_GAS_CONSTANT * heatCapacity;
  transport.gasConstantJPerKgK = MOLAR_GAS_CONSTANT * total;
}

/** Between the second and the third of the four values that lie `stride` apart from `start` on. */
function cubic(table: Float64Array, stride: number, start: number, share: number): number {
  const a = table[start] as number;
  const b = table[start + stride] as number;
  const c = table[start + 2 * stride] as number;
  const d = table[start + 3 * stride] as number;
  return b + 0.5 * share * (c - a + share * (2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a)));
}
