/** Fans, by the law of laws/fan.ts: all their power goes on with the gas. Checked by test/physics/fan.test.ts. */
import { fanShaftPowerW, fanVolumeFlowM3PerS } from '../laws/fan.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel } from './element.ts';
import { isRatio } from './input.ts';
import { densityKgPerM3 } from './machine.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface FanModel extends ElementModel {
  readonly state: PlantState;
  readonly speed: Float64Array;
}

export const fans: ElementKind = {
  place(site) {
    const { fans: definitions } = site.definition;
    const streams = definitions.map(({ id, from, to }) => site.stream(id, site.node(from), site.node(to)));
    const shafts = definitions.map(({ id }) => site.shaft(id));
    return placement<FanModel>(
      ids(definitions),
      [
        {
          suffix: 'mass_flow',
          dimension: 'mass flow',
          read: ({ state }, i) => state.memory.streams.massFlowKgPerS[streams[i] ?? -1] ?? Number.NaN,
        },
        {
          suffix: 'power',
          dimension: 'power',
          read: ({ state }, i) => state.shaftW[shafts[i] ?? -1] ?? Number.NaN,
        },
        {
          suffix: 'speed',
          dimension: 'ratio',
          read: ({ speed }, i) => speed[i] ?? Number.NaN,
          write({ speed }, i, value) {
            if (!isRatio(value)) return false;
            speed[i] = value;
            return true;
          },
        },
      ],
      (state) => {
        const { streams: flows, nodes } = state.memory;
        const speed = Float64Array.from(definitions, (fan) => fan.speed);
        return {
          state,
          speed,
          respond() {
            definitions.forEach((fan, i) => {
              const stream = streams[i] as number;
              const up = flows.from[stream] as number;
              const down = flows.to[stream] as number;
              const risePa = (nodes.pressurePa[down] as number) - (nodes.pressurePa[up] as number);
              const volumeFlow = fanVolumeFlowM3PerS(fan, risePa, speed[i] as number);
              const powerW = fanShaftPowerW(fan, risePa, volumeFlow);
              flows.massFlowKgPerS[stream] = densityKgPerM3(state, up) * volumeFlow;
              flows.addedW[stream] = powerW;
              state.shaftW[shafts[i] as number] = powerW;
            });
          },
        };
      },
    );
  },
};
