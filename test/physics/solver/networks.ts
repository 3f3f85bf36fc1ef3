/** Networks of nodes and edges, and systems on them, for the tests of the sparse solver. */
import type { SparseSystem } from '../../../src/physics/solver/sparse-lu.ts';
import { sparseSystem } from '../../../src/physics/solver/sparse-lu.ts';
import { analyse } from '../../../src/physics/solver/sparse-pattern.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  /** How the row of `from` is tied to `to`. */
  readonly forward: number;
  readonly backward: number;
}

export interface Weighted {
  /** By node. */
  readonly excess: readonly number[];
  readonly edges: readonly Edge[];
}

export type Pairs = readonly (readonly [number, number])[];

export function chainPairs(count: number): Pairs {
  return Array.from({ length: count - 1 }, (_, i) => [i, i + 1] as const);
}

export function ringPairs(count: number): Pairs {
  return [...chainPairs(count), [count - 1, 0]];
}

export function starPairs(count: number): Pairs {
  return Array.from({ length: count - 1 }, (_, i) => [0, i + 1] as const);
}

export function gridPairs(side: number): Pairs {
  const nodes = Array.from({ length: side * side }, (_, node) => node);
  return [
    ...nodes.filter((node) => node % side < side - 1).map((node) => [node, node + 1] as const),
    ...nodes.filter((node) => node + side < side * side).map((node) => [node, node + side] as const),
  ];
}

/** The pattern of pairs of nodes. */
export function patternOf(count: number, pairs: Pairs) {
  return analyse(
    count,
    Int32Array.from(pairs, ([from]) => from),
    Int32Array.from(pairs, ([, to]) => to),
  );
}

/** A system with the values of a network; edges between the same nodes add up. */
export function systemOf({ excess, edges }: Weighted): SparseSystem {
  const pairs = edges.map(({ from, to }) => [from, to] as const);
  const system = sparseSystem(patternOf(excess.length, pairs));
  const { forward, backward } = system.pattern;
  system.excess.set(excess);
  edges.forEach((edge, e) => {
    addAt(system.coupling, forward[e] as number, edge.forward);
    addAt(system.coupling, backward[e] as number, edge.backward);
  });
  return system;
}

export function addAt(vector: Float64Array, index: number, term: number): void {
  vector[index] = (vector[index] as number) + term;
}

/** The rows of the full matrix, each with the node's right-hand side behind it. */
function denseRows({ excess, edges }: Weighted, rhs: readonly number[]): Float64Array[] {
  const rows = excess.map((own, i) => {
    const row = new Float64Array(excess.length + 1);
    row[i] = own;
    row[excess.length] = rhs[i] as number;
    return row;
  });
  const tie = (node: number, other: number, value: number): void => {
    const row = rows[node] as Float64Array;
    addAt(row, node, value);
    addAt(row, other, -value);
  };
  for (const { from, to, forward, backward } of edges) {
    tie(from, to, forward);
    tie(to, from, backward);
  }
  return rows;
}

/** Gaussian elimination of the full matrix, with partial pivoting. */
export function solveDense(weighted: Weighted, rhs: readonly number[]): number[] {
  let rest = denseRows(weighted, rhs);
  const triangle: Float64Array[] = [];
  for (let k = 0; k < rhs.length; k++) {
    const size = (row: Float64Array): number => Math.abs(row[k] as number);
    const pivot = rest.reduce((best, row) => (size(row) > size(best) ? row : best));
    triangle.push(pivot);
    rest = rest.filter((row) => row !== pivot);
    for (const row of rest) {
      const multiplier = (row[k] as number) / (pivot[k] as number);
      pivot.forEach((value, j) => {
        addAt(row, j, -multiplier * value);
      });
    }
  }
  const solution = new Float64Array(rhs.length);
  for (let i = rhs.length - 1; i >= 0; i--) {
    const row = triangle[i] as Float64Array;
    const known = solution.reduce((sum, value, j) => sum + value * (row[j] as number), 0);
    solution[i] = ((row[rhs.length] as number) - known) / (row[i] as number);
  }
  return [...solution];
}

/**
 * The exact solution of a system of whole numbers, rounded once: Cramer's rule with Bareiss' elimination (Math. Comp.
 * 22 (1968) 565), in integers of any size.
 */
export function solveExactly(weighted: Weighted, rhs: readonly number[]): number[] {
  const rows = exactRows(weighted);
  const whole = determinant(rows);
  const replaced = rows.map((row, i) => [...row, BigInt(rhs[i] as number)]);
  return rhs.map((_, node) => {
    // The node's row goes last, so that the leading minors stay those of a system.
    const nodeLast = [...replaced.toSpliced(node, 1), replaced[node] as bigint[]];
    const determinantOfNode = determinant(nodeLast.map((row) => row.toSpliced(node, 1)));
    return Number((determinantOfNode << 1000n) / whole) / 2 ** 1000;
  });
}

function exactRows({ excess, edges }: Weighted): bigint[][] {
  const rows = excess.map((own, i) => excess.map((_, j) => (i === j ? BigInt(own) : 0n)));
  const tie = (node: number, other: number, value: number): void => {
    const row = rows[node] as bigint[];
    row[node] = (row[node] as bigint) + BigInt(value);
    row[other] = (row[other] as bigint) - BigInt(value);
  };
  for (const { from, to, forward, backward } of edges) {
    tie(from, to, forward);
    tie(to, from, backward);
  }
  return rows;
}

/** Of a matrix whose leading minors are not zero, as those of every system with some excess at each node. */
function determinant(matrix: readonly (readonly bigint[])[]): bigint {
  let rows = matrix;
  let before = 1n;
  while (rows.length > 1) {
    const [first = [], ...others] = rows;
    const [pivot = 0n, ...head] = first;
    const divisor = before;
    rows = others.map(([lead = 0n, ...row]) =>
      row.map((value, j) => (value * pivot - lead * (head[j] as bigint)) / divisor),
    );
    before = pivot;
  }
  return rows[0]?.[0] ?? 1n;
}
