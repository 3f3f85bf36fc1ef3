/** The page of commands lists the columns that plants have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plantPoints } from '../../src/physics/plant.ts';
import type { PlantDefinition } from '../../src/physics/plant-definition.ts';
import { loadPlantText } from '../config/support/plant-file.ts';
import { REPOSITORY } from '../config/support/site-copy.ts';

const page = (name: string): string => readFileSync(join(REPOSITORY, 'docs', name), 'utf8');

/** Columns of each element as the page has them, inputs with a star. */
function listed(): Map<string, readonly string[]> {
  const rows = [...page('commands.md').matchAll(/^\| (`[a-z_`, ]+`) \| (.*(?:_|`position`|`mass).*) \|$/gmu)];
  return new Map(
    rows.flatMap(([, elements = '', columns = '']) => {
      const names = [...columns.matchAll(/(\**)`([\w.<>^]+)`/gu)].map(
        ([, star, name]) => name + (star ? '*' : ''),
      );
      return [...elements.matchAll(/`(\w+)`/gu)].map(
        ([, element = '']) => [element, names.toSorted()] as const,
      );
    }),
  );
}

/** The same of every kind of element in the plant file of its page, which has all of them. */
function present(definition: PlantDefinition): Map<string, readonly string[]> {
  const points = plantPoints(definition);
  const kinds = Object.entries(definition).filter((entry): entry is [string, { id: string }[]] =>
    Array.isArray(entry[1]),
  );
  return new Map(
    kinds.map(([kind, elements]) => {
      const columns = elements.flatMap(({ id }) =>
        points
          .filter(({ name }) => name.startsWith(`${id}.`))
          .map(({ column, isInput }) => column.slice(id.length + 1) + (isInput ? '*' : ''))
          .map((column) => column.replace(/^mole_fraction\..+/u, 'mole_fraction.<species>')),
      );
      const table = kind
        .replace(/ies$/u, 'y')
        .replace(/s$/u, '')
        .replaceAll(/[A-Z]/gu, (c) => `_${c.toLowerCase()}`);
      return [table, [...new Set(columns)].toSorted()];
    }),
  );
}

test('the page of commands has every column of every element, and says which are inputs', () => {
  const example = [...page('plant-file.md').matchAll(/```toml\n(.*?)```/gsu)].map(([, text]) => text);
  const { value } = loadPlantText(example.join('\n'));
  if (value === null || value === undefined) throw new Error('the plant file of its page does not hold');
  const expected = present(value);
  expect(expected.size).toBeGreaterThan(15);
  const found = listed();
  for (const [element, columns] of expected)
    expect([element, found.get(element)]).toEqual([element, columns]);
});
