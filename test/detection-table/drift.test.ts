/** The committed tables show what the detectors do now. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Row, SourceCounts } from '../../scripts/detection-table/counts.ts';
import { CHAIN_SEEDS, countAll, countSources, SEEDS } from '../../scripts/detection-table/counts.ts';
import { BEGIN, END, tablesOf } from '../../scripts/detection-table/page.ts';

/** Records that another processor's rounding may carry over a threshold, of one row and noise. */
const ALLOWED = 1;
/** Some ten seconds of work, on a machine that may have other things to do. */
const PATIENCE_MS = 600_000;
const NUMBER = /\d+(?:\.\d+)?/g;
const page = readFileSync(new URL('../../docs/detection.md', import.meta.url), 'utf8');

function rate(rows: readonly Row[], pick: (row: Row) => readonly number[] | null, noises: number): number {
  const counts = rows.flatMap((row) => pick(row)?.slice(0, noises) ?? []);
  expect(counts.length).toBeGreaterThan(0);
  return counts.reduce((sum, count) => sum + count, 0) / (SEEDS * counts.length);
}

describe('docs/detection.md', () => {
  let rows: readonly Row[] = [];
  let sources: SourceCounts;

  beforeAll(() => {
    rows = countAll();
    sources = countSources();
  }, PATIENCE_MS);

  test('shows what the detectors do (else: scripts/detection-table/run)', () => {
    const committed = page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)).trim();
    const now = tablesOf(rows, sources).trim();
    expect(committed.replaceAll(NUMBER, '#')).toBe(now.replaceAll(NUMBER, '#'));
    const [then, here] = [committed, now].map((text) => (text.match(NUMBER) ?? []).map(Number));
    expect(here?.length).toBeGreaterThan(400);
    const moved = here?.filter((value, i) => Math.abs(value - (then?.[i] ?? Number.NaN)) > ALLOWED);
    expect(moved).toEqual([]);
  });

  test('says of oscillation what holds: up to a noise of 0.3 %, nine in ten found, one in fifty made up', () => {
    const found = (isTrue: boolean) =>
      rate(rows, ({ trouble, found }) => (trouble.oscillates === isTrue ? found.autocorrelation : null), 3);
    expect(found(true)).toBeGreaterThan(0.9);
    expect(found(false)).toBeLessThan(0.02);
  });

  test('says of stiction what holds: three in five found, one in thirty made up', () => {
    const found = (isTrue: boolean) =>
      rate(rows, ({ trouble, found }) => (trouble.sticks === isTrue ? found.shape : null), 3);
    expect(found(true)).toBeGreaterThan(0.6);
    expect(found(false)).toBeLessThan(1 / 30);
  });

  test('says of saturation and of the source what holds', () => {
    expect(
      rate(rows, ({ trouble, found }) => (trouble.saturates ? found.saturation : null), 4),
    ).toBeGreaterThan(0.98);
    expect(rate(rows, ({ trouble, found }) => (trouble.saturates ? null : found.saturation), 4)).toBeLessThan(
      0.02,
    );
    expect(sources.ranked.length).toBe(4);
    expect(Math.min(...sources.ranked.slice(0, 3))).toBeGreaterThanOrEqual(0.9 * CHAIN_SEEDS);
    expect(Math.min(...sources.right.slice(0, 3))).toBeGreaterThan(0.6 * CHAIN_SEEDS);
    expect(Math.max(...sources.wrong.slice(0, 3))).toBe(0);
  });
});
