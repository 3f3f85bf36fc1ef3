/**
 * What an element of a plant is to the network: a constitutive law. It says how much flows; what is carried along,
 * where it is booked and how it is audited is one thing for all elements (transfers.ts, ledger.ts).
 */
import type { Dimension } from '../../units/quantity.ts';

/** All elements of one kind, at work in a plant. The hooks are called in this order for every rate. */
export interface ElementModel {
  /** From the own variables in a state vector: flows, solid temperatures, volumes. Gas properties are not there yet. */
  prepare?(vector: Float64Array): void;
  /** From gas properties: openings, and flows of the streams that are no orifices. */
  respond?(): void;
  /** From all mass flows: heat and work between them. */
  exchange?(): void;
  /** Time derivatives of the own variables, and work on chambers. */
  addRates?(rate: Float64Array): void;

  /** Adds the power that loads set free in chambers' gas to `heatInputW`; called when an input has changed. */
  heatInputs?(): void;
  /** A substep has been accepted. */
  accepted?(): void;
  /** An outer step begins; true when what `heatInputs` gives has changed. */
  begin?(stepS: number): boolean;
  /** Instants that no substep may pass: the level rises through 0 there. */
  readonly events?: readonly PlantEvent[];
  /** Energy in motion, J. */
  kineticEnergyJ?(): number;
}

export interface PlantEvent {
  readonly id: string;
  /** In units of which 1 is of the size of the whole quantity; below 0: not yet. */
  level(): number;
  happen(): void;
}

/** A point of one kind of element; `i` counts the elements of the kind. */
export interface PointSpec<M> {
  /** Behind the id: `mass_flow`. */
  readonly suffix: string;
  readonly dimension: Dimension;
  /** Which elements have it; all of them unless this says otherwise. */
  readonly applies?: (i: number) => boolean;
  readonly read: (model: M, i: number) => number;
  /** Sets an input; false, and nothing set, when the value is outside what the input can be. */
  readonly write?: (model: M, i: number, value: number) => boolean;
}
