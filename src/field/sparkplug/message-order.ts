/**
 * Puts the messages of one edge node into the order of their numbers. What comes too early is held back until what
 * is missing has come, or until it is overdue: [tck-id-operational-behavior-host-reordering-start] and its sisters.
 */
import { nextInSequence } from './sequence.ts';

export interface MessageOrder<T> {
  /** Number of the message that comes next. */
  readonly expected: number;
  /** Messages that came too early, by number. */
  readonly held: ReadonlyMap<number, T>;
  /** Since when one has been missing, s; null while none is. */
  readonly missingSinceS: number | null;
}

export interface Ordered<T> {
  readonly order: MessageOrder<T>;
  /** Messages whose turn it is, in order. */
  readonly released: readonly T[];
}

const NONE: readonly never[] = [];

/** Begins after the message with the number `seq`. */
export function orderAfter<T>(seq: number): MessageOrder<T> {
  return { expected: nextInSequence(seq), held: new Map(), missingSinceS: null };
}

export function acceptMessage<T>(order: MessageOrder<T>, seq: number, message: T, nowS: number): Ordered<T> {
  if (seq !== order.expected) {
    const held = new Map(order.held).set(seq, message);
    return { order: { ...order, held, missingSinceS: order.missingSinceS ?? nowS }, released: NONE };
  }
  if (order.held.size === 0) {
    return { order: { ...order, expected: nextInSequence(seq) }, released: [message] };
  }
  return releaseHeld(order, message, nowS);
}

/** Whether what is missing has been so for longer than `timeoutS`. */
export function isOverdue<T>({ missingSinceS }: MessageOrder<T>, nowS: number, timeoutS: number): boolean {
  return missingSinceS !== null && nowS - missingSinceS > timeoutS;
}

function releaseHeld<T>(order: MessageOrder<T>, message: T, nowS: number): Ordered<T> {
  const held = new Map(order.held);
  const released = [message];
  let expected = nextInSequence(order.expected);
  for (let next = held.get(expected); next !== undefined; next = held.get(expected)) {
    released.push(next);
    held.delete(expected);
    expected = nextInSequence(expected);
  }
  // Behind another gap the time begins anew: something has just come.
  return { order: { expected, held, missingSinceS: held.size === 0 ? null : nowS }, released };
}
