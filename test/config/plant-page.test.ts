import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { plantSchema } from '../../src/config/schema/plant-schema.ts';
import { loadPlantText } from './support/plant-file.ts';
import { REPOSITORY } from './support/site-copy.ts';

const page = readFileSync(join(REPOSITORY, 'docs/plant-file.md'), 'utf8');
const example = [...page.matchAll(/```toml\n(.*?)```/gsu)].map(([, text]) => text).join('\n');

/** Every key that a schema has anywhere. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, part]) =>
    name === 'properties' ? [...Object.keys(part as object), ...keysOf(part)] : keysOf(part),
  );
}

it('the page of the plant file shows every key', () => {
  const keys = [...new Set(keysOf(z.toJSONSchema(plantSchema, { io: 'input' })))];
  expect(keys.length).toBeGreaterThan(80);
  const words = new Set(page.match(/[A-Za-z][A-Za-z0-9_]*/gu));
  expect(keys.filter((key) => !words.has(key))).toEqual([]);
});

it('its parts are one plant file that holds', () => {
  const { value, diagnostics } = loadPlantText(example);
  expect(diagnostics).toEqual([]);
  expect(Object.values(value ?? {}).filter((part) => Array.isArray(part) && part.length === 0)).toEqual([]);
});
