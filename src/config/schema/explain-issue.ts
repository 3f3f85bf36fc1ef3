/** Words for what a schema objects to. */
import type * as z from 'zod';
import type { DiagnosticId } from '../codes.ts';
import type { Finding } from '../diagnostic.ts';
import { dottedKey, type KeyPath } from '../key-path.ts';
import { didYouMean, oneOf } from '../nearest.ts';
import { describe, keysOf, metaOf } from './schema-walk.ts';

export const explainIssue = { unknownKey, missingKey, choice, value: explainValue };

function unknownKey(key: string, path: KeyPath, table: z.core.$ZodType | null): Finding {
  const keys = keysOf(table);
  const where = dottedKey(path);
  return {
    id: 'unknown-key',
    message: `The key "${key}" is not known ${where === null ? 'here' : `in ${where}`}.`,
    expected: oneOf(keys, 20),
    remedy: didYouMean(key, keys) ?? 'remove the key',
  };
}

function missingKey(path: KeyPath, expected: string): Finding {
  const where = dottedKey(path.slice(0, -1));
  const what = typeof path.at(-1) === 'number' ? `Item ${path.at(-1)}` : `The key "${path.at(-1)}"`;
  return {
    id: 'missing-key',
    message: `${what} is missing${where === null ? '' : ` in ${where}`}.`,
    expected,
  };
}

function explainValue(
  issue: z.core.$ZodIssue,
  value: unknown,
  path: KeyPath,
  schema: z.core.$ZodType | null,
): Finding {
  switch (issue.code) {
    case 'custom':
      return customFinding(issue);
    case 'invalid_value':
      return typeof value === 'object'
        ? wrongType(value, path, schema)
        : choice(value, issue.values.map(String));
    case 'too_small':
    case 'too_big':
      return bound(issue, value, schema);
    case 'invalid_format':
      return {
        id: 'invalid-name',
        message: `${JSON.stringify(value)} cannot serve as "${path.at(-1)}".`,
        expected: String(metaOf(schema)?.expected ?? issue.pattern ?? issue.format),
      };
    default:
      return wrongType(value, path, schema);
  }
}

function customFinding(issue: z.core.$ZodIssueCustom): Finding {
  const { id, expected, remedy } = issue.params ?? {};
  return {
    id: (id ?? 'out-of-range') as DiagnosticId,
    message: issue.message,
    expected: expected ?? null,
    remedy: remedy ?? null,
  };
}

function choice(value: unknown, words: readonly string[]): Finding {
  return {
    id: 'invalid-choice',
    message: `${JSON.stringify(value)} is not one of the words that are possible here.`,
    expected: words.length === 1 ? `${words[0]}` : oneOf(words),
    remedy: didYouMean(String(value), words),
  };
}

type BoundIssue = z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig;

function bound(issue: BoundIssue, value: unknown, schema: z.core.$ZodType | null): Finding {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  if (issue.origin === 'string') {
    return { id: 'wrong-length', message: 'The text is empty.', expected: 'at least one character' };
  }
  if (issue.origin === 'array') {
    return {
      id: 'wrong-length',
      message: `The list has ${Array.isArray(value) ? value.length : 0} items.`,
      expected: schema === null ? `at least ${limit} items` : `${describe(schema)}${atLeastOne(schema)}`,
    };
  }
  const inclusive = issue.inclusive !== false;
  const words =
    issue.code === 'too_small' ? (inclusive ? 'at least' : 'above') : inclusive ? 'at most' : 'below';
  return {
    id: 'out-of-range',
    message: `${String(value)} is outside what this key allows.`,
    expected: `a number ${words} ${limit}`,
  };
}

function atLeastOne(schema: z.core.$ZodType): string {
  return describe(schema) === 'a list' ? ' of at least one item' : '';
}

function wrongType(value: unknown, path: KeyPath, schema: z.core.$ZodType | null): Finding {
  const expected = describe(schema);
  return {
    id: 'wrong-type',
    message: `${typeName(value)} stands where ${expected} is expected.`,
    expected,
    remedy: typeRemedy(value, path, schema, expected),
  };
}

function typeRemedy(
  value: unknown,
  path: KeyPath,
  schema: z.core.$ZodType | null,
  expected: string,
): string | null {
  const stated = metaOf(schema)?.remedy;
  if (typeof stated === 'string') return stated;
  if (expected === 'a list' && isTable(value)) return `write [[${path.join('.')}]] with double brackets`;
  if (expected === 'a number' && typeof value === 'string' && Number.isFinite(Number(value))) {
    return `write ${value} without quotes`;
  }
  if (expected === 'text in quotes' && !isTable(value) && !Array.isArray(value))
    return `write "${String(value)}"`;
  return null;
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'A list';
  if (value instanceof Date) return 'A date';
  if (typeof value === 'object') return 'A table';
  if (typeof value === 'string') return 'Text';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return `The number ${value}`;
  return typeof value === 'number' ? 'A number' : 'Another value';
}
