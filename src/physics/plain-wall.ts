import type { WallDefinition } from './plant-definition.ts';

/** The kernel's own wall, one lump between two constant coefficients; null when a wall is more than that. */
export function plainWall({ body, gasSide, ambientSide, areaM2, temperatureK }: WallDefinition) {
  if (body.kind !== 'lumped' || gasSide.kind !== 'coefficient' || ambientSide.kind !== 'coefficient')
    return null;
  return {
    heatCapacityJPerK: body.heatCapacityJPerK,
    temperatureK,
    gasWPerK: gasSide.coefficientWPerM2K * areaM2,
    ambientWPerK: ambientSide.coefficientWPerM2K * areaM2,
  };
}
