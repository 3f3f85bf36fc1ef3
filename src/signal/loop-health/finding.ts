/** What a check of a loop's health says, with the numbers behind it, so that a person can be shown why. */
import type { AbsentReason } from '../outcome.ts';

export interface Evidence {
  /** In words, with its unit if it has one. */
  readonly measure: string;
  readonly value: number;
  /** The finding asks for a value above (or below) this. */
  readonly threshold: number;
  readonly asksFor: 'above' | 'below';
}

export interface Finding {
  readonly verdict: 'found' | 'not found' | 'undecided';
  readonly evidence: readonly Evidence[];
  /** Why it is undecided, where the record itself is the reason; else null. */
  readonly reason: AbsentReason | null;
}

export function isMet({ value, threshold, asksFor }: Evidence): boolean {
  return asksFor === 'above' ? value > threshold : value < threshold;
}

export function above(measure: string, value: number, threshold: number): Evidence {
  return { measure, value, threshold, asksFor: 'above' };
}

export function below(measure: string, value: number, threshold: number): Evidence {
  return { measure, value, threshold, asksFor: 'below' };
}

/** Found when all of the evidence asks for it. */
export function findingOf(evidence: readonly Evidence[]): Finding {
  return { verdict: evidence.every(isMet) ? 'found' : 'not found', evidence, reason: null };
}

export function undecided(reason: AbsentReason | null, evidence: readonly Evidence[] = []): Finding {
  return { verdict: 'undecided', evidence, reason };
}
