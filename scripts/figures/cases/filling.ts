/**
 * Adiabatic vessels filled from a reservoir. Closed form for constant heat capacities, from the energy balance
 * U = U₁ + (n − n₁) h_s: T = γT_s / (1 + (p₁/p)(γT_s/T₁ − 1)).
 */
import { createPlant } from '../../../src/physics/plant.ts';
import type { Composition } from '../../../src/physics/species.ts';
import { boundary, chamber, plantOf, valve } from '../../../test/physics/plants.ts';
import vessels from '../../../test/physics/vectors/vessels.json' with { type: 'json' };
import type { Figure, Mark, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { evenly, evenRatios, reading, readings } from '../series.ts';

const SUPPLY_PA = 1e6;
const START_K = 300;
const GAMMA = 5 / 3;
const UNTIL_S = 6;

interface Filling {
  readonly gas: Composition;
  readonly fromPa: number;
  readonly supplyK: number;
  readonly colour: string;
  readonly text: string;
  /** Where the name stands: share of the supply's pressure, and pixels below the curve. */
  readonly at: number;
  readonly by: Point;
}

const FILLINGS: readonly Filling[] = [
  {
    gas: { Ar: 1 },
    fromPa: 1e3,
    supplyK: 300,
    colour: COLOUR.blue,
    text: 'argon from 10 mbar',
    at: 0.004,
    by: [12, 10],
  },
  {
    gas: { N2: 1 },
    fromPa: 1e3,
    supplyK: 300,
    colour: COLOUR.green,
    text: 'nitrogen from 10 mbar',
    at: 0.004,
    by: [12, 16],
  },
  {
    gas: { He: 1 },
    fromPa: 1e5,
    supplyK: 350,
    colour: COLOUR.vermilion,
    text: 'helium from 1 bar, supply at 350 K',
    at: 0.75,
    by: [-12, -6],
  },
  {
    gas: { He: 1 },
    fromPa: 1e5,
    supplyK: 300,
    colour: COLOUR.purple,
    text: 'helium from 1 bar',
    at: 0.15,
    by: [-12, 0],
  },
];

function monatomicK({ fromPa, supplyK }: Filling, pressurePa: number): number {
  return (GAMMA * supplyK) / (1 + (fromPa / pressurePa) * ((GAMMA * supplyK) / START_K - 1));
}

export function filling(): Figure {
  const runs = FILLINGS.map((one) => ({ one, points: simulated(one) }));
  return {
    title: 'Filling from a reservoir',
    note: 'Adiabatic vessels at 300 K, supply of 10 bar at 300 K. Lines: simulation. Circles: energy balance, equal to rounding.',
    rows: [
      {
        heightPx: 300,
        panels: [
          {
            x: { label: 'pressure over supply pressure', from: 1e-3, to: 1, isLog: true },
            y: { label: 'temperature, K', from: 280, to: 600 },
            marks: [
              { kind: 'guide', axis: 'y', value: GAMMA * START_K },
              label([0.0012, GAMMA * START_K], [0, 14], 'γ · 300 K', COLOUR.grey),
              ...runs.flatMap(({ one, points }) => marksOf(one, points)),
            ],
          },
        ],
      },
    ],
  };
}

/** Temperature over pressure, where the pressure has risen by a hundredth part of its logarithm. */
function simulated({ gas, fromPa, supplyK }: Filling): readonly Point[] {
  const plant = createPlant(
    plantOf({
      stepS: 1e-3,
      chambers: [chamber('a', { pressurePa: fromPa, temperatureK: START_K, gas })],
      boundaries: [boundary('supply', { pressurePa: SUPPLY_PA, temperatureK: supplyK, gas })],
      valves: [valve('in', 'supply', 'a')],
    }),
  );
  const rows = readings(plant, evenly(0, UNTIL_S, 6000), ['a.pressure', 'a.temperature']);
  const levels = evenRatios(fromPa, SUPPLY_PA * (1 - 1e-6), 100);
  const chosen = levels.map((level) => rows.find(({ values }) => reading(values, 'a.pressure') >= level));
  return [...new Set(chosen)]
    .filter((row) => row !== undefined)
    .map(({ values }) => [reading(values, 'a.pressure') / SUPPLY_PA, reading(values, 'a.temperature')]);
}

function marksOf(one: Filling, points: readonly Point[]): readonly Mark[] {
  const { gas, colour, text, by, fromPa } = one;
  const near = points.find(([x]) => x >= one.at) ?? [1, START_K];
  const anchor = by[0] < 0 ? 'end' : 'start';
  const expected: readonly Point[] =
    gas.N2 === undefined
      ? evenRatios(fromPa, SUPPLY_PA, 8).map((pa) => [pa / SUPPLY_PA, monatomicK(one, pa)])
      : [[1, vessels.fill_from_vacuum.final_T_K_NASA7.N2]];
  return [
    { kind: 'line', points, colour },
    { kind: 'circles', points: expected, colour },
    { kind: 'label', at: near, by, text, colour, anchor },
  ];
}

function label(at: Point, by: Point, text: string, colour: string): Mark {
  return { kind: 'label', at, by, text, colour };
}
