/** What the tests of both gas models share: random contents, and the verbs used on them. */
import fc from 'fast-check';
import type { ChamberGas, GasModel, StatedContents } from '../../../src/physics/gas-model/chamber-gas.ts';
import { chamberGas } from '../../../src/physics/gas-model/chamber-gas.ts';
import type { Composition } from '../../../src/physics/species.ts';
import { SPECIES } from '../../../src/physics/species.ts';

export interface Filled {
  readonly amounts: Float64Array;
  readonly energyJ: number;
}

export function filled(model: GasModel, state: StatedContents): Filled {
  const amounts = new Float64Array(SPECIES.length);
  const energyJ = model.fill(amounts, 0, state);
  if (energyJ === null) throw new Error(`no such gas: ${JSON.stringify(state)}`);
  return { amounts, energyJ };
}

/** State of amounts and energy, from a guess that knows nothing of it. */
export function solved(
  model: GasModel,
  amounts: Float64Array,
  energyJ: number,
  volumeM3: number,
  guessK = 300,
): ChamberGas {
  const gas = chamberGas();
  gas.temperatureK = guessK;
  if (!model.solve(gas, amounts, 0, energyJ, volumeM3)) throw new Error(`no state at ${energyJ} J`);
  return gas;
}

/** Entropy of the state of amounts and energy, J/K. */
export function entropyOf(
  model: GasModel,
  amounts: Float64Array,
  energyJ: number,
  volumeM3: number,
  guessK = 300,
): number {
  const gas = solved(model, amounts, energyJ, volumeM3, guessK);
  return model.entropyJPerK(amounts, 0, gas, volumeM3);
}

const share = fc.oneof(fc.constant(0), fc.double({ min: 0.02, max: 1, noNaN: true }));

/** A dry mixture of some of the five gases. */
export const dryGases: fc.Arbitrary<Composition> = fc
  .record({ N2: share, O2: share, He: share, Ne: share, Ar: share })
  .map(normalised)
  .filter((gas) => Object.values(gas).some((fraction) => fraction > 0));

/** A dry mixture with some water, from traces to nearly steam. */
export const wetGases: fc.Arbitrary<Composition> = fc
  .tuple(dryGases, fc.double({ min: -4, max: -0.05, noNaN: true }))
  .map(([dry, exponent]) => normalised({ ...scaled(dry, 1 - 10 ** exponent), H2O: 10 ** exponent }));

export const pressures = fc.double({ min: 3, max: 7, noNaN: true }).map((exponent) => 10 ** exponent);

function scaled(gas: Composition, factor: number): Composition {
  return Object.fromEntries(Object.entries(gas).map(([name, fraction]) => [name, factor * fraction]));
}

function normalised(gas: Composition): Composition {
  const sum = Object.values(gas).reduce((total, fraction) => total + fraction, 0);
  return sum === 0 ? {} : scaled(gas, 1 / sum);
}

/** Five-point central difference. */
export function derivative(f: (x: number) => number, x: number, step: number): number {
  return (8 * (f(x + step) - f(x - step)) - (f(x + 2 * step) - f(x - 2 * step))) / (12 * step);
}

/** |found/expected − 1|. */
export function relative(found: number, expected: number): number {
  return Math.abs(found / expected - 1);
}
