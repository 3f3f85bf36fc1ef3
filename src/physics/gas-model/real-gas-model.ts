/**
 * The GERG-2008 real gas as a `GasModel`, its water condensing and freezing or, where asked, not. Everything derives from
 * one Helmholtz energy of gas and condensate, so that dS = dU/T holds through condensation. Range: that of
 * ../properties/real-gas.ts; a dry gas colder than 1.2 times its reducing temperature (150 K for nitrogen) is judged by
 * `fill` and `source`, but stays gas in `solve` until its pressure would fall with density.
 *
 * Checked by test/physics/gas-model/real-gas-model.test.ts and its property test.
 */
import { TRIPLE_POINT_K } from '../properties/water-saturation.ts';
import { MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';
import type { ChamberGas, GasModel, StatedContents } from './chamber-gas.ts';
import { chokedExponent } from './choked-flow.ts';
import type { Condensate } from './condensate.ts';
import { condensedEntropyJPerK, WARMEST_LIQUID_K } from './condensate.ts';
import { findTemperature } from './energy-search.ts';
import { HelmholtzGas } from './helmholtz-gas.ts';
import { WATER } from './ideal-mixture.ts';
import { RealChamber } from './real-chamber.ts';
import { flash } from './real-flash.ts';
import { saturatedMixture } from './saturated-mixture.ts';

const R = MOLAR_GAS_CONSTANT;

/** @param condensate null where water stays vapour */
export function realGasModel(condensate: Condensate | null): GasModel {
  const chamber = new RealChamber(condensate);
  const mixture = new HelmholtzGas();
  const found = { temperatureK: 0, meltedShare: 0 };
  const cubicMetre = new Float64Array(SPECIES.length);
  return {
    solve(gas, vector, base, energyJ, volumeM3) {
      const wasWet = gas.liquidMol + gas.iceMol > 0;
      const vapourMol = (gas.amountMolPerKg[WATER] as number) * gas.gasMassKg;
      chamber.load(vector, base, volumeM3, wasWet ? vapourMol : 0);
      if (!(chamber.gas.totalMol > 0)) return false;
      if (!findTemperature(found, chamber, energyJ, gas.temperatureK)) return false;
      if (chamber.isBeyondLiquid()) return false;
      return report(gas, chamber, found.meltedShare);
    },
    fill(vector, base, state) {
      if (!fillAmounts(vector, base, mixture, condensate, state)) return null;
      return evaluateAt(chamber, vector, base, state) ? chamber.energyJ : null;
    },
    source(gas, state) {
      const unit = { ...state, volumeM3: 1 };
      if (!fillAmounts(cubicMetre, 0, mixture, condensate, unit)) return false;
      if (!evaluateAt(chamber, cubicMetre, 0, unit) || chamber.condensedMol > 0) return false;
      return report(gas, chamber, 1);
    },
    entropyJPerK(_vector, _base, gas, volumeM3) {
      const { amountMolPerKg, gasMassKg, temperatureK } = gas;
      mixture.load(amountMolPerKg, 0, amountMolPerKg[WATER] as number);
      const gasMol = mixture.totalMol * gasMassKg;
      if (!mixture.evaluate(temperatureK, gasMol / volumeM3)) return Number.NaN;
      const gasJPerK = gasMol * (mixture.entropyJPerMolK() + mixture.mixingEntropyJPerMolK());
      return condensate === null ? gasJPerK : gasJPerK + condensedEntropyJPerK(condensate, gas);
    },
    throttled(out, amounts, base, enthalpyJPerKg, pressurePa) {
      const guessK = out.temperatureK;
      out.temperatureK = Number.NaN;
      out.entropyJPerKgK = Number.NaN;
      mixture.load(amounts, base, amounts[base + WATER] as number);
      const enthalpyJPerMol = enthalpyJPerKg * mixture.molarMassKgPerMol;
      mixture.temperatureK = guessK;
      const idealK = mixture.idealTemperatureK(enthalpyJPerMol);
      const isFound =
        flashFrom(mixture, guessK, enthalpyJPerMol, pressurePa) ||
        flashFrom(mixture, idealK, enthalpyJPerMol, pressurePa);
      if (!isFound) return;
      out.temperatureK = mixture.temperatureK;
      out.entropyJPerKgK =
        (mixture.entropyJPerMolK() + mixture.mixingEntropyJPerMolK()) / mixture.molarMassKgPerMol;
    },
    isentropicEnthalpyJPerKg(amounts, base, temperatureK, fromPa, toPa) {
      mixture.load(amounts, base, amounts[base + WATER] as number);
      return isentropicRise(mixture, temperatureK, fromPa, toPa);
    },
  };
}

function flashFrom(
  mixture: HelmholtzGas,
  guessK: number,
  enthalpyJPerMol: number,
  pressurePa: number,
): boolean {
  mixture.temperatureK = guessK;
  mixture.densityMolPerM3 = pressurePa / (R * guessK);
  return flash(mixture, 'enthalpy', enthalpyJPerMol, pressurePa);
}

function isentropicRise(mixture: HelmholtzGas, temperatureK: number, fromPa: number, toPa: number): number {
  mixture.findDensity(temperatureK, fromPa);
  const before = mixture.enthalpyJPerMol();
  const entropy = mixture.entropyJPerMolK();
  const endK = temperatureK * (toPa / fromPa) ** (R / mixture.cpJPerMolK());
  mixture.temperatureK = endK;
  mixture.densityMolPerM3 = toPa / (R * endK);
  if (!flash(mixture, 'entropy', entropy, toPa)) return Number.NaN;
  return (mixture.enthalpyJPerMol() - before) / mixture.molarMassKgPerMol;
}

/** Writes the amounts of a stated gas; false when there is no such gas. */
function fillAmounts(
  vector: Float64Array,
  base: number,
  mixture: HelmholtzGas,
  condensate: Condensate | null,
  { pressurePa, temperatureK, gas, volumeM3 }: StatedContents,
): boolean {
  if (!(pressurePa > 0 && temperatureK > 0 && volumeM3 > 0)) return false;
  SPECIES.forEach((name, k) => {
    vector[base + k] = gas[name] ?? 0;
  });
  const waterFraction = vector[base + WATER] as number;
  mixture.load(vector, base, waterFraction);
  let molPerFraction = mixture.findDensity(temperatureK, pressurePa) * volumeM3;
  if (condensate !== null && waterFraction > 0 && temperatureK <= WARMEST_LIQUID_K) {
    const table = temperatureK < TRIPLE_POINT_K ? condensate.ice : condensate.liquid;
    const saturated = saturatedMixture(mixture, table, { temperatureK, pressurePa });
    if (saturated === 'none') return false;
    if (saturated !== 'unsaturated') {
      molPerFraction = (saturated.dryMolPerM3 * volumeM3) / (1 - waterFraction);
    }
  }
  if (!(molPerFraction > 0 && molPerFraction < Number.POSITIVE_INFINITY)) return false;
  for (let k = 0; k < SPECIES.length; k++) {
    vector[base + k] = (vector[base + k] as number) * molPerFraction;
  }
  return true;
}

/** False outside the model's range. */
function evaluateAt(
  chamber: RealChamber,
  vector: Float64Array,
  base: number,
  { temperatureK, volumeM3 }: StatedContents,
): boolean {
  chamber.load(vector, base, volumeM3, 0);
  if (temperatureK < chamber.coldestK) return false;
  chamber.evaluate(temperatureK, temperatureK < TRIPLE_POINT_K);
  return Number.isFinite(chamber.energyJ) && !chamber.isBeyondLiquid();
}

/** False where the gas would split at once. */
function report(out: ChamberGas, chamber: RealChamber, meltedShare: number): boolean {
  const { gas, condensedMol, heatCapacityJPerK } = chamber;
  if (!gas.isStable()) return false;
  const massPerMol = gas.molarMassKgPerMol;
  const pressurePa = gas.pressurePa();
  const melting = meltedShare > 0 && meltedShare < 1;
  out.temperatureK = gas.temperatureK;
  out.pressurePa = pressurePa;
  out.gasMassKg = gas.totalMol * massPerMol;
  out.enthalpyJPerKg = gas.enthalpyJPerMol() / massPerMol;
  out.massFluxScale = Math.sqrt(pressurePa * gas.densityMolPerM3 * massPerMol);
  out.soundSpeedMPerS = Math.sqrt(gas.soundEnergyJPerMol() / massPerMol);
  for (let k = 0; k < SPECIES.length; k++) {
    out.amountMolPerKg[k] = (gas.fractions[k] as number) / massPerMol;
  }
  out.liquidMol = condensedMol * meltedShare;
  out.iceMol = condensedMol - out.liquidMol;
  out.heatCapacityJPerK = melting ? Number.POSITIVE_INFINITY : heatCapacityJPerK;
  out.pressurePerEnergy = melting ? 0 : chamber.pressurePerK / heatCapacityJPerK;
  // Last, because it evaluates the gas elsewhere.
  out.exponent = chokedExponent(gas);
  return true;
}
