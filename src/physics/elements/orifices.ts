/** Valves, restrictions and leaks: openings that the kernel lets gas through. */
import { flowElement } from '../flow.ts';
import type { Site } from '../network.ts';
import type { RestrictionDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel, PointSpec } from './element.ts';
import { isRatio } from './input.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

/** A kind whose elements are orifices, one stream each. */
export interface OrificeModel extends ElementModel {
  readonly state: PlantState;
  readonly streams: readonly number[];
  /** 0 … 1 of each. */
  readonly opening: Float64Array;
}

export const MASS_FLOW: PointSpec<OrificeModel> = {
  suffix: 'mass_flow',
  dimension: 'mass flow',
  read: ({ state, streams }, i) => state.memory.streams.massFlowKgPerS[streams[i] ?? -1] ?? Number.NaN,
};

export const POSITION: PointSpec<OrificeModel> = {
  suffix: 'position',
  dimension: 'ratio',
  read: ({ opening }, i) => opening[i] ?? Number.NaN,
};

const POSITION_INPUT: PointSpec<OrificeModel> = {
  ...POSITION,
  write(model, i, value) {
    if (!isRatio(value)) return false;
    open(model, i, value);
    return true;
  },
};

export const valves: ElementKind = {
  place(site) {
    const { valves: definitions } = site.definition;
    const streams = placeOrifices(site, definitions);
    return placement(ids(definitions), [MASS_FLOW, POSITION_INPUT], (state) => {
      definitions.forEach(({ check }, i) => {
        state.memory.orifices.check[streams[i] ?? -1] = check ? 1 : 0;
      });
      return bindOrifices(state, streams, (i) => definitions[i]?.position ?? 0);
    });
  },
};

export const restrictions: ElementKind = {
  place(site) {
    const definitions = [...site.definition.restrictions, ...site.definition.leaks];
    const streams = placeOrifices(site, definitions);
    return placement(ids(definitions), [MASS_FLOW], (state) => bindOrifices(state, streams, () => 1));
  },
};

export function ids(definitions: readonly { readonly id: string }[]): readonly string[] {
  return definitions.map(({ id }) => id);
}

export function placeOrifices(site: Site, definitions: readonly RestrictionDefinition[]): readonly number[] {
  return definitions.map(({ id, from, to, sizing, laminarRatio }) =>
    site.orifice(id, from, to, flowElement(sizing, laminarRatio)),
  );
}

export function bindOrifices(
  state: PlantState,
  streams: readonly number[],
  openingOf: (i: number) => number,
): OrificeModel {
  const model = { state, streams, opening: new Float64Array(streams.length) };
  streams.forEach((_, i) => {
    open(model, i, openingOf(i));
  });
  return model;
}

/** What helium, the smallest, needs to pass, (2.6e-10 m)²: an opening below it is none. */
const MOLECULE_M2 = 6.8e-20;

/** Opens element `i` of a kind to a share of its size. */
export function open({ state, streams, opening }: OrificeModel, i: number, share: number): void {
  const stream = streams[i] as number;
  opening[i] = share;
  const { openAreaM2, areaM2 } = state.memory.orifices;
  const openM2 = share * (areaM2[stream] as number);
  openAreaM2[stream] = openM2 < MOLECULE_M2 ? 0 : openM2;
}
