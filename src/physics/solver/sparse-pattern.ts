/**
 * Where the entries of a network's linear systems and of their factors are: found once per network, because it
 * depends on who is joined to whom and on nothing else.
 */
import { invariant } from '../invariant.ts';
import type { Adjacency } from './minimum-degree.ts';
import { minimumDegree } from './minimum-degree.ts';

/** Rows of entries, one after the other: row i has its columns at start[i] … start[i + 1]. */
export interface Rows {
  readonly start: Int32Array;
  readonly column: Int32Array;
}

/** What is the same for all systems on one network; rows and columns in the order of elimination. */
export interface SparsePattern {
  readonly count: number;
  /** Node that is eliminated at each place. */
  readonly order: Int32Array;
  /** Of each edge, where in `coupling` stands how its `from` is tied to its `to`. Edges between the same nodes share. */
  readonly forward: Int32Array;
  /** Of each edge, where in `coupling` stands how its `to` is tied to its `from`. */
  readonly backward: Int32Array;
  readonly couplings: Rows;
  readonly lower: Rows;
  readonly upper: Rows;
}

/**
 * Pattern of the systems of `count` nodes with an edge from each `from[e]` to `to[e]`, of which none may join a node
 * to itself. Edges between the same two nodes, in either direction, become one.
 */
export function analyse(count: number, from: Int32Array, to: Int32Array): SparsePattern {
  invariant(from.length === to.length, 'every edge has two ends');
  const adjacency = adjacencyOf(count, from, to);
  const elimination = minimumDegree(adjacency);
  const order = Int32Array.from(elimination.order);
  const place = new Int32Array(count);
  order.forEach((node, i) => {
    place[node] = i;
  });
  const couplings = rowsOf(order, (node) => sortedPlaces(adjacency[node] ?? [], place));
  const upper = rowsOf(order, (node) => sortedPlaces(elimination.later[node] ?? [], place));
  const entry = (row: number, column: number): number =>
    entryAt(couplings, place[row] as number, place[column] as number);
  return {
    count,
    order,
    forward: from.map((node, e) => entry(node, to[e] as number)),
    backward: from.map((node, e) => entry(to[e] as number, node)),
    couplings,
    lower: transposed(upper),
    upper,
  };
}

function adjacencyOf(count: number, from: Int32Array, to: Int32Array): Adjacency {
  const neighbours: Set<number>[] = Array.from({ length: count }, () => new Set());
  from.forEach((a, e) => {
    const b = to[e] as number;
    invariant(
      a !== b && neighbours[a] !== undefined && neighbours[b] !== undefined,
      'an edge joins two nodes',
    );
    neighbours[a].add(b);
    neighbours[b].add(a);
  });
  return neighbours.map((set) => [...set].sort((a, b) => a - b));
}

function sortedPlaces(nodes: readonly number[], place: Int32Array): Int32Array {
  return Int32Array.from(nodes, (node) => place[node] as number).sort();
}

function rowsOf(order: Int32Array, columnsOf: (node: number) => Int32Array): Rows {
  const start = new Int32Array(order.length + 1);
  const columns = Array.from(order, columnsOf);
  columns.forEach((row, i) => {
    start[i + 1] = (start[i] as number) + row.length;
  });
  const column = new Int32Array(start[order.length] as number);
  columns.forEach((row, i) => {
    column.set(row, start[i] as number);
  });
  return { start, column };
}

/** The same entries by column; the columns of every row rise. */
function transposed(rows: Rows): Rows {
  const count = rows.start.length - 1;
  const start = new Int32Array(count + 1);
  for (const column of rows.column) start[column + 1] = (start[column + 1] as number) + 1;
  for (let i = 0; i < count; i++) start[i + 1] = (start[i + 1] as number) + (start[i] as number);
  const column = new Int32Array(rows.column.length);
  const next = start.slice();
  for (let i = 0; i < count; i++) {
    for (let q = rows.start[i] as number; q < (rows.start[i + 1] as number); q++) {
      const j = rows.column[q] as number;
      const free = next[j] as number;
      column[free] = i;
      next[j] = free + 1;
    }
  }
  return { start, column };
}

function entryAt(rows: Rows, i: number, j: number): number {
  const first = rows.start[i] as number;
  const found = rows.column.subarray(first, rows.start[i + 1] as number).indexOf(j);
  invariant(found >= 0, 'an edge has its entries');
  return first + found;
}
