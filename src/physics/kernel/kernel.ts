import type { PlantMemory } from '../layout.ts';

/**
 * The inner loop over a plant's memory (layout.ts). Vectors are the state or scratch of that memory. Everything that
 * is not here (machines, exchangers, real gas) is added around it by evaluate.ts.
 */
export interface Kernel {
  readonly memory: PlantMemory;
  /**
   * Properties of every chamber of ideal gas from its amounts and energy; the present temperatures are the guess.
   * False when the vector is no state of matter: a negative amount, no gas at all, or less energy than at 0 K.
   */
  chambers(vector: Float64Array): boolean;
  /** Mass flow of every orifice from the properties of its ends, without booking it. */
  orifices(): void;
  /** Begins a rate: heat loads, the lumped wall between its gas and the ambient, and what orifices' streams carry. */
  rates(vector: Float64Array, rate: Float64Array, ambientK: number): void;
  /** target = base + factor · slope, all of them whole vectors; target may be base. */
  along(target: Float64Array, base: Float64Array, factor: number, slope: Float64Array): void;
  copy(target: Float64Array, source: Float64Array): void;
  /** Largest sum of a chamber's couplings at the present properties and flows, 1/s; see plain-coupling.ts. */
  couplingPerS(): number;
  /** Largest of |factor · (a − b)| relative to what chambers hold: amounts to all moles, energy to pV, wall to wall. */
  largestError(factor: number, a: Float64Array, b: Float64Array): number;
}
