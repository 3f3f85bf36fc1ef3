/**
 * What an analysis gives: a value, or the reason why the record holds none. Never a number that means nothing.
 * The reasons are shown to people, so they are words.
 */
export type AbsentReason =
  | 'too few samples'
  | 'too few periods'
  | 'a sample is not a number'
  | 'no variation'
  | 'no peak inside the band'
  | 'no oscillation'
  | 'no decaying oscillation'
  | 'settings out of range'
  | 'not resolved from its neighbours'
  | 'nothing usable'
  | 'not started';

export interface Absent {
  readonly kind: 'absent';
  readonly reason: AbsentReason;
}

export interface Present<T> {
  readonly kind: 'present';
  readonly value: T;
}

export type Outcome<T> = Present<T> | Absent;

export function present<T>(value: T): Present<T> {
  return { kind: 'present', value };
}

export function absent(reason: AbsentReason): Absent {
  return { kind: 'absent', reason };
}

/** An estimate with its standard uncertainty (one standard deviation), both in the unit of the quantity. */
export interface Estimate {
  readonly value: number;
  readonly uncertainty: number;
}
