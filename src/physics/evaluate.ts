/** Time derivative of a plant's state, and with it every property, flow and power. */
import { ROW } from './layout.ts';
import type { PlantState } from './plant-state.ts';
import { copyGas, solveChamber } from './plant-state.ts';
import { mayCondense } from './saturation-table.ts';
import { SPECIES } from './species.ts';
import { bookTransfers } from './transfers.ts';

const WATER = SPECIES.indexOf('H2O');

/** False when the vector is no state of matter: a negative amount, no gas, or less energy than at 0 K. */
export type Evaluation = (state: PlantState, vector: Float64Array, rate: Float64Array) => boolean;

/** Fills `rate` with the derivative at `vector`; properties and flows are then those at `vector`. */
export function evaluate(state: PlantState, vector: Float64Array, rate: Float64Array): boolean {
  const { kernel, models, memory } = state;
  state.evaluated.vector = vector;
  memory.streams.addedW.fill(0);
  if (!updateSolids(state, vector)) return false;
  for (const model of models) model.prepare?.(vector);
  if (!updateChambers(state, vector)) return false;
  for (const model of models) model.respond?.();
  kernel.orifices();
  for (const model of models) model.exchange?.();
  rateOfFlows(state, vector, rate);
  return true;
}

/** Fills `rate` with what the flows, powers and properties that are in memory do; of `vector` only walls are used. */
export function rateOfFlows(state: PlantState, vector: Float64Array, rate: Float64Array): void {
  const { kernel, models, memory, network } = state;
  kernel.rates(vector, rate, memory.nodes.temperatureK[network.ambientNode] as number);
  bookTransfers(state, rate);
  for (const model of models) model.addRates?.(rate);
}

function updateSolids({ network, solidK }: PlantState, vector: Float64Array): boolean {
  for (let i = 0; i < solidK.length; i++) {
    const { capacityJPerK, index } = network.solids[i] as (typeof network.solids)[number];
    const temperatureK = (vector[index] as number) / capacityJPerK;
    if (!(temperatureK > 0)) return false;
    solidK[i] = temperatureK;
  }
  return true;
}

/** The kernel knows dry ideal gas; what is wet or real goes through the gas model, chamber by chamber. */
function updateChambers(state: PlantState, vector: Float64Array): boolean {
  const { network, kernel, wet } = state;
  const { equationOfState, condensation } = network.definition.fluid;
  if (equationOfState !== 'ideal') return solveAll(state, vector);
  const isDry = kernel.chambers(vector);
  if (!condensation || !network.species.includes('H2O')) return isDry;
  if (!isDry) return solveAll(state, vector);
  for (let c = 0; c < network.chamberCount; c++) {
    if (isBeyondSaturation(state, vector, c)) {
      if (!solve(state, vector, c)) return false;
    } else {
      wet.liquidMol[c] = 0;
      wet.iceMol[c] = 0;
    }
  }
  return true;
}

function isBeyondSaturation({ memory }: PlantState, vector: Float64Array, c: number): boolean {
  const waterMol = vector[c * ROW + WATER] as number;
  if (waterMol === 0) return false;
  const molPerM3 = waterMol / (memory.chambers.volumeM3[c] as number);
  return mayCondense(molPerM3, memory.nodes.temperatureK[c] as number);
}

function solveAll(state: PlantState, vector: Float64Array): boolean {
  for (let c = 0; c < state.network.chamberCount; c++) {
    if (!solve(state, vector, c)) return false;
  }
  return true;
}

function solve(state: PlantState, vector: Float64Array, c: number): boolean {
  if (!solveChamber(state, vector, c)) return false;
  const { memory, scratchGas, wet } = state;
  copyGas(memory, c, scratchGas);
  wet.liquidMol[c] = scratchGas.liquidMol;
  wet.iceMol[c] = scratchGas.iceMol;
  return true;
}
