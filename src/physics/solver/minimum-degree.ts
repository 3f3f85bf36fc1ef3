/**
 * In which order to eliminate the nodes of a graph so that elimination joins few nodes that no edge joined before:
 * always one of the fewest neighbours, of equals the first. Without that a flow network would fill up: a grid of
 * 100 × 100 chambers has 20 entries per row of its factor in this order, and 100 in its own.
 *
 * The graph after some eliminations is kept as a quotient graph: what one elimination joined is one *element*, a
 * list of nodes, in place of all their edges. Degrees are the upper bounds of Amestoy, Davis and Duff, "An
 * approximate minimum degree ordering algorithm", SIAM J. Matrix Anal. Appl. 17 (1996) 886, with their aggressive
 * absorption, without their supervariables: these networks have no large groups of nodes that look alike.
 */
import { invariant } from '../invariant.ts';
import type { IndexHeap } from './index-heap.ts';
import { popFrom, pushTo } from './index-heap.ts';

/** Neighbours of every node, each once, never the node itself. */
export type Adjacency = readonly (readonly number[])[];

export interface Elimination {
  /** Nodes, first eliminated first. */
  readonly order: readonly number[];
  /** Of every node, its neighbours at the moment of its elimination: the pattern of its row of the factor. */
  readonly later: readonly (readonly number[])[];
}

interface QuotientGraph {
  /** Of every node, the neighbours that no element covers. */
  readonly nodes: number[][];
  /** Of every node, the elements that it is in; an element bears the number of the node whose elimination made it. */
  readonly elements: number[][];
  /** Of every element, its nodes; empty once another element has taken it in, and before it is made. */
  readonly members: (readonly number[])[];
  /** −1 once eliminated. */
  readonly degree: Int32Array;
  /** Marks the nodes of the newest element, and itself, with the number of that element. */
  readonly mark: Int32Array;
  /** Of the elements met around the newest one, how many nodes they have outside it. */
  readonly outside: Int32Array;
}

/** Orders the elimination of all nodes. Work grows with the entries of the factor. */
export function minimumDegree(adjacency: Adjacency): Elimination {
  const count = adjacency.length;
  const graph = quotientGraph(adjacency);
  const heap: IndexHeap = [];
  const enqueue = (node: number): void => pushTo(heap, (graph.degree[node] as number) * count + node);
  for (let node = 0; node < count; node++) enqueue(node);
  const order: number[] = [];
  const later: (readonly number[])[] = new Array(count).fill([]);
  while (order.length < count) {
    const key = popFrom(heap);
    invariant(key !== undefined, 'a node waits until it is eliminated');
    const node = key % count;
    const isCurrent = graph.degree[node] === (key - node) / count;
    if (!isCurrent) continue;
    const joined = eliminate(graph, node);
    order.push(node);
    later[node] = joined;
    updateDegrees(graph, node, count - order.length);
    for (const neighbour of joined) enqueue(neighbour);
  }
  return { order, later };
}

function quotientGraph(adjacency: Adjacency): QuotientGraph {
  const count = adjacency.length;
  return {
    nodes: adjacency.map((neighbours) => [...neighbours]),
    elements: adjacency.map(() => []),
    members: new Array<readonly number[]>(count).fill([]),
    degree: Int32Array.from(adjacency, (neighbours) => neighbours.length),
    mark: new Int32Array(count).fill(-1),
    outside: new Int32Array(count).fill(-1),
  };
}

/** Makes an element of the node's neighbours, which takes in all elements that the node was in; returns them. */
function eliminate(graph: QuotientGraph, node: number): readonly number[] {
  const { mark, members } = graph;
  const joined: number[] = [];
  mark[node] = node;
  const join = (neighbours: readonly number[]): void => {
    for (const neighbour of neighbours) {
      if (mark[neighbour] === node) continue;
      mark[neighbour] = node;
      joined.push(neighbour);
    }
  };
  join(graph.nodes[node] ?? []);
  for (const element of graph.elements[node] ?? []) {
    join(members[element] ?? []);
    members[element] = [];
  }
  members[node] = joined;
  graph.nodes[node] = [];
  graph.elements[node] = [];
  graph.degree[node] = -1;
  return joined;
}

/** Drops what the newest element covers from its nodes' lists, and bounds their degrees anew. */
function updateDegrees(graph: QuotientGraph, newest: number, remaining: number): void {
  const { members, mark, outside, degree } = graph;
  const joined = members[newest] ?? [];
  countOutside(graph, joined);
  for (const node of joined) {
    const nodes = (graph.nodes[node] ?? []).filter((neighbour) => mark[neighbour] !== newest);
    const elements = (graph.elements[node] ?? []).filter(
      (element) => members[element]?.length !== 0 && outside[element] !== 0,
    );
    let bound = nodes.length + joined.length - 1;
    for (const element of elements) bound += outside[element] as number;
    const grown = (degree[node] as number) + joined.length - 1;
    degree[node] = Math.min(bound, grown, remaining - 1);
    elements.push(newest);
    graph.nodes[node] = nodes;
    graph.elements[node] = elements;
  }
  forgetOutside(graph, joined);
}

function countOutside(graph: QuotientGraph, joined: readonly number[]): void {
  const { members, outside } = graph;
  for (const node of joined) {
    for (const element of graph.elements[node] ?? []) {
      const before = outside[element] as number;
      outside[element] = (before < 0 ? (members[element]?.length ?? 0) : before) - 1;
    }
  }
}

function forgetOutside(graph: QuotientGraph, joined: readonly number[]): void {
  for (const node of joined) {
    for (const element of graph.elements[node] ?? []) graph.outside[element] = -1;
  }
}
