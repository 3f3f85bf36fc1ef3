/** Pressure cycles as data, in SI and seconds, after the configuration room has checked them. */

/** A pressure profile; all but the sequence are periodic functions of time. */
export interface CycleDefinition {
  readonly id: string;
  readonly shape: CycleShape;
  /** The lowest and highest set-point that the cycle ever asks for. */
  readonly lowPa: number;
  readonly highPa: number;
  /** Of a sequence: how long it takes where nothing has to be waited for. */
  readonly periodS: number;
  /** Delay of the whole profile against time zero, s; without meaning for a sequence, which begins when started. */
  readonly phaseS: number;
  /** How often the period runs before the cycle ends at its last level; null: without end. */
  readonly repeat: number | null;
  /** How long the set-point takes from where it stands into the cycle when it is started, s; null: see cycle-run.ts. */
  readonly leadInS: number | null;
}

/** Functions of time. */
export type PeriodicShape =
  | { readonly kind: 'sine' }
  | { readonly kind: 'square'; readonly dutyRatio: number }
  /** Low until 0, up over riseS, high for highS, down over fallS, low for the rest of the period. */
  | { readonly kind: 'trapezoid'; readonly riseS: number; readonly highS: number; readonly fallS: number }
  /** Through the points, from the last back to the first at the end of the period. */
  | {
      readonly kind: 'table';
      readonly interpolation: 'linear' | 'cubic';
      /** In rising order of time, from 0 to below the period; at least two. */
      readonly points: readonly TablePoint[];
    };

/** Steps one after the other, of which some wait for the PV; it begins at the level where the loop stands. */
export interface SequenceShape {
  readonly kind: 'sequence';
  /** At least one, and at least one that takes time. */
  readonly steps: readonly SequenceStep[];
}

export type CycleShape = PeriodicShape | SequenceShape;

export interface TablePoint {
  readonly timeS: number;
  readonly pressurePa: number;
}

export type SequenceStep =
  /** In a straight line to a level. */
  | { readonly kind: 'ramp'; readonly toPa: number; readonly durationS: number }
  /** Stays; with a tolerance only the time counts that the PV spends within it (guaranteed soak). */
  | { readonly kind: 'soak'; readonly durationS: number; readonly withinPa: number | null }
  /** Stays until the PV has been within the tolerance for a while without a break. */
  | { readonly kind: 'wait'; readonly withinPa: number; readonly forS: number };
