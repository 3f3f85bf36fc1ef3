/**
 * How long a substep may be before heat overshoots between two places that a link joins:
 *
 *   λ = G/C at each end,   G = |Q/ΔT|,   C of a solid its own, of a chamber's gas n cv
 *
 * What has a shaft, a cooler or an engine, moves heat by its own law: it has no such rate. The same bound as for orifices and lumped walls
 * holds (kernel/plain-coupling.ts): Σλ·h ≤ 1. Heat along links is explicit in implicit substeps too.
 */
import type { PlantState } from './plant-state.ts';
import { temperatureOf } from './transfers.ts';

/** Links whose heat follows the temperatures of their ends, and scratch of one number for every chamber and solid. */
export interface LinkCoupling {
  readonly conducting: readonly number[];
  readonly sums: Float64Array;
}

export function linkCoupling({ network }: PlantState): LinkCoupling {
  const { links, shafts, nodeIds, solids } = network;
  const conducting = links.flatMap(({ id }, i) => (shafts.includes(id) ? [] : [i]));
  return { conducting, sums: new Float64Array(conducting.length === 0 ? 0 : nodeIds.length + solids.length) };
}

/** Largest Σλ of any chamber or solid at the present heat flows, 1/s. */
export function linkCouplingPerS(state: PlantState, { conducting, sums }: LinkCoupling): number {
  const { network, links } = state;
  sums.fill(0);
  for (const i of conducting) {
    const heatW = links.takenW[i] as number;
    if (heatW === 0) continue;
    const { from, to } = network.links[i] as (typeof network.links)[number];
    const conductance = heatW / (temperatureOf(state, from) - temperatureOf(state, to));
    sums[from] = (sums[from] as number) + conductance / capacityJPerK(state, from);
    sums[to] = (sums[to] as number) + conductance / capacityJPerK(state, to);
  }
  let largest = 0;
  for (let node = 0; node < sums.length; node++) largest = Math.max(largest, sums[node] as number);
  return largest;
}

/** A boundary has room for any heat. */
function capacityJPerK({ network, memory }: PlantState, node: number): number {
  const solid = network.solids[node - network.nodeIds.length];
  if (solid !== undefined) return solid.capacityJPerK;
  if (node >= network.chamberCount) return Number.POSITIVE_INFINITY;
  const { nodes, chambers } = memory;
  const kappa = nodes.kappa[node] as number;
  const gasJPerK =
    ((nodes.pressurePa[node] as number) * (chambers.volumeM3[node] as number)) /
    (nodes.temperatureK[node] as number);
  return (gasJPerK * (1 - kappa)) / kappa;
}
