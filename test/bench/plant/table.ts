/** One line for each plant: times and errors of everything that computes it, and what it costs in memory. */
import type { Shape } from './networks.ts';
import { STEP_S } from './networks.ts';

/** Two kernels of ours, the second on several threads too, and the variants of the C program (peer.ts). */
export const CONTENDERS = [
  'TypeScript',
  'WebAssembly',
  'threads',
  'C textbook',
  'C one power',
  'C vector',
] as const;
export type Contender = (typeof CONTENDERS)[number];

export interface Result {
  /** Of a chamber and a step of 1 ms. */
  readonly ns: number;
  /** Largest relative difference of any reading to that of the same plant at shorter steps; null without a compiler. */
  readonly error: number | null;
}

export interface Row {
  readonly shape: Shape;
  readonly count: number;
  /** C is absent without a compiler, threads where they are not asked for. */
  readonly results: Readonly<Partial<Record<Contender, Result>>>;
  readonly substepsPerStep: number;
  /** Largest relative difference of any reading of ours to that of any other program at equal steps. */
  readonly difference: number | null;
  /** The same of ours on several threads to ours on one; null where only one is asked for. */
  readonly threadsDiffer: number | null;
  readonly bytesPerChamber: number | null;
  readonly litterBytesPerStep: number;
}

type Column = readonly [heading: string, text: (row: Row, before: Row | null) => string];

const ABSENT = '–';
/** The one that runs. */
const OURS = 'WebAssembly';

const COLUMNS: readonly Column[] = [
  ['shape', ({ shape }) => shape],
  ['chambers', ({ count }) => String(count)],
  ...CONTENDERS.flatMap((name): readonly Column[] => [
    [`${name} ns`, ({ results }) => results[name]?.ns.toFixed(0) ?? ABSENT],
    ['error', ({ results }) => results[name]?.error?.toExponential(0) ?? ABSENT],
  ]),
  ['threads to one', ({ results }) => ratio(results.threads, results[OURS])],
  ['to textbook', (row) => ratioTo(row, 'C textbook')],
  ['to vector', (row) => ratioTo(row, 'C vector')],
  ['growth', growthOf],
  ['substeps', ({ substepsPerStep }) => substepsPerStep.toFixed(2)],
  ['real time', realTime],
  ['B/chamber', ({ bytesPerChamber }) => bytesPerChamber?.toFixed(0) ?? ABSENT],
  ['litter B/step', ({ litterBytesPerStep }) => litterBytesPerStep.toFixed(0)],
  ['difference', ({ difference }) => difference?.toExponential(0) ?? ABSENT],
];

const LEAST_WIDTH = 5;

export const HEADING = COLUMNS.map(([heading]) => heading.padStart(widthOf(heading))).join('  ');

/** `before` is the row of the next smaller plant of the same shape. */
export function lineOf(row: Row, before: Row | null): string {
  return COLUMNS.map(([heading, text]) => text(row, before).padStart(widthOf(heading))).join('  ');
}

function widthOf(heading: string): number {
  return Math.max(heading.length, LEAST_WIDTH);
}

function ratio(one: Result | undefined, other: Result | undefined): string {
  return one === undefined || other === undefined ? ABSENT : (one.ns / other.ns).toFixed(2);
}

function ratioTo({ results }: Row, name: Contender): string {
  return ratio(results[OURS], results[name]);
}

function realTime({ results, count }: Row): string {
  const ours = results[OURS];
  return ours === undefined ? ABSENT : `${((STEP_S * 1e9) / (ours.ns * count)).toPrecision(3)}x`;
}

/** Exponent of the time of a whole step in the number of chambers; 1 is linear. */
function growthOf(row: Row, before: Row | null): string {
  const [now, then] = [row.results[OURS], before?.results[OURS]];
  if (before === null || now === undefined || then === undefined) return ABSENT;
  return `N^${(1 + Math.log(now.ns / then.ns) / Math.log(row.count / before.count)).toFixed(2)}`;
}
