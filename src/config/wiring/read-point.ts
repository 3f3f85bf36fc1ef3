import type { DeviceProfile, PointProfile } from '../../field/profile.ts';
import type { BoundPoint, DrivenPoint } from '../../field/wiring.ts';
import type { DtNode } from '../devicetree/tree.ts';
import { unknownName } from '../schema/fields.ts';
import { isSwitch } from '../tags.ts';
import { isWithin } from '../within.ts';
import { NodeReader } from './node-reader.ts';
import type { WiringContext } from './wiring-context.ts';

const NO_ACTUATOR = { strokeTimeS: 0, deadTimeS: 0 };

/** A tag has a stem and a name, such as `ch1.pressure`. */
const TAG = /^[A-Za-z][\w-]*(?:\.[\w-]+)+$/u;

/** One point of a device with what it senses or drives; null when it is of no use (which is reported). */
export function readPoint(node: DtNode, profile: DeviceProfile, context: WiringContext): BoundPoint | null {
  const reader = new NodeReader(node, context.diagnostics);
  if (!reader.isEnabled()) return null;
  const senses = reader.text('buhera,senses');
  const drives = reader.text('buhera,drives');
  const tag = reader.text('buhera,tag');
  const actuator = reader.text('buhera,actuator');
  const plantPoint = oneDirection(reader, senses, drives);
  reader.finish();
  const point = findPoint(reader, profile);
  if (point === null || plantPoint === null || !tagHolds(reader, tag)) return null;
  const bound = { point, plantPoint, tag: tag ?? plantPoint };
  if (senses !== null) {
    if (actuator !== null) {
      reader.report('buhera,actuator', {
        id: 'point-direction',
        message: 'A point that senses has no actuator.',
        remedy: 'remove buhera,actuator, or write buhera,drives',
      });
    }
    return placed({ direction: 'sense', ...bound }, reader, 'buhera,senses', context);
  }
  const final = finalElement(reader, point, actuator, context);
  if (final === null || !isWritable(reader, point)) return null;
  return placed({ direction: 'drive', ...bound, ...final }, reader, 'buhera,drives', context);
}

function placed(point: BoundPoint, reader: NodeReader, name: string, context: WiringContext): BoundPoint {
  const place = reader.node.properties.get(name)?.values[0]?.place ?? reader.node.place;
  context.places.set(point, place);
  return point;
}

function findPoint(reader: NodeReader, profile: DeviceProfile): PointProfile | null {
  const { name } = reader.node;
  const point = profile.points.find((candidate) => candidate.name === name);
  if (point !== undefined) return point;
  const names = profile.points.map((candidate) => candidate.name);
  reader.report(null, {
    id: 'unknown-point',
    message: `The device "${profile.id}" has no point "${name}".`,
    ...unknownName(name, names),
  });
  return null;
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
  const properties = reader.node.properties;
  if (!properties.has('buhera,senses') && !properties.has('buhera,drives')) {
    reader.missing(['buhera,senses', 'buhera,drives'], {
      message: `The point "${reader.node.name}" does not say what it senses or drives.`,
      expected: 'buhera,senses = "ch1.pressure" or buhera,drives = "v1.position"',
    });
  }
  return senses ?? drives;
}

/** Whether a text can be a tag; if not, that is reported. */
export function tagHolds(reader: NodeReader, tag: string | null): boolean {
  if (tag === null || TAG.test(tag)) return true;
  reader.report('buhera,tag', {
    id: 'invalid-property',
    message: `"${tag}" cannot be a tag.`,
    expected: 'a stem and a name joined by a dot, such as "room.temperature"',
  });
  return false;
}

function isWritable(reader: NodeReader, point: PointProfile): boolean {
  if (point.access === 'read-write') return true;
  reader.report('buhera,drives', {
    id: 'point-direction',
    message: `The point "${point.name}" can only be read.`,
    expected: 'a point with the access "read-write"',
    remedy: 'write buhera,senses, or choose an output of the device',
  });
  return false;
}

type FinalElement = Pick<DrivenPoint, 'signal' | 'actuator'>;

/** What moves at the end of the wire: a named actuator, or the output itself with nothing behind it. */
function finalElement(
  reader: NodeReader,
  point: PointProfile,
  name: string | null,
  context: WiringContext,
): FinalElement | null {
  if (name === null) return { signal: isSwitch(point) ? [0, 1] : point.range, actuator: NO_ACTUATOR };
  const profile = context.shelf.find(name, (finding) => reader.report('buhera,actuator', finding));
  if (profile === null) return null;
  const obeys = profile.points[0];
  if (profile.actuator === null || obeys?.source.protocol !== 'analog') {
    reader.report('buhera,actuator', {
      id: 'not-an-actuator',
      message: `"${name}" is not a final element.`,
      expected: 'a device profile with [actuator]',
    });
    return null;
  }
  const { signal } = obeys.source;
  if (obeys.quantity === point.quantity && signal.every((value) => isWithin(value, point.range))) {
    return { signal, actuator: profile.actuator };
  }
  reader.report('buhera,actuator', {
    id: 'not-an-actuator',
    message: `"${name}" obeys a ${obeys.quantity} from ${signal[0]} to ${signal[1]}, and the output "${point.name}" gives a ${point.quantity} from ${point.range[0]} to ${point.range[1]}.`,
    expected: 'an output that covers the whole signal of the actuator',
  });
  return null;
}
