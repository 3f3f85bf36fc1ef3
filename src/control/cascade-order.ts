/** In which order loops are computed whose outputs are set-points of others. */
import type { LoopDefinition } from './definition.ts';

export type CascadeOrder =
  | { readonly kind: 'order'; readonly ids: readonly string[] }
  /** Loops that give each other set-points in a ring, each followed by the one that takes its output. */
  | { readonly kind: 'ring'; readonly ids: readonly string[] };

/** Loops in an order in which whoever gives a set-point stands before whoever takes it. */
export function cascadeOrder(loops: readonly Pick<LoopDefinition, 'id' | 'cascade'>[]): CascadeOrder {
  const upstream = new Map(loops.map(({ id, cascade }) => [id, cascade]));
  const ids = new Set<string>();
  for (const { id } of loops) {
    const chain: string[] = [];
    let at: string | null = id;
    while (at !== null && upstream.has(at) && !ids.has(at)) {
      if (chain.includes(at)) return { kind: 'ring', ids: chain.slice(0, chain.indexOf(at) + 1).reverse() };
      chain.unshift(at);
      at = upstream.get(at) ?? null;
    }
    for (const member of chain) ids.add(member);
  }
  return { kind: 'order', ids: [...ids] };
}
