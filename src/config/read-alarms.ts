/** `alarms.toml` as alarms in SI, checked against the tags of the site. */
import type { AlarmDefinition } from '../safety/definition.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { KeyPath } from './key-path.ts';
import { readLimit } from './read-limit.ts';
import { checkShape } from './schema/check-shape.ts';
import { type AlarmData, alarmSchema } from './schema/safety-schema.ts';
import { createTagReader, findTag, readDifference, type TagReader, type TagTable } from './tag-table.ts';
import type { TomlDocument } from './toml-document.ts';

/** The alarms of a document; what does not hold is reported and left out. */
export function readAlarms(
  written: TomlDocument,
  table: TagTable,
  diagnostics: Diagnostic[],
): readonly AlarmDefinition[] | null {
  const shaped = checkShape(written, alarmSchema, diagnostics);
  if (shaped === null) return null;
  const reader = createTagReader(table, shaped.document, diagnostics);
  return (shaped.data.alarm ?? []).flatMap(
    (alarm, index) => readAlarm(reader, alarm, ['alarm', index]) ?? [],
  );
}

type AlarmTable = NonNullable<AlarmData['alarm']>[number];

function readAlarm(reader: TagReader, data: AlarmTable, path: KeyPath): AlarmDefinition | null {
  const condition = readCondition(reader, data, path);
  if (condition === null) return null;
  const { id, message, tag, priority } = data;
  const delays = { onDelayS: data.on_delay ?? 0, offDelayS: data.off_delay ?? 0 };
  return { id, message, tag, condition, priority, ...delays };
}

function readCondition(
  reader: TagReader,
  data: AlarmTable,
  path: KeyPath,
): AlarmDefinition['condition'] | null {
  if (data.bad !== undefined) {
    return findTag(reader, data.tag, [...path, 'tag']) === null ? null : { kind: 'bad-quality' };
  }
  if (data.beyond !== undefined) return readMagnitude(reader, data, data.beyond, path);
  const limit = readLimit(reader, data.tag, data, path);
  return limit === null ? null : { kind: 'limit', ...limit };
}

/** A limit on either side of zero, as residuals have it. */
function readMagnitude(
  reader: TagReader,
  { tag: name, deadband: written }: AlarmTable,
  beyond: string | number,
  path: KeyPath,
): AlarmDefinition['condition'] | null {
  const tag = findTag(reader, name, [...path, 'tag']);
  if (tag === null) return null;
  const limit = readDifference(reader, tag, beyond, [...path, 'beyond']);
  const deadband = written === undefined ? 0 : readDifference(reader, tag, written, [...path, 'deadband']);
  if (limit === null || deadband === null) return null;
  if (deadband > 0 && deadband >= limit) {
    reader.report([...path, 'deadband'], {
      id: 'deadband-never-clears',
      message: `Once "${name}" has been beyond its limit, this never clears: nothing is nearer to zero than zero.`,
      expected: 'a deadband below the limit itself',
      remedy: 'narrow the deadband',
    });
  }
  return { kind: 'magnitude', limit, deadband };
}
