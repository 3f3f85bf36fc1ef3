/** Enthalpy and entropy of gas on its way, computed apart from what the derivative used. */
import type { ThrottledGas } from '../gas-model/chamber-gas.ts';
import { ENERGY, ROW, SPECIES_COUNT } from '../layout.ts';
import { enthalpyOverR, FIT_SIZE, fitsAt, fitTable, heatCapacityOverR } from '../nasa7.ts';
import type { PlantState } from '../plant-state.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';

const FITS = fitTable(SPECIES);

export interface MeasuredStream extends ThrottledGas {
  enthalpyJPerKg: number;
  /** cp T, which has no arbitrary zero. */
  sensibleJPerKg: number;
}

export function measuredStream(): MeasuredStream {
  return { temperatureK: 300, entropyJPerKgK: 0, enthalpyJPerKg: 0, sensibleJPerKg: 0 };
}

/**
 * Gas of a node with energy added (J/kg), brought to a pressure. Where no such gas exists its entropy is what it was
 * at the node: what the change generates is then generated where it ends.
 */
export function measureStream(
  out: MeasuredStream,
  state: PlantState,
  node: number,
  addedJPerKg: number,
  pressurePa: number,
): void {
  const { nodes } = state.memory;
  const t = nodes.temperatureK[node] as number;
  const fits = fitsAt(FITS, t);
  const base = node * ROW;
  let enthalpy = 0;
  let capacity = 0;
  for (let k = 0; k < SPECIES_COUNT; k++) {
    const amount = nodes.perKg[base + k] as number;
    if (amount === 0) continue;
    enthalpy += amount * enthalpyOverR(fits, k * FIT_SIZE, t);
    capacity += amount * heatCapacityOverR(fits, k * FIT_SIZE, t);
  }
  const isIdeal = state.network.definition.fluid.equationOfState === 'ideal';
  const own = isIdeal ? MOLAR_GAS_CONSTANT * enthalpy : (nodes.perKg[base + ENERGY] as number);
  out.enthalpyJPerKg = own + addedJPerKg;
  out.sensibleJPerKg = MOLAR_GAS_CONSTANT * capacity * t;
  out.temperatureK = t;
  state.gas.throttled(out, nodes.perKg, base, out.enthalpyJPerKg, pressurePa);
  if (!Number.isNaN(out.entropyJPerKgK)) return;
  out.temperatureK = t;
  state.gas.throttled(out, nodes.perKg, base, own, nodes.pressurePa[node] as number);
}
