/** Looks tags up while control, interlocks and alarms are read, and reads quantities in the unit of a tag. */
import type { BoundPoint } from '../field/wiring.ts';
import { type Dimension, parseQuantity, withArticle } from '../units/quantity.ts';
import { writtenQuantity } from '../units/shown-quantity.ts';
import type { Diagnostic, Finding } from './diagnostic.ts';
import { differenceOf } from './difference.ts';
import type { KeyPath } from './key-path.ts';
import { sentence, unknownName } from './schema/fields.ts';
import type { TagInfo } from './tag-info.ts';
import { type TomlDocument, tomlDiagnostic } from './toml-document.ts';

export interface TagTable {
  readonly tags: ReadonlyMap<string, TagInfo>;
  /** The point behind a sensor or output tag. */
  readonly points: ReadonlyMap<string, BoundPoint>;
  readonly devices: ReadonlySet<string>;
  /** False when errors left tags out: then an unknown name is no news. */
  readonly complete: boolean;
}

/** One document being read against the tags of its site. */
export interface TagReader {
  readonly table: TagTable;
  readonly document: TomlDocument;
  report(path: KeyPath, finding: Finding): void;
}

export function createTagReader(
  table: TagTable,
  document: TomlDocument,
  diagnostics: Diagnostic[],
): TagReader {
  return {
    table,
    document,
    report: (path, finding) => diagnostics.push(tomlDiagnostic(document, path, finding)),
  };
}

/** The tag of that name, or null when there is none (which is reported). */
export function findTag(reader: TagReader, name: string, path: KeyPath): TagInfo | null {
  const { tags, complete } = reader.table;
  const tag = tags.get(name);
  if (tag === undefined && complete) {
    reader.report(path, {
      id: 'unknown-tag',
      message: `There is no tag "${name}".`,
      ...unknownName(name, [...tags.keys()]),
    });
  }
  return tag ?? null;
}

/** Whether a name is that of an output; if not, that is reported. */
export function isOutput(reader: TagReader, name: string, path: KeyPath): boolean {
  const tag = findTag(reader, name, path);
  if (tag === null || tag.kind === 'output') return tag !== null;
  const outputs = [...reader.table.tags.values()].filter(({ kind }) => kind === 'output').map(({ id }) => id);
  reader.report(path, {
    id: 'not-an-output',
    message: `"${name}" is not driven by any device.`,
    ...unknownName(name, outputs),
  });
  return false;
}

/** A value in the quantity of a tag, SI; null when it does not hold (which is reported). */
export function readValue(
  reader: TagReader,
  tag: TagInfo,
  written: string | number,
  path: KeyPath,
): number | null {
  return readQuantity(reader, tag.dimension ?? 'ratio', written, path);
}

/** A difference in the quantity of a tag, SI, not negative; null when it does not hold (which is reported). */
export function readDifference(
  reader: TagReader,
  tag: TagInfo,
  written: string | number,
  path: KeyPath,
): number | null {
  const dimension = differenceOf(tag.dimension ?? 'ratio');
  const value = readQuantity(reader, dimension, written, path);
  if (value === null || value >= 0) return value;
  reader.report(path, {
    id: 'out-of-range',
    message: `${JSON.stringify(written)} is negative.`,
    expected: 'at least 0',
  });
  return null;
}

/** Two values of which the first is lower; null when that does not hold (which is reported). */
export function readRange(
  reader: TagReader,
  tag: TagInfo,
  [low, high]: readonly [string | number, string | number],
  path: KeyPath,
): readonly [number, number] | null {
  const from = readValue(reader, tag, low, [...path, 0]);
  const to = readValue(reader, tag, high, [...path, 1]);
  if (from === null || to === null) return null;
  if (from < to) return [from, to];
  reader.report(path, {
    id: 'limits-order',
    message: 'The lower end of the range is not below the upper.',
    remedy: 'swap the two',
  });
  return null;
}

function readQuantity(
  reader: TagReader,
  dimension: Dimension,
  written: string | number,
  path: KeyPath,
): number | null {
  const parsed = parseQuantity(String(written), dimension);
  if (parsed.ok) return parsed.value;
  reader.report(path, {
    id: 'invalid-quantity',
    message: sentence(parsed.problem),
    expected: dimension === 'ratio' ? 'a ratio' : `${withArticle(dimension)} with its unit`,
    remedy: parsed.hint,
  });
  return null;
}

/** In the unit of the bench, which a file probably has, and in SI, in which everything else may be compared. */
export function shown(valueSi: number, tag: TagInfo): string {
  const number = Number(valueSi.toPrecision(6));
  const si = tag.unit === '1' ? String(number) : `${number} ${tag.unit}`;
  const bench = tag.dimension === null ? si : writtenQuantity(valueSi, tag.dimension);
  return bench === si ? si : `${bench} (${si})`;
}
