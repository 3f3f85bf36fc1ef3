/** Heat conductors between two places: Q = UA (T_from − T_to), so that entropy is never destroyed. */
import type { PlantState } from '../plant-state.ts';
import { temperatureOf } from '../transfers.ts';
import type { ElementModel } from './element.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface ConductorModel extends ElementModel {
  readonly state: PlantState;
}

export const heatConductors: ElementKind = {
  place(site) {
    const { heatConductors: definitions } = site.definition;
    const ends = definitions.map(({ from, to }) => ({ from: site.node(from), to: site.node(to) }));
    const links = definitions.map(({ id }, i) => site.link(id, ends[i]?.from ?? -1, ends[i]?.to ?? -1));
    return placement<ConductorModel>(
      ids(definitions),
      [
        {
          suffix: 'heat',
          dimension: 'power',
          read: ({ state }, i) => state.links.givenW[links[i] ?? -1] ?? Number.NaN,
        },
      ],
      (state) => ({
        state,
        respond() {
          ends.forEach(({ from, to }, i) => {
            const fall = temperatureOf(state, from) - temperatureOf(state, to);
            const heatW = (definitions[i]?.conductanceWPerK ?? Number.NaN) * fall;
            state.links.takenW[links[i] as number] = heatW;
            state.links.givenW[links[i] as number] = heatW;
          });
        },
      }),
    );
  },
};
