/** Which valves of a chamber can raise its pressure and which can lower it, as data for cycle-limits.ts. */
import type { FlowElement } from '../flow.ts';
import { flowElement } from '../flow.ts';
import { heatCapacityRatio, molesOf, specificGasConstantJPerKgK } from '../gas.ts';
import type {
  BoundaryDefinition,
  ChamberDefinition,
  PlantDefinition,
  ValveDefinition,
} from '../plant-definition.ts';
import { boundariesOf, startVolumeM3 } from './gas-sets.ts';

/** Valves between a chamber and one boundary, all of them fully open. */
export interface Port {
  readonly boundary: string;
  readonly valves: readonly string[];
  readonly pressurePa: number;
  readonly elements: readonly FlowElement[];
}

/** A chamber between the highest and the lowest pressure that its valves reach, filled with the supply's gas. */
export interface CycledChamber {
  readonly volumeM3: number;
  readonly supply: Port;
  readonly vent: Port;
  /** Of the supply, K. */
  readonly supplyK: number;
  /** Of the supply's gas, J/(kg·K). */
  readonly gasConstantJPerKgK: number;
  /** Of the supply's gas at its temperature; taken as constant. */
  readonly gamma: number;
}

/** The chamber as its valves can cycle it, or the reason why they cannot. */
export function cycledChamber(
  chamber: ChamberDefinition,
  plant: PlantDefinition,
): CycledChamber | { readonly reason: string } {
  const inward = portsOf(plant, chamber.id, 'to').at(-1);
  const outward = portsOf(plant, chamber.id, 'from')[0];
  if (inward === undefined) return { reason: 'no valve lets gas in from a boundary' };
  if (outward === undefined) return { reason: 'no valve lets gas out to a boundary' };
  if (!(inward.boundary.pressurePa > outward.boundary.pressurePa)) {
    return { reason: 'its valves reach one pressure only' };
  }
  const moles = molesOf(inward.boundary.gas, 1);
  return {
    volumeM3: startVolumeM3(chamber, plant),
    supply: portOf(inward.boundary, inward.valves),
    vent: portOf(outward.boundary, outward.valves),
    supplyK: inward.boundary.temperatureK,
    gasConstantJPerKgK: specificGasConstantJPerKgK(moles),
    gamma: heatCapacityRatio(moles, inward.boundary.temperatureK),
  };
}

interface BoundaryValves {
  readonly boundary: BoundaryDefinition;
  readonly valves: readonly ValveDefinition[];
}

/** Boundaries by rising pressure, with the valves that pass gas to or from the chamber. */
function portsOf(plant: PlantDefinition, id: string, way: 'from' | 'to'): readonly BoundaryValves[] {
  return boundariesOf(plant)
    .map((boundary) => ({
      boundary,
      valves: plant.valves.filter(
        (valve) =>
          (valve[way] === id || !valve.check) &&
          ((valve.from === id && valve.to === boundary.id) ||
            (valve.to === id && valve.from === boundary.id)),
      ),
    }))
    .filter(({ valves }) => valves.length > 0)
    .sort((a, b) => a.boundary.pressurePa - b.boundary.pressurePa);
}

function portOf({ id, pressurePa }: BoundaryDefinition, valves: readonly ValveDefinition[]): Port {
  return {
    boundary: id,
    valves: valves.map((valve) => valve.id),
    pressurePa,
    elements: valves.map(({ sizing, laminarRatio }) => flowElement(sizing, laminarRatio)),
  };
}
