/**
 * A layered wall that is cooled at its outer face while its inner face is insulated, against its Fourier series
 * θ = Σ Cₙ exp(−ζₙ² Fo) cos(ζₙ x), ζ tan ζ = Bi (Incropera and DeWitt, 6th ed., section 5.5).
 */
import { createPlant } from '../../../src/physics/plant.ts';
import { chamber, plantOf } from '../../../test/physics/plants.ts';
import type { Figure, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { evenly, reading, readings } from '../series.ts';

const BIOT = 1;
const STEEL = { thicknessM: 0.02, conductivityWPerMK: 15, densityKgPerM3: 7900, specificHeatJPerKgK: 500 };
const [AMBIENT_K, START_K] = [300, 400];
const DIFFUSION_S =
  (STEEL.thicknessM ** 2 * STEEL.densityKgPerM3 * STEEL.specificHeatJPerKgK) / STEEL.conductivityWPerMK;
const UNTIL_FOURIER = 1.5;
const LATE_FOURIER = 0.3;
const TERMS = 30;
const CELLS = [4, 8, 16, 32];
const NAMES = ['a.wall_temperature', 'a.wall_outer_temperature'] as const;

/** Between nπ and nπ + π/2. */
function eigenvalue(n: number): number {
  let [low, high] = [n * Math.PI, (n + 0.5) * Math.PI];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (middle * Math.tan(middle) < BIOT) low = middle;
    else high = middle;
  }
  return low;
}

const EIGENVALUES = Array.from({ length: TERMS }, (_, n) => eigenvalue(n));

/** Share of the first temperature difference; x from the insulated face, 0 … 1. */
export function seriesShare(fourier: number, x: number): number {
  return EIGENVALUES.reduce((sum, zeta) => {
    const factor = (4 * Math.sin(zeta)) / (2 * zeta + Math.sin(2 * zeta));
    return sum + factor * Math.exp(-zeta * zeta * fourier) * Math.cos(zeta * x);
  }, 0);
}

/** Shares of the inner and the outer face over Fourier's number. */
function simulated(cells: number) {
  const rows = readings(slabPlant(cells), evenly(0, UNTIL_FOURIER * DIFFUSION_S, 60), NAMES);
  return NAMES.map((name) =>
    rows.map(
      ({ timeS, values }): Point => [
        timeS / DIFFUSION_S,
        (reading(values, name) - AMBIENT_K) / (START_K - AMBIENT_K),
      ],
    ),
  );
}

function slabPlant(cells: number) {
  return createPlant(
    plantOf({
      stepS: DIFFUSION_S / 400,
      ambient: { temperatureK: AMBIENT_K, pressurePa: 1e5, gas: { N2: 1 } },
      chambers: [
        chamber('a', {
          wall: {
            areaM2: 0.1,
            body: { kind: 'layered', layers: [{ ...STEEL, cells }] },
            gasSide: { kind: 'coefficient', coefficientWPerM2K: 0 },
            ambientSide: {
              kind: 'coefficient',
              coefficientWPerM2K: (BIOT * STEEL.conductivityWPerMK) / STEEL.thicknessM,
            },
            temperatureK: START_K,
          },
        }),
      ],
    }),
  );
}

/** Greatest error of both faces once the step has spread through the slab, as a share of the first difference. */
export function errorOf(cells: number): number {
  const [inner = [], outer = []] = simulated(cells);
  const isLate = ([fourier]: Point): boolean => fourier >= LATE_FOURIER;
  const errors = [
    ...inner.filter(isLate).map(([fourier, share]) => share - seriesShare(fourier, 0)),
    ...outer.filter(isLate).map(([fourier, share]) => share - seriesShare(fourier, 1)),
  ];
  return Math.max(...errors.map(Math.abs));
}

export function slab(): Figure {
  const finest = CELLS.at(-1) ?? 0;
  const [inner = [], outer = []] = simulated(finest);
  const errors = CELLS.map((cells): Point => [cells, errorOf(cells)]);
  const [first = 0, firstError = 0] = errors[0] ?? [];
  const fouriers = evenly(0, UNTIL_FOURIER, 15);
  return {
    title: 'Layered wall, cooled at one face',
    note: `20 mm of steel, Bi = ${BIOT}, insulated inside. Lines: simulation, ${finest} slices. Circles: Fourier series.`,
    rows: [
      {
        heightPx: 230,
        panels: [
          {
            x: { label: 'Fourier number', from: 0, to: UNTIL_FOURIER },
            y: { label: 'share of the first temperature difference', from: 0, to: 1 },
            marks: [
              { kind: 'line', points: inner, colour: COLOUR.vermilion },
              {
                kind: 'circles',
                points: fouriers.map((fo): Point => [fo, seriesShare(fo, 0)]),
                colour: COLOUR.vermilion,
              },
              { kind: 'line', points: outer, colour: COLOUR.blue },
              {
                kind: 'circles',
                points: fouriers.map((fo): Point => [fo, seriesShare(fo, 1)]),
                colour: COLOUR.blue,
              },
              { kind: 'label', at: [0.45, 0.85], text: 'inner face', colour: COLOUR.vermilion },
              { kind: 'label', at: [0.2, 0.44], text: 'outer face', colour: COLOUR.blue },
            ],
          },
          {
            x: { label: 'slices', from: 3, to: 43, isLog: true, ticks: CELLS },
            y: { label: 'error from Fo = 0.3 on; dashed: second order', from: 1e-5, to: 1e-2, isLog: true },
            marks: [
              {
                kind: 'line',
                points: CELLS.map((cells): Point => [cells, firstError * (first / cells) ** 2]),
                colour: COLOUR.grey,
                dash: true,
              },
              { kind: 'dots', points: errors, colour: COLOUR.black },
            ],
          },
        ],
      },
    ],
  };
}
