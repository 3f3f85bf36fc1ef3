/** Heat loads: power that appears in a chamber's gas. */
import type { ElementModel, PointSpec } from './element.ts';
import { inputPoint, isAmount, isSwitch } from './input.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface HeatLoadModel extends ElementModel {
  readonly powerW: Float64Array;
  /** 0 or 1. */
  readonly enabled: Float64Array;
}

const POINTS: readonly PointSpec<HeatLoadModel>[] = [
  inputPoint({ suffix: 'power', dimension: 'power' }, ({ powerW }) => powerW, isAmount),
  {
    suffix: 'heat',
    dimension: 'power',
    read: ({ powerW, enabled }, i) => (powerW[i] ?? Number.NaN) * (enabled[i] ?? Number.NaN),
  },
  inputPoint({ suffix: 'enabled', dimension: 'ratio' }, ({ enabled }) => enabled, isSwitch),
];

export const heatLoads: ElementKind = {
  place(site) {
    const { heatLoads: definitions } = site.definition;
    const chambers = Int32Array.from(definitions, ({ into }) => site.chamber(into));
    const initialW = Float64Array.from(definitions, ({ powerW }) => powerW);
    return placement<HeatLoadModel>(ids(definitions), POINTS, ({ memory }) => {
      const powerW = initialW.slice();
      const enabled = new Float64Array(initialW.length).fill(1);
      return {
        powerW,
        enabled,
        heatInputs() {
          const { heatInputW } = memory.chambers;
          chambers.forEach((c, i) => {
            heatInputW[c] = (heatInputW[c] as number) + (powerW[i] as number) * (enabled[i] as number);
          });
        },
      };
    });
  },
};
