/**
 * A TOML file with every value traceable to its line and column. smol-toml reads it; the slower toml-eslint-parser
 * is asked for positions, and only when there is something to report.
 */
import { parse, TomlError } from 'smol-toml';
import { type Diagnostic, diagnosticAt, type Finding, type Place, startOf } from './diagnostic.ts';
import { dottedKey, type KeyPath, valueAt } from './key-path.ts';
import type { SourceFiles } from './source-files.ts';
import { readPositions, type TomlPositions } from './toml-positions.ts';

export interface TomlDocument {
  readonly file: string;
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly positions: () => TomlPositions;
}

/** Reads and parses; null when the file cannot be read or is not TOML, with the reason in `diagnostics`. */
export function readToml(file: string, sources: SourceFiles, diagnostics: Diagnostic[]): TomlDocument | null {
  const text = sources.read(file, diagnostics);
  if (text === null) return null;
  try {
    const value = parse(text);
    if (isTooDeep(value)) {
      diagnostics.push(depthDiagnostic(file, text));
      return null;
    }
    let positions: TomlPositions | null = null;
    return {
      file,
      text,
      value,
      positions: () => {
        positions ??= readPositions(text);
        return positions;
      },
    };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    diagnostics.push(syntaxDiagnostic(file, text, error));
    return null;
  }
}

/** Where the key of a path stands; for an array item, the item; for the root or an unknown path, what encloses it. */
export function keyPlace(document: TomlDocument, path: KeyPath): Place {
  return placeOf(document, path, 'key');
}

/** Where the value of a path stands; else its key, else what encloses it. */
export function valuePlace(document: TomlDocument, path: KeyPath): Place {
  return placeOf(document, path, 'value');
}

/** A finding about the value at `path`, or about its key when `part` is `key`. */
export function tomlDiagnostic(
  document: TomlDocument,
  path: KeyPath,
  finding: Finding,
  part: 'key' | 'value' = 'value',
): Diagnostic {
  const place = part === 'key' ? keyPlace(document, path) : valuePlace(document, path);
  return diagnosticAt(place, finding, { key: dottedKey(path), value: valueText(document, path) });
}

const MAX_VALUE_TEXT = 60;

function valueText(document: TomlDocument, path: KeyPath): string | null {
  const value = valueAt(document.value, path);
  if (value === undefined || path.length === 0) return null;
  if (typeof value === 'object') return null;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > MAX_VALUE_TEXT ? `${text.slice(0, MAX_VALUE_TEXT)}…` : text;
}

function placeOf(document: TomlDocument, path: KeyPath, part: 'key' | 'value'): Place {
  const positions = document.positions();
  for (let length = path.length; length >= 0; length--) {
    const entry = positions.get(path.slice(0, length));
    if (entry === undefined) continue;
    // Only the thing itself is pointed at by its value; what merely encloses it is named by its key or header.
    const span = part === 'value' && length === path.length ? entry.value : entry.key;
    return { file: document.file, ...span };
  }
  return { file: document.file, line: 1, column: 1, endColumn: 1 };
}

function syntaxDiagnostic(file: string, text: string, error: TomlError): Diagnostic {
  const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /u, '');
  const lines = text.split(/\r?\n/u);
  // A text that ends too early is reported behind its last character, not on a line that does not exist.
  const line = Math.max(1, Math.min(error.line, lines.length));
  const length = lines[line - 1]?.length ?? 0;
  const column = Math.max(1, Math.min(error.column, length + 1));
  const ended =
    lines
      .slice(line - 1)
      .join('')
      .slice(column - 1)
      .trim() === '';
  return diagnosticAt(
    { file, line, column, endColumn: column + 1 },
    {
      id: 'toml-syntax',
      message: ended
        ? `The file ends in the middle of something: ${reason}.`
        : `This is not TOML: ${reason}.`,
      remedy: syntaxRemedy(reason, ended),
    },
  );
}

/** Deeper than any configuration, and shallow enough for whatever walks the value by recursion. */
const MAX_DEPTH = 100;

/** Whether tables and lists stand in each other beyond `MAX_DEPTH`; level by level, because it may be very deep. */
function isTooDeep(root: unknown): boolean {
  let level: readonly unknown[] = [root];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    level = level.flatMap((value) => (isNested(value) ? Object.values(value) : []));
    if (level.length === 0) return false;
  }
  return true;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

function depthDiagnostic(file: string, text: string): Diagnostic {
  // A header or key of so many parts stands on one line; depth by brackets has no one line to point at.
  const at = text.split(/\r?\n/u).findIndex((line) => line.split('.').length > MAX_DEPTH);
  const place = at < 0 ? startOf(file) : { file, line: at + 1, column: 1, endColumn: 2 };
  const reason = `the document is nested deeper than ${MAX_DEPTH} levels`;
  return diagnosticAt(place, {
    id: 'toml-syntax',
    message: `This is not a configuration: ${reason}.`,
    remedy: syntaxRemedy(reason, false),
  });
}

function syntaxRemedy(reason: string, ended: boolean): string | null {
  if (ended) return 'the file may have been cut off; complete the last value or restore the file';
  if (reason.includes('unfinished'))
    return 'close the text with a quotation mark; if the file ends here it was cut off, so restore the rest';
  if (reason.includes('redefine')) return 'a key or table may be given once; remove or rename one of the two';
  if (reason.includes('invalid value') || reason.includes('end-of-line'))
    return 'text stands in quotes: key = "2.5 bar"';
  if (reason.includes('control characters')) return 'close the text with a quotation mark on the same line';
  if (reason.includes('nested'))
    return 'no configuration needs such depth; a bracket may be repeated by accident';
  return null;
}
