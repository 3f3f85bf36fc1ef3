import type { TagSnapshot } from '../runtime/site-view.ts';
import { shownQuantity } from '../units/shown-quantity.ts';

const BREAKER_WORDS = ['closed', 'half-open', 'open'];

/** What is needed of a tag to show its value. */
export type Shown = Pick<TagSnapshot, 'id' | 'kind' | 'value' | 'unit' | 'dimension' | 'twoValued'>;

/** A tag's value for people: in the unit of the bench, with its sensible decimals. */
export function shownTag({ id, kind, value, unit, dimension, twoValued }: Shown): string {
  if (value === null) return '—';
  if (id.endsWith('.breaker')) return BREAKER_WORDS[value] ?? String(value);
  if (kind === 'status') return value === 1 ? 'online' : 'lost';
  if (twoValued) return value === 1 ? 'on' : 'off';
  if (id.endsWith('.mode')) return value === 1 ? 'auto' : 'manual';
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
