/**
 * The ideal gas with NASA-7 heat capacities as a `GasModel`, its water condensing and freezing or, where asked, not.
 *
 *   p = n_gas RT/V,   exponent = γ = cp/(cp − R),   a² = γRT/M,   all of the gas phase
 *   s = Σ n [s° − R ln(n RT/(V p°))] + n_c s_c
 *
 * Checked by test/physics/gas-model/ideal-gas-model.test.ts and its property test.
 */
import { TRIPLE_POINT_K } from '../properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';
import type { ChamberGas, GasModel, StatedContents, ThrottledGas } from './chamber-gas.ts';
import type { Condensate } from './condensate.ts';
import { condensedEntropyJPerK, WARMEST_LIQUID_K } from './condensate.ts';
import { findTemperature } from './energy-search.ts';
import { IdealChamber } from './ideal-chamber.ts';
import {
  IdealMixture,
  vapourEnthalpyOverR,
  vapourHeatCapacityOverR,
  WATER,
  WATER_MASS_KG_PER_MOL,
} from './ideal-mixture.ts';

const R = MOLAR_GAS_CONSTANT;
const SETTLED = 1e-13;
const MOST_ITERATIONS = 60;

/** @param condensate null where water stays vapour */
export function idealGasModel(condensate: Condensate | null): GasModel {
  const chamber = new IdealChamber(condensate);
  const mixture = new IdealMixture();
  const found = { temperatureK: 0, meltedShare: 0 };
  const cubicMetre = new Float64Array(SPECIES.length);
  return {
    solve(gas, vector, base, energyJ, volumeM3) {
      chamber.load(vector, base, volumeM3);
      if (!(chamber.dry.totalMol + chamber.waterMol > 0)) return false;
      if (!findTemperature(found, chamber, energyJ, gas.temperatureK)) return false;
      if (chamber.isBeyondLiquid(found.temperatureK)) return false;
      return report(gas, chamber, found.temperatureK, found.meltedShare);
    },
    fill(vector, base, state) {
      if (!fillAmounts(vector, base, chamber, state)) return null;
      return evaluateAt(chamber, vector, base, state) ? chamber.energyJ : null;
    },
    source(gas, state) {
      const unit = { ...state, volumeM3: 1 };
      if (!fillAmounts(cubicMetre, 0, chamber, unit)) return false;
      if (!evaluateAt(chamber, cubicMetre, 0, unit) || chamber.condensedMol > 0) return false;
      return report(gas, chamber, state.temperatureK, 1);
    },
    entropyJPerK(_vector, _base, gas, volumeM3) {
      mixture.load(gas.amountMolPerKg, 0, false);
      const lnPressurePerMol = Math.log((R * gas.temperatureK * gas.gasMassKg) / volumeM3);
      const gasJPerK = R * gas.gasMassKg * mixture.entropyOverR(gas.temperatureK, lnPressurePerMol);
      return condensate === null ? gasJPerK : gasJPerK + condensedEntropyJPerK(condensate, gas);
    },
    throttled(out, amounts, base, enthalpyJPerKg, pressurePa) {
      mixture.load(amounts, base, false);
      throttle(out, mixture, enthalpyJPerKg, pressurePa);
    },
    isentropicEnthalpyJPerKg(amounts, base, temperatureK, fromPa, toPa) {
      mixture.load(amounts, base, false);
      return isentropicRise(mixture, temperatureK, toPa / fromPa);
    },
  };
}

/** Writes the amounts of a stated gas; false when there is no such gas. */
function fillAmounts(
  vector: Float64Array,
  base: number,
  chamber: IdealChamber,
  { pressurePa, temperatureK, gas, volumeM3 }: StatedContents,
): boolean {
  const waterFraction = gas.H2O ?? 0;
  let molPerFraction = (pressurePa * volumeM3) / (R * temperatureK);
  const mayCondense = waterFraction > 0 && temperatureK <= WARMEST_LIQUID_K;
  const saturatedMol = mayCondense
    ? chamber.saturatedMol(temperatureK, temperatureK < TRIPLE_POINT_K, volumeM3)
    : Number.POSITIVE_INFINITY;
  if (waterFraction * molPerFraction > saturatedMol) {
    molPerFraction = (molPerFraction - saturatedMol) / (1 - waterFraction);
  }
  if (!(molPerFraction > 0 && molPerFraction < Number.POSITIVE_INFINITY)) return false;
  SPECIES.forEach((name, k) => {
    vector[base + k] = (gas[name] ?? 0) * molPerFraction;
  });
  return true;
}

/** False outside the model's range. */
function evaluateAt(
  chamber: IdealChamber,
  vector: Float64Array,
  base: number,
  { temperatureK, volumeM3 }: StatedContents,
): boolean {
  chamber.load(vector, base, volumeM3);
  if (!(temperatureK > 0 && temperatureK >= chamber.coldestK)) return false;
  if (chamber.isBeyondLiquid(temperatureK)) return false;
  chamber.evaluate(temperatureK, temperatureK < TRIPLE_POINT_K);
  return Number.isFinite(chamber.energyJ);
}

/** False where so little is there that the pressure is none in the numbers of the machine. */
function report(gas: ChamberGas, chamber: IdealChamber, temperatureK: number, meltedShare: number): boolean {
  const { dry, vapourMol, condensedMol, volumeM3 } = chamber;
  const t = temperatureK;
  const gasMol = dry.totalMol + vapourMol;
  const massKg = dry.massKg + vapourMol * WATER_MASS_KG_PER_MOL;
  let enthalpy = dry.enthalpyOverR(t);
  let cp = dry.heatCapacityOverR(t);
  if (vapourMol > 0) {
    enthalpy += vapourMol * vapourEnthalpyOverR(t);
    cp += vapourMol * vapourHeatCapacityOverR(t);
  }
  const pressurePa = (gasMol * R * t) / volumeM3;
  const gamma = cp / (cp - gasMol);
  gas.temperatureK = t;
  gas.pressurePa = pressurePa;
  gas.gasMassKg = massKg;
  gas.enthalpyJPerKg = (R * enthalpy) / massKg;
  gas.massFluxScale = Math.sqrt((pressurePa * massKg) / volumeM3);
  gas.exponent = gamma;
  gas.soundSpeedMPerS = Math.sqrt((gamma * pressurePa * volumeM3) / massKg);
  for (let k = 0; k < dry.amounts.length; k++) {
    gas.amountMolPerKg[k] = (dry.amounts[k] as number) / massKg;
  }
  if (vapourMol > 0) gas.amountMolPerKg[WATER] = vapourMol / massKg;
  gas.liquidMol = condensedMol * meltedShare;
  gas.iceMol = condensedMol - gas.liquidMol;
  const melting = meltedShare > 0 && meltedShare < 1;
  gas.heatCapacityJPerK = melting ? Number.POSITIVE_INFINITY : chamber.heatCapacityJPerK;
  const pressurePerK = (R * (gasMol + t * chamber.evaporationMolPerK)) / volumeM3;
  gas.pressurePerEnergy = melting ? 0 : pressurePerK / chamber.heatCapacityJPerK;
  return pressurePa > 0;
}

function throttle(
  out: ThrottledGas,
  mixture: IdealMixture,
  enthalpyJPerKg: number,
  pressurePa: number,
): void {
  const t = mixture.temperatureOfEnthalpy((enthalpyJPerKg * mixture.massKg) / R, out.temperatureK);
  const lnPressurePerMol = Math.log(pressurePa / mixture.totalMol);
  out.temperatureK = t;
  out.entropyJPerKgK = (R * mixture.entropyOverR(t, lnPressurePerMol)) / mixture.massKg;
}

/** Newton on ln T, along which the standard entropy is nearly straight. */
function isentropicRise(mixture: IdealMixture, fromK: number, pressureRatio: number): number {
  const wanted = mixture.standardEntropyOverR(fromK) + mixture.totalMol * Math.log(pressureRatio);
  let t = fromK * pressureRatio ** (mixture.totalMol / mixture.heatCapacityOverR(fromK));
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const logStep = (wanted - mixture.standardEntropyOverR(t)) / mixture.heatCapacityOverR(t);
    t *= Math.exp(logStep);
    if (Math.abs(logStep) <= SETTLED) break;
  }
  return (R * (mixture.enthalpyOverR(t) - mixture.enthalpyOverR(fromK))) / mixture.massKg;
}
