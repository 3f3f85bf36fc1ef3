/**
 * What streams carry at the end of an implicit step, from their mass flows. Every chamber is mixed with what comes in,
 * and gas leaves it as it is at the end: for each species y (mol/kg) and the enthalpy h (J/kg)
 *
 *   (m + h Σ_in ṁ) y' − h Σ_in ṁ y'_up = m y
 *   (m + h Σ_in ṁ) h' − h Σ_in ṁ h'_up = m h + V (p' − p) + h Q + h K (T₀ − T')
 *
 * with p' = p (n' T')/(n T) of the gas that is then there, and T' = T + (h' − h(T, y'))/cp of what leaves it. The
 * species have one matrix with row excess m, so that y' ≥ 0 for every step; the row excess of energy is
 * m − m' (γ − 1)/γ + h K/cp, which only a chamber that is filled several times over in one step makes negative.
 */
import type { ImplicitSystem } from './implicit-system.ts';
import { addTie, clearMatrix } from './implicit-system.ts';
import { ENERGY, ROW, SPECIES_COUNT } from './layout.ts';
import { enthalpyOverR, FIT_SIZE, fitsAt, fitTable, heatCapacityOverR } from './nasa7.ts';
import type { PlantState } from './plant-state.ts';
import { factor, solve } from './solver/sparse-lu.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from './species.ts';

const FITS = fitTable(SPECIES);

/**
 * Brings what leaves every chamber to the end of the step: amounts per kilogram, temperature, enthalpy, pressure.
 * False when more leaves a chamber than there is, or its gas would be at 0 K: the step is too long.
 */
export function carryForward(
  system: ImplicitSystem,
  state: PlantState,
  vector: Float64Array,
  h: number,
): boolean {
  loadMatrix(system, state, h);
  if (!hasMassLeft(system, state, h) || !factor(system.matrix)) return false;
  const { capacityJPerKgK, datumJPerKg, molPerKg } = system.chambers;
  capacityJPerKgK.fill(0);
  molPerKg.fill(0);
  for (let c = 0; c < datumJPerKg.length; c++) {
    datumJPerKg[c] = state.memory.nodes.perKg[c * ROW + ENERGY] as number;
  }
  for (const k of system.species) carrySpecies(system, state, vector, k, h);
  return carryEnthalpy(system, state, vector, h);
}

function loadMatrix(system: ImplicitSystem, state: PlantState, h: number): void {
  const { chambers, matrix } = system;
  clearMatrix(system);
  for (let c = 0; c < chambers.massKg.length; c++) {
    matrix.excess[c] = chambers.isWet[c] === 1 ? 1 : (chambers.massKg[c] as number);
  }
  forEachArrival(system, state, (stream, chamber, massKg, isTo) => {
    addTie(system, stream, chamber, h * massKg, !isTo);
  });
}

/** Streams into chambers that mix. */
function forEachArrival(
  { chambers }: ImplicitSystem,
  { memory }: PlantState,
  visit: (stream: number, chamber: number, massFlowKgPerS: number, isTo: boolean, up: number) => void,
): void {
  const { from, to, massFlowKgPerS } = memory.streams;
  for (let s = 0; s < memory.size.streams; s++) {
    const massFlow = massFlowKgPerS[s] as number;
    const isTo = massFlow > 0;
    const chamber = (isTo ? to[s] : from[s]) as number;
    if (massFlow === 0 || chamber >= chambers.massKg.length || chambers.isWet[chamber] === 1) continue;
    visit(s, chamber, Math.abs(massFlow), isTo, (isTo ? from[s] : to[s]) as number);
  }
}

function hasMassLeft({ chambers }: ImplicitSystem, { memory }: PlantState, h: number): boolean {
  const { from, to, massFlowKgPerS } = memory.streams;
  const { endMassKg } = chambers;
  endMassKg.set(chambers.massKg);
  for (let s = 0; s < memory.size.streams; s++) {
    const massKg = h * (massFlowKgPerS[s] as number);
    const source = from[s] as number;
    const sink = to[s] as number;
    if (source < endMassKg.length) endMassKg[source] = (endMassKg[source] as number) - massKg;
    if (sink < endMassKg.length) endMassKg[sink] = (endMassKg[sink] as number) + massKg;
  }
  return endMassKg.every((massKg) => massKg > 0);
}

function carrySpecies(
  system: ImplicitSystem,
  state: PlantState,
  vector: Float64Array,
  k: number,
  h: number,
): void {
  const { chambers, unknown } = system;
  const { perKg } = state.memory.nodes;
  for (let c = 0; c < unknown.length; c++) {
    unknown[c] = (chambers.isWet[c] === 1 ? perKg[c * ROW + k] : vector[c * ROW + k]) as number;
  }
  addFromOutside(system, state, k, h);
  solve(system.matrix, unknown);
  for (let c = 0; c < unknown.length; c++) {
    const at = c * ROW + k;
    if (chambers.isWet[c] === 0) changeDatum(system, state, c, k, unknown[c] as number);
    perKg[at] = unknown[c] as number;
  }
}

function addFromOutside(system: ImplicitSystem, state: PlantState, k: number, h: number): void {
  const { unknown } = system;
  const { perKg } = state.memory.nodes;
  forEachArrival(system, state, (_, chamber, massFlow, __, up) => {
    if (up < unknown.length) return;
    unknown[chamber] = (unknown[chamber] as number) + h * massFlow * (perKg[up * ROW + k] as number);
  });
}

/** Enthalpy at the temperature of the start, and heat capacity, with an amount of a species as it will be. */
function changeDatum(
  { chambers }: ImplicitSystem,
  { memory }: PlantState,
  c: number,
  k: number,
  molPerKg: number,
): void {
  const { temperatureK, perKg } = memory.nodes;
  const t = temperatureK[c] as number;
  const fits = fitsAt(FITS, t);
  const change = MOLAR_GAS_CONSTANT * (molPerKg - (perKg[c * ROW + k] as number));
  const { datumJPerKg, capacityJPerKgK } = chambers;
  chambers.molPerKg[c] = (chambers.molPerKg[c] as number) + molPerKg;
  datumJPerKg[c] = (datumJPerKg[c] as number) + change * enthalpyOverR(fits, k * FIT_SIZE, t);
  capacityJPerKgK[c] =
    (capacityJPerKgK[c] as number) + MOLAR_GAS_CONSTANT * molPerKg * heatCapacityOverR(fits, k * FIT_SIZE, t);
}

function carryEnthalpy(system: ImplicitSystem, state: PlantState, vector: Float64Array, h: number): boolean {
  const { chambers, unknown, matrix } = system;
  const { nodes, chambers: properties } = state.memory;
  for (let c = 0; c < unknown.length; c++) {
    const held = nodes.perKg[c * ROW + ENERGY] as number;
    if (chambers.isWet[c] === 1) {
      unknown[c] = held;
      continue;
    }
    const t = nodes.temperatureK[c] as number;
    const capacity = chambers.capacityJPerKgK[c] as number;
    const datum = chambers.datumJPerKg[c] as number;
    const conductance = h * (chambers.wallWPerK[c] as number);
    const heldJ = (nodes.pressurePa[c] as number) * (properties.volumeM3[c] as number);
    // V p'/T': V p/T in proportion to what is there.
    const pressureJPerK =
      ((heldJ / t) * (chambers.endMassKg[c] as number) * (chambers.molPerKg[c] as number)) /
      totalMol(vector, c);
    const slope = (conductance - pressureJPerK) / capacity;
    matrix.excess[c] = (matrix.excess[c] as number) + slope;
    unknown[c] =
      (chambers.massKg[c] as number) * held -
      heldJ +
      h * (chambers.powerW[c] as number) +
      conductance * (chambers.wallK[c] as number) -
      (conductance - pressureJPerK) * t +
      slope * datum;
  }
  addFromOutside(system, state, ENERGY, h);
  if (!factor(matrix)) return false;
  solve(matrix, unknown);
  for (let c = 0; c < unknown.length; c++) {
    if (chambers.isWet[c] === 0 && !setEnthalpy(system, state, c)) return false;
  }
  return true;
}

/** The ledger finds the enthalpy of an ideal gas by its temperature; what is booked does too. */
function setEnthalpy({ chambers, unknown, species }: ImplicitSystem, state: PlantState, c: number): boolean {
  const { nodes } = state.memory;
  const enthalpy = unknown[c] as number;
  const t =
    (nodes.temperatureK[c] as number) +
    (enthalpy - (chambers.datumJPerKg[c] as number)) / (chambers.capacityJPerKgK[c] as number);
  if (!(t > 0 && t < Number.POSITIVE_INFINITY)) return false;
  nodes.temperatureK[c] = t;
  const at = c * ROW;
  if (state.network.definition.fluid.equationOfState !== 'ideal') {
    nodes.perKg[at + ENERGY] = enthalpy;
    return true;
  }
  const fits = fitsAt(FITS, t);
  let sum = 0;
  for (const k of species) sum += (nodes.perKg[at + k] as number) * enthalpyOverR(fits, k * FIT_SIZE, t);
  nodes.perKg[at + ENERGY] = MOLAR_GAS_CONSTANT * sum;
  return true;
}

function totalMol(vector: Float64Array, c: number): number {
  let sum = 0;
  for (let k = 0; k < SPECIES_COUNT; k++) sum += vector[c * ROW + k] as number;
  return sum;
}
