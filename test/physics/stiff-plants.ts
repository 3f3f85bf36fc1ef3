/** Plants with time constants many decades apart, for tests of the implicit path. */
import type {
  ChamberDefinition,
  PlantDefinition,
  WallDefinition,
} from '../../src/physics/plant-definition.ts';
import { chamber, lumpedWall, plantOf, valve } from './plants.ts';

/** 1 mL. */
export function small(id: string, parts: Partial<ChamberDefinition> = {}): ChamberDefinition {
  return chamber(id, { volumeM3: 1e-6, ...parts });
}

/** 1 m³. */
export function large(id: string, parts: Partial<ChamberDefinition> = {}): ChamberDefinition {
  return chamber(id, { volumeM3: 1, ...parts });
}

/** Of 0.8 cm². */
export function wideValve(...[id, from, to, parts = {}]: Parameters<typeof valve>) {
  return valve(id, from, to, { cdAreaM2: 0.8e-4, ...parts });
}

/** Four vessels of 1 m³ and four of 1 mL in turn, one at ten times the pressure of the others, of two gases. */
export function ringOfEight(stepS: number): PlantDefinition {
  const ids = Array.from({ length: 8 }, (_, i) => `c${i}`);
  return plantOf({
    stepS,
    chambers: ids.map((id, i) => ({
      ...(i % 2 === 0 ? large(id) : small(id)),
      pressurePa: i === 0 ? 1e6 : 1e5,
      gas: i % 3 === 0 ? { He: 0.5, Ar: 0.5 } : { N2: 1 },
    })),
    valves: ids.map((id, i) => wideValve(`v${i}`, id, ids[(i + 1) % 8] ?? '')),
  });
}

/** 1 W/K to a wall of 250 J/K at 350 K. */
export const QUICK_WALL: WallDefinition = lumpedWall({
  heatCapacityJPerK: 250,
  areaM2: 0.1,
  gasCoefficientWPerM2K: 10,
  ambientCoefficientWPerM2K: 4,
  temperatureK: 350,
});

/** A litre at 0.01 Pa, whose gas takes its wall's temperature within 0.1 µs, beside a leak from the air. */
export function evacuated(stepS: number): PlantDefinition {
  return plantOf({
    stepS,
    chambers: [chamber('thin', { pressurePa: 0.01, wall: QUICK_WALL }), large('air')],
    valves: [valve('leak', 'air', 'thin', { cdAreaM2: 1e-12 })],
  });
}
