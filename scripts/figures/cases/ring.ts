/** The ring of eight chambers with six species against a tight-tolerance integration by another program. */

import type { Plant } from '../../../src/physics/plant.ts';
import { createPlant } from '../../../src/physics/plant.ts';
import type { PlantDefinition } from '../../../src/physics/plant-definition.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { benchPlant } from '../../../test/bench/plant/networks.ts';
import { read, relative, runTo } from '../../../test/physics/plants.ts';
import reference from '../../../test/physics/vectors/network-8.json' with { type: 'json' };
import type { Figure, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { evenly, pointsOf, readings } from '../series.ts';

const COUNT = 8;
const CHAMBERS = Array.from({ length: COUNT }, (_, i) => i);

export type ReferenceRow = (typeof reference.rows)[number];
export const REFERENCE_ROWS: readonly ReferenceRow[] = reference.rows;

export function ringPlant(solver: PlantDefinition['solver']): Plant {
  return createPlant({ ...benchPlant('ring', COUNT), solver });
}

/** Greatest relative errors over the eight chambers, now. */
export function ringErrors(plant: Plant, row: ReferenceRow) {
  const worst = (errorOf: (i: number) => number): number => Math.max(...CHAMBERS.map(errorOf));
  return {
    pressure: worst((i) => relative(read(plant, `c${i}.pressure`), row.p[i] ?? 0)),
    temperature: worst((i) => relative(read(plant, `c${i}.temperature`), row.T[i] ?? 0)),
    wall: worst((i) => relative(read(plant, `c${i}.wall_temperature`), row.Tw[i] ?? 0)),
    fraction: worst((i) => fractionError(plant, row, i)),
  };
}

function fractionError(plant: Plant, row: ReferenceRow, i: number): number {
  const amounts = row.n[i] ?? [];
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return Math.max(
    ...SPECIES.map((name, k) =>
      relative(read(plant, `c${i}.mole_fraction.${name}`), (amounts[k] ?? 0) / total),
    ),
  );
}

const ERRORS = [
  { name: 'pressure', text: 'pressure', colour: COLOUR.blue, by: [0, 17] },
  { name: 'temperature', text: 'temperature', colour: COLOUR.vermilion, by: [0, -8] },
  { name: 'fraction', text: 'mole fractions', colour: COLOUR.green, by: [0, -8] },
  { name: 'wall', text: 'wall', colour: COLOUR.purple, by: [0, 17] },
] as const;
/** Where the names of the errors stand. */
const NAMED_AT_S = 1;
const COLOURS = [COLOUR.blue, COLOUR.vermilion, COLOUR.green, COLOUR.purple];
/** Afterwards the pressures are equal, and only heat and mixing go on. */
const EQUALISING_S = 1;

export function ring(): Figure {
  const names = CHAMBERS.map((i) => `c${i}.pressure`);
  const rows = readings(ringPlant({ stepS: 2e-3, tolerance: 1e-9 }), evenly(0, EQUALISING_S, 100), names);
  const plant = ringPlant({ stepS: 2e-3, tolerance: 1e-9 });
  const errors = REFERENCE_ROWS.slice(1).map((row) => {
    runTo(plant, row.t);
    return { timeS: row.t, ...ringErrors(plant, row) };
  });
  return {
    title: 'Ring of eight chambers with six species',
    note: 'Heat loads, walls, sixteen valves. Lines: simulation. Circles: integration by another program to 1e-11.',
    rows: [
      {
        heightPx: 230,
        panels: [
          {
            x: { label: 'time, s', from: 0, to: EQUALISING_S },
            y: { label: 'pressure of each chamber, bar', from: 0.5, to: 3.5 },
            marks: CHAMBERS.flatMap((i) => {
              const colour = COLOURS[i % COLOURS.length] ?? COLOUR.black;
              const expected = REFERENCE_ROWS.filter(({ t }) => t <= EQUALISING_S).map(
                ({ t, p }): Point => [t, (p[i] ?? 0) / 1e5],
              );
              return [
                { kind: 'line', points: pointsOf(rows, `c${i}.pressure`, 1e5), colour },
                { kind: 'circles', points: expected, colour },
              ];
            }),
          },
        ],
      },
      {
        heightPx: 120,
        panels: [
          {
            x: { label: 'time, s', from: 0.1, to: 10, isLog: true },
            y: { label: 'greatest relative error of the eight', from: 1e-13, to: 1e-6, isLog: true },
            marks: ERRORS.flatMap(({ name, text, colour, by }) => {
              const points = errors.map((row): Point => [row.timeS, row[name]]);
              const at = points.find(([timeS]) => timeS === NAMED_AT_S) ?? [0, 0];
              return [
                { kind: 'line', points, colour },
                { kind: 'dots', points, colour },
                { kind: 'label', at, by, text, colour, anchor: 'middle' },
              ];
            }),
          },
        ],
      },
    ],
  };
}
