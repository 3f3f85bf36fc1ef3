/**
 * Walls that the kernel does not know: of layers, or with a heat-transfer coefficient that depends on the gas. Each is
 * a row of solids with links between them, from the gas to the ambient (laws/layered-wall.ts, laws/convection.ts).
 * Checked by test/physics/wall.test.ts.
 */
import { forcedCoefficientWPerM2K, naturalCoefficientWPerM2K } from '../laws/convection.ts';
import { inSeriesWPerK, wallSlices } from '../laws/layered-wall.ts';
import type { MixtureTransport } from '../laws/mixture-transport.ts';
import { mixtureTransport } from '../laws/mixture-transport.ts';
import { ROW } from '../layout.ts';
import type { Site } from '../network.ts';
import type { Convection, WallDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import { SPECIES } from '../species.ts';
import { temperatureOf } from '../transfers.ts';
import type { ElementModel } from './element.ts';

/** Solids of one wall from the gas outwards, and the links before, between and behind them. */
export interface PlacedWall {
  readonly chamber: number;
  readonly ambient: number;
  readonly definition: WallDefinition;
  /** Thermal nodes. */
  readonly solids: readonly number[];
  /** One more than there are solids. */
  readonly links: readonly number[];
  /** Of the inner links, W/K. */
  readonly innerWPerK: readonly number[];
  /** From each face to the middle of the solid behind it, W/K; infinite for a lump. */
  readonly gasFaceWPerK: number;
  readonly ambientFaceWPerK: number;
}

export function placeWall(site: Site, id: string, definition: WallDefinition): PlacedWall {
  const { body, areaM2, temperatureK } = definition;
  const slices = body.kind === 'layered' ? wallSlices(body.layers, areaM2) : null;
  const capacities =
    body.kind === 'layered' ? [...(slices?.heatCapacityJPerK ?? [])] : [body.heatCapacityJPerK];
  const chamber = site.chamber(id);
  const ambient = site.node('ambient');
  const solids = capacities.map((capacity) => site.solid(capacity, temperatureK));
  const ends = [chamber, ...solids, ambient];
  return {
    chamber,
    ambient,
    definition,
    solids,
    links: ends.slice(1).map((to, i) => site.link(`${id}.wall`, ends[i] as number, to)),
    innerWPerK: [...(slices?.conductanceWPerK ?? [])],
    gasFaceWPerK: slices?.gasFaceWPerK ?? Number.POSITIVE_INFINITY,
    ambientFaceWPerK: slices?.ambientFaceWPerK ?? Number.POSITIVE_INFINITY,
  };
}

export function wallModel(state: PlantState, walls: readonly PlacedWall[]): ElementModel {
  const transport = mixtureTransport(SPECIES);
  return {
    exchange() {
      for (const wall of walls) conduct(state, transport, wall);
    },
  };
}

function conduct(state: PlantState, transport: MixtureTransport, wall: PlacedWall): void {
  const { solids, definition, links, innerWPerK } = wall;
  const inner = solids[0] as number;
  const outer = solids.at(-1) as number;
  const gasWPerK =
    definition.areaM2 *
    coefficient(state, transport, definition.gasSide, { node: wall.chamber, solid: inner });
  const ambientWPerK =
    definition.areaM2 *
    coefficient(state, transport, definition.ambientSide, { node: wall.ambient, solid: outer });
  links.forEach((link, i) => {
    const conductance =
      i === 0
        ? inSeriesWPerK(gasWPerK, wall.gasFaceWPerK)
        : i === links.length - 1
          ? inSeriesWPerK(wall.ambientFaceWPerK, ambientWPerK)
          : (innerWPerK[i - 1] as number);
    const from = i === 0 ? wall.chamber : (solids[i - 1] as number);
    const to = i === links.length - 1 ? wall.ambient : (solids[i] as number);
    const heatW = conductance * (temperatureOf(state, from) - temperatureOf(state, to));
    state.links.takenW[link] = heatW;
    state.links.givenW[link] = heatW;
  });
}

/** W/(m²·K) between a node's gas and the solid at it. */
function coefficient(
  state: PlantState,
  transport: MixtureTransport,
  side: Convection,
  ends: { readonly node: number; readonly solid: number },
): number {
  if (side.kind === 'coefficient') return side.coefficientWPerM2K;
  const { nodes } = state.memory;
  const gas = {
    molPerKg: nodes.perKg,
    offset: ends.node * ROW,
    pressurePa: nodes.pressurePa[ends.node] as number,
    gasK: nodes.temperatureK[ends.node] as number,
    wallK: temperatureOf(state, ends.solid),
  };
  return side.kind === 'natural'
    ? naturalCoefficientWPerM2K(transport, gas, side.heightM)
    : forcedCoefficientWPerM2K(transport, gas, side, throughputKgPerS(state, ends.node));
}

/** Half of all that comes and goes: what passes a chamber in steady flow, kg/s. */
function throughputKgPerS({ memory }: PlantState, node: number): number {
  const { massFlowKgPerS, from, to } = memory.streams;
  let sum = 0;
  for (let s = 0; s < memory.size.streams; s++) {
    if (from[s] === node || to[s] === node) sum += Math.abs(massFlowKgPerS[s] as number);
  }
  return sum / 2;
}
