/** `interlocks.toml` as causes, effects and safe states in SI, checked against the tags of the site. */
import type { CauseCondition, CauseDefinition, InterlockDefinition } from '../safety/definition.ts';
import { checkInterlocks } from './checks/interlocks.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { KeyPath } from './key-path.ts';
import { readLimit } from './read-limit.ts';
import { checkShape } from './schema/check-shape.ts';
import { unknownName } from './schema/fields.ts';
import { type InterlockData, interlockSchema } from './schema/safety-schema.ts';
import { createTagReader, findTag, isOutput, type TagReader, type TagTable } from './tag-table.ts';
import type { TomlDocument } from './toml-document.ts';

/** The interlocks of a document; what does not hold is reported and left out. */
export function readInterlocks(
  written: TomlDocument,
  table: TagTable,
  diagnostics: Diagnostic[],
): InterlockDefinition | null {
  const shaped = checkShape(written, interlockSchema, diagnostics);
  if (shaped === null) return null;
  const { data, document } = shaped;
  const reader = createTagReader(table, document, diagnostics);
  for (const tag of Object.keys(data.safe_state ?? {})) isOutput(reader, tag, ['safe_state', tag]);
  const causes = (data.cause ?? []).flatMap(
    (cause, index) => readCause(reader, cause, ['cause', index]) ?? [],
  );
  const effects = (data.effect ?? []).map((effect, index) => {
    const { id, title, outputs, latch } = effect;
    for (const [position, tag] of outputs.entries()) {
      isOutput(reader, tag, ['effect', index, 'outputs', position]);
    }
    return { id, title: title ?? id, outputs, latch };
  });
  checkInterlocks(reader, data);
  return {
    causes,
    effects,
    matrix: new Map(Object.entries(data.matrix ?? {})),
    safeState: new Map(Object.entries(data.safe_state ?? {})),
  };
}

type CauseData = NonNullable<InterlockData['cause']>[number];

function readCause(reader: TagReader, data: CauseData, path: KeyPath): CauseDefinition | null {
  const condition = readCondition(reader, data, path);
  if (condition === null) return null;
  return { id: data.id, title: data.title ?? data.id, condition, onDelayS: data.delay ?? 0 };
}

function readCondition(reader: TagReader, data: CauseData, path: KeyPath): CauseCondition | null {
  if (data.lost !== undefined) return readLoss(reader, data.device ?? '', path);
  const tag = data.tag ?? '';
  if (data.bad !== undefined) {
    return findTag(reader, tag, [...path, 'tag']) === null ? null : { kind: 'bad-quality', tag };
  }
  const limit = readLimit(reader, tag, data, path);
  // A reading that cannot be trusted must not keep a plant running, unless the file says so.
  return limit === null ? null : { kind: 'limit', tag, ...limit, onBad: data.on_bad ?? 'trip' };
}

function readLoss(reader: TagReader, device: string, path: KeyPath): CauseCondition | null {
  const { devices, complete } = reader.table;
  if (devices.has(device)) return { kind: 'device-lost', device };
  if (complete) {
    reader.report([...path, 'device'], {
      id: 'unknown-device',
      message: `There is no device "${device}" in the wiring.`,
      ...unknownName(device, [...devices]),
    });
  }
  return null;
}
