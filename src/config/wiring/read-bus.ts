import { DEFAULT_IN_FLIGHT } from '../../field/modbus/modbus-client.ts';
import type { Bus, LinkPolicy, ModbusTcpBus } from '../../field/wiring.ts';
import type { DtNode } from '../devicetree/tree.ts';
import { nearest, oneOf } from '../nearest.ts';
import { idOf, NodeReader } from './node-reader.ts';
import { readDevice } from './read-device.ts';
import { readEndpoint, requiredEndpoint } from './read-endpoint.ts';
import { readGateway } from './read-gateway.ts';
import { readMqttBus } from './read-mqtt-bus.ts';
import { readModbusRtu } from './read-serial-bus.ts';
import { CONFIRMATION_MS, readSparkplugBus } from './read-sparkplug-bus.ts';
import type { BusParts, WiringContext } from './wiring-context.ts';

const BUSES = [
  'buhera,modbus-tcp',
  'buhera,modbus-rtu',
  'buhera,modbus-rtu-tcp',
  'buhera,mqtt',
  'buhera,sparkplug',
] as const;
/** As many as there are unit ids and more would only wait in the gateway. */
const MOST_IN_FLIGHT = 255;
const DEFAULT_TIMEOUT_MS = 300;

/** One bus with its devices; null when it is disabled or of no use (which is reported). */
export function readBus(node: DtNode, context: WiringContext): Bus | null {
  const reader = new NodeReader(node, context.diagnostics);
  if (!reader.isEnabled()) return null;
  const compatible = reader.text('compatible');
  if (compatible === null) {
    // Without knowing the bus there is no saying which of its properties are known.
    if (!node.properties.has('compatible')) {
      reader.report(null, {
        id: 'missing-property',
        message: `The node "${node.name}" does not say which bus it is.`,
        expected: `compatible = "${BUSES[0]}"`,
      });
    }
    return null;
  }
  const kind = BUSES.find((known) => known === compatible);
  if (kind === undefined) {
    reportUnknown(reader, compatible);
    return null;
  }
  const bus = readKind(kind, reader, context);
  reader.finish();
  if (bus === null) return null;
  context.places.set(bus, node.place);
  return bus;
}

function reportUnknown(reader: NodeReader, compatible: string): void {
  const near = nearest(compatible, BUSES)[0];
  reader.report('compatible', {
    id: 'unknown-bus',
    message: `"${compatible}" is not a bus.`,
    expected: oneOf(BUSES),
    remedy: near === undefined ? 'devices stand inside the node of their bus' : `did you mean "${near}"?`,
  });
}

function readKind(kind: (typeof BUSES)[number], reader: NodeReader, context: WiringContext): Bus | null {
  if (kind === 'buhera,sparkplug')
    return readSparkplugBus(reader, readLink(reader, CONFIRMATION_MS), context);
  const link = { ...readLink(reader), ...(kind === 'buhera,mqtt' ? {} : readProbeShare(reader)) };
  const protocol = kind === 'buhera,mqtt' ? 'mqtt' : 'modbus';
  const devices = reader.node.children.flatMap(
    (child) => readDevice(child, { protocol, link }, context) ?? [],
  );
  const common = { id: idOf(reader.node), link, devices };
  switch (kind) {
    case 'buhera,mqtt':
      return readMqttBus(reader, common, context);
    case 'buhera,modbus-rtu':
      return readModbusRtu(reader, common);
    case 'buhera,modbus-rtu-tcp':
      return readModbusTcp(reader, common, { framing: 'rtu', maxInFlight: 1 });
    case 'buhera,modbus-tcp': {
      const maxInFlight = reader.integer('buhera,in-flight', 1, MOST_IN_FLIGHT) ?? DEFAULT_IN_FLIGHT;
      return readModbusTcp(reader, common, { framing: 'tcp', maxInFlight });
    }
  }
}

function readModbusTcp(
  reader: NodeReader,
  common: BusParts,
  frames: Pick<ModbusTcpBus, 'framing' | 'maxInFlight'>,
): ModbusTcpBus | null {
  const connect = requiredEndpoint(reader, 'buhera,connect');
  const listen = readEndpoint(reader, 'buhera,listen');
  const hardware = readEndpoint(reader, 'buhera,hardware');
  const gateway = readGateway(reader, frames.framing);
  if (connect === null) return null;
  const places = { connect, listen: listen ?? connect, ...(hardware === null ? {} : { hardware }) };
  return {
    kind: 'modbus-tcp',
    ...common,
    ...frames,
    ...places,
    ...(gateway === undefined ? {} : { gateway }),
  };
}

function readLink(reader: NodeReader, timeoutMs = DEFAULT_TIMEOUT_MS): LinkPolicy {
  const seconds = (name: string, fallbackMs: number, most: number) =>
    (reader.integer(name, 1, most) ?? fallbackMs) / 1000;
  const link = {
    timeoutS: seconds('buhera,timeout-ms', timeoutMs, 600_000),
    retries: reader.integer('buhera,retries', 0, 100) ?? 1,
    backoffFirstS: seconds('buhera,backoff-first-ms', 500, 3_600_000),
    backoffMaxS: seconds('buhera,backoff-max-ms', 10_000, 3_600_000),
  };
  if (link.backoffFirstS > link.backoffMaxS) {
    reader.report(
      reader.node.properties.has('buhera,backoff-max-ms')
        ? 'buhera,backoff-max-ms'
        : 'buhera,backoff-first-ms',
      {
        id: 'limits-order',
        message: 'The first pause before a reconnect is longer than the longest.',
        expected: 'buhera,backoff-first-ms up to buhera,backoff-max-ms',
      },
    );
  }
  return link;
}

function readProbeShare(reader: NodeReader): Pick<LinkPolicy, 'probeShare'> {
  const percent = reader.integer('buhera,probe-share-percent', 1, 100);
  return percent === null ? {} : { probeShare: percent / 100 };
}
