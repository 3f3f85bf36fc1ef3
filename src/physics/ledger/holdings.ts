/**
 * What a plant holds at its present state: amounts, energy and entropy by where they are.
 *
 *   S = Σ n R [s°(T)/R − ln(n R T/(V p°))]  of dry ideal gas,  C ln T of a solid (zero at 1 K)
 *
 * What is wet or real is asked of the gas model. Condensed water's share is what is left of a chamber beside its gas
 * phase, whose volume is the chamber's. Checked by test/physics/ledger-audit.test.ts.
 */
import { addTo, compensatedSums, totalOf } from '../compensated-sum.ts';
import { REFERENCE_PRESSURE_PA } from '../gas.ts';
import { ENERGY, ROW, SPECIES_COUNT, WALL } from '../layout.ts';
import { entropyOverR, FIT_SIZE, fitsAt, fitTable, heatCapacityOverR } from '../nasa7.ts';
import type { PlantState } from '../plant-state.ts';
import { solveChamber } from '../plant-state.ts';
import { MOLAR_GAS_CONSTANT, SPECIES, SPECIES_DATA } from '../species.ts';

const R = MOLAR_GAS_CONSTANT;
const FITS = fitTable(SPECIES);
const MOLAR_MASS = Float64Array.from(SPECIES, (name) => SPECIES_DATA[name].molarMassKgPerMol);
const WATER_KG_PER_MOL = SPECIES_DATA.H2O.molarMassKgPerMol;

/** J. */
export interface StoredEnergy {
  readonly gasJ: number;
  readonly condensedWaterJ: number;
  readonly wallsJ: number;
  readonly motionJ: number;
}

/** J/K. */
export interface StoredEntropy {
  readonly gasJPerK: number;
  readonly condensedWaterJPerK: number;
  readonly wallsJPerK: number;
}

/** Mass, amounts and energy of a whole plant. */
export interface Holdings {
  readonly massKg: number;
  readonly energyJ: number;
  /** In the order of `SPECIES`. */
  readonly amountMol: readonly number[];
}

/** One pass over the plant. */
export function holdings(state: PlantState): Holdings {
  const { network, memory } = state;
  const vector = memory.state;
  const sums = compensatedSums(SPECIES_COUNT + 1);
  for (let c = 0; c < network.chamberCount; c++) {
    for (let k = 0; k < SPECIES_COUNT; k++) {
      const amountMol = vector[c * ROW + k] as number;
      if (amountMol !== 0) addTo(sums, k, amountMol);
    }
    addTo(sums, SPECIES_COUNT, vector[c * ROW + ENERGY] as number);
    addTo(sums, SPECIES_COUNT, vector[c * ROW + WALL] as number);
  }
  for (const { index } of network.solids) addTo(sums, SPECIES_COUNT, vector[index] as number);
  addTo(sums, SPECIES_COUNT, motionJ(state));
  const amountMol = SPECIES.map((_, k) => totalOf(sums, k));
  return {
    amountMol,
    massKg: amountMol.reduce((sum, amount, k) => sum + amount * (MOLAR_MASS[k] as number), 0),
    energyJ: totalOf(sums, SPECIES_COUNT),
  };
}

/** cv T of gas and C T of solids, J: energy without an arbitrary zero. */
export function sensibleJ({ network, memory, solidK }: PlantState): number {
  const { state: vector, nodes } = memory;
  let sum = 0;
  for (let c = 0; c < network.chamberCount; c++) {
    const t = nodes.temperatureK[c] as number;
    const fits = fitsAt(FITS, t);
    sum += vector[c * ROW + WALL] as number;
    for (let k = 0; k < SPECIES_COUNT; k++) {
      sum += (vector[c * ROW + k] as number) * R * t * (heatCapacityOverR(fits, k * FIT_SIZE, t) - 1);
    }
  }
  return network.solids.reduce(
    (total, { capacityJPerK }, i) => total + capacityJPerK * (solidK[i] ?? 0),
    sum,
  );
}

/** Energy by where it is. */
export function storedEnergy(state: PlantState): StoredEnergy {
  const { network, memory } = state;
  const vector = memory.state;
  const chambers = chambersOf(state);
  const condensedWaterJ = sumOf(chambers, (c) => condensedEnergyJ(state, c));
  return {
    gasJ: sumOf(chambers, (c) => vector[c * ROW + ENERGY] as number) - condensedWaterJ,
    condensedWaterJ,
    wallsJ:
      sumOf(chambers, (c) => vector[c * ROW + WALL] as number) +
      sumOf(network.solids, ({ index }) => vector[index] as number),
    motionJ: motionJ(state),
  };
}

/** Entropy by where it is. */
export function storedEntropy(state: PlantState): StoredEntropy {
  const chambers = chambersOf(state);
  const condensedWaterJPerK = sumOf(chambers, (c) => condensedEntropyJPerK(state, c));
  return {
    gasJPerK: sumOf(chambers, (c) => chamberEntropyJPerK(state, c)) - condensedWaterJPerK,
    condensedWaterJPerK,
    wallsJPerK:
      sumOf(chambers, (c) => lumpEntropyJPerK(state, c)) +
      sumOf(state.network.solids, (_, i) => solidEntropyJPerK(state, i)),
  };
}

/** All of it, J/K. */
export function entropyJPerK(state: PlantState): number {
  const sums = compensatedSums(1);
  for (let c = 0; c < state.network.chamberCount; c++) {
    addTo(sums, 0, chamberEntropyJPerK(state, c));
    addTo(sums, 0, lumpEntropyJPerK(state, c));
  }
  for (let i = 0; i < state.solidK.length; i++) addTo(sums, 0, solidEntropyJPerK(state, i));
  return totalOf(sums, 0);
}

/** Of a chamber's gas and water, J/K; NaN where the gas model finds no such state. */
export function chamberEntropyJPerK(state: PlantState, c: number): number {
  if (isDryIdeal(state, c)) return idealEntropyJPerK(state, c);
  const { memory, gas, scratchGas } = state;
  return solveChamber(state, memory.state, c)
    ? gas.entropyJPerK(memory.state, c * ROW, scratchGas, memory.chambers.volumeM3[c] as number)
    : Number.NaN;
}

/** Of a chamber's wall of one lump, J/K; 0 without such a wall. */
export function lumpEntropyJPerK({ memory }: PlantState, c: number): number {
  const wallJ = memory.state[c * ROW + WALL] as number;
  const capacity = memory.chambers.wallCapacityJPerK[c] as number;
  return wallJ === 0 ? 0 : capacity * Math.log(wallJ / capacity);
}

/** Of a solid, J/K. */
export function solidEntropyJPerK({ network: { solids }, solidK }: PlantState, i: number): number {
  return (solids[i]?.capacityJPerK ?? 0) * Math.log(solidK[i] ?? 1);
}

/** Everything in a chamber, kg. */
export function chamberMassKg({ memory }: PlantState, c: number): number {
  let sum = 0;
  for (let k = 0; k < SPECIES_COUNT; k++) {
    sum += (MOLAR_MASS[k] as number) * (memory.state[c * ROW + k] as number);
  }
  return sum;
}

/** Water that is no vapour, in all chambers, mol. */
export function condensedMol(state: PlantState): number {
  return sumOf(chambersOf(state), (c) => chamberCondensedMol(state, c));
}

function chamberCondensedMol({ wet }: PlantState, c: number): number {
  return (wet.liquidMol[c] as number) + (wet.iceMol[c] as number);
}

/** The properties of the nodes are those of the state, so that nothing needs to be solved for again. */
function isDryIdeal(state: PlantState, c: number): boolean {
  return state.network.definition.fluid.equationOfState === 'ideal' && chamberCondensedMol(state, c) === 0;
}

function idealEntropyJPerK({ memory }: PlantState, c: number): number {
  const t = memory.nodes.temperatureK[c] as number;
  const fits = fitsAt(FITS, t);
  const lnPressurePerMol = Math.log(
    (R * t) / ((memory.chambers.volumeM3[c] as number) * REFERENCE_PRESSURE_PA),
  );
  let sum = 0;
  for (let k = 0; k < SPECIES_COUNT; k++) {
    const amountMol = memory.state[c * ROW + k] as number;
    if (amountMol === 0) continue;
    // The logarithms apart: of a trace the product may be too small for a number.
    sum += amountMol * (entropyOverR(fits, k * FIT_SIZE, t) - Math.log(amountMol) - lnPressurePerMol);
  }
  return R * sum;
}

function gasPhaseKg(state: PlantState, c: number): number {
  return chamberMassKg(state, c) - WATER_KG_PER_MOL * chamberCondensedMol(state, c);
}

/** The condensed volume is neglected, as the gas models do. */
function condensedEnergyJ(state: PlantState, c: number): number {
  if (chamberCondensedMol(state, c) === 0) return 0;
  const { nodes, chambers, state: vector } = state.memory;
  const flowWorkJ = (nodes.pressurePa[c] as number) * (chambers.volumeM3[c] as number);
  const gasJ = gasPhaseKg(state, c) * (nodes.perKg[c * ROW + ENERGY] as number) - flowWorkJ;
  return (vector[c * ROW + ENERGY] as number) - gasJ;
}

function condensedEntropyJPerK(state: PlantState, c: number): number {
  if (chamberCondensedMol(state, c) === 0) return 0;
  const { nodes } = state.memory;
  const base = c * ROW;
  const gas = { temperatureK: nodes.temperatureK[c] as number, entropyJPerKgK: 0 };
  const enthalpyJPerKg = nodes.perKg[base + ENERGY] as number;
  state.gas.throttled(gas, nodes.perKg, base, enthalpyJPerKg, nodes.pressurePa[c] as number);
  return chamberEntropyJPerK(state, c) - gasPhaseKg(state, c) * gas.entropyJPerKgK;
}

function motionJ({ models }: PlantState): number {
  return models.reduce((sum, model) => sum + (model.kineticEnergyJ?.() ?? 0), 0);
}

function chambersOf({ network: { chamberCount } }: PlantState): readonly number[] {
  return Array.from({ length: chamberCount }, (_, c) => c);
}

function sumOf<T>(items: readonly T[], term: (item: T, i: number) => number): number {
  const sums = compensatedSums(1);
  items.forEach((item, i) => {
    addTo(sums, 0, term(item, i));
  });
  return totalOf(sums, 0);
}
