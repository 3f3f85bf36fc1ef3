/** A binary min-heap of whole numbers: the ordering takes the node of least degree from it, again and again. */
export type IndexHeap = number[];

export function pushTo(heap: IndexHeap, key: number): void {
  let place = heap.length;
  heap.push(key);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent] as number;
    if (above <= key) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = key;
}

/** Takes the least key out; undefined when there is none. */
export function popFrom(heap: IndexHeap): number | undefined {
  const least = heap[0];
  const key = heap.pop();
  if (key === undefined || heap.length === 0) return least;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    const below = heap[child] as number;
    if (below >= key) break;
    heap[place] = below;
    place = child;
  }
  heap[place] = key;
  return least;
}
