/** One promise of the papers that does not hold as written, with the computation that says so and what is here instead. */
import { invariant } from '../physics/invariant.ts';

/**
 * `unsupported`: cannot exist, or is not modelled. `replaced`: a measurable quantity stands in for it. `implausible`:
 * could exist, but not with the numbers given.
 */
export type ClaimVerdict = 'unsupported' | 'replaced' | 'implausible';

export interface Claim {
  readonly id: string;
  readonly title: string;
  /** What the papers promise, in our words. */
  readonly statement: string;
  readonly verdict: ClaimVerdict;
  /** The law or fact that decides. */
  readonly law: string;
  /** null where there is nothing to compute, because the claim names no quantity. */
  readonly computation: Computation | null;
  readonly instead: Substitute;
  /** Keys of the papers' configuration files that make the claim, `section.key`. */
  readonly keys: readonly string[];
}

/** What stands in for the claim, and in which room. At least one of the two is said. */
export interface Substitute {
  readonly today: string | null;
  readonly notOfferedYet: string | null;
}

export interface Given {
  readonly value: number;
  readonly unit: string;
  readonly meaning: string;
}

export interface Result {
  readonly value: number;
  readonly unit: string;
}

export interface Computed {
  readonly results: Readonly<Record<string, Result>>;
  /** The computation in words, with its numbers. */
  readonly text: string;
}

/** A computation with its default numbers and what comes of them; all but `recompute` is plain data. */
export interface Computation extends Computed {
  readonly given: Readonly<Record<string, Given>>;
  /** The same with a site's own numbers, in the units of `given`, in place of those that are named. */
  recompute(numbers: Readonly<Record<string, number>>): Computed;
}

/** Joins a formula to its default numbers. `formula` must be a pure function of them. */
export function computation<G extends Readonly<Record<string, Given>>>(
  given: G,
  formula: (numbers: { readonly [K in keyof G]: number }) => Computed,
): Computation {
  function recompute(numbers: Readonly<Record<string, number>>): Computed {
    for (const name of Object.keys(numbers)) {
      invariant(Object.hasOwn(given, name), `the computation knows a number "${name}"`);
    }
    const defaults = Object.entries(given).map(([name, { value }]) => [name, value] as const);
    return formula({ ...Object.fromEntries(defaults), ...numbers } as { readonly [K in keyof G]: number });
  }
  return { given, ...recompute({}), recompute };
}

/** A number to three significant figures, as a person writes it: `2.14`, `3e11`. */
export function figure(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  const plain = size === 0 || (size >= 1e-3 && size < 1e5);
  return plain ? String(rounded) : rounded.toExponential().replace('e+', 'e');
}
