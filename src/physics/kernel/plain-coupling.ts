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
import type { PlantMemory } from '../layout.ts';

/** Kernel.couplingPerS. */
export function largestCouplingPerS(memory: PlantMemory): number {
  const { chambers, size } = memory;
  chambers.coupling.fill(0);
  addOrifices(memory);
  let largest = 0;
  for (let c = 0; c < size.chambers; c++) largest = Math.max(largest, withWall(memory, c));
  return largest;
}

/** Stiffness of all orifices of a chamber, Σλ V. */
function addOrifices({ streams, nodes, chambers, size }: PlantMemory): void {
  const { pressurePa } = nodes;
  const { coupling } = chambers;
  for (let v = 0; v < size.orifices; v++) {
    const massFlow = streams.massFlowKgPerS[v] as number;
    if (massFlow === 0) continue;
    const from = streams.from[v] as number;
    const to = streams.to[v] as number;
    const conductance = massFlow / ((pressurePa[from] as number) - (pressurePa[to] as number));
    const stiffness = conductance * Math.max(squaredSound(nodes, from), squaredSound(nodes, to));
    if (from < size.chambers) coupling[from] = (coupling[from] as number) + stiffness;
    if (to < size.chambers) coupling[to] = (coupling[to] as number) + stiffness;
  }
}

/** γ p/ρ, with √(pρ) at hand. */
function squaredSound({ pressurePa, massFlux, kappa }: PlantMemory['nodes'], node: number): number {
  const pressure = pressurePa[node] as number;
  const flux = massFlux[node] as number;
  return (pressure * pressure) / (flux * flux * (1 - (kappa[node] as number)));
}

/** Σλ of one chamber, whose orifices are added up. */
function withWall({ chambers, nodes }: PlantMemory, c: number): number {
  const flows = chambers.coupling[c] as number;
  const volumeM3 = chambers.volumeM3[c] as number;
  const gasWPerK = chambers.gasConductanceWPerK[c] as number;
  if (gasWPerK === 0) return flows / volumeM3;
  const kappa = nodes.kappa[c] as number;
  // hA/(n cv) = hA κ/(nR (1 − κ)), with nR = p V/T
  const temperatureK = nodes.temperatureK[c] as number;
  const gas = (gasWPerK * kappa * temperatureK) / ((nodes.pressurePa[c] as number) * (1 - kappa));
  const bothWPerK = gasWPerK + (chambers.ambientConductanceWPerK[c] as number);
  return (flows + gas) / volumeM3 + bothWPerK / (chambers.wallCapacityJPerK[c] as number);
}
