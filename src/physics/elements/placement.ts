import type { Site } from '../network.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel, PointSpec } from './element.ts';

/** A kind of element that has found its place in a network. */
export interface Placement {
  readonly ids: readonly string[];
  readonly points: readonly PointSpec<ElementModel>[];
  readonly bind: (state: PlantState) => ElementModel;
}

export interface ElementKind {
  readonly place: (site: Site) => Placement;
}

/** A placement whose points know the model that it binds. */
export function placement<M extends ElementModel>(
  ids: readonly string[],
  points: readonly PointSpec<M>[],
  bind: (state: PlantState) => M,
): Placement {
  // The points of a placement are only ever read with the model that the same placement has bound.
  return { ids, points: points as readonly PointSpec<ElementModel>[], bind };
}
