import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factor, solve } from '../../../src/physics/solver/sparse-lu.ts';
import type { Edge, Weighted } from './networks.ts';
import { solveDense, solveExactly, systemOf } from './networks.ts';

interface Problem extends Weighted {
  readonly rhs: readonly number[];
  /** New number of each node. */
  readonly shuffled: readonly number[];
}

interface Values {
  readonly excess: fc.Arbitrary<number>;
  readonly coupling: fc.Arbitrary<number>;
  readonly rhs: fc.Arbitrary<number>;
}

const decades = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true }).map((power) => 10 ** power);

function problem(mostNodes: number, values: Values): fc.Arbitrary<Problem> {
  return fc.integer({ min: 1, max: mostNodes }).chain((count) => {
    const node = fc.integer({ min: 0, max: count - 1 });
    const edge = fc
      .record<Edge>({ from: node, to: node, forward: values.coupling, backward: values.coupling })
      .filter(({ from, to }) => from !== to);
    const each = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: count, maxLength: count });
    const numbers = Array.from({ length: count }, (_, i) => i);
    return fc.record({
      excess: each(values.excess),
      edges: count === 1 ? fc.constant([]) : fc.array(edge, { maxLength: 3 * count }),
      rhs: each(values.rhs),
      shuffled: fc.shuffledSubarray(numbers, { minLength: count, maxLength: count }),
    });
  });
}

function solved(weighted: Weighted, rhs: readonly number[]): Float64Array {
  const system = systemOf(weighted);
  expect(factor(system)).toBe(true);
  const solution = Float64Array.from(rhs);
  solve(system, solution);
  return solution;
}

/** Largest difference of two vectors, beside the largest entry. */
function apart(one: ArrayLike<number>, other: readonly number[]): number {
  const scale = Math.max(...other.map(Math.abs), Number.MIN_VALUE);
  return Math.max(...other.map((value, i) => Math.abs((one[i] ?? Number.NaN) - value))) / scale;
}

/** Largest difference of two entries, beside that entry. */
function entrywiseApart(one: ArrayLike<number>, other: readonly number[]): number {
  return Math.max(
    ...other.map((value, i) =>
      one[i] === value ? 0 : Math.abs((one[i] ?? Number.NaN) - value) / Math.abs(value),
    ),
  );
}

const MILD: Values = {
  excess: decades(-1, 1),
  coupling: fc.oneof(decades(-3, 3), fc.constant(0)),
  // Numbers near the least that there are have no digits to agree to.
  rhs: fc.double({ min: -1, max: 1, noNaN: true }).map((value) => (Math.abs(value) < 1e-250 ? 0 : value)),
};

/** Whole numbers, as the exact solver needs them, over 30 decades, as a valve on a tiny chamber gives them. */
const STIFF: Values = {
  excess: fc.integer({ min: 1, max: 1000 }),
  coupling: fc.oneof(
    fc.constant(0),
    fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 90 })).map(([m, e]) => m * 2 ** e),
  ),
  rhs: fc.integer({ min: 0, max: 1000 }),
};

describe('the sparse solver, on any network', () => {
  test('agrees with a dense elimination with pivoting', () => {
    fc.assert(
      fc.property(problem(25, MILD), (given) => {
        const expected = solveDense(given, given.rhs);
        expect(apart(solved(given, given.rhs), expected)).toBeLessThan(1e-10);
      }),
      { numRuns: 300 },
    );
  });

  test('gives every entry of a stiff problem to its last digits', () => {
    fc.assert(
      fc.property(problem(7, STIFF), (given) => {
        const expected = solveExactly(given, given.rhs);
        expect(entrywiseApart(solved(given, given.rhs), expected)).toBeLessThan(1e-14);
      }),
      { numRuns: 300 },
    );
  });

  test('never makes a negative out of right-hand sides that are not', () => {
    fc.assert(
      fc.property(problem(30, STIFF), (given) => {
        const solution = solved(given, given.rhs);
        expect(solution.every((value) => value >= 0)).toBe(true);
        // The excess takes up what the right-hand side brings: between the least and the largest b/e.
        const shares = given.rhs.map((value, i) => value / (given.excess[i] ?? Number.NaN));
        expect(Math.max(...solution)).toBeLessThanOrEqual(Math.max(...shares) * (1 + 1e-13));
        expect(Math.min(...solution)).toBeGreaterThanOrEqual(Math.min(...shares) * (1 - 1e-13));
      }),
      { numRuns: 300 },
    );
  });

  test('gives the same whatever the order of nodes and edges', () => {
    fc.assert(
      fc.property(problem(30, STIFF), (given) => {
        const { shuffled } = given;
        const moved = (values: readonly number[]): number[] => {
          const result = new Array<number>(values.length).fill(Number.NaN);
          values.forEach((value, i) => {
            result[shuffled[i] ?? -1] = value;
          });
          return result;
        };
        const other: Weighted = {
          excess: moved(given.excess),
          edges: given.edges
            .map(({ from, to, forward, backward }) => ({
              from: shuffled[to] ?? -1,
              to: shuffled[from] ?? -1,
              forward: backward,
              backward: forward,
            }))
            .toReversed(),
        };
        const here = moved([...solved(given, given.rhs)]);
        expect(entrywiseApart(solved(other, moved(given.rhs)), here)).toBeLessThan(1e-13);
      }),
      { numRuns: 300 },
    );
  });
});
