/** Figures as data, and as SVG: rows of panels with axes, lines, dots and words. The same data give the same bytes. */
import type { Axis } from './axis.ts';
import { share, ticks, tickText } from './axis.ts';

/** x, y. */
export type Point = readonly [number, number];

export interface Figure {
  readonly title: string;
  /** What lines and dots mean. */
  readonly note: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly heightPx: number;
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly x: Axis;
  /** Its label stands above the panel. */
  readonly y: Axis;
  readonly marks: readonly Mark[];
}

export type Mark =
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly colour: string;
      readonly dash?: boolean;
    }
  /** Open circles: where something else was expected or measured. */
  | { readonly kind: 'circles'; readonly points: readonly Point[]; readonly colour: string }
  | { readonly kind: 'dots'; readonly points: readonly Point[]; readonly colour: string }
  | {
      readonly kind: 'label';
      readonly at: Point;
      readonly text: string;
      readonly colour: string;
      readonly anchor?: 'start' | 'middle' | 'end';
      /** Offset, px; down is positive. */
      readonly by?: Point;
    }
  /** A thin line across the panel at a value of one axis. */
  | { readonly kind: 'guide'; readonly axis: 'x' | 'y'; readonly value: number };

/** Colours that stay apart for colour-blind readers (after Okabe and Ito), dark enough to read words in. */
export const COLOUR = {
  blue: '#0072b2',
  vermilion: '#c44e00',
  green: '#00805e',
  purple: '#98477d',
  black: '#222222',
  grey: '#777777',
} as const;

const WIDTH = 760;
const MARGIN = { left: 56, right: 20, top: 58, bottom: 10 };
const TITLE_LEFT = 20;
const COLUMN_GAP = 64;
/** Between the x axis of a row and the panel below: ticks, x label, y label. */
const BELOW_LABELLED = 64;
const BELOW_BARE = 30;
const DOT_RADIUS = 3.4;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function renderFigure({ title, note, rows }: Figure): string {
  let top = MARGIN.top + 22;
  const body: string[] = [];
  for (const { heightPx, panels } of rows) {
    const width = (WIDTH - MARGIN.left - MARGIN.right - COLUMN_GAP * (panels.length - 1)) / panels.length;
    panels.forEach((panel, i) => {
      const left = MARGIN.left + i * (width + COLUMN_GAP);
      body.push(...renderPanel(panel, { left, top, width, height: heightPx }));
    });
    top += heightPx + (panels.some(({ x }) => x.label !== null) ? BELOW_LABELLED : BELOW_BARE);
  }
  const height = Math.ceil(top - BELOW_LABELLED + 44 + MARGIN.bottom);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="${COLOUR.black}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="${TITLE_LEFT}" y="26" font-size="16" font-weight="bold">${escaped(title)}</text>`,
    `<text x="${TITLE_LEFT}" y="46" fill="${COLOUR.grey}">${escaped(note)}</text>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function renderPanel({ x, y, marks }: Panel, box: Box): readonly string[] {
  const bottom = box.top + box.height;
  const xs = ticks(x).map((value) => ({ value, px: px(box.left + share(x, value) * box.width) }));
  const ys = ticks(y).map((value) => ({ value, px: px(bottom - share(y, value) * box.height) }));
  const right = px(box.left + box.width);
  const grid = [
    ...xs.map((tick) => `M${tick.px} ${px(box.top)}V${px(bottom)}`),
    ...ys.map((tick) => `M${px(box.left)} ${tick.px}H${right}`),
  ].join('');
  const middle = px(box.left + box.width / 2);
  return [
    `<path d="${grid}" stroke="#e8e8e8" fill="none"/>`,
    `<path d="M${px(box.left)} ${px(box.top)}V${px(bottom)}H${right}" stroke="${COLOUR.grey}" fill="none"/>`,
    ...ys.map(
      (tick) =>
        `<text x="${px(box.left - 6)}" y="${px(Number(tick.px) + 4)}" text-anchor="end">${tickText(y, tick.value)}</text>`,
    ),
    `<text x="${px(box.left)}" y="${px(box.top - 9)}">${escaped(y.label ?? '')}</text>`,
    ...(x.label === null
      ? []
      : [
          ...xs.map(
            (tick) =>
              `<text x="${tick.px}" y="${px(bottom + 16)}" text-anchor="middle">${tickText(x, tick.value)}</text>`,
          ),
          `<text x="${middle}" y="${px(bottom + 34)}" text-anchor="middle">${escaped(x.label)}</text>`,
        ]),
    ...marks.map((mark) =>
      renderMark(
        mark,
        ([u, v]) => [px(box.left + share(x, u) * box.width), px(bottom - share(y, v) * box.height)],
        box,
      ),
    ),
  ];
}

function renderMark(mark: Mark, place: (at: Point) => readonly [string, string], box: Box): string {
  switch (mark.kind) {
    case 'line': {
      const path = mark.points.map((point) => place(point).join(' ')).join('L');
      const dash = mark.dash === true ? ' stroke-dasharray="5 4"' : '';
      return `<path d="M${path}" stroke="${mark.colour}" stroke-width="1.8" stroke-linejoin="round" fill="none"${dash}/>`;
    }
    case 'circles':
      return dots(mark.points, place, `fill="none" stroke="${mark.colour}" stroke-width="1.4"`);
    case 'dots':
      return dots(mark.points, place, `fill="${mark.colour}"`);
    case 'label': {
      const [left, top] = place(mark.at);
      const [right, down] = mark.by ?? [0, 0];
      const anchor = mark.anchor === undefined ? '' : ` text-anchor="${mark.anchor}"`;
      const at = `x="${px(Number(left) + right)}" y="${px(Number(top) + down)}"`;
      // A white rim keeps words readable where a line passes behind them.
      return `<text ${at} fill="${mark.colour}"${anchor} stroke="#ffffff" stroke-width="3" paint-order="stroke">${escaped(mark.text)}</text>`;
    }
    case 'guide': {
      const [left, top] = place([mark.value, mark.value]);
      const path =
        mark.axis === 'x'
          ? `M${left} ${px(box.top)}V${px(box.top + box.height)}`
          : `M${px(box.left)} ${top}H${px(box.left + box.width)}`;
      return `<path d="${path}" stroke="${COLOUR.grey}" stroke-dasharray="2 3" fill="none"/>`;
    }
  }
}

function dots(
  points: readonly Point[],
  place: (at: Point) => readonly [string, string],
  look: string,
): string {
  const circles = points.map((point) => {
    const [left, top] = place(point);
    return `<circle cx="${left}" cy="${top}" r="${DOT_RADIUS}"/>`;
  });
  return `<g ${look}>${circles.join('')}</g>`;
}

/** A tenth of a pixel is finer than any eye, and coarser than rounding. */
function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
