/**
 * The plants of the benchmark, for any number of chambers: the ring of the reference problem (its formulae are in
 * test/physics/vectors/network-8.json), and the same chambers as a chain or a grid with a valve to each neighbour.
 */
import type { PlantDefinition } from '../../../src/physics/plant-definition.ts';
import type { Composition } from '../../../src/physics/species.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { chamber, lumpedWall, plantOf, valve } from '../../physics/plants.ts';

export const SHAPES = ['ring', 'chain', 'grid'] as const;
export type Shape = (typeof SHAPES)[number];

export function shapeNamed(name: string | undefined): Shape {
  const shape = SHAPES.find((known) => known === name);
  if (shape === undefined) throw new Error(`${name} is none of ${SHAPES.join(', ')}`);
  return shape;
}

export const STEP_S = 1e-3;
/** So wide that every step is one substep, as in the C program; the errors beside the times say what that costs. */
const TOLERANCE = 1e-4;
export const LAMINAR_RATIO = 0.999;
export const AMBIENT_K = 300;

const WALL = lumpedWall({
  heatCapacityJPerK: 1000,
  areaM2: 1,
  gasCoefficientWPerM2K: 5,
  ambientCoefficientWPerM2K: 1,
  temperatureK: 300,
});
const WIDE_M2 = 1e-5;
const NARROW_M2 = 5e-6;

interface Link {
  readonly from: number;
  readonly to: number;
  readonly areaM2: number;
}

/** `count` chambers of six gases, each with a wall and a heat load, all in motion from the start. */
export function benchPlant(shape: Shape, count: number): PlantDefinition {
  const nodes = Array.from({ length: count }, (_, i) => ({ id: `c${i}`, f: i / count }));
  return plantOf({
    solver: { stepS: STEP_S, tolerance: TOLERANCE },
    // The reference keeps its water as vapour.
    fluid: { equationOfState: 'ideal', condensation: false },
    ambient: { temperatureK: AMBIENT_K, pressurePa: 1e5, gas: { N2: 1 } },
    chambers: nodes.map(({ id, f }) =>
      chamber(id, {
        volumeM3: 0.01 * (1 + 0.5 * Math.sin(2 * Math.PI * f)),
        temperatureK: 300 + 50 * Math.sin(6 * Math.PI * f),
        pressurePa: 2e5 * (1 + 0.5 * Math.cos(10 * Math.PI * f)),
        gas: mixture(f),
        wall: WALL,
      }),
    ),
    valves: linksOf(shape, count).map(({ from, to, areaM2 }, v) =>
      valve(`v${v}`, `c${from}`, `c${to}`, { cdAreaM2: areaM2, laminarRatio: LAMINAR_RATIO }),
    ),
    heatLoads: nodes.map(({ id, f }) => ({
      id: `q-${id}`,
      into: id,
      powerW: 100 * (1 + Math.sin(14 * Math.PI * f)),
    })),
  });
}

function mixture(f: number): Composition {
  const parts = SPECIES.map((name, k) => [name, 1 + 0.8 * Math.sin(2 * Math.PI * (k + 1) * f + k)] as const);
  const total = parts.reduce((sum, [, part]) => sum + part, 0);
  return Object.fromEntries(parts.map(([name, part]) => [name, part / total]));
}

/** Never from a chamber to itself, which the formulae of the ring ask for when it has one or two chambers. */
export function linksOf(shape: Shape, count: number): readonly Link[] {
  const all =
    shape === 'ring' ? ringLinks(count) : gridLinks(count, shape === 'grid' ? gridWidth(count) : count);
  return all.filter(({ from, to }) => from !== to);
}

function ringLinks(count: number): readonly Link[] {
  const skip = count > 37 ? 37 : count > 5 ? 5 : 2;
  return Array.from({ length: count }, (_, from) => [
    { from, to: (from + 1) % count, areaM2: WIDE_M2 },
    { from, to: (from + skip) % count, areaM2: NARROW_M2 },
  ]).flat();
}

/** To the right and down; a chain is a grid of one row. */
function gridLinks(count: number, width: number): readonly Link[] {
  return Array.from({ length: count }, (_, from) => {
    const right = from % width < width - 1 ? [{ from, to: from + 1, areaM2: WIDE_M2 }] : [];
    const down = from + width < count ? [{ from, to: from + width, areaM2: WIDE_M2 }] : [];
    return [...right, ...down];
  }).flat();
}

/** The divisor nearest to a square. */
function gridWidth(count: number): number {
  let height = Math.floor(Math.sqrt(count));
  while (count % height !== 0) height--;
  return count / height;
}
