/** Checks a TOML document against its schema and explains every deviation where it stands. */
import type * as z from 'zod';
import { type Diagnostic, diagnosticAt } from '../diagnostic.ts';
import { dottedKey, type KeyPath, valueAt } from '../key-path.ts';
import { nearest, oneOf } from '../nearest.ts';
import { keyPlace, type TomlDocument, tomlDiagnostic } from '../toml-document.ts';
import { explainIssue } from './explain-issue.ts';
import { namedUnits } from './named-units.ts';
import { describe, discriminatorValues, keysOf, schemaAt } from './schema-walk.ts';

export interface Shaped<T> {
  readonly data: T;
  /** The document with bare numbers of `volume_m3 = …` standing under `volume`. */
  readonly document: TomlDocument;
}

/** Reads a document by its schema; null with at least one error in `diagnostics` when it does not fit. */
export function checkShape<S extends z.ZodType>(
  written: TomlDocument,
  schema: S,
  diagnostics: Diagnostic[],
): Shaped<z.output<S>> | null {
  const before = diagnostics.length;
  const document = namedUnits(written, schema, diagnostics);
  const result = schema.safeParse(document.value);
  if (result.success) return diagnostics.length === before ? { data: result.data, document } : null;
  const issues = withoutConsequences(schema, document.value, flatten(result.error.issues, []));
  for (const issue of issues) diagnostics.push(...diagnose(document, schema, issue));
  return null;
}

type Issue = z.core.$ZodIssue;

/** Of a union only the alternative that the value is meant to be is worth explaining. */
function flatten(issues: readonly Issue[], base: readonly PropertyKey[]): Issue[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    const inner =
      issue.code === 'invalid_union' ? issue.errors.find((errors) => !isTypeError(errors)) : undefined;
    return inner === undefined ? [{ ...issue, path }] : flatten(inner, path);
  });
}

/** Whether the value as a whole is of another type than an alternative takes. */
function isTypeError(issues: readonly Issue[]): boolean {
  return issues.some((issue) => {
    if (issue.path.length > 0) return false;
    if (issue.code === 'invalid_union') return issue.errors.every(isTypeError);
    return issue.code === 'invalid_type' || issue.code === 'invalid_value';
  });
}

const OF_ONE_VALUE = new Set(['invalid-quantity', 'invalid-endpoint', 'out-of-range']);

/**
 * A rule over a table says nothing new while something in that table is itself wrong or misspelt, nor does the
 * absence of a key that stands there misspelt.
 */
function withoutConsequences(schema: z.ZodType, root: unknown, issues: readonly Issue[]): readonly Issue[] {
  const isRule = (issue: Issue) => issue.code === 'custom' && !OF_ONE_VALUE.has(String(issue.params?.id));
  const plain = issues.filter((issue) => !isRule(issue));
  const misspelt = misspeltKeys(schema, root, issues);
  return issues.filter((issue) => {
    if (misspelt.has(JSON.stringify(issue.path))) return false;
    if (issue.code !== 'custom' || !isRule(issue)) return true;
    const table = issue.path.slice(0, issue.path.length - Number(issue.params?.ruleDepth ?? 0));
    return !plain.some(({ path }) => table.every((part, index) => part === path[index]));
  });
}

/** Paths of absent keys that an unknown key beside them is probably meant to be. */
function misspeltKeys(schema: z.ZodType, root: unknown, issues: readonly Issue[]): ReadonlySet<string> {
  const paths = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const keys = keysOf(schemaAt(schema, root, issue.path as KeyPath));
    const meant = issue.keys.flatMap((key) => nearest(key, keys));
    return meant.map((key) => [...issue.path, key]);
  });
  return new Set(
    paths.filter((path) => valueAt(root, path as KeyPath) === undefined).map((path) => JSON.stringify(path)),
  );
}

function diagnose(document: TomlDocument, schema: z.ZodType, issue: Issue): Diagnostic[] {
  const path = issue.path as KeyPath;
  if (issue.code === 'unrecognized_keys') {
    const table = schemaAt(schema, document.value, path);
    return issue.keys.map((key) =>
      tomlDiagnostic(document, [...path, key], explainIssue.unknownKey(key, path, table), 'key'),
    );
  }
  const value = valueAt(document.value, path);
  const expected = schemaAt(schema, document.value, path);
  const words = discriminatorValues(schemaAt(schema, document.value, path.slice(0, -1)));
  const isChoice = issue.code === 'invalid_union' && words.length > 0;
  if (value === undefined) {
    // An absent key has no place of its own: the header of its table is where it belongs.
    const place = keyPlace(document, path.slice(0, -1));
    const finding = explainIssue.missingKey(path, isChoice ? oneOf(words) : describe(expected));
    return [diagnosticAt(place, finding, { key: dottedKey(path) })];
  }
  const finding = isChoice
    ? explainIssue.choice(value, words)
    : explainIssue.value(issue, value, path, expected);
  return [tomlDiagnostic(document, path, finding)];
}
