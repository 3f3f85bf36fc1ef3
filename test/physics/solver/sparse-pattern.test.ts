import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/physics/solver/sparse-pattern.ts';
import type { Pairs } from './networks.ts';
import { chainPairs, gridPairs, patternOf, ringPairs, starPairs } from './networks.ts';

/** Entries above the diagonal of the factor. */
function factorEntries(count: number, pairs: Pairs): number {
  return patternOf(count, pairs).upper.column.length;
}

describe('the order of elimination', () => {
  test('fills nothing in a chain, a star and a tree, and the least in a ring', () => {
    expect(factorEntries(1000, chainPairs(1000))).toBe(999);
    expect(factorEntries(1000, starPairs(1000))).toBe(999);
    const tree = Array.from({ length: 999 }, (_, i) => [Math.floor(i / 3), i + 1] as const);
    expect(factorEntries(1000, tree)).toBe(999);
    expect(factorEntries(1000, ringPairs(1000))).toBe(2 * 1000 - 3);
  });

  test('keeps a grid of 100 × 100 nodes sparse', () => {
    expect(factorEntries(10_000, gridPairs(100))).toBeLessThan(210_000);
  });

  test('takes the first of equals', () => {
    expect([...patternOf(4, []).order]).toEqual([0, 1, 2, 3]);
    expect([...patternOf(5, starPairs(5)).order]).toEqual([1, 2, 3, 0, 4]);
  });

  test('takes every node once, and lists in the factor exactly what elimination joins', () => {
    const pairs = fc.integer({ min: 1, max: 20 }).chain((count) => {
      const node = fc.integer({ min: 0, max: count - 1 });
      const edges = fc.array(fc.tuple(node, node), { maxLength: 40 });
      return edges.map((all) => ({ count, edges: all.filter(([a, b]) => a !== b) }));
    });
    fc.assert(
      fc.property(pairs, ({ count, edges }) => {
        const pattern = patternOf(count, edges);
        expect([...pattern.order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(rowsAsLists(pattern.upper)).toEqual(playedElimination([...pattern.order], edges));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the places of edges', () => {
  test('are shared by edges between the same two nodes, whatever their direction', () => {
    const { forward, backward, couplings } = analyse(3, Int32Array.of(0, 1, 0, 1), Int32Array.of(1, 0, 1, 2));
    expect([...forward.subarray(0, 3)]).toEqual([forward[0], backward[0], forward[0]]);
    expect([...backward.subarray(0, 3)]).toEqual([backward[0], forward[0], backward[0]]);
    expect(new Set([...forward, ...backward]).size).toBe(4);
    expect(couplings.column).toHaveLength(4);
  });
});

function rowsAsLists(rows: { readonly start: Int32Array; readonly column: Int32Array }): number[][] {
  return Array.from({ length: rows.start.length - 1 }, (_, i) => [
    ...rows.column.subarray(rows.start[i], rows.start[i + 1]),
  ]);
}

/** Row by row, the places that elimination in this order makes neighbours, by joining all pairs of them. */
function playedElimination(order: readonly number[], edges: Pairs): number[][] {
  const place = new Map(order.map((node, i) => [node, i]));
  const neighbours = order.map(() => new Set<number>());
  const join = (a: number, b: number): void => {
    neighbours[a]?.add(b);
    neighbours[b]?.add(a);
  };
  for (const [from, to] of edges) join(place.get(from) ?? -1, place.get(to) ?? -1);
  return neighbours.map((set, i) => {
    const later = [...set].filter((j) => j > i).sort((a, b) => a - b);
    for (const a of later) for (const b of later) if (a < b) join(a, b);
    return later;
  });
}
