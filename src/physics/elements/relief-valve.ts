/**
 * Relief valve: the absolute pressure p in front of it lifts it in proportion, and friction and the huddling chamber
 * keep it up on the way back. That is the play (backlash) operator, with the span between set and full-open pressure
 * and a play as wide as the blowdown:
 *
 *   rising    lift ≥ (p − p_set) / (p_full − p_set)
 *   falling   lift ≤ (p − p_reseat) / (p_full − p_set)        lift in 0 … 1
 *
 * and between the two lines the lift stays. It opens at the set pressure and is shut again at the reseat pressure.
 * The lift is continuous in the pressure, so nothing jumps and nothing chatters; what it was at the end of the last
 * accepted substep is its only memory. Source: Brokate and Sprekels, "Hysteresis and Phase Transitions" (1996),
 * section 2.3. Checked by test/physics/relief-valve.test.ts.
 */
import type { ReliefPressures } from '../plant-definition.ts';
import type { OrificeModel } from './orifices.ts';
import { bindOrifices, ids, MASS_FLOW, open, POSITION, placeOrifices } from './orifices.ts';
import type { ElementKind } from './placement.ts';
import { placement } from './placement.ts';

export const reliefValves: ElementKind = {
  place(site) {
    const { reliefValves: definitions } = site.definition;
    const streams = placeOrifices(site, definitions);
    return placement<OrificeModel>(ids(definitions), [MASS_FLOW, POSITION], (state) => {
      const orifices = bindOrifices(state, streams, () => 0);
      const held = new Float64Array(streams.length);
      const { memory } = state;
      for (const stream of streams) memory.orifices.check[stream] = 1;
      return {
        ...orifices,
        respond() {
          definitions.forEach((pressures, i) => {
            const node = memory.streams.from[streams[i] as number] as number;
            const pressurePa = memory.nodes.pressurePa[node] as number;
            open(orifices, i, liftAt(pressures, held[i] as number, pressurePa));
          });
        },
        accepted: () => held.set(orifices.opening),
      };
    });
  },
};

/** Lift, 0 … 1, at a pressure, when it was `held` before. */
export function liftAt(pressures: ReliefPressures, held: number, pressurePa: number): number {
  const spanPa = pressures.fullOpenPressurePa - pressures.setPressurePa;
  const least = (pressurePa - pressures.setPressurePa) / spanPa;
  const most = (pressurePa - pressures.reseatPressurePa) / spanPa;
  return Math.min(Math.max(held, least, 0), Math.max(most, 0), 1);
}
