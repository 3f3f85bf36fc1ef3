/** A metric of an edge node as a point: what it is called there, and what it is here. */
import type { MqttPoint, PointProfile } from '../../field/profile.ts';
import type { BoundPoint } from '../../field/wiring.ts';
import {
  DIMENSION_NAMES,
  type Dimension,
  parseQuantity,
  siUnit,
  unitOf,
  unitsOf,
} from '../../units/quantity.ts';
import type { DtNode } from '../devicetree/tree.ts';
import { oneOf } from '../nearest.ts';
import { NodeReader } from './node-reader.ts';
import { tagHolds } from './read-point.ts';
import type { WiringContext } from './wiring-context.ts';

/** The device that the metric belongs to: its name here, and its topic stem. */
interface Owner {
  readonly id: string;
  readonly topic: string;
}

const SENSOR = { lagS: 0, noise: 0, resolution: 0, samplePeriodS: 0 };
const NO_ACTUATOR = { strokeTimeS: 0, deadTimeS: 0 };
/** Decimals that nobody prints. */
const DECIMALS = 12;

/** null when it is of no use, which is reported. */
export function readMetric(node: DtNode, owner: Owner, context: WiringContext): BoundPoint | null {
  const reader = new NodeReader(node, context.diagnostics);
  if (!reader.isEnabled()) return null;
  const senses = reader.text('buhera,senses');
  const drives = reader.text('buhera,drives');
  const metric = oneDirection(reader, senses, drives);
  const quantity = reader.choice('buhera,quantity', DIMENSION_NAMES, 'ratio');
  const unit = reader.text('buhera,unit');
  const isSwitch = reader.choice('buhera,values', ['number', 'switch'] as const, 'number') === 'switch';
  const tag = reader.text('buhera,tag') ?? `${owner.id}.${node.name}`;
  const low = reader.text('buhera,low');
  const high = reader.text('buhera,high');
  reader.finish();
  if (metric === null || quantity === null || !tagHolds(reader, tag)) return null;
  const scale = readUnit(reader, quantity, unit);
  const isDriven = drives !== null;
  const range = readRange(reader, quantity, { low, high, isBounded: isDriven || isSwitch });
  if (scale === null || range === null) return null;
  const source: MqttPoint = {
    protocol: 'mqtt',
    message: metric,
    path: null,
    scale: scale.factor,
    offset: scale.offset,
    decimals: DECIMALS,
    ...(isSwitch ? { words: { false: 0, true: 1 } } : {}),
    ...(unit === null ? { statedUnit: { path: 'engUnit', equals: siUnit(quantity) } } : {}),
  };
  const point: PointProfile = {
    name: node.name,
    title: metric,
    quantity,
    access: isDriven ? 'read-write' : 'read',
    source,
    range,
    sensor: SENSOR,
  };
  const common = { point, tag, plantPoint: `${owner.topic}:${metric}` };
  const bound: BoundPoint = isDriven
    ? { direction: 'drive', ...common, signal: range, actuator: NO_ACTUATOR }
    : { direction: 'sense', ...common };
  const property = node.properties.get(isDriven ? 'buhera,drives' : 'buhera,senses');
  context.places.set(bound, property?.values[0]?.place ?? node.place);
  return bound;
}

function oneDirection(reader: NodeReader, senses: string | null, drives: string | null): string | null {
  if (senses !== null && drives !== null) {
    reader.report('buhera,drives', {
      id: 'point-direction',
      message: 'A point either senses or drives, not both.',
      remedy: 'remove one of the two properties',
    });
    return null;
  }
  if (senses === null && drives === null) {
    reader.missing(['buhera,senses', 'buhera,drives'], {
      message: `The point "${reader.node.name}" does not say which metric it senses or drives.`,
      expected: 'buhera,senses = "<name of the metric>" or buhera,drives = "<name of the metric>"',
    });
  }
  return senses ?? drives;
}

/** Of the metric; without one it is that of SI, and an edge node that states another is not believed. */
function readUnit(
  reader: NodeReader,
  quantity: Dimension,
  unit: string | null,
): { readonly factor: number; readonly offset: number } | null {
  const found = unitOf(quantity, unit ?? siUnit(quantity));
  if (found !== null) return found;
  reader.report('buhera,unit', {
    id: 'unknown-unit',
    message: `"${unit}" is not a unit of ${quantity}.`,
    expected: oneOf(unitsOf(quantity)),
  });
  return null;
}

/** An output moves between two values, by default 0 and 1; a measurement may have any. */
function readRange(
  reader: NodeReader,
  quantity: Dimension,
  { low, high, isBounded }: { low: string | null; high: string | null; isBounded: boolean },
): readonly [number, number] | null {
  const lowest = readEnd(reader, 'buhera,low', quantity, low) ?? (isBounded ? 0 : Number.NEGATIVE_INFINITY);
  const highest =
    readEnd(reader, 'buhera,high', quantity, high) ?? (isBounded ? 1 : Number.POSITIVE_INFINITY);
  if (lowest < highest) return [lowest, highest];
  if (Number.isNaN(lowest) || Number.isNaN(highest)) return null;
  reader.report(low === null ? 'buhera,high' : 'buhera,low', {
    id: 'limits-order',
    message: 'The lower end of the range is not below the upper.',
    expected: 'buhera,low below buhera,high',
  });
  return null;
}

/** NaN when it does not hold, which is reported. */
function readEnd(reader: NodeReader, name: string, quantity: Dimension, text: string | null): number | null {
  if (text === null) return null;
  const parsed = parseQuantity(text, quantity);
  if (parsed.ok) return parsed.value;
  reader.report(name, {
    id: 'invalid-quantity',
    message: `${name}: ${parsed.problem}.`,
    expected: `${name} = "1 ${siUnit(quantity)}"`,
    remedy: parsed.hint,
  });
  return Number.NaN;
}
