/** Boundaries and the ambient; pressure and temperature of a boundary are inputs, those of the ambient are not. */
import { allBoundaries } from '../network.ts';
import type { PlantState } from '../plant-state.ts';
import { setSource } from '../plant-state.ts';
import type { ElementModel, PointSpec } from './element.ts';
import { isPositive } from './input.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface BoundaryModel extends ElementModel {
  readonly state: PlantState;
}

export const boundaries: ElementKind = {
  place(site) {
    const { boundaries: definitions } = site.definition;
    return placement<BoundaryModel>(
      ids(definitions),
      [
        {
          ...PRESSURE,
          write: ({ state }, b, value) => move(state, b, { pressurePa: value }),
        },
        {
          ...TEMPERATURE,
          write: ({ state }, b, value) => move(state, b, { temperatureK: value }),
        },
      ],
      (state) => ({ state }),
    );
  },
};

export const ambient: ElementKind = {
  place(site) {
    const all = allBoundaries(site.definition);
    const atAmbient = ({ read, ...point }: PointSpec<BoundaryModel>): PointSpec<BoundaryModel> => ({
      ...point,
      read: (model) => read(model, all.length - 1),
    });
    return placement<BoundaryModel>(ids(all.slice(-1)), [PRESSURE, TEMPERATURE].map(atAmbient), (state) => ({
      state,
    }));
  },
};

const PRESSURE: PointSpec<BoundaryModel> = {
  suffix: 'pressure',
  dimension: 'pressure',
  read: ({ state }, b) => state.memory.nodes.pressurePa[state.network.firstBoundary + b] ?? Number.NaN,
};

const TEMPERATURE: PointSpec<BoundaryModel> = {
  suffix: 'temperature',
  dimension: 'temperature',
  read: ({ state }, b) => state.memory.nodes.temperatureK[state.network.firstBoundary + b] ?? Number.NaN,
};

function move(
  state: PlantState,
  b: number,
  change: { readonly pressurePa?: number; readonly temperatureK?: number },
): boolean {
  const { network, memory } = state;
  const node = network.firstBoundary + b;
  const boundary = network.boundaries[b];
  if (boundary === undefined) return false;
  const moved = {
    pressurePa: memory.nodes.pressurePa[node] ?? Number.NaN,
    temperatureK: memory.nodes.temperatureK[node] ?? Number.NaN,
    gas: boundary.gas,
    ...change,
  };
  return isPositive(moved.pressurePa) && isPositive(moved.temperatureK) && setSource(state, node, moved);
}
