/** One line for each plant: its time, what that is beside C, what it costs in memory, and how right it is. */
import type { Shape } from './networks.ts';
import { STEP_S } from './networks.ts';

export interface Row {
  readonly shape: Shape;
  readonly count: number;
  /** Of a chamber and a step of 1 ms. */
  readonly oursNs: number;
  readonly substepsPerStep: number;
  /** Of C with the product's flow law, and with the textbook's; null without a compiler. */
  readonly peerNs: number | null;
  readonly textbookNs: number | null;
  /** Largest relative difference of any reading to that of the textbook's program. */
  readonly difference: number | null;
  readonly bytesPerChamber: number | null;
  readonly litterBytesPerStep: number;
}

type Column = readonly [heading: string, text: (row: Row, before: Row | null) => string];

const ABSENT = '–';

const COLUMNS: readonly Column[] = [
  ['shape', ({ shape }) => shape],
  ['chambers', ({ count }) => String(count)],
  ['ns/chamber-step', ({ oursNs }) => oursNs.toFixed(0)],
  ['C', ({ peerNs }) => peerNs?.toFixed(0) ?? ABSENT],
  ['ratio', ({ oursNs, peerNs }) => ratioOf(oursNs, peerNs)],
  ['C textbook', ({ textbookNs }) => textbookNs?.toFixed(0) ?? ABSENT],
  ['ratio', ({ oursNs, textbookNs }) => ratioOf(oursNs, textbookNs)],
  ['growth', growthOf],
  ['substeps', ({ substepsPerStep }) => substepsPerStep.toFixed(2)],
  ['real time', ({ oursNs, count }) => `${((STEP_S * 1e9) / (oursNs * count)).toPrecision(3)}x`],
  ['B/chamber', ({ bytesPerChamber }) => bytesPerChamber?.toFixed(0) ?? ABSENT],
  ['litter B/step', ({ litterBytesPerStep }) => litterBytesPerStep.toFixed(0)],
  ['difference to C', ({ difference }) => difference?.toExponential(1) ?? ABSENT],
];

const LEAST_WIDTH = 8;

export const HEADING = COLUMNS.map(([heading]) => heading.padStart(widthOf(heading))).join('  ');

/** `before` is the row of the next smaller plant of the same shape. */
export function lineOf(row: Row, before: Row | null): string {
  return COLUMNS.map(([heading, text]) => text(row, before).padStart(widthOf(heading))).join('  ');
}

function widthOf(heading: string): number {
  return Math.max(heading.length, LEAST_WIDTH);
}

function ratioOf(ours: number, theirs: number | null): string {
  return theirs === null ? ABSENT : (ours / theirs).toFixed(2);
}

/** Exponent of the time of a whole step in the number of chambers; 1 is linear. */
function growthOf(row: Row, before: Row | null): string {
  if (before === null) return ABSENT;
  return `N^${(1 + Math.log(row.oursNs / before.oursNs) / Math.log(row.count / before.count)).toFixed(2)}`;
}
