import type { DeviceProfile } from '../../field/profile.ts';
import { type BoundPoint, DEVICE_MODES, type Device, type LinkPolicy } from '../../field/wiring.ts';
import type { DtNode } from '../devicetree/tree.ts';
import { hasErrors } from '../diagnostic.ts';
import { idOf, NodeReader } from './node-reader.ts';
import { readPoint } from './read-point.ts';
import type { WiringContext } from './wiring-context.ts';

/** What a device inherits from the bus that it hangs on. */
export interface OnBus {
  readonly protocol: 'modbus' | 'mqtt';
  readonly link: LinkPolicy;
}

/** Margin for the host's own delays on top of the longest time that a poll with all its retries may take. */
const STALE_MARGIN_S = 0.1;
const LONGEST_MS = 86_400_000;

/** One device with its bound points; null when it is disabled or of no use (which is reported). */
export function readDevice(node: DtNode, bus: OnBus, context: WiringContext): Device | null {
  const before = context.diagnostics.length;
  const reader = new NodeReader(node, context.diagnostics);
  if (!reader.isEnabled()) return null;
  const profile = readCompatible(reader, bus, context);
  const address = bus.protocol === 'modbus' ? modbusAddress(reader) : mqttAddress(reader);
  const mode = reader.choice('buhera,mode', DEVICE_MODES, 'emulated');
  const hardwareTopic =
    bus.protocol === 'mqtt'
      ? topicStem(reader, 'buhera,hardware-topic', reader.text('buhera,hardware-topic'))
      : null;
  const pollMs = reader.integer('buhera,poll-ms', 1, LONGEST_MS);
  const staleMs = reader.integer('buhera,stale-ms', 1, LONGEST_MS);
  const verify =
    bus.protocol === 'modbus' ? reader.choice('buhera,verify', ['on', 'off'] as const, 'on') : null;
  reader.finish();
  if (profile === null) return null;
  const points = node.children.flatMap((child) => readPoint(child, profile, context) ?? []);
  // A device without address or mode cannot run, but its tags are known, so that the checks of them go on.
  if (hasErrors(context.diagnostics.slice(before)) && (mode === null || address === null)) return null;
  const periodS = pollMs === null ? profile.timing.periodS : pollMs / 1000;
  const device: Device = {
    id: idOf(node),
    profile,
    mode: mode ?? 'emulated',
    unit: address?.unit ?? null,
    topic: address?.topic ?? null,
    ...(hardwareTopic === null ? {} : { hardwareTopic }),
    periodS,
    staleS: staleMs === null ? defaultStaleS(periodS, bus.link) : staleMs / 1000,
    ...(verify === 'off' ? { verify: false } : {}),
    points: points satisfies readonly BoundPoint[],
  };
  context.places.set(device, node.place);
  return device;
}

function defaultStaleS(periodS: number, { retries, timeoutS }: LinkPolicy): number {
  return Math.max(3 * periodS, periodS + (retries + 1) * timeoutS + STALE_MARGIN_S);
}

function readCompatible(reader: NodeReader, bus: OnBus, context: WiringContext): DeviceProfile | null {
  const compatible = reader.requiredText('compatible', 'compatible = "<vendor>,<model>"');
  if (compatible === null) return null;
  const profile = context.shelf.find(compatible, (finding) => reader.report('compatible', finding));
  if (profile === null || profile.protocol === bus.protocol) return profile;
  reader.report('compatible', {
    id: 'wrong-bus',
    message: `"${compatible}" speaks ${profile.protocol}, and this bus is ${bus.protocol}.`,
    expected: `a device that speaks ${bus.protocol}`,
    remedy: profile.protocol === 'analog' ? 'name it as buhera,actuator of the output that drives it' : null,
  });
  return null;
}

interface Address {
  readonly unit: number | null;
  readonly topic: string | null;
}

function modbusAddress(reader: NodeReader): Address | null {
  const unit = reader.requiredInteger('reg', 1, 247);
  const { unitAddress } = reader.node;
  // As dtc's own check does: hexadecimal without 0x.
  if (unit !== null && unitAddress !== null && Number.parseInt(unitAddress, 16) !== unit) {
    reader.report('reg', {
      id: 'invalid-property',
      message: `The node is named "@${unitAddress}", and its reg is ${unit}.`,
      expected: `reg = <0x${unitAddress}>, or the node name ${reader.node.name}@${unit.toString(16)}`,
    });
  }
  return unit === null ? null : { unit, topic: null };
}

function mqttAddress(reader: NodeReader): Address | null {
  const topic = topicStem(
    reader,
    'buhera,topic',
    reader.requiredText('buhera,topic', 'buhera,topic = "room"'),
  );
  return topic === null ? null : { unit: null, topic };
}

/** What a property names as the stem of topics; null when it is absent or cannot be one (which is reported). */
function topicStem(reader: NodeReader, name: string, topic: string | null): string | null {
  if (topic === null) return null;
  if (/^[^#+\0]+$/u.test(topic) && !topic.startsWith('/') && !topic.endsWith('/')) return topic;
  reader.report(name, {
    id: 'invalid-property',
    message: `"${topic}" cannot be a topic.`,
    expected: 'text without #, + and without a slash at either end',
  });
  return null;
}
