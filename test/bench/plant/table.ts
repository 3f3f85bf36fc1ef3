/** One line for each plant: its time, what that is beside C, what it costs in memory, and how right it is. */
import type { Shape } from './networks.ts';
import { STEP_S } from './networks.ts';
import type { Variant } from './peer.ts';

export interface Row {
  readonly shape: Shape;
  readonly count: number;
  /** Of a chamber and a step of 1 ms. */
  readonly oursNs: number;
  readonly substepsPerStep: number;
  /** Of the variants of the C program (peer.ts); null without a compiler. */
  readonly peerNs: Readonly<Record<Variant, number>> | null;
  /** Largest relative difference of any reading to that of any of them. */
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
  ['C textbook', ({ peerNs }) => peerNs?.textbook.toFixed(0) ?? ABSENT],
  ['ratio', (row) => ratioTo(row, 'textbook')],
  ['C one power', ({ peerNs }) => peerNs?.['one-power'].toFixed(0) ?? ABSENT],
  ['ratio', (row) => ratioTo(row, 'one-power')],
  ['C vector', ({ peerNs }) => peerNs?.vector.toFixed(0) ?? ABSENT],
  ['ratio', (row) => ratioTo(row, 'vector')],
  ['growth', growthOf],
  ['substeps', ({ substepsPerStep }) => substepsPerStep.toFixed(2)],
  ['real time', ({ oursNs, count }) => `${((STEP_S * 1e9) / (oursNs * count)).toPrecision(3)}x`],
  ['B/chamber', ({ bytesPerChamber }) => bytesPerChamber?.toFixed(0) ?? ABSENT],
  ['litter B/step', ({ litterBytesPerStep }) => litterBytesPerStep.toFixed(0)],
  ['difference to C', ({ difference }) => difference?.toExponential(1) ?? ABSENT],
];

const LEAST_WIDTH = 7;

export const HEADING = COLUMNS.map(([heading]) => heading.padStart(widthOf(heading))).join('  ');

/** `before` is the row of the next smaller plant of the same shape. */
export function lineOf(row: Row, before: Row | null): string {
  return COLUMNS.map(([heading, text]) => text(row, before).padStart(widthOf(heading))).join('  ');
}

function widthOf(heading: string): number {
  return Math.max(heading.length, LEAST_WIDTH);
}

function ratioTo({ oursNs, peerNs }: Row, variant: Variant): string {
  return peerNs === null ? ABSENT : (oursNs / peerNs[variant]).toFixed(2);
}

/** Exponent of the time of a whole step in the number of chambers; 1 is linear. */
function growthOf(row: Row, before: Row | null): string {
  if (before === null) return ABSENT;
  return `N^${(1 + Math.log(row.oursNs / before.oursNs) / Math.log(row.count / before.count)).toFixed(2)}`;
}
