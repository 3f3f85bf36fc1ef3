/** What a volume holds, as amounts and a temperature: the form in which predictions add gases up. */
import { entropyJPerK, internalEnergyJ, type Moles, molesOf, totalMoles } from '../gas.ts';
import { CRITICAL_POINT_K, saturationPressurePa } from '../properties/water-saturation.ts';
import { type Composition, MOLAR_GAS_CONSTANT, SPECIES } from '../species.ts';
import { risingRoot } from './numeric.ts';

/** Gas in equilibrium with itself, ideal. */
export interface GasBody {
  readonly volumeM3: number;
  readonly temperatureK: number;
  readonly moles: Moles;
}

/** Gas as plant files state it. */
export interface StatedGas {
  readonly volumeM3: number;
  readonly pressurePa: number;
  readonly temperatureK: number;
  readonly gas: Composition;
}

/** n = pV/(RT). */
export function gasBody({ volumeM3, pressurePa, temperatureK, gas }: StatedGas): GasBody {
  const totalMol = (pressurePa * volumeM3) / (MOLAR_GAS_CONSTANT * temperatureK);
  return { volumeM3, temperatureK, moles: molesOf(gas, totalMol) };
}

/** p = nRT/V, Pa. */
export function pressurePaOf({ volumeM3, temperatureK, moles }: GasBody): number {
  return (totalMoles(moles) * MOLAR_GAS_CONSTANT * temperatureK) / volumeM3;
}

/** J, on the zero of `enthalpyJ`. */
export function energyJOf({ moles, temperatureK }: GasBody): number {
  return internalEnergyJ(moles, temperatureK);
}

/** J/K, with the entropy of mixing. */
export function entropyJPerKOf(body: GasBody): number {
  return entropyJPerK(body.moles, { temperatureK: body.temperatureK, pressurePa: pressurePaOf(body) });
}

/** Mole fractions of the species that are there. */
export function compositionOf(moles: Moles): Composition {
  const totalMol = totalMoles(moles);
  return Object.fromEntries(
    SPECIES.flatMap((species, k) => {
      const amountMol = moles[k] as number;
      return amountMol > 0 ? [[species, amountMol / totalMol] as const] : [];
    }),
  );
}

/** Whether water vapour at the partial pressure x·p is beyond its saturation, so that some of it would condense. */
export function condenses({ pressurePa, temperatureK, gas }: Omit<StatedGas, 'volumeM3'>): boolean {
  if (temperatureK >= CRITICAL_POINT_K) return false;
  return (gas.H2O ?? 0) * pressurePa > saturationPressurePa(temperatureK);
}

/** Temperature, K, at which an amount has an entropy, J/K, at a pressure. */
export function isentropicTemperatureK(moles: Moles, entropy: number, pressurePa: number): number {
  const excess = (temperatureK: number) => entropyJPerK(moles, { temperatureK, pressurePa }) - entropy;
  let low = 300;
  while (excess(low) > 0) low /= 2;
  let high = 2 * low;
  while (excess(high) < 0) high *= 2;
  return risingRoot(excess, low, high);
}
