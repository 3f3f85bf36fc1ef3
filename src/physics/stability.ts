/**
 * How long an explicit substep may be before it overshoots what is near equilibrium. Every coupling has a rate λ = 1/τ:
 *
 *   orifice to a chamber   λ = (|ṁ|/|Δp|)·γ p/(ρ V)      pressure of the chamber towards the other side
 *   wall to the gas        λ = hA/(n cv)
 *   wall to both sides     λ = (hA + UA)/C
 *
 * By Gershgorin's theorem no eigenvalue of the coupled chambers exceeds twice the largest Σλ of a chamber, and the
 * classical Runge-Kutta method is stable to 2.78: Σλ·h ≤ 1. The error estimate would hold a longer substep too, but at
 * the price of flows to and fro, within the tolerance and for ever, that carry energy and species along.
 */
import type { PlantState } from './plant-state.ts';

/** Largest Σλ of any chamber at the present properties and flows, 1/s; `sums` has room for every chamber. */
export function couplingPerS(state: PlantState, sums: Float64Array): number {
  sums.fill(0);
  addOrifices(state, sums);
  addWalls(state, sums);
  let largest = 0;
  for (let c = 0; c < sums.length; c++) largest = Math.max(largest, sums[c] as number);
  return largest;
}

function addOrifices({ memory, network }: PlantState, sums: Float64Array): void {
  const { streams, nodes, chambers } = memory;
  const { pressurePa, massFlux, kappa } = nodes;
  for (let v = 0; v < memory.size.orifices; v++) {
    const massFlow = streams.massFlowKgPerS[v] as number;
    if (massFlow === 0) continue;
    const from = streams.from[v] as number;
    const to = streams.to[v] as number;
    const conductance = massFlow / ((pressurePa[from] as number) - (pressurePa[to] as number));
    const stiffness = conductance * Math.max(squaredSound(from), squaredSound(to));
    if (from < network.chamberCount) raise(sums, from, stiffness / (chambers.volumeM3[from] as number));
    if (to < network.chamberCount) raise(sums, to, stiffness / (chambers.volumeM3[to] as number));
  }

  /** γ p/ρ, with √(pρ) at hand. */
  function squaredSound(node: number): number {
    const ratio = (pressurePa[node] as number) / (massFlux[node] as number);
    return (ratio * ratio) / (1 - (kappa[node] as number));
  }
}

function addWalls({ memory, network }: PlantState, sums: Float64Array): void {
  const { chambers, nodes } = memory;
  for (let c = 0; c < network.chamberCount; c++) {
    const gasWPerK = chambers.gasConductanceWPerK[c] as number;
    if (gasWPerK === 0) continue;
    const kappa = nodes.kappa[c] as number;
    const nR =
      ((nodes.pressurePa[c] as number) * (chambers.volumeM3[c] as number)) /
      (nodes.temperatureK[c] as number);
    raise(sums, c, (gasWPerK * kappa) / (nR * (1 - kappa)));
    const bothWPerK = gasWPerK + (chambers.ambientConductanceWPerK[c] as number);
    raise(sums, c, bothWPerK / (chambers.wallCapacityJPerK[c] as number));
  }
}

function raise(sums: Float64Array, c: number, ratePerS: number): void {
  sums[c] = (sums[c] as number) + ratePerS;
}
