/**
 * Coolers: refrigerators between a chamber's gas and the ambient that work at a stated fraction of Carnot's
 * coefficient of performance, between the temperatures inside their heat exchangers (laws/endoreversible.ts):
 *
 *   W = Q (T_hot/T_cold − 1)/f  for T_cold < T_hot, else 0;   all of Q + W goes to the ambient
 *
 * Above the ambient temperature heat goes the way it likes, and the work of fans is not counted. A cooler whose
 * exchangers cannot pass what is asked of it takes the share of its limit that `HELD_BACK` says.
 * Checked by test/physics/cooler.test.ts.
 */
import { coldHeatLimitW, solveCooler } from '../laws/endoreversible.ts';
import type { CoolerDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel, PointSpec } from './element.ts';
import { inputPoint, isRatio } from './input.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface CoolerModel extends ElementModel {
  readonly state: PlantState;
  readonly links: readonly number[];
  readonly shafts: readonly number[];
  readonly demand: Float64Array;
}

/** Near the limit of its exchangers the work of a cooler goes to infinity. */
const HELD_BACK = 0.9;

export const coolers: ElementKind = {
  place(site) {
    const { coolers: definitions } = site.definition;
    const chambers = definitions.map(({ from }) => site.chamber(from));
    const ambient = site.node('ambient');
    const links = definitions.map(({ id }, i) => site.link(id, chambers[i] ?? -1, ambient));
    const shafts = definitions.map(({ id }) => site.shaft(id));
    return placement<CoolerModel>(ids(definitions), POINTS, (state) => {
      const { temperatureK } = state.memory.nodes;
      const demand = Float64Array.from(definitions, (cooler) => cooler.demand);
      const duties = definitions.map(dutyOf);
      const solution = { coldInsideK: 0, hotInsideK: 0, workW: 0, hotHeatW: 0, entropyGeneratedWPerK: 0 };
      return {
        state,
        links,
        shafts,
        demand,
        respond() {
          duties.forEach((duty, i) => {
            duty.coldK = temperatureK[chambers[i] as number] as number;
            duty.hotK = temperatureK[ambient] as number;
            const asked = (definitions[i] as CoolerDefinition).powerW * (demand[i] as number);
            duty.coldHeatW = Math.min(asked, HELD_BACK * coldHeatLimitW(duty));
            solveCooler(duty, solution);
            state.links.takenW[links[i] as number] = duty.coldHeatW;
            state.links.givenW[links[i] as number] = duty.coldHeatW + solution.workW;
            state.shaftW[shafts[i] as number] = solution.workW;
          });
        },
      };
    });
  },
};

const POINTS: readonly PointSpec<CoolerModel>[] = [
  {
    suffix: 'power',
    dimension: 'power',
    read: ({ state, shafts }, i) => state.shaftW[shafts[i] ?? -1] ?? Number.NaN,
  },
  {
    suffix: 'heat',
    dimension: 'power',
    read: ({ state, links }, i) => state.links.takenW[links[i] ?? -1] ?? Number.NaN,
  },
  inputPoint({ suffix: 'demand', dimension: 'ratio' }, ({ demand }) => demand, isRatio),
];

/** A cooler without conductances has no temperature difference at its ends. */
function dutyOf({ copFraction, coldConductanceWPerK, warmConductanceWPerK }: CoolerDefinition) {
  return {
    coldHeatW: 0,
    coldK: 0,
    hotK: 0,
    copFraction,
    coldConductanceWPerK: coldConductanceWPerK ?? Number.POSITIVE_INFINITY,
    hotConductanceWPerK: warmConductanceWPerK ?? Number.POSITIVE_INFINITY,
  };
}
