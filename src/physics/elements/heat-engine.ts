/**
 * Heat engines: what runs from a chamber's gas at T to the ambient at T₀ gives work on its way.
 *
 *   Q = UA (T − T₀),   W = f (1 − T₀/T) Q,   Q − W to the ambient;   nothing for T ≤ T₀
 *
 * With 0 ≤ f ≤ 1 no engine exceeds Carnot's efficiency, and the entropy generated, (1 − f) Q (1/T₀ − 1/T), is never
 * negative. Source: Moran and Shapiro, "Fundamentals of Engineering Thermodynamics", section 5.9. Checked by
 * test/physics/heat-engine.test.ts.
 */
import { carnotEfficiency } from '../laws/carnot.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel } from './element.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface EngineModel extends ElementModel {
  readonly state: PlantState;
}

export const heatEngines: ElementKind = {
  place(site) {
    const { heatEngines: definitions } = site.definition;
    const chambers = definitions.map(({ from }) => site.chamber(from));
    const ambient = site.node('ambient');
    const links = definitions.map(({ id }, i) => site.link(id, chambers[i] ?? -1, ambient));
    const shafts = definitions.map(({ id }) => site.shaft(id));
    return placement<EngineModel>(
      ids(definitions),
      [
        {
          suffix: 'power',
          dimension: 'power',
          read: ({ state }, i) => -(state.shaftW[shafts[i] ?? -1] ?? Number.NaN),
        },
        {
          suffix: 'heat',
          dimension: 'power',
          read: ({ state }, i) => state.links.takenW[links[i] ?? -1] ?? Number.NaN,
        },
      ],
      (state) => {
        const { temperatureK } = state.memory.nodes;
        return {
          state,
          respond() {
            definitions.forEach(({ conductanceWPerK, carnotFraction }, i) => {
              const hotK = temperatureK[chambers[i] as number] as number;
              const coldK = temperatureK[ambient] as number;
              const heatW = conductanceWPerK * Math.max(hotK - coldK, 0);
              const workW = carnotFraction * carnotEfficiency({ coldK, hotK }) * heatW;
              state.links.takenW[links[i] as number] = heatW;
              state.links.givenW[links[i] as number] = heatW - workW;
              state.shaftW[shafts[i] as number] = -workW;
            });
          },
        };
      },
    );
  },
};
