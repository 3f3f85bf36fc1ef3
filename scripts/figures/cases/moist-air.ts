/**
 * Moist air that a cold place cools through its dew point and its freezing point, against the vapour pressures of
 * Murphy and Koop, Q. J. R. Meteorol. Soc. 131 (2005) 1539, equations 7 and 10: another fit than the plant's.
 */
import { createPlant } from '../../../src/physics/plant.ts';
import { boundary, chamber, plantOf, relative } from '../../../test/physics/plants.ts';
import type { Axis } from '../axis.ts';
import type { Figure, Panel, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { evenly, reading, readings } from '../series.ts';

const TRIPLE_K = 273.16;
const START_K = 320;
const COLD_K = 240;
const UNTIL_S = 80;
const NAMES = ['a.pressure', 'a.temperature', 'a.mole_fraction.H2O', 'a.condensed_water', 'a.saturated'];

/** Over ice or liquid, whichever is stable. */
export function murphyKoopPa(t: number): number {
  const { exp, log, tanh } = Math;
  if (t < TRIPLE_K) return exp(9.550426 - 5723.265 / t + 3.53068 * log(t) - 0.00728332 * t);
  const warm = 54.842763 - 6763.22 / t - 4.21 * log(t) + 0.000367 * t;
  const cold = 53.878 - 1331.22 / t - 9.44523 * log(t) + 0.014025 * t;
  return exp(warm + tanh(0.0415 * (t - 218.8)) * cold);
}

const KELVINS: Axis = { label: 'temperature, K', from: COLD_K, to: START_K };

interface Moist {
  readonly timeS: number;
  readonly temperatureK: number;
  readonly vapourPa: number;
  readonly condensedMg: number;
  readonly isSaturated: boolean;
}

export function moistAir(): Figure {
  const rows = readings(coldPlant(), evenly(0, UNTIL_S, 240), NAMES).map(({ timeS, values }) => ({
    timeS,
    temperatureK: reading(values, 'a.temperature'),
    vapourPa: reading(values, 'a.pressure') * reading(values, 'a.mole_fraction.H2O'),
    condensedMg: 1e6 * reading(values, 'a.condensed_water'),
    isSaturated: reading(values, 'a.saturated') === 1,
  }));
  return {
    title: 'Moist air cooled through dew point and freezing point',
    note: '1 L of air at 1 atm with 6 % of water. Lines: simulation. Circles: vapour pressure by Murphy and Koop.',
    rows: [
      { heightPx: 170, panels: [coolingPanel(rows), condensatePanel(rows)] },
      { heightPx: 180, panels: [vapourPanel(rows), differencePanel(rows)] },
    ],
  };
}

function coolingPanel(rows: readonly Moist[]): Panel {
  const colour = COLOUR.vermilion;
  const dewK = rows.find(({ isSaturated }) => isSaturated)?.temperatureK ?? Number.NaN;
  return {
    x: { label: 'time, s', from: 0, to: UNTIL_S },
    y: KELVINS,
    marks: [
      { kind: 'guide', axis: 'y', value: TRIPLE_K },
      { kind: 'line', points: rows.map(({ timeS, temperatureK }): Point => [timeS, temperatureK]), colour },
      { kind: 'label', at: [6, dewK], by: [4, -4], text: 'dew forms', colour },
      { kind: 'label', at: [24, TRIPLE_K], by: [-8, 18], text: 'water freezes', colour },
    ],
  };
}

function condensatePanel(rows: readonly Moist[]): Panel {
  const points = rows.map(({ temperatureK, condensedMg }): Point => [temperatureK, condensedMg]);
  return {
    x: KELVINS,
    y: { label: 'condensed water, mg', from: 0, to: 50 },
    marks: [{ kind: 'line', points, colour: COLOUR.blue }],
  };
}

function vapourPanel(rows: readonly Moist[]): Panel {
  const points = rows.map(({ temperatureK, vapourPa }): Point => [temperatureK, vapourPa]);
  const expected = evenly(COLD_K, START_K, 10).map((t): Point => [t, murphyKoopPa(t)]);
  return {
    x: KELVINS,
    y: { label: 'pressure of the vapour, Pa', from: 10, to: 2e4, isLog: true },
    marks: [
      { kind: 'line', points, colour: COLOUR.blue },
      { kind: 'circles', points: expected, colour: COLOUR.black },
    ],
  };
}

function differencePanel(rows: readonly Moist[]): Panel {
  const points = rows
    .filter(({ isSaturated }) => isSaturated)
    .map(
      ({ temperatureK, vapourPa }): Point => [temperatureK, relative(vapourPa, murphyKoopPa(temperatureK))],
    );
  return {
    x: KELVINS,
    y: { label: 'relative difference while saturated', from: 1e-6, to: 1e-2, isLog: true },
    marks: [{ kind: 'line', points, colour: COLOUR.blue }],
  };
}

function coldPlant() {
  return createPlant(
    plantOf({
      stepS: 0.01,
      chambers: [
        chamber('a', {
          pressurePa: 101325,
          temperatureK: START_K,
          gas: { N2: 0.74, O2: 0.19, Ar: 0.01, H2O: 0.06 },
        }),
      ],
      boundaries: [boundary('cold', { pressurePa: 1e5, temperatureK: COLD_K })],
      heatConductors: [{ id: 'bridge', from: 'a', to: 'cold', conductanceWPerK: 0.06 }],
    }),
  );
}
