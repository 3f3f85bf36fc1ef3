/**
 * Tubes whose gas has inertia, by the law of laws/tube.ts; the own variable of each is the root of its kinetic
 * energy, √J. What the gas gains in motion is missing from the energy that arrives.
 * Checked by test/physics/tube.test.ts.
 */
import { massFlowOfRootKgPerS, rootRateSqrtJPerS } from '../laws/tube.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel } from './element.ts';
import { densityKgPerM3 } from './machine.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface TubeModel extends ElementModel {
  readonly state: PlantState;
}

/** Of the pressure in a tube, for the size of its energy, Pa. */
const TYPICAL_PRESSURE_PA = 1e5;

export const tubes: ElementKind = {
  place(site) {
    const { tubes: definitions } = site.definition;
    const streams = definitions.map(({ id, from, to }) => site.stream(id, site.node(from), site.node(to)));
    const variables = definitions.map(({ areaM2, lengthM }) =>
      site.extra({ initial: 0, scale: Math.sqrt(TYPICAL_PRESSURE_PA * areaM2 * lengthM) }),
    );
    return placement<TubeModel>(
      ids(definitions),
      [
        {
          suffix: 'mass_flow',
          dimension: 'mass flow',
          read: ({ state }, i) => state.memory.streams.massFlowKgPerS[streams[i] ?? -1] ?? Number.NaN,
        },
      ],
      (state) => {
        const { streams: flows, nodes } = state.memory;
        const roots = new Float64Array(definitions.length);
        const rootRates = new Float64Array(definitions.length);
        return {
          state,
          prepare(vector) {
            variables.forEach((index, i) => {
              roots[i] = vector[index] as number;
            });
          },
          respond() {
            definitions.forEach((tube, i) => {
              const stream = streams[i] as number;
              const from = flows.from[stream] as number;
              const to = flows.to[stream] as number;
              const root = roots[i] as number;
              const pressureDropPa = (nodes.pressurePa[from] as number) - (nodes.pressurePa[to] as number);
              const enters = root > 0 || (root === 0 && pressureDropPa >= 0) ? from : to;
              const densityHere = densityKgPerM3(state, enters);
              const massFlow = massFlowOfRootKgPerS(tube, densityHere, root);
              const rootRate = rootRateSqrtJPerS(tube, {
                pressureDropPa,
                densityKgPerM3: densityHere,
                massFlowKgPerS: massFlow,
              });
              rootRates[i] = rootRate;
              flows.massFlowKgPerS[stream] = massFlow;
              flows.addedW[stream] = -root * rootRate;
            });
          },
          addRates(rate) {
            variables.forEach((index, i) => {
              rate[index] = rootRates[i] as number;
            });
          },
          kineticEnergyJ: () => roots.reduce((sum, root) => sum + 0.5 * root * root, 0),
        };
      },
    );
  },
};
