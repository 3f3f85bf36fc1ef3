/**
 * Books what elements transfer: gas and its energy between chambers, heat along links, work into gas. An amount is
 * computed once and booked at both ends with opposite sign, so that nothing is lost on the way:
 *
 *   dnₖ/dt = Σ ±ṁ·(amount per kg upstream),   dU/dt = Σ ±ṁ·h(upstream) + added + heat,   dE_solid/dt = Σ ±heat
 *
 * Where a stream gains energy on its way (a compressor, an exchanger), its sink receives it. Kinetic energy is not
 * carried: a chamber is large against its valves.
 */
import { bookStream } from './kernel/plain-kernel.ts';
import { ENERGY, ROW } from './layout.ts';
import type { PlantState } from './plant-state.ts';

/** Everything but the orifices' own streams, which the kernel books. */
export function bookTransfers(state: PlantState, rate: Float64Array): void {
  const { memory } = state;
  for (let s = memory.size.orifices; s < memory.size.streams; s++) bookStream(memory, rate, s);
  bookPowers(state, rate);
}

/** What streams gain on their way, to their sinks, and the heat of links. */
export function bookPowers(state: PlantState, rate: Float64Array): void {
  const { memory, network } = state;
  for (let s = 0; s < memory.size.streams; s++) {
    const addedW = memory.streams.addedW[s] as number;
    if (addedW !== 0) addPower(state, rate, downstream(state, s), addedW);
  }
  const { takenW, givenW } = state.links;
  for (let i = 0; i < takenW.length; i++) {
    const link = network.links[i] as (typeof network.links)[number];
    addPower(state, rate, link.from, -(takenW[i] as number));
    addPower(state, rate, link.to, givenW[i] as number);
  }
}

/** Node that a stream flows into as it flows now. */
export function downstream({ memory }: PlantState, stream: number): number {
  const { massFlowKgPerS, from, to } = memory.streams;
  return ((massFlowKgPerS[stream] as number) > 0 ? to[stream] : from[stream]) as number;
}

/** Node that a stream comes from as it flows now. */
export function upstream({ memory }: PlantState, stream: number): number {
  const { massFlowKgPerS, from, to } = memory.streams;
  return ((massFlowKgPerS[stream] as number) > 0 ? from[stream] : to[stream]) as number;
}

/** Adds power to a thermal node; what a boundary receives is gone. */
function addPower(state: PlantState, rate: Float64Array, node: number, powerW: number): void {
  const { network } = state;
  if (node >= network.nodeIds.length) {
    const { index } = network.solids[node - network.nodeIds.length] as { index: number };
    rate[index] = (rate[index] as number) + powerW;
  } else if (node < network.chamberCount) {
    const index = node * ROW + ENERGY;
    rate[index] = (rate[index] as number) + powerW;
  }
}

/** Temperature of a thermal node, K. */
export function temperatureOf(state: PlantState, node: number): number {
  const { network, memory, solidK } = state;
  const solid = node - network.nodeIds.length;
  return (solid < 0 ? memory.nodes.temperatureK[node] : solidK[solid]) as number;
}
