import { createRequire } from 'node:module';
import type { AST } from 'toml-eslint-parser';
import type { KeyPath } from './key-path.ts';

/** A stretch of one line, counted from 1. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

export interface TomlPositions {
  get(path: KeyPath): { readonly key: Span; readonly value: Span } | undefined;
}

/** Where every key, table header, array item and value of a TOML text stands. */
export function readPositions(text: string): TomlPositions {
  const entries = new Map<string, { key: Span; value: Span }>();
  const get = (path: KeyPath) => entries.get(JSON.stringify(path));
  const set = (path: KeyPath, key: Span, value: Span): void => {
    const name = JSON.stringify(path);
    if (!entries.has(name)) entries.set(name, { key, value });
  };
  const root = parseTree(text);
  if (root !== null) for (const item of root.body) visitTopLevel(item, set);
  return { get };
}

type Set = (path: KeyPath, key: Span, value: Span) => void;

function parseTree(text: string): AST.TOMLTopLevelTable | null {
  // Loaded here because a configuration without errors never needs it.
  const { parseTOML } = createRequire(import.meta.url)(
    'toml-eslint-parser',
  ) as typeof import('toml-eslint-parser');
  try {
    return parseTOML(text, { tomlVersion: '1.1' }).body[0];
  } catch {
    // The two parsers differ on some exotic text: then a message without an exact place beats none.
    return null;
  }
}

function visitTopLevel(item: AST.TOMLTable | AST.TOMLKeyValue, set: Set): void {
  if (item.type === 'TOMLKeyValue') {
    visitKeyValue([], item, set);
    return;
  }
  const header = headerSpan(item);
  // `[a.b]` brings `a` into being too, unless a header of its own came before.
  for (let length = 1; length < item.resolvedKey.length; length++) {
    set(item.resolvedKey.slice(0, length), header, header);
  }
  set(item.resolvedKey, header, header);
  for (const entry of item.body) visitKeyValue(item.resolvedKey, entry, set);
}

function visitKeyValue(base: KeyPath, item: AST.TOMLKeyValue, set: Set): void {
  const path: (string | number)[] = [...base];
  const last = item.key.keys.length - 1;
  for (const [index, key] of item.key.keys.entries()) {
    path.push(key.type === 'TOMLBare' ? key.name : key.value);
    set(path, spanOf(key.loc), index === last ? spanOf(item.value.loc) : spanOf(key.loc));
  }
  visitValue(path, item.value, set);
}

function visitValue(path: KeyPath, value: AST.TOMLContentNode, set: Set): void {
  if (value.type === 'TOMLInlineTable') {
    for (const entry of value.body) visitKeyValue(path, entry, set);
  } else if (value.type === 'TOMLArray') {
    for (const [index, element] of value.elements.entries()) {
      set([...path, index], spanOf(element.loc), spanOf(element.loc));
      visitValue([...path, index], element, set);
    }
  }
}

function headerSpan(table: AST.TOMLTable): Span {
  const brackets = table.kind === 'array' ? 2 : 1;
  const column = table.loc.start.column + 1;
  return {
    line: table.loc.start.line,
    column,
    endColumn: Math.max(column, table.key.loc.end.column + 1 + brackets),
  };
}

function spanOf(loc: AST.TOMLNode['loc']): Span {
  const column = loc.start.column + 1;
  const sameLine = loc.end.line === loc.start.line;
  return { line: loc.start.line, column, endColumn: sameLine ? loc.end.column + 1 : column + 1 };
}
