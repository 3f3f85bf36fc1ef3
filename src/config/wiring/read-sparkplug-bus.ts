/** A bus of Sparkplug edge nodes: this site is a host application to them, and takes their metrics in as tags. */
import { isSparkplugId } from '../../field/sparkplug/topic.ts';
import type { Device, LinkPolicy, SparkplugBroker, SparkplugBus } from '../../field/wiring.ts';
import { isBrokerUrl } from '../broker-url.ts';
import type { DtNode } from '../devicetree/tree.ts';
import { idOf, NodeReader } from './node-reader.ts';
import { readMetric } from './read-metric.ts';
import { readOutsideBroker } from './read-mqtt-bus.ts';
import type { WiringContext } from './wiring-context.ts';

const DEVICE = 'buhera,sparkplug-device';
const DEFAULT_REORDER_MS = 2000;
/** A controller scans far more often than an edge node should be told anything. */
const DEFAULT_COMMAND_MS = 100;
const LONGEST_MS = 86_400_000;

/** Where edge nodes tell a host in time that a command was obeyed: most report once a second or so. */
export const CONFIRMATION_MS = 5000;

/** null when it is of no use, which is reported. */
export function readSparkplugBus(
  reader: NodeReader,
  link: LinkPolicy,
  context: WiringContext,
): SparkplugBus | null {
  const broker = readBroker(reader);
  const hostId = readId(
    reader,
    'buhera,host-id',
    reader.requiredText('buhera,host-id', 'buhera,host-id = "plant"'),
  );
  const reorderMs = reader.integer('buhera,reorder-ms', 0, LONGEST_MS) ?? DEFAULT_REORDER_MS;
  const devices = reader.node.children.flatMap((child) => readRemoteDevice(child, context) ?? []);
  if (broker === null || hostId === null) return null;
  const id = idOf(reader.node);
  return { kind: 'sparkplug', id, broker, hostId, reorderS: reorderMs / 1000, link, devices };
}

function readBroker(reader: NodeReader): SparkplugBroker | null {
  const broker = reader.requiredText('buhera,broker', 'buhera,broker = "mqtt://127.0.0.1:1883"');
  if (broker === null) return null;
  if (broker === 'embedded') return { kind: 'embedded' };
  if (isBrokerUrl(broker)) return readOutsideBroker(reader, broker);
  reader.report('buhera,broker', {
    id: 'invalid-property',
    message: `"${broker}" is neither "embedded" nor the address of a broker.`,
    expected: '"embedded", or an address such as "mqtt://127.0.0.1:1883"',
  });
  return null;
}

/** One device of an edge node, or the edge node itself; its points are metrics. */
function readRemoteDevice(node: DtNode, context: WiringContext): Device | null {
  const reader = new NodeReader(node, context.diagnostics);
  if (!reader.isEnabled()) return null;
  reader.choice('compatible', [DEVICE] as const, DEVICE);
  reader.choice('buhera,mode', ['real'] as const, 'real');
  const group = readId(
    reader,
    'buhera,group',
    reader.requiredText('buhera,group', 'buhera,group = "Buhera"'),
  );
  const edgeNode = readId(
    reader,
    'buhera,edge-node',
    reader.requiredText('buhera,edge-node', 'buhera,edge-node = "demo"'),
  );
  const name = readId(reader, 'buhera,device', reader.text('buhera,device'));
  const commandMs = reader.integer('buhera,command-ms', 1, LONGEST_MS) ?? DEFAULT_COMMAND_MS;
  reader.finish();
  const id = idOf(node);
  const topic = [group ?? '', edgeNode ?? '', ...(name === null ? [] : [name])].join('/');
  const points = node.children.flatMap((child) => readMetric(child, { id, topic }, context) ?? []);
  if (group === null || edgeNode === null) return null;
  const device: Device = {
    id,
    profile: remoteProfile(
      topic,
      points.map(({ point }) => point),
    ),
    mode: 'real',
    unit: null,
    topic,
    periodS: commandMs / 1000,
    // What an edge node has said holds until it says otherwise, or is dead.
    staleS: Number.POSITIVE_INFINITY,
    points,
  };
  context.places.set(device, node.place);
  return device;
}

/** What a device profile would say, as far as anybody knows it of somebody else's edge node. */
function remoteProfile(topic: string, points: Device['profile']['points']): Device['profile'] {
  return {
    id: DEVICE,
    vendor: 'buhera',
    model: 'sparkplug-device',
    kind: 'analog-input',
    protocol: 'mqtt',
    title: topic,
    document: { title: 'Sparkplug Specification', edition: '3.0.0', url: 'https://sparkplug.eclipse.org' },
    timing: { responseS: 0, periodS: 0 },
    points,
    messages: [],
    lastWill: null,
    actuator: null,
  };
}

function readId(reader: NodeReader, name: string, text: string | null): string | null {
  if (text === null || isSparkplugId(text)) return text;
  reader.report(name, {
    id: 'invalid-property',
    message: `"${text}" cannot be part of a Sparkplug topic.`,
    expected: 'text without +, # and /',
  });
  return null;
}
