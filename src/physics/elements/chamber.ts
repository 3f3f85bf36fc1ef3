/** Chambers: what can be read of their gas, water and wall. */
import { ROW, SPECIES_COUNT, WALL } from '../layout.ts';
import type { Site } from '../network.ts';
import { plainWall } from '../plain-wall.ts';
import type { PlantState } from '../plant-state.ts';
import { saturationPressurePa } from '../properties/water-saturation.ts';
import { mayCondense } from '../saturation-table.ts';
import { MOLAR_GAS_CONSTANT, SPECIES, SPECIES_DATA } from '../species.ts';
import { temperatureOf } from '../transfers.ts';
import type { ElementModel, PointSpec } from './element.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';
import type { PlacedWall } from './wall.ts';
import { placeWall, wallModel } from './wall.ts';

interface ChamberModel extends ElementModel {
  readonly state: PlantState;
  /** Of chambers whose wall is not the kernel's. */
  readonly walls: readonly (PlacedWall | null)[];
}

const WATER = SPECIES.indexOf('H2O');
const MOLAR_MASS = SPECIES.map((name) => SPECIES_DATA[name].molarMassKgPerMol);

export const chambers: ElementKind = {
  place(site) {
    const { chambers: definitions } = site.definition;
    const walls = definitions.map(({ id, wall }) =>
      wall === null || plainWall(wall) !== null ? null : placeWall(site, id, wall),
    );
    const placed = walls.filter((wall) => wall !== null);
    return placement<ChamberModel>(ids(definitions), pointsOf(site), (state) => ({
      state,
      walls,
      ...(placed.length === 0 ? {} : wallModel(state, placed)),
    }));
  },
};

function pointsOf(site: Site): readonly PointSpec<ChamberModel>[] {
  const { species } = site;
  const { condensation } = site.definition.fluid;
  // Flags alone: what is read later would keep the whole definition.
  const walls = site.definition.chambers.map(({ wall }) => wall?.body.kind ?? null);
  const hasWall = (c: number): boolean => walls[c] !== null;
  const isLayered = (c: number): boolean => walls[c] === 'layered';
  const hasWater = (): boolean => species.includes('H2O');
  return [
    {
      suffix: 'pressure',
      dimension: 'pressure',
      read: ({ state }, c) => state.memory.nodes.pressurePa[c] ?? Number.NaN,
    },
    {
      suffix: 'temperature',
      dimension: 'temperature',
      read: ({ state }, c) => state.memory.nodes.temperatureK[c] ?? Number.NaN,
    },
    { suffix: 'mass', dimension: 'mass', read: ({ state }, c) => massKg(state, c) },
    {
      suffix: 'wall_temperature',
      dimension: 'temperature',
      applies: hasWall,
      read: ({ state, walls: placed }, c) => wallTemperatureK(state, placed[c] ?? null, c),
    },
    {
      suffix: 'wall_outer_temperature',
      dimension: 'temperature',
      applies: isLayered,
      read: ({ state, walls: placed }, c) => outerTemperatureK(state, placed[c] ?? null),
    },
    { suffix: 'heat', dimension: 'power', read: ({ state }, c) => heatW(state, c) },
    ...species.map(
      (name): PointSpec<ChamberModel> => ({
        suffix: `mole_fraction.${name}`,
        dimension: 'ratio',
        read: ({ state }, c) => gasFraction(state, c, SPECIES.indexOf(name)),
      }),
    ),
    {
      suffix: 'saturated',
      dimension: 'ratio',
      applies: hasWater,
      read: ({ state }, c) => (isSaturated(state, c) ? 1 : 0),
    },
    {
      suffix: 'condensed_water',
      dimension: 'mass',
      applies: () => hasWater() && condensation,
      read: ({ state }, c) => condensedMol(state, c) * (MOLAR_MASS[WATER] as number),
    },
  ];
}

/** Everything in a chamber, condensed water included, kg. */
export function massKg({ memory }: PlantState, c: number): number {
  return MOLAR_MASS.reduce((sum, mass, k) => sum + mass * (memory.state[c * ROW + k] as number), 0);
}

/** At the gas: of a lump, or of the face of layers, which the first slice's half lies behind. */
function wallTemperatureK(state: PlantState, wall: PlacedWall | null, c: number): number {
  if (wall === null) {
    const { state: vector, chambers: properties } = state.memory;
    return (vector[c * ROW + WALL] as number) / (properties.wallCapacityJPerK[c] as number);
  }
  const heatW = state.links.takenW[wall.links[0] ?? -1] as number;
  return temperatureOf(state, wall.solids[0] ?? -1) + heatW / wall.gasFaceWPerK;
}

/** Of the face at the ambient. */
function outerTemperatureK(state: PlantState, wall: PlacedWall | null): number {
  if (wall === null) return Number.NaN;
  const heatW = state.links.takenW[wall.links.at(-1) ?? -1] as number;
  return temperatureOf(state, wall.solids.at(-1) ?? -1) - heatW / wall.ambientFaceWPerK;
}

/** To the gas, from its wall, loads, coolers and conductors, W. */
function heatW(state: PlantState, c: number): number {
  const { memory, network, links } = state;
  const { heatInputW, gasConductanceWPerK } = memory.chambers;
  const fall = wallTemperatureK(state, null, c) - (memory.nodes.temperatureK[c] as number);
  let sum = (heatInputW[c] as number) + (gasConductanceWPerK[c] as number) * fall;
  network.links.forEach(({ from, to }, i) => {
    if (from === c) sum -= links.takenW[i] as number;
    if (to === c) sum += links.givenW[i] as number;
  });
  return sum;
}

function gasFraction({ memory }: PlantState, c: number, k: number): number {
  const { perKg } = memory.nodes;
  let total = 0;
  for (let other = 0; other < SPECIES_COUNT; other++) total += perKg[c * ROW + other] as number;
  return (perKg[c * ROW + k] as number) / total;
}

function condensedMol({ wet }: PlantState, c: number): number {
  return (wet.liquidMol[c] as number) + (wet.iceMol[c] as number);
}

/** Water is condensed, or would be if the plant file did not forbid it. */
function isSaturated(state: PlantState, c: number): boolean {
  const { memory } = state;
  if (condensedMol(state, c) > 0) return true;
  const volumeM3 = memory.chambers.volumeM3[c] as number;
  const molPerM3 = (memory.state[c * ROW + WATER] as number) / volumeM3;
  const temperatureK = memory.nodes.temperatureK[c] as number;
  if (!mayCondense(molPerM3, temperatureK)) return false;
  return molPerM3 * MOLAR_GAS_CONSTANT * temperatureK > saturationPressurePa(temperatureK);
}
