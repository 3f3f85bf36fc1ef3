/** The committed figures show what the code does now. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Axis } from '../../scripts/figures/axis.ts';
import { FIGURES } from '../../scripts/figures/catalogue.ts';
import { renderFigure } from '../../scripts/figures/chart.ts';

const DOCS = new URL('../../docs/', import.meta.url);
/** What another processor's rounding may move on the paper, px; a change of a hundredth of a scale is more. */
const ALLOWED_PX = 1;
const NUMBER = /-?\d+(?:\.\d+)?/g;

interface Drawing {
  /** Everything but the coordinates. */
  readonly form: string;
  readonly coordinates: readonly number[];
  readonly words: readonly string[];
}

function drawingOf(svg: string): Drawing {
  const words = [...svg.matchAll(/>([^<>\n]+)</g)].map(([, text]) => text ?? '');
  return {
    form: svg.replaceAll(NUMBER, '#'),
    coordinates: (svg.match(NUMBER) ?? []).map(Number),
    words,
  };
}

/** To rounding. */
function isWithin({ from, to }: Axis, value: number): boolean {
  const room = 1e-6 * (to - from);
  return value >= from - room && value <= to + room;
}

/** As GitHub makes it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-');
}

function committed(name: string): string {
  return readFileSync(new URL(`figures/${name}.svg`, DOCS), 'utf8');
}

describe('the committed figure', () => {
  test.each(Object.entries(FIGURES))('%s is what the plant does (else: npm run figures)', (name, draw) => {
    const now = drawingOf(renderFigure(draw()));
    const then = drawingOf(committed(name));
    expect(then.words).toEqual(now.words);
    expect(then.form).toBe(now.form);
    expect(then.coordinates.length).toBeGreaterThan(100);
    const moves = now.coordinates.map((value, i) => Math.abs(value - (then.coordinates[i] ?? Number.NaN)));
    expect(Math.max(...moves)).toBeLessThanOrEqual(ALLOWED_PX);
  });
});

describe('every mark', () => {
  test.each(Object.entries(FIGURES))('of %s lies within its axes, or below a logarithmic one', (_, draw) => {
    const panels = draw().rows.flatMap((row) => row.panels);
    const outside = panels.flatMap(({ x, y, marks }) =>
      marks
        .flatMap((mark) => (mark.kind === 'guide' ? [] : mark.kind === 'label' ? [mark.at] : mark.points))
        .filter(([u, v]) => !isWithin(x, u) || !isWithin(y.isLog === true ? { ...y, from: 0 } : y, v)),
    );
    expect(outside).toEqual([]);
  });
});

describe('docs/physics.md', () => {
  test('lists its sections, each in its place', () => {
    const page = readFileSync(new URL('physics.md', DOCS), 'utf8');
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    const sections = [...page.matchAll(/^###? (.+)$/gm)].map(([, title]) => anchorOf(title ?? ''));
    expect(sections.length).toBeGreaterThan(15);
    expect(links.slice(0, sections.length)).toEqual(sections);
    for (const link of links) expect(sections).toContain(link);
  });

  test('names files that are there', () => {
    const page = readFileSync(new URL('physics.md', DOCS), 'utf8');
    const named = [...page.matchAll(/`(?:[\w-]+\/)*([\w.-]+\.ts)`/g)].map(([, file]) => file ?? '');
    const files = ['src/physics/', 'test/'].flatMap((folder) =>
      readdirSync(new URL(`../${folder}`, DOCS), { recursive: true, encoding: 'utf8' }).map(
        (file) => file.split(/[\\/]/u).at(-1) ?? '',
      ),
    );
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter((file) => !files.includes(file))).toEqual([]);
  });

  test('shows every figure, and no other', () => {
    const page = readFileSync(new URL('physics.md', DOCS), 'utf8');
    const shown = [...page.matchAll(/!\[[^\]]+\]\(figures\/([a-z-]+)\.svg\)/g)].map(([, name]) => name);
    const files = readdirSync(new URL('figures/', DOCS)).map((file) => file.replace(/\.svg$/, ''));
    expect(shown.length).toBeGreaterThanOrEqual(10);
    expect(shown.toSorted()).toEqual(Object.keys(FIGURES).toSorted());
    expect(files.toSorted()).toEqual(Object.keys(FIGURES).toSorted());
  });
});
