/**
 * Devicetree source format, version 1 (Devicetree Specification v0.4, chapter 6), as `dtc` accepts it, without the C
 * preprocessor. Written by hand because the available grammars reject valid source (`/bits/` behind a comma, labels
 * within values, integer suffixes) and place errors far from where they are.
 */
import type { Place } from '../diagnostic.ts';
import { readInteger, unescapeBytes } from './expression.ts';
import { type Scanner, SyntaxStop } from './scanner.ts';
import type { DtBody, DtItem, DtLabel, DtReference, DtStatement, DtWrittenValue } from './syntax.ts';
import type { CellBits } from './tree.ts';

/** What an include leads to: a scanner over the other file, or null when it cannot be followed (and was reported). */
export type OpenInclude = (path: string, from: string, place: Place) => Scanner | null;

/** Deeper nesting than any plant has, and shallower than what our stack bears. */
const MAX_DEPTH = 64;

const LABEL = /([A-Za-z_][A-Za-z0-9_]*):/uy;
const NAME = /[A-Za-z0-9,._+*#?@-]+/uy;
const LABEL_REFERENCE = /&([A-Za-z_][A-Za-z0-9_]*)/uy;
const PATH_REFERENCE = /&\{([A-Za-z0-9,._+*#?@/-]*)\}/uy;
const STRING = /"((?:[^"\\\n]|\\.)*)"/suy;
const BITS = /\/bits\/\s+(\d+)/uy;
const KEYWORD = /\/[a-z0-9-]+\//uy;

/** All statements of a file; what cannot be read is reported to the scanner's diagnostics, and reading stops there. */
export function parseDts(scanner: Scanner, include: OpenInclude): readonly DtStatement[] {
  const statements: DtStatement[] = [];
  try {
    requireVersion(scanner);
    topLevel(scanner, include, statements);
  } catch (error) {
    if (!(error instanceof SyntaxStop)) throw error;
  }
  return statements;
}

function requireVersion(scanner: Scanner): void {
  if (scanner.take('/dts-v1/')) {
    scanner.semicolon('/dts-v1/');
    return;
  }
  scanner.peek();
  scanner.stop(scanner.placeOf(scanner.offset, scanner.offset + 1), {
    id: 'dt-syntax',
    message: 'A devicetree source begins with its version.',
    expected: '/dts-v1/;',
    remedy: 'add "/dts-v1/;" as the first line',
  });
}

function topLevel(scanner: Scanner, include: OpenInclude, statements: DtStatement[]): void {
  while (scanner.peek() !== '') {
    if (scanner.take('/dts-v1/')) scanner.semicolon('/dts-v1/');
    else if (scanner.take('/include/')) {
      const other = includedScanner(scanner, include);
      if (other !== null) topLevel(other, include, statements);
    } else if (scanner.take('/memreserve/')) memreserve(scanner);
    else if (scanner.take('/delete-node/')) {
      statements.push({ kind: 'delete', target: reference(scanner) ?? scanner.unexpected('&label') });
      scanner.semicolon('/delete-node/');
    } else statements.push(topNode(scanner, include));
  }
}

function topNode(scanner: Scanner, include: OpenInclude): DtStatement {
  const labels = readLabels(scanner);
  const start = scanner.offset;
  refuseKeyword(scanner);
  const target = reference(scanner);
  if (target === null) scanner.expect('/', 'or "&label" before a node');
  const place = scanner.placeOf(start, scanner.lastEnd);
  const body = readBody(scanner, include, 1);
  scanner.semicolon('"}"');
  return { kind: 'node', target, labels, body, place };
}

function memreserve(scanner: Scanner): void {
  // A region that a kernel leaves alone has no meaning for a wiring; it is read so that shared files stay readable.
  readLabels(scanner);
  for (const what of ['an address', 'a length'])
    if (readInteger(scanner, 64) === null) scanner.unexpected(what);
  scanner.semicolon('/memreserve/');
}

function includedScanner(scanner: Scanner, include: OpenInclude): Scanner | null {
  scanner.peek();
  const start = scanner.offset;
  const path = readString(scanner) ?? scanner.unexpected('the name of a file in quotes');
  return include(path, scanner.file, scanner.placeOf(start, scanner.lastEnd));
}

function readBody(scanner: Scanner, include: OpenInclude, depth: number): DtBody {
  if (depth > MAX_DEPTH) scanner.unexpected(`at most ${MAX_DEPTH} nodes inside one another`);
  scanner.expect('{', 'after the name of a node');
  const items: DtItem[] = [];
  while (!scanner.take('}')) {
    if (scanner.peek() === '') scanner.unexpected('"};" at the end of a node');
    readItem(scanner, include, depth, items);
  }
  return { items };
}

function readItem(scanner: Scanner, include: OpenInclude, depth: number, items: DtItem[]): void {
  if (scanner.take('/include/')) {
    const other = includedScanner(scanner, include);
    while (other !== null && other.peek() !== '') readItem(other, include, depth, items);
    return;
  }
  for (const kind of ['delete-property', 'delete-node'] as const) {
    if (!scanner.take(`/${kind}/`)) continue;
    const { name, place } = readName(scanner, `the name that /${kind}/ removes`);
    scanner.semicolon(`/${kind}/`);
    items.push({ kind, name, place });
    return;
  }
  const labels = readLabels(scanner);
  refuseKeyword(scanner);
  const { name, place } = readName(scanner, 'the name of a property or node');
  if (scanner.peek() === '{') {
    const [nodeName, unitAddress] = splitName(name);
    const body = readBody(scanner, include, depth + 1);
    scanner.semicolon('"}"');
    items.push({ kind: 'node', name: nodeName, unitAddress, labels, body, place });
    return;
  }
  if (items.some(({ kind }) => kind === 'node')) {
    scanner.report(place, {
      id: 'dt-syntax',
      message: `The property "${name}" stands behind a child node.`,
      expected: 'properties before child nodes',
      remedy: 'move it up to the beginning of its node',
    });
  }
  const values = scanner.take('=') ? readValues(scanner) : [];
  scanner.semicolon(`property "${name}"`);
  items.push({ kind: 'property', name, labels, values, place });
}

function splitName(name: string): [string, string | null] {
  const at = name.indexOf('@');
  return at < 0 ? [name, null] : [name.slice(0, at), name.slice(at + 1)];
}

function readName(scanner: Scanner, what: string): { name: string; place: Place } {
  scanner.peek();
  const start = scanner.offset;
  const name = scanner.match(NAME)?.[0] ?? scanner.unexpected(what);
  return { name, place: scanner.placeOf(start, scanner.lastEnd) };
}

function readLabels(scanner: Scanner): readonly DtLabel[] {
  const labels: DtLabel[] = [];
  for (;;) {
    scanner.peek();
    const start = scanner.offset;
    const name = scanner.match(LABEL)?.[1];
    if (name === undefined) return labels;
    labels.push({ name, place: scanner.placeOf(start, start + name.length) });
  }
}

function refuseKeyword(scanner: Scanner): void {
  scanner.peek();
  const start = scanner.offset;
  const isPreprocessor =
    scanner.match(/#\s*(?:include|define|undef|if|ifdef|ifndef|else|elif|endif)\b/uy) !== null;
  const keyword = isPreprocessor ? 'The C preprocessor' : scanner.match(KEYWORD)?.[0];
  if (keyword === undefined) return;
  scanner.stop(scanner.placeOf(start, scanner.lastEnd), {
    id: 'dt-unsupported',
    message: `${keyword} has no place in a wiring file.`,
    remedy: isPreprocessor ? 'use /include/ "file.dtsi" and plain numbers' : null,
  });
}

function reference(scanner: Scanner): DtReference | null {
  scanner.peek();
  const start = scanner.offset;
  const label = scanner.match(LABEL_REFERENCE)?.[1] ?? null;
  const path = label === null ? (scanner.match(PATH_REFERENCE)?.[1] ?? null) : null;
  if (label === null && path === null) return null;
  return { label, path, place: scanner.placeOf(start, scanner.lastEnd) };
}

function readString(scanner: Scanner): string | null {
  if (scanner.peek() !== '"') return null;
  const start = scanner.offset;
  const written = scanner.match(STRING)?.[1];
  if (written === undefined) {
    scanner.stop(scanner.placeOf(start, scanner.text.length), {
      id: 'dt-syntax',
      message: 'This text has no closing quotation mark.',
      remedy: 'close the text on the same line',
    });
  }
  return Buffer.from(unescapeBytes(written)).toString('utf8');
}

function readValues(scanner: Scanner): readonly DtWrittenValue[] {
  const values: DtWrittenValue[] = [];
  do {
    readLabels(scanner);
    values.push(readValue(scanner));
    readLabels(scanner);
  } while (scanner.take(','));
  return values;
}

function readValue(scanner: Scanner): DtWrittenValue {
  const first = scanner.peek();
  const start = scanner.offset;
  const place = () => scanner.placeOf(start, scanner.lastEnd);
  const text = readString(scanner);
  if (text !== null) return { kind: 'string', text, place: place() };
  if (first === '[') return { kind: 'bytes', bytes: readBytes(scanner), place: place() };
  if (first === '&') {
    const target = reference(scanner) ?? scanner.unexpected('&label or &{/path}');
    return { kind: 'path', target, place: place() };
  }
  if (first === '<' || scanner.text.startsWith('/bits/', scanner.offset)) {
    const bits = readBits(scanner);
    return { kind: 'cells', bits, cells: readCells(scanner, bits), place: place() };
  }
  refuseKeyword(scanner);
  return scanner.unexpected('a value: "text", <cells>, [bytes] or &label');
}

function readBits(scanner: Scanner): CellBits {
  scanner.peek();
  const start = scanner.offset;
  const written = scanner.match(BITS)?.[1];
  if (written === undefined) return 32;
  const bits = ([8, 16, 32, 64] as const).find((size) => size === Number(written));
  return (
    bits ??
    scanner.stop(scanner.placeOf(start, scanner.lastEnd), {
      id: 'dt-syntax',
      message: `Cells of ${written} bits do not exist.`,
      expected: 'one of 8, 16, 32, 64',
    })
  );
}

function readCells(scanner: Scanner, bits: CellBits): readonly (bigint | DtReference)[] {
  scanner.expect('<', 'before cells');
  const cells: (bigint | DtReference)[] = [];
  for (;;) {
    readLabels(scanner);
    if (scanner.take('>')) return cells;
    const cell = reference(scanner) ?? readInteger(scanner, bits);
    if (cell === null) scanner.unexpected('an integer, an expression in parentheses, &label, or ">"');
    if (typeof cell !== 'bigint' && bits !== 32) {
      scanner.stop(cell.place, { id: 'dt-syntax', message: 'A reference needs a cell of 32 bits.' });
    }
    cells.push(cell);
  }
}

function readBytes(scanner: Scanner): readonly number[] {
  scanner.expect('[', 'before bytes');
  const bytes: number[] = [];
  for (;;) {
    readLabels(scanner);
    if (scanner.take(']')) return bytes;
    const pair =
      scanner.match(/[0-9A-Fa-f]{2}/uy)?.[0] ?? scanner.unexpected('two hexadecimal digits, or "]"');
    bytes.push(Number.parseInt(pair, 16));
  }
}
