import { describe, expect, test } from 'vitest';
import type { SparseSystem } from '../../../src/physics/solver/sparse-lu.ts';
import { factor, solve, solveTransposed, sparseSystem } from '../../../src/physics/solver/sparse-lu.ts';
import { analyse } from '../../../src/physics/solver/sparse-pattern.ts';
import type { Pairs, Weighted } from './networks.ts';
import { addAt, chainPairs, gridPairs, ringPairs, solveDense, starPairs, systemOf } from './networks.ts';

/** Values that are all different and the same at every run. */
function weighted(count: number, pairs: Pairs): Weighted {
  return {
    excess: Array.from({ length: count }, (_, i) => 1 + (i % 7)),
    edges: pairs.map(([from, to], e) => ({ from, to, forward: 0.5 + (e % 11), backward: 2 + (e % 5) })),
  };
}

/** Largest |b − A x| of a node for b = 1, 2, 3, …, beside the terms of which it is the rest. */
function residual(given: Weighted): number {
  const system = systemOf(given);
  expect(factor(system)).toBe(true);
  const x = Float64Array.from(given.excess, (_, i) => i + 1);
  const rest = x.slice();
  const terms = x.slice();
  solve(system, x);
  const add = (node: number, other: number, value: number): void => {
    addAt(rest, node, -value * ((x[node] as number) - (other < 0 ? 0 : (x[other] as number))));
    addAt(terms, node, value * (x[node] as number));
  };
  given.excess.forEach((own, i) => {
    add(i, -1, own);
  });
  for (const { from, to, forward, backward } of given.edges) {
    add(from, to, forward);
    add(to, from, backward);
  }
  return rest.reduce((most, value, i) => Math.max(most, Math.abs(value) / (terms[i] as number)), 0);
}

describe('the sparse solver', () => {
  test.each([
    ['a chain', 40, chainPairs(40)],
    ['a ring', 17, ringPairs(17)],
    ['a star', 12, starPairs(12)],
  ])('solves the transposed system of %s: y·A⁻¹b = A⁻ᵀy·b', (_, count, pairs) => {
    const system = systemOf(weighted(count, pairs));
    expect(factor(system)).toBe(true);
    const b = Float64Array.from({ length: count }, (__, i) => 1 + i);
    const y = Float64Array.from({ length: count }, (__, i) => 1 / (1 + (i % 5)));
    const x = b.slice();
    const z = y.slice();
    solve(system, x);
    solveTransposed(system, z);
    const dot = (p: Float64Array, q: Float64Array): number =>
      p.reduce((sum, value, i) => sum + value * (q[i] as number), 0);
    expect(Math.abs(dot(y, x) / dot(z, b) - 1)).toBeLessThan(1e-13);
    expect(Math.abs(dot(y, b) / dot(z, x) - 1)).toBeGreaterThan(1e-3);
  });

  test.each([
    ['a chain', 40, chainPairs(40)],
    ['a ring', 40, ringPairs(40)],
    ['a star', 40, starPairs(40)],
    ['a grid', 49, gridPairs(7)],
    ['two parts and a lone node', 12, [...chainPairs(5), [6, 7], [7, 8], [8, 6], [11, 10]]],
    ['one node', 1, []],
  ] satisfies [string, number, Pairs][])('agrees with a dense elimination on %s', (_, count, pairs) => {
    const given = weighted(count, pairs);
    const rhs = Array.from({ length: count }, (_unused, i) => (i % 3) - 1.5);
    const solution = Float64Array.from(rhs);
    const system = systemOf(given);
    expect(factor(system)).toBe(true);
    solve(system, solution);
    solveDense(given, rhs).forEach((value, i) => {
      expect(solution[i]).toBeCloseTo(value, 12);
    });
    expect(solution).toHaveLength(count);
  });

  test('solves a grid of 10 000 nodes, a chain and a star to rounding', () => {
    expect(residual(weighted(10_000, gridPairs(100)))).toBeLessThan(1e-14);
    expect(residual(weighted(10_000, chainPairs(10_000)))).toBeLessThan(1e-14);
    expect(residual(weighted(10_000, starPairs(10_000)))).toBeLessThan(1e-12);
  });

  test('does nothing on no nodes', () => {
    const system = sparseSystem(analyse(0, new Int32Array(), new Int32Array()));
    expect(factor(system)).toBe(true);
    solve(system, new Float64Array());
  });

  test('keeps the mean of two nodes whose coupling drowns everything else', () => {
    const stiff = 1e30;
    const system = systemOf({
      excess: [1, 3],
      edges: [{ from: 0, to: 1, forward: stiff, backward: stiff }],
    });
    expect(factor(system)).toBe(true);
    const solution = Float64Array.of(10, 6);
    solve(system, solution);
    expect(solution[0]).toBeCloseTo(4, 14);
    expect(solution[1]).toBeCloseTo(4, 14);
  });

  test('solves again for another right-hand side, and after another factorisation', () => {
    const given = weighted(25, gridPairs(5));
    const system = systemOf(given);
    expect(factor(system)).toBe(true);
    const first = new Float64Array(25).fill(1);
    solve(system, first);
    const twice = new Float64Array(25).fill(2);
    solve(system, twice);
    expect([...twice]).toEqual([...first.map((value) => 2 * value)]);
    system.excess.fill(-1, 12);
    expect(factor(system)).toBe(false);
    system.excess.set(given.excess);
    expect(factor(system)).toBe(true);
    const again = new Float64Array(25).fill(1);
    solve(system, again);
    expect([...again]).toEqual([...first]);
  });
});

describe('a system that has no solution, or none of this kind', () => {
  const refused = (change: (system: SparseSystem) => void): boolean => {
    const system = systemOf(weighted(4, ringPairs(4)));
    expect(factor(system)).toBe(true);
    change(system);
    return !factor(system);
  };

  test('is refused where no node of a part has an excess', () => {
    expect(refused(({ excess }) => void excess.fill(0))).toBe(true);
    expect(refused(({ excess }) => void excess.fill(0, 1))).toBe(false);
    const cutOff = ({ excess, coupling }: SparseSystem): void => {
      excess.fill(0, 1);
      coupling.fill(0);
    };
    expect(refused(cutOff)).toBe(true);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('is refused for a value of %d anywhere', (value) => {
    for (let i = 0; i < 4; i++) {
      expect(refused(({ excess }) => void excess.fill(value, i, i + 1))).toBe(true);
    }
    for (let q = 0; q < 8; q++) {
      expect(refused(({ coupling }) => void coupling.fill(value, q, q + 1))).toBe(true);
    }
  });

  test('is refused for an edge from a node to itself, and to no node', () => {
    expect(() => analyse(2, Int32Array.of(1), Int32Array.of(1))).toThrow('invariant');
    expect(() => analyse(2, Int32Array.of(1), Int32Array.of(2))).toThrow('invariant');
  });
});
