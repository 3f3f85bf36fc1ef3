/** Who has subscribed to what: a tree of topic levels, and an answer that is remembered for each topic. */
import type { Qos } from './packet-types.ts';
import { isReserved, levelsOf } from './topics.ts';

export interface Match<S> {
  readonly subscriber: S;
  /** The highest that any of the matching subscriptions grants [MQTT-3.3.5-1]. */
  readonly qos: Qos;
}

interface Node<S> {
  readonly children: Map<string, Node<S>>;
  readonly subscribers: Map<S, Qos>;
}

/** A plant has so many topics at most; who publishes under ever new ones is matched anew each time. */
const MAX_REMEMBERED = 20_000;

export class SubscriptionTree<S> {
  private readonly root: Node<S> = emptyNode();
  private readonly remembered = new Map<string, readonly Match<S>[]>();

  /** Takes the place of an earlier subscription to the same filter [MQTT-3.8.4-3]. */
  add(filter: string, subscriber: S, qos: Qos): void {
    let node = this.root;
    for (const level of levelsOf(filter)) {
      let child = node.children.get(level);
      if (child === undefined) {
        child = emptyNode();
        node.children.set(level, child);
      }
      node = child;
    }
    node.subscribers.set(subscriber, qos);
    this.remembered.clear();
  }

  remove(filter: string, subscriber: S): void {
    const levels = levelsOf(filter);
    const path: Node<S>[] = [this.root];
    for (const level of levels) {
      const child = path.at(-1)?.children.get(level);
      if (child === undefined) return;
      path.push(child);
    }
    path.at(-1)?.subscribers.delete(subscriber);
    // Branches that nobody sits on go, or a client could grow the tree without bound.
    for (let index = levels.length; index > 0; index--) {
      const node = path[index];
      if (node === undefined || node.subscribers.size > 0 || node.children.size > 0) break;
      path[index - 1]?.children.delete(levels[index - 1] ?? '');
    }
    this.remembered.clear();
  }

  /** Everybody to whom a message under `topic` goes, each once. */
  match(topic: string): readonly Match<S>[] {
    const known = this.remembered.get(topic);
    if (known !== undefined) return known;
    const found = new Map<S, Qos>();
    collect(this.root, levelsOf(topic), 0, !isReserved(topic), found);
    const matches = [...found].map(([subscriber, qos]) => ({ subscriber, qos }));
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    this.remembered.set(topic, matches);
    return matches;
  }
}

function emptyNode<S>(): Node<S> {
  return { children: new Map(), subscribers: new Map() };
}

function collect<S>(
  node: Node<S>,
  levels: readonly string[],
  index: number,
  wildcards: boolean,
  found: Map<S, Qos>,
): void {
  // "a/#" takes "a" itself, too.
  if (wildcards) addAll(node.children.get('#'), found);
  const level = levels[index];
  if (level === undefined) {
    addAll(node, found);
    return;
  }
  const named = node.children.get(level);
  if (named !== undefined) collect(named, levels, index + 1, true, found);
  const any = wildcards ? node.children.get('+') : undefined;
  if (any !== undefined) collect(any, levels, index + 1, true, found);
}

function addAll<S>(node: Node<S> | undefined, found: Map<S, Qos>): void {
  if (node === undefined) return;
  for (const [subscriber, qos] of node.subscribers) {
    const before = found.get(subscriber);
    if (before === undefined || before < qos) found.set(subscriber, qos);
  }
}
