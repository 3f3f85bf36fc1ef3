/**
 * Burst disc: shut until the absolute pressure in front of it reaches the burst pressure, and open for good from
 * that instant on, which the integrator locates. Checked by test/physics/burst-disc.test.ts.
 */

import type { OrificeModel } from './orifices.ts';
import { bindOrifices, ids, MASS_FLOW, open, POSITION, placeOrifices } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

export const burstDiscs: ElementKind = {
  place(site) {
    const { burstDiscs: definitions } = site.definition;
    const streams = placeOrifices(site, definitions);
    return placement<OrificeModel>(ids(definitions), [MASS_FLOW, POSITION], (state) => {
      const orifices = bindOrifices(state, streams, () => 0);
      const { memory } = state;
      return {
        ...orifices,
        events: definitions.map(({ id, burstPressurePa }, i) => ({
          id,
          level() {
            if (orifices.opening[i] === 1) return -1;
            const node = memory.streams.from[streams[i] as number] as number;
            return (memory.nodes.pressurePa[node] as number) / burstPressurePa - 1;
          },
          happen: () => open(orifices, i, 1),
        })),
      };
    });
  },
};
