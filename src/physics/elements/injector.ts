/** Injectors: gas from outside at a set mass flow and temperature, whatever the pressure of the chamber. */
import type { PlantState } from '../plant-state.ts';
import { levelSources, setSource } from '../plant-state.ts';
import type { ElementModel } from './element.ts';
import { inputPoint, isAmount, isPositive } from './input.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface InjectorModel extends ElementModel {
  readonly state: PlantState;
  readonly nodes: readonly number[];
  readonly massFlowKgPerS: Float64Array;
}

export const injectors: ElementKind = {
  place(site) {
    const { injectors: definitions } = site.definition;
    const chambers = definitions.map(({ into }) => site.chamber(into));
    const nodes = definitions.map((definition, i) =>
      site.source({ ...definition, chamber: chambers[i] ?? -1 }),
    );
    const streams = nodes.map((node, i) => site.stream(definitions[i]?.id ?? '', node, chambers[i] ?? -1));
    return placement<InjectorModel>(
      ids(definitions),
      [
        inputPoint(
          { suffix: 'mass_flow', dimension: 'mass flow' },
          ({ massFlowKgPerS }) => massFlowKgPerS,
          isAmount,
        ),
        {
          suffix: 'temperature',
          dimension: 'temperature',
          read: ({ state, nodes }, i) => state.memory.nodes.temperatureK[nodes[i] ?? -1] ?? Number.NaN,
          write: ({ state, nodes }, i, value) => {
            const node = nodes[i] ?? -1;
            const pressurePa = state.memory.nodes.pressurePa[node] ?? Number.NaN;
            const gas = definitions[i]?.gas ?? {};
            return isPositive(value) && setSource(state, node, { pressurePa, temperatureK: value, gas });
          },
        },
      ],
      (state) => {
        const { streams: flows } = state.memory;
        const massFlowKgPerS = Float64Array.from(definitions, (injector) => injector.massFlowKgPerS);
        return {
          state,
          nodes,
          massFlowKgPerS,
          respond() {
            levelSources(state);
            streams.forEach((stream, i) => {
              flows.massFlowKgPerS[stream] = massFlowKgPerS[i] as number;
            });
          },
        };
      },
    );
  },
};
