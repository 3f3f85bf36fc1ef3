/** A plant with nothing in it, for tests to fill, and the gases that they use most. */

import type {
  ChamberDefinition,
  PlantDefinition,
  ValveDefinition,
} from '../../../src/physics/plant-definition.ts';
import { gasBody } from '../../../src/physics/prediction/gas-content.ts';
import type { Composition } from '../../../src/physics/species.ts';
import { plantOf } from '../plants.ts';

export const N2: Composition = { N2: 1 };
export const AR: Composition = { Ar: 1 };
export const HE: Composition = { He: 1 };

export const EMPTY_PLANT: PlantDefinition = plantOf({
  ambient: { temperatureK: 295, pressurePa: 101_325, gas: N2 },
});

export function chamber(id: string, change: Partial<ChamberDefinition> = {}): ChamberDefinition {
  return { id, volumeM3: 1e-3, pressurePa: 1e5, temperatureK: 300, gas: N2, wall: null, ...change };
}

export function valve(
  id: string,
  from: string,
  to: string,
  change: Partial<ValveDefinition> = {},
): ValveDefinition {
  return {
    id,
    from,
    to,
    sizing: { kind: 'area', areaM2: 1e-6, dischargeCoefficient: 0.8 },
    position: 0,
    check: false,
    laminarRatio: 1 - 1e-7,
    ...change,
  };
}

export function body(volumeM3: number, pressurePa: number, temperatureK: number, gas: Composition) {
  return gasBody({ volumeM3, pressurePa, temperatureK, gas });
}

/** |actual/expected − 1|. */
export function relative(actual: number, expected: number): number {
  return Math.abs(actual / expected - 1);
}
