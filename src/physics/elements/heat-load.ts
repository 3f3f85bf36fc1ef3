/** Heat loads: power that appears in a chamber's gas. */
import type { ElementModel } from './element.ts';
import { isAmount } from './input.ts';
import { ids } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

interface HeatLoadModel extends ElementModel {
  readonly powerW: Float64Array;
  /** 0 or 1. */
  readonly enabled: Float64Array;
}

export const heatLoads: ElementKind = {
  place(site) {
    const { heatLoads: definitions } = site.definition;
    const chambers = definitions.map(({ into }) => site.chamber(into));
    return placement<HeatLoadModel>(
      ids(definitions),
      [
        {
          suffix: 'power',
          dimension: 'power',
          read: ({ powerW }, i) => powerW[i] ?? Number.NaN,
          write({ powerW }, i, value) {
            if (!isAmount(value)) return false;
            powerW[i] = value;
            return true;
          },
        },
        {
          suffix: 'heat',
          dimension: 'power',
          read: ({ powerW, enabled }, i) => (powerW[i] ?? Number.NaN) * (enabled[i] ?? Number.NaN),
        },
        {
          suffix: 'enabled',
          dimension: 'ratio',
          read: ({ enabled }, i) => enabled[i] ?? Number.NaN,
          write({ enabled }, i, value) {
            if (value !== 0 && value !== 1) return false;
            enabled[i] = value;
            return true;
          },
        },
      ],
      ({ memory }) => {
        const powerW = Float64Array.from(definitions, (load) => load.powerW);
        const enabled = new Float64Array(definitions.length).fill(1);
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
      },
    );
  },
};
