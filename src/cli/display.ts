import { CYCLE_STATUSES } from '../control/cycle-run.ts';
import { LOOP_MODES } from '../control/definition.ts';
import type { TagSnapshot } from '../runtime/site-view.ts';
import { shownQuantity } from '../units/shown-quantity.ts';

/** Tags whose numbers stand for words, by the end of their ids. */
const WORDS: readonly (readonly [suffix: string, words: readonly string[]])[] = [
  ['.breaker', ['closed', 'half-open', 'open']],
  ['.mode', LOOP_MODES],
  ['.cycle', CYCLE_STATUSES],
];

/** What is needed of a tag to show its value. */
export type Shown = Pick<TagSnapshot, 'id' | 'kind' | 'value' | 'unit' | 'dimension' | 'twoValued'>;

/** A tag's value for people: in the unit of the bench, with its sensible decimals. */
export function shownTag({ id, kind, value, unit, dimension, twoValued }: Shown): string {
  if (value === null) return '—';
  const words = WORDS.find(([suffix]) => id.endsWith(suffix))?.[1];
  if (words !== undefined) return words[value] ?? String(value);
  if (kind === 'status') return value === 1 ? 'online' : 'lost';
  if (twoValued) return value === 1 ? 'on' : 'off';
  if (kind === 'output' || id.endsWith('.out')) return `${(value * 100).toFixed(1)} %`;
  return shownQuantity(value, dimension, unit);
}

/** Rows as aligned columns, without trailing spaces. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
