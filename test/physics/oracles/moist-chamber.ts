/**
 * Water in a chamber: how much of it is vapour, liquid or ice, and the temperature that an energy gives.
 *
 *   n_v = min(n_w, psat(T) V/(RT)),   the rest is liquid, or ice below 273.16 K
 *
 * Ideal gas, pure condensed phases, condensed volume neglected (the gas fills V): see condensed-water.ts for what
 * that costs; under 10 bar of dry gas the vapour is 0.7 % below the true one at 300 K (Poynting), and liquid that
 * fills 1 % of the chamber raises the pressure by 1 %. Wet chambers from 50 K to 550 K; dry ones as in temperature.ts.
 * With these U(T) rises everywhere: each phase has a positive heat capacity, and evaporation takes heat. At the
 * triple point it jumps by the heat of melting, and energies inside the jump melt part of the ice.
 * Plain and slow: what the gas model in src/physics/gas-model is held against. Checked itself by moist-chamber.test.ts
 * and moist-chamber.property.test.ts.
 */

import type { Moles } from '../../../src/physics/gas.ts';
import {
  entropyJPerK,
  heatCapacityJPerK,
  internalEnergyJ,
  temperatureOfEnergyK,
  totalMoles,
} from '../../../src/physics/gas.ts';
import { WARMEST_LIQUID_K } from '../../../src/physics/gas-model/condensate.ts';
import { condensedWater } from '../../../src/physics/properties/condensed-water.ts';
import type { CondensedPhase } from '../../../src/physics/properties/water-saturation.ts';
import {
  COLDEST_ICE_K,
  CRITICAL_POINT_K,
  condensedPhaseAt,
  saturationOver,
  TRIPLE_POINT_K,
} from '../../../src/physics/properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../../../src/physics/species.ts';

const WATER = SPECIES.indexOf('H2O');
const MOST_ITERATIONS = 200;
const SETTLED = 1e-15;

/** Amounts of water by phase, mol; they add up to the inventory exactly as rounded. */
export interface WaterSplit {
  readonly vapourMol: number;
  readonly liquidMol: number;
  readonly iceMol: number;
  /** Liquid or ice is there. */
  readonly saturated: boolean;
}

export interface MoistState extends WaterSplit {
  readonly temperatureK: number;
  readonly pressurePa: number;
}

interface Contents {
  readonly volumeM3: number;
  /** Amounts in the order of `SPECIES`; the water counts in every phase. */
  readonly moles: Moles;
}

/** Split of an amount of water at 50 K and above; above the critical point all of it is vapour. */
export function waterSplit(
  waterMol: number,
  at: { readonly temperatureK: number; readonly volumeM3: number },
): WaterSplit {
  const phase = condensedPhaseAt(at.temperatureK);
  return splitOver(phase, waterMol, at.temperatureK, at.volumeM3);
}

/** Internal energy of gas and condensate with the zero of nasa7.ts, J. */
export function moistEnergyJ(contents: Contents, temperatureK: number, split: WaterSplit): number {
  const { liquidMol, iceMol } = split;
  let energyJ = internalEnergyJ(gasOf(contents, split), temperatureK);
  if (liquidMol > 0) energyJ += liquidMol * condensedWater('liquid', temperatureK).enthalpyJPerMol;
  if (iceMol > 0) energyJ += iceMol * condensedWater('ice', temperatureK).enthalpyJPerMol;
  return energyJ;
}

/** Entropy of gas and condensate, J/K; the contents must hold some gas. */
export function moistEntropyJPerK(contents: Contents, temperatureK: number, split: WaterSplit): number {
  const { liquidMol, iceMol } = split;
  const pressurePa = moistPressurePa(contents, temperatureK, split);
  let entropy = entropyJPerK(gasOf(contents, split), { temperatureK, pressurePa });
  if (liquidMol > 0) entropy += liquidMol * condensedWater('liquid', temperatureK).entropyJPerMolK;
  if (iceMol > 0) entropy += iceMol * condensedWater('ice', temperatureK).entropyJPerMolK;
  return entropy;
}

/** Pressure of the gas, Pa. */
export function moistPressurePa(contents: Contents, temperatureK: number, split: WaterSplit): number {
  const gasMol = totalMoles(gasOf(contents, split));
  return (gasMol * MOLAR_GAS_CONSTANT * temperatureK) / contents.volumeM3;
}

/**
 * The state in which the contents have an internal energy; null when none exists inside the model's range: too little
 * energy for any temperature, ice colder than 50 K, or liquid warmer than 550 K.
 */
export function moistStateOfEnergy(contents: Contents, energyJ: number): MoistState | null {
  const waterMol = contents.moles[WATER] as number;
  const dryK = temperatureOfEnergyK(contents.moles, energyJ);
  if (waterMol === 0) return dryK === null ? null : stateAt(contents, dryK, allVapour(0));
  if (dryK !== null && dryK >= COLDEST_ICE_K) {
    const split = waterSplit(waterMol, { temperatureK: dryK, volumeM3: contents.volumeM3 });
    if (!split.saturated) return stateAt(contents, dryK, split);
  }
  return saturatedState(contents, energyJ, Math.max(dryK ?? 0, COLDEST_ICE_K));
}

/** Looks above `fromK`, because condensing has warmed the contents above what all-vapour would have. */
function saturatedState(contents: Contents, energyJ: number, fromK: number): MoistState | null {
  const frozen = splitOf(contents, 'ice', TRIPLE_POINT_K);
  const melted = splitOf(contents, 'liquid', TRIPLE_POINT_K);
  const frozenJ = moistEnergyJ(contents, TRIPLE_POINT_K, frozen);
  const meltedJ = moistEnergyJ(contents, TRIPLE_POINT_K, melted);
  if (melted.saturated && energyJ >= frozenJ && energyJ <= meltedJ) {
    const liquidMol = melted.liquidMol * ((energyJ - frozenJ) / (meltedJ - frozenJ));
    const iceMol = melted.liquidMol - liquidMol;
    return stateAt(contents, TRIPLE_POINT_K, { ...melted, liquidMol, iceMol });
  }
  const phase = energyJ < frozenJ ? 'ice' : 'liquid';
  const lowK = phase === 'ice' ? fromK : Math.max(fromK, TRIPLE_POINT_K);
  const highK = phase === 'ice' ? TRIPLE_POINT_K : WARMEST_LIQUID_K;
  const temperatureK = solveTemperature(contents, energyJ, { phase, lowK, highK });
  return temperatureK === null
    ? null
    : stateAt(contents, temperatureK, splitOf(contents, phase, temperatureK));
}

interface Bracket {
  readonly phase: CondensedPhase;
  readonly lowK: number;
  readonly highK: number;
}

/** Newton on U(T) with its exact slope, halving the bracket whenever a step would leave it. */
function solveTemperature(contents: Contents, energyJ: number, bracket: Bracket): number | null {
  const { phase } = bracket;
  let { lowK, highK } = bracket;
  const energyAt = (t: number) => moistEnergyJ(contents, t, splitOf(contents, phase, t));
  if (!(energyJ >= energyAt(lowK) && energyJ <= energyAt(highK))) return null;
  let t = (lowK + highK) / 2;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const excessJ = energyAt(t) - energyJ;
    if (excessJ > 0) highK = t;
    else lowK = t;
    const newton = t - excessJ / heatCapacityAt(contents, phase, t);
    const next = newton > lowK && newton < highK ? newton : (lowK + highK) / 2;
    if (Math.abs(next - t) <= SETTLED * t) return next;
    t = next;
  }
  return t;
}

/** dU/dT at constant volume with evaporation, J/K. */
function heatCapacityAt(contents: Contents, phase: CondensedPhase, temperatureK: number): number {
  const split = splitOf(contents, phase, temperatureK);
  const gas = gasOf(contents, split);
  const gasJPerK = heatCapacityJPerK(gas, temperatureK) - totalMoles(gas) * MOLAR_GAS_CONSTANT;
  if (!split.saturated) return gasJPerK;
  const { heatCapacityJPerMolK, latentHeatJPerMol } = condensedWater(phase, temperatureK);
  const { slopePerK } = saturationOver(phase, temperatureK);
  const evaporationMolPerK = split.vapourMol * (slopePerK - 1 / temperatureK);
  const heatOfEvaporation = latentHeatJPerMol - MOLAR_GAS_CONSTANT * temperatureK;
  return (
    gasJPerK +
    (split.liquidMol + split.iceMol) * heatCapacityJPerMolK +
    evaporationMolPerK * heatOfEvaporation
  );
}

function splitOf(contents: Contents, phase: CondensedPhase, temperatureK: number): WaterSplit {
  return splitOver(phase, contents.moles[WATER] as number, temperatureK, contents.volumeM3);
}

function splitOver(
  phase: CondensedPhase,
  waterMol: number,
  temperatureK: number,
  volumeM3: number,
): WaterSplit {
  if (temperatureK >= CRITICAL_POINT_K) return allVapour(waterMol);
  const saturationPa = Math.exp(saturationOver(phase, temperatureK).lnPressure);
  const mostVapourMol = (saturationPa * volumeM3) / (MOLAR_GAS_CONSTANT * temperatureK);
  if (waterMol <= mostVapourMol) return allVapour(waterMol);
  const condensedMol = waterMol - mostVapourMol;
  return {
    vapourMol: mostVapourMol,
    liquidMol: phase === 'liquid' ? condensedMol : 0,
    iceMol: phase === 'ice' ? condensedMol : 0,
    saturated: condensedMol > 0,
  };
}

function allVapour(waterMol: number): WaterSplit {
  return { vapourMol: waterMol, liquidMol: 0, iceMol: 0, saturated: false };
}

function gasOf({ moles }: Contents, { vapourMol }: WaterSplit): Moles {
  const gas = moles.slice();
  gas[WATER] = vapourMol;
  return gas;
}

function stateAt(contents: Contents, temperatureK: number, split: WaterSplit): MoistState {
  return { ...split, temperatureK, pressurePa: moistPressurePa(contents, temperatureK, split) };
}
