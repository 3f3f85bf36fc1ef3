/** Readings of a plant over time, and their errors, as points of a chart. */
import type { Plant } from '../../src/physics/plant.ts';
import { read, relative, runTo } from '../../test/physics/plants.ts';
import type { Point } from './chart.ts';

export interface Reading {
  readonly timeS: number;
  readonly values: Readonly<Record<string, number>>;
}

/** `count + 1` numbers from one end to the other. */
export function evenly(from: number, to: number, count: number): readonly number[] {
  return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
}

/** The same with equal ratios. */
export function evenRatios(from: number, to: number, count: number): readonly number[] {
  return evenly(Math.log(from), Math.log(to), count).map(Math.exp);
}

/** Runs a plant through rising times, and reads points of it at each. */
export function readings(
  plant: Plant,
  timesS: readonly number[],
  names: readonly string[],
): readonly Reading[] {
  return timesS.map((timeS) => {
    runTo(plant, timeS);
    return { timeS, values: Object.fromEntries(names.map((name) => [name, read(plant, name)])) };
  });
}

export function pointsOf(rows: readonly Reading[], name: string, unit = 1): readonly Point[] {
  return rows.map(({ timeS, values }) => [timeS, reading(values, name) / unit]);
}

export function reading(values: Readonly<Record<string, number>>, name: string): number {
  const value = values[name];
  if (value === undefined) throw new Error(`no reading of ${name}`);
  return value;
}

/**
 * Greatest relative error so far against what is expected of a row; times at which nothing has happened yet are left out.
 * The error itself changes its sign now and then, and dips that mean nothing would show.
 */
export function errorsOf(
  rows: readonly Reading[],
  name: string,
  expected: (row: Reading) => number,
): readonly Point[] {
  let greatest = 0;
  return rows
    .filter(({ timeS }) => timeS > 0)
    .map((row) => {
      greatest = Math.max(greatest, relative(reading(row.values, name), expected(row)));
      return [row.timeS, greatest];
    });
}
