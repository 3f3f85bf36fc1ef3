/** Cross-checks between wiring and plant: what is sensed exists, what is driven can be driven. */
import type { BoundPoint } from '../../field/wiring.ts';
import type { PlantPoint } from '../../physics/plant.ts';
import { siUnit } from '../../units/quantity.ts';
import { type Diagnostic, diagnosticAt, type Finding } from '../diagnostic.ts';
import { unknownName } from '../schema/fields.ts';
import type { ReadWiring } from '../wiring/wiring-context.ts';
import { placeOf } from './wiring.ts';

export function checkPlantPoints(
  { wiring, places }: ReadWiring,
  plantPoints: readonly PlantPoint[],
): readonly Diagnostic[] {
  const byName = new Map(plantPoints.map((point) => [point.name, point]));
  // What an edge node of somebody else senses is none of this plant.
  const own = wiring.buses.filter(({ kind }) => kind !== 'sparkplug');
  const bound = own.flatMap((bus) => bus.devices.flatMap((device) => device.points));
  return bound.flatMap((point) => {
    const finding = findingOf(point, byName.get(point.plantPoint), plantPoints);
    if (finding === null) return [];
    const about = { key: point.plantPoint, value: JSON.stringify(point.plantPoint) };
    return [diagnosticAt(placeOf(places, point), finding, about)];
  });
}

function findingOf(
  bound: BoundPoint,
  plantPoint: PlantPoint | undefined,
  all: readonly PlantPoint[],
): Finding | null {
  const drives = bound.direction === 'drive';
  if (plantPoint === undefined) {
    const names = all.filter(({ isInput }) => isInput || !drives).map(({ name }) => name);
    return {
      id: 'unknown-plant-point',
      message: `The plant has no point "${bound.plantPoint}".`,
      ...unknownName(bound.plantPoint, names),
    };
  }
  if (drives && !plantPoint.isInput) {
    return {
      id: 'not-an-input',
      message: `"${plantPoint.name}" follows from the physics and cannot be driven.`,
      ...unknownName(
        plantPoint.name,
        all.filter(({ isInput, dimension }) => isInput && dimension === 'ratio').map(({ name }) => name),
      ),
    };
  }
  // An output's value is a position from 0 to 1, whatever signal carries it.
  const expected = drives ? 'ratio' : bound.point.quantity;
  if (plantPoint.dimension === expected) return null;
  const has = plantPoint.dimension ?? plantPoint.unit;
  return {
    id: 'dimension-mismatch',
    message: drives
      ? `"${plantPoint.name}" is a ${has}, and an output moves a position from 0 to 1.`
      : `"${plantPoint.name}" is a ${has}, and the point "${bound.point.name}" measures ${expected}.`,
    expected: drives ? 'a plant input such as v1.position' : `a plant point in ${siUnit(expected)}`,
  };
}
