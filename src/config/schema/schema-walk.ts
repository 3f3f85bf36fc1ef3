/** Asks a zod schema what it would accept at a place in a document. */
import * as z from 'zod';
import { type Dimension, siUnit, withArticle } from '../../units/quantity.ts';
import { type KeyPath, valueAt } from '../key-path.ts';

/** The schema behind optional and transforming wrappers. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  return schema;
}

/** The unwrapped schema for the value at `path`; null where the schema has nothing. */
export function schemaAt(schema: z.core.$ZodType, root: unknown, path: KeyPath): z.core.$ZodType | null {
  let current: z.core.$ZodType | null = schema;
  for (const [depth, part] of path.entries()) {
    if (current === null) return null;
    current = childOf(resolveUnion(unwrap(current), valueAt(root, path.slice(0, depth))), part);
  }
  return current === null ? null : resolveUnion(unwrap(current), valueAt(root, path));
}

/** The keys that a table takes; empty when the schema is no table. */
export function keysOf(schema: z.core.$ZodType | null): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

export function dimensionOf(schema: z.core.$ZodType): Dimension | null {
  const dimension = metaOf(schema)?.dimension;
  return typeof dimension === 'string' ? (dimension as Dimension) : null;
}

/** What `.meta()` says of a schema. */
export function metaOf(schema: z.core.$ZodType | null): Readonly<Record<string, unknown>> | undefined {
  return schema === null ? undefined : z.globalRegistry.get(unwrap(schema));
}

/** What a schema takes, in words. */
export function describe(schema: z.core.$ZodType | null): string {
  if (schema === null) return 'another type';
  const inner = unwrap(schema);
  const expected = metaOf(inner)?.expected;
  if (typeof expected === 'string') return expected;
  const dimension = dimensionOf(inner);
  if (dimension === 'ratio') return 'a ratio such as 0.5 or "50 %"';
  if (dimension !== null) return `${withArticle(dimension)} with its unit, such as "1 ${siUnit(dimension)}"`;
  if (inner instanceof z.ZodEnum) return `one of ${inner.options.map((option) => `"${option}"`).join(', ')}`;
  if (inner instanceof z.ZodLiteral)
    return [...inner.values].map((value) => JSON.stringify(value)).join(' or ');
  if (inner instanceof z.ZodUnion) return inner.options.map(describe).join(' or ');
  if (inner instanceof z.ZodString) return 'text in quotes';
  if (inner instanceof z.ZodNumber) return inner.isInt ? 'a whole number' : 'a number';
  if (inner instanceof z.ZodBoolean) return 'true or false';
  if (inner instanceof z.ZodTuple) return `a list of ${inner.def.items.length} values`;
  if (inner instanceof z.ZodArray) return 'a list';
  return 'a table';
}

function childOf(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | null {
  if (schema instanceof z.ZodObject) {
    return Object.hasOwn(schema.shape, part) ? (schema.shape[part] ?? null) : null;
  }
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodTuple) return schema.def.items[Number(part)] ?? null;
  return null;
}

/** Of alternatives, the table that the value's discriminator chooses, or the only table. */
function resolveUnion(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (!(schema instanceof z.ZodUnion) || typeof value !== 'object' || value === null) return schema;
  const tables = schema.options.map(unwrap).filter((option) => option instanceof z.ZodObject);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return tables[0] ?? schema;
  const { discriminator } = schema.def;
  const chosen = valueAt(value, [discriminator]);
  return tables.find((table) => accepts(table, discriminator, chosen)) ?? schema;
}

function accepts(table: z.ZodObject, key: string, value: unknown): boolean {
  const literal = unwrap(table.shape[key] ?? z.never());
  return literal instanceof z.ZodLiteral && literal.values.has(value as string);
}

/** The words that choose among the tables of a discriminated union. */
export function discriminatorValues(schema: z.core.$ZodType | null): readonly string[] {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return [];
  return schema.options.flatMap((option) => {
    const table = unwrap(option);
    const literal = table instanceof z.ZodObject ? unwrap(table.shape[schema.def.discriminator]) : null;
    return literal instanceof z.ZodLiteral ? [...literal.values].map(String) : [];
  });
}
