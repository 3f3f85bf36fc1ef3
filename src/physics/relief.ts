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
import type { Network } from './network.ts';
import type { ReliefPressures } from './plant-definition.ts';
import type { PlantState } from './plant-state.ts';

/** Lift, 0 … 1, at a pressure, when it was `held` before. */
export function liftAt(pressures: ReliefPressures, held: number, pressurePa: number): number {
  const spanPa = pressures.fullOpenPressurePa - pressures.setPressurePa;
  const least = (pressurePa - pressures.setPressurePa) / spanPa;
  const most = (pressurePa - pressures.reseatPressurePa) / spanPa;
  return Math.min(Math.max(held, least, 0), Math.max(most, 0), 1);
}

/** Opens every relief valve as the present pressures have it; its memory stays as it is. */
export function updateLifts(network: Network, state: PlantState): void {
  const { firstStream, pressures } = network.reliefs;
  for (let r = 0; r < pressures.length; r++) {
    const v = firstStream + r;
    const pressurePa = state.nodes.pressurePa[network.streams.from[v] as number] as number;
    const held = state.heldLift[r] as number;
    state.openingRatio[v] = liftAt(pressures[r] as ReliefPressures, held, pressurePa);
  }
}

/** Remembers the lifts of a state that has been accepted. */
export function holdLifts(network: Network, state: PlantState): void {
  updateLifts(network, state);
  const { firstStream, pressures } = network.reliefs;
  for (let r = 0; r < pressures.length; r++)
    state.heldLift[r] = state.openingRatio[firstStream + r] as number;
}
