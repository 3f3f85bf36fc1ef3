/**
 * Fans, by the law of laws/fan.ts: all their power goes on with the gas.
 *
 * The pressure of a fan is small against that of the chambers which it moves within a moment. An integrator that looks
 * at chambers alone would step over its shut-off, blow far beyond it and see no error, because nothing flows there: no
 * substep may use up more than half of the distance that is left. Checked by test/physics/fan.test.ts.
 */
import { fanShaftPowerW, fanVolumeFlowM3PerS } from '../laws/fan.ts';
import type { FanDefinition } from '../plant-definition.ts';
import type { PlantState } from '../plant-state.ts';
import type { ElementModel } from './element.ts';
import { inputPoint, isRatio } from './input.ts';
import { densityKgPerM3 } from './machine.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface FanModel extends ElementModel {
  readonly state: PlantState;
  readonly speed: Float64Array;
}

/** Of the distance to shut-off, in one substep. */
const MOST_APPROACH = 0.5;
/** Share of the shut-off pressure below which no substep needs to be shorter. */
const AT_SHUT_OFF = 1e-9;

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
        inputPoint({ suffix: 'speed', dimension: 'ratio' }, ({ speed }) => speed, isRatio),
      ],
      (state) => {
        const { streams: flows, nodes } = state.memory;
        const speed = Float64Array.from(definitions, (fan) => fan.speed);
        const risePaOf = (stream: number): number => {
          const upPa = nodes.pressurePa[flows.from[stream] as number] as number;
          return (nodes.pressurePa[flows.to[stream] as number] as number) - upPa;
        };
        const spare = (i: number): number => {
          const { shutOffPressurePa } = definitions[i] as FanDefinition;
          return (speed[i] as number) ** 2 - risePaOf(streams[i] as number) / shutOffPressurePa;
        };
        const spareBefore = new Float64Array(definitions.length);
        const note = (i: number): void => {
          spareBefore[i] = spare(i);
        };
        const noteAll = (): void => {
          for (let i = 0; i < definitions.length; i++) note(i);
        };
        return {
          state,
          speed,
          events: definitions.map(({ id }, i) => ({
            id,
            level() {
              const before = spareBefore[i] as number;
              return before > AT_SHUT_OFF ? 1 - MOST_APPROACH - spare(i) / before : -1;
            },
            happen: () => note(i),
          })),
          begin() {
            noteAll();
            return false;
          },
          accepted: noteAll,
          respond() {
            definitions.forEach((fan, i) => {
              const stream = streams[i] as number;
              const up = flows.from[stream] as number;
              const risePa = risePaOf(stream);
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
