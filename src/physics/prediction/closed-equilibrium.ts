/**
 * Where an isolated set of rigid volumes comes to rest once nothing keeps them apart.
 *
 *   p, T and composition equal everywhere:  Σ nₖ, Σ V and U + Σ CᵢTᵢ are kept,  T from U(n, T) + T Σ Cᵢ = E,
 *   p = nRT/V,  S generated = S(end) − Σ S(start) + Σ Cᵢ ln(T/Tᵢ)
 *
 * with the ideal mixture of gas.ts and bodies (walls) of constant heat capacity Cᵢ. First and second law for an
 * isolated system; Callen, Thermodynamics, 2nd ed. (1985), chapter 2. Valid where the gas data are (200 K … 6000 K)
 * and as long as no water condenses. Checked by test/physics/prediction/closed-equilibrium.test.ts against closed
 * forms for constant heat capacities, and by property tests.
 */
import type { Moles } from '../gas.ts';
import { internalEnergyJ } from '../gas.ts';
import type { Composition } from '../species.ts';
import { SPECIES } from '../species.ts';
import type { GasBody } from './gas-content.ts';
import { compositionOf, energyJOf, entropyJPerKOf, pressurePaOf } from './gas-content.ts';
import { risingRoot } from './numeric.ts';

/** Matter of constant heat capacity that shares the gas's temperature in the end. */
export interface HeatStore {
  readonly heatCapacityJPerK: number;
  readonly temperatureK: number;
}

export interface EndState {
  readonly temperatureK: number;
  readonly pressurePa: number;
  readonly gas: Composition;
  readonly entropyGeneratedJPerK: number;
}

/** The gases put together at a temperature. */
export function merged(bodies: readonly GasBody[], temperatureK: number): GasBody {
  const moles: Moles = Float64Array.from(SPECIES, (_, k) =>
    bodies.reduce((sum, body) => sum + (body.moles[k] as number), 0),
  );
  return { volumeM3: bodies.reduce((sum, { volumeM3 }) => sum + volumeM3, 0), temperatureK, moles };
}

/**
 * End state of an isolated set.
 *
 * @param bodies at least one
 * @param stores walls that take part; none for an adiabatic set
 */
export function closedEquilibrium(bodies: readonly GasBody[], stores: readonly HeatStore[] = []): EndState {
  const capacityJPerK = stores.reduce((sum, store) => sum + store.heatCapacityJPerK, 0);
  const storedJ = stores.reduce((sum, store) => sum + store.heatCapacityJPerK * store.temperatureK, 0);
  const energyJ = bodies.reduce((sum, body) => sum + energyJOf(body), storedJ);
  const temperatures = [...bodies, ...stores].map(({ temperatureK }) => temperatureK);
  const { moles } = merged(bodies, 0);
  const temperatureK = risingRoot(
    (t) => internalEnergyJ(moles, t) + capacityJPerK * t - energyJ,
    Math.min(...temperatures),
    Math.max(...temperatures),
  );
  const storeEntropy = stores.reduce(
    (sum, store) => sum + store.heatCapacityJPerK * Math.log(temperatureK / store.temperatureK),
    0,
  );
  return endState(bodies, temperatureK, storeEntropy);
}

/**
 * End state of a set whose walls conduct to a reservoir of fixed temperature: that temperature, with the entropy
 * generated in the gas, the walls and the reservoir, which takes the heat E(start) − E(end).
 */
export function reservoirEquilibrium(
  bodies: readonly GasBody[],
  stores: readonly HeatStore[],
  reservoirK: number,
): EndState {
  const end = merged(bodies, reservoirK);
  const startJ = bodies.reduce((sum, body) => sum + energyJOf(body), 0);
  let heatJ = startJ - energyJOf(end);
  let storeEntropy = 0;
  for (const { heatCapacityJPerK, temperatureK } of stores) {
    heatJ += heatCapacityJPerK * (temperatureK - reservoirK);
    storeEntropy += heatCapacityJPerK * Math.log(reservoirK / temperatureK);
  }
  return endState(bodies, reservoirK, storeEntropy + heatJ / reservoirK);
}

function endState(bodies: readonly GasBody[], temperatureK: number, otherEntropyJPerK: number): EndState {
  const end = merged(bodies, temperatureK);
  const startEntropy = bodies.reduce((sum, body) => sum + entropyJPerKOf(body), 0);
  return {
    temperatureK,
    pressurePa: pressurePaOf(end),
    gas: compositionOf(end.moles),
    entropyGeneratedJPerK: entropyJPerKOf(end) - startEntropy + otherEntropyJPerK,
  };
}
