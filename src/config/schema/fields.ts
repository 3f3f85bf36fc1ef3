/** Building blocks of the schemas: quantities, names, addresses, and rules that several tables share. */
import * as z from 'zod';
import { type Dimension, parseQuantity, siUnit, withArticle } from '../../units/quantity.ts';
import type { DiagnosticId } from '../codes.ts';
import { didYouMean, oneOf } from '../nearest.ts';

/** What a custom issue carries besides its message, for the diagnostic made of it. */
export interface IssueDetail {
  readonly id: DiagnosticId;
  readonly expected?: string | null;
  readonly remedy?: string | null;
}

interface Bounds {
  /** Inclusive. */
  readonly min?: number;
  /** Inclusive. */
  readonly max?: number;
  /** Exclusive. */
  readonly above?: number;
  /** Exclusive. */
  readonly below?: number;
}

/**
 * Adds an issue with its detail; `path` is relative to the value under test. `ruleDepth` is how far above that place
 * the table stands whose keys the rule weighs against one another: by default the value under test.
 */
export function addIssue(
  ctx: z.RefinementCtx,
  message: string,
  detail: IssueDetail,
  path: (string | number)[] = [],
  ruleDepth = path.length,
): void {
  ctx.addIssue({ code: 'custom', message, params: { ...detail, ruleDepth }, path });
}

/** A quantity such as `"2.5 bar"`, read into SI; bounds are SI. A ratio may be a bare number. */
export function quantity(dimension: Dimension, bounds: Bounds = {}) {
  return z
    .union([z.string(), z.number()])
    .meta({ dimension })
    .transform((written, ctx): number => {
      const parsed = parseQuantity(String(written), dimension);
      if (!parsed.ok) {
        addIssue(ctx, sentence(parsed.problem), {
          id: 'invalid-quantity',
          expected: expectedOf(dimension),
          remedy: parsed.hint,
        });
        return z.NEVER;
      }
      const problem = outside(parsed.value, bounds);
      if (problem !== null) {
        const expected = `${problem} ${siUnit(dimension) === '1' ? '' : siUnit(dimension)}`.trim();
        addIssue(ctx, `${JSON.stringify(written)} is outside what this key allows.`, {
          id: 'out-of-range',
          expected,
        });
        return z.NEVER;
      }
      return parsed.value;
    });
}

/** A quantity whose kind is known only once the tag beside it is known; kept as written. */
export function quantityOfTag() {
  return z.union([z.string(), z.number()]);
}

/** A finite number within bounds. */
export function number(bounds: Bounds = {}) {
  let schema = z.number();
  if (bounds.min !== undefined) schema = schema.min(bounds.min);
  if (bounds.max !== undefined) schema = schema.max(bounds.max);
  if (bounds.above !== undefined) schema = schema.gt(bounds.above);
  if (bounds.below !== undefined) schema = schema.lt(bounds.below);
  return schema;
}

/** Id of an element, loop, cause and so on; it becomes part of tags, so it holds no dot. */
export function identifier() {
  return z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/u)
    .meta({ expected: 'a letter, then letters, digits, "-" and "_"' });
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:8080`, `localhost:8080` or `[::1]:8080`; null when it is none of them. Port 0 lets the host choose. */
export function parseEndpoint(text: string): HostPort | null {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/u.exec(text);
  if (match === null) return null;
  const port = Number(match[3]);
  return port > 65535 ? null : { host: match[1] ?? match[2] ?? '', port };
}

export function endpoint() {
  return z.string().transform((text, ctx): HostPort => {
    const parsed = parseEndpoint(text);
    if (parsed !== null) return parsed;
    addIssue(ctx, `"${text}" is not an address with a port.`, {
      id: 'invalid-endpoint',
      expected: 'host:port, such as "127.0.0.1:8080"; ports run from 0 (any free one) to 65535',
    });
    return z.NEVER;
  });
}

/** Refinement of a table: exactly one of the groups of keys is given, and each given group completely. */
export function exactlyOne(groups: readonly (readonly string[])[]) {
  const names = groups.map((group) => group.join(' + ')).join(' | ');
  return (table: Readonly<Record<string, unknown>>, ctx: z.RefinementCtx): void => {
    const given = groups.filter((group) => group.some((key) => table[key] !== undefined));
    if (given.length === 0) {
      addIssue(ctx, `One of ${names} is missing.`, {
        id: 'exclusive-keys',
        expected: `exactly one of ${names}`,
      });
      return;
    }
    if (given.length > 1) {
      const second = given[1]?.find((key) => table[key] !== undefined) ?? '';
      const both = given.map((group) => group.find((key) => table[key] !== undefined)).join('" and "');
      addIssue(
        ctx,
        `"${both}" exclude each other.`,
        {
          id: 'exclusive-keys',
          expected: `exactly one of ${names}`,
          remedy: 'keep one and remove the other',
        },
        [second],
      );
      return;
    }
    for (const key of given[0] ?? []) {
      if (table[key] !== undefined) continue;
      const other = given[0]?.find((candidate) => table[candidate] !== undefined) ?? '';
      addIssue(ctx, `"${key}" is missing beside "${other}".`, { id: 'missing-key', expected: names }, [key]);
    }
  };
}

/** Refinement of a table: of keys that mean nothing alone, all are given or none is. */
export function together(keys: readonly string[]) {
  return (table: Readonly<Record<string, unknown>>, ctx: z.RefinementCtx): void => {
    const given = keys.find((key) => table[key] !== undefined);
    if (given === undefined) return;
    for (const key of keys) {
      if (table[key] !== undefined) continue;
      addIssue(ctx, `"${key}" is missing beside "${given}".`, { id: 'missing-key' }, [key]);
    }
  };
}

/** Refinement of a list of tables with ids: no id twice. */
export function uniqueIds(what: string) {
  return (tables: readonly { readonly id: string }[], ctx: z.RefinementCtx): void => {
    const seen = new Set<string>();
    for (const [index, { id }] of tables.entries()) {
      if (seen.has(id)) {
        const detail = { id: 'duplicate-id', remedy: 'give each its own id' } as const;
        addIssue(ctx, `There is already a ${what} "${id}".`, detail, [index, 'id'], 0);
      }
      seen.add(id);
    }
  };
}

/** What a reference to something that does not exist should say. */
export function unknownName(
  name: string,
  known: readonly string[],
): { expected: string; remedy: string | null } {
  return { expected: oneOf(known), remedy: didYouMean(name, known) };
}

export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

function expectedOf(dimension: Dimension): string {
  return dimension === 'ratio' ? 'a ratio' : `${withArticle(dimension)} with its unit`;
}

function outside(value: number, { min, max, above, below }: Bounds): string | null {
  const parts: string[] = [];
  if (min !== undefined) parts.push(`at least ${min}`);
  if (above !== undefined) parts.push(`above ${above}`);
  if (max !== undefined) parts.push(`at most ${max}`);
  if (below !== undefined) parts.push(`below ${below}`);
  const bad =
    (min !== undefined && value < min) ||
    (above !== undefined && !(value > above)) ||
    (max !== undefined && value > max) ||
    (below !== undefined && !(value < below));
  return bad ? parts.join(' and ') : null;
}
