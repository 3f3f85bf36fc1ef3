/** The topics of Sparkplug B. Sparkplug 3.0.0, chapter 4. */

const NAMESPACE = 'spBv1.0';
const STATE = 'STATE';

const NODE_VERBS = ['NBIRTH', 'NDEATH', 'NDATA', 'NCMD'] as const;
const DEVICE_VERBS = ['DBIRTH', 'DDEATH', 'DDATA', 'DCMD'] as const;
export type NodeVerb = (typeof NODE_VERBS)[number];
export type DeviceVerb = (typeof DEVICE_VERBS)[number];

export interface EdgeNodeId {
  readonly group: string;
  readonly node: string;
}

/** Who speaks of what, or is spoken to. */
export type SparkplugTopic = EdgeNodeId &
  (
    | { readonly verb: NodeVerb; readonly device: null }
    | { readonly verb: DeviceVerb; readonly device: string }
  );

/** What a group, edge node, device or host may be called: text that is one level of a topic. */
export function isSparkplugId(text: string): boolean {
  return /^[^+#/\0]+$/u.test(text);
}

export function nodeTopic({ group, node }: EdgeNodeId, verb: NodeVerb): string {
  return `${NAMESPACE}/${group}/${verb}/${node}`;
}

export function deviceTopic({ group, node }: EdgeNodeId, verb: DeviceVerb, device: string): string {
  return `${NAMESPACE}/${group}/${verb}/${node}/${device}`;
}

export function stateTopic(hostId: string): string {
  return `${NAMESPACE}/${STATE}/${hostId}`;
}

/** Everything that is said by or to one edge node and its devices. */
export function nodeFilter({ group, node }: EdgeNodeId): string {
  return `${NAMESPACE}/${group}/+/${node}/#`;
}

/** Commands to every device of an edge node. */
export function deviceCommandFilter(id: EdgeNodeId): string {
  return deviceTopic(id, 'DCMD', '+');
}

/** null where the topic is none of an edge node. */
export function parseTopic(topic: string): SparkplugTopic | null {
  const [namespace, group = '', verb, node = '', device, ...rest] = topic.split('/');
  if (namespace !== NAMESPACE || rest.length > 0) return null;
  if (group === '' || node === '' || device === '') return null;
  if (device === undefined) {
    const known = NODE_VERBS.find((candidate) => candidate === verb);
    return known === undefined ? null : { group, node, verb: known, device: null };
  }
  const known = DEVICE_VERBS.find((candidate) => candidate === verb);
  return known === undefined ? null : { group, node, verb: known, device };
}
