/**
 * Bare numbers under a key that names the unit: `volume_m3 = 0.001` stands for `volume = "0.001 m^3"`. The unit is
 * any that the quantity knows, written in letters, digits and underscores as its symbol or all in small letters, with
 * or without "per": `W/(m^2 K)` becomes `W_m2_K`, `W_m2K`, `w_per_m2_k`.
 */
import * as z from 'zod';
import { unitsOf } from '../../units/quantity.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { KeyPath } from '../key-path.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';
import { dimensionOf, schemaAt } from './schema-walk.ts';

/** The document with such numbers moved under the plain key; positions still lead to what is written. */
export function namedUnits(
  document: TomlDocument,
  schema: z.core.$ZodType,
  diagnostics: Diagnostic[],
): TomlDocument {
  const before = diagnostics.length;
  const written = new Map<string, KeyPath>();
  const rewrite = (value: unknown, path: KeyPath): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => rewrite(item, [...path, index]));
    if (!isTable(value)) return value;
    const table = schemaAt(schema, document.value, path);
    const out: [string, unknown][] = [];
    for (const [key, item] of Object.entries(value)) {
      const named = typeof item === 'number' ? plainKey(key, table) : null;
      if (named === null) {
        out.push([key, rewrite(item, [...path, key])]);
      } else if (Object.hasOwn(value, named.key)) {
        // Left out, so that the schema does not complain about the key as well.
        diagnostics.push(tomlDiagnostic(document, [...path, key], twice(key, named.key), 'key'));
      } else {
        written.set(JSON.stringify([...path, named.key]), [...path, key]);
        out.push([named.key, `${item} ${named.unit}`]);
      }
    }
    return tableOf(out);
  };
  const value = rewrite(document.value, []) as TomlDocument['value'];
  if (written.size === 0 && diagnostics.length === before) return document;
  return {
    ...document,
    value,
    positions: () => ({
      get: (path) => document.positions().get(written.get(JSON.stringify(path)) ?? path),
    }),
  };
}

function plainKey(key: string, table: z.core.$ZodType | null): { key: string; unit: string } | null {
  if (!(table instanceof z.ZodObject) || Object.hasOwn(table.shape, key)) return null;
  for (const [candidate, schema] of Object.entries(table.shape)) {
    const dimension = dimensionOf(schema as z.core.$ZodType);
    if (dimension === null || !key.startsWith(`${candidate}_`)) continue;
    const suffix = letters(key.slice(candidate.length + 1).split('_'));
    // Small letters may stand for capitals, and not the reverse: `MW` is no `mW`.
    const unit = unitsOf(dimension).find((name) => {
      const symbol = letters(name.split(/[^A-Za-z0-9]+/u));
      return symbol !== '' && (suffix === symbol || suffix === symbol.toLowerCase());
    });
    if (unit !== undefined) return { key: candidate, unit };
  }
  return null;
}

function letters(parts: readonly string[]): string {
  return parts.filter((part) => part !== 'per').join('');
}

function twice(key: string, plain: string) {
  return {
    id: 'quantity-twice' as const,
    message: `"${plain}" and "${key}" give the same quantity twice.`,
    remedy: 'keep one of the two',
  };
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
}

/** Without a prototype, as the TOML reader makes them: a key `__proto__` stays a key. */
function tableOf(entries: readonly [string, unknown][]): Record<string, unknown> {
  const table: Record<string, unknown> = Object.create(null);
  for (const [key, value] of entries) table[key] = value;
  return table;
}
