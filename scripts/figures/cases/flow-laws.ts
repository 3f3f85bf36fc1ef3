/** Mass flow of the three flow laws over the pressure ratio, against values of the standards computed elsewhere. */
import {
  DEFAULT_LAMINAR_RATIO,
  FLOW_LAW,
  flowElement,
  flowFunction,
  massFlowKgPerS,
} from '../../../src/physics/flow.ts';
import type { ValveSizing } from '../../../src/physics/plant-definition.ts';
import { MOLAR_GAS_CONSTANT, SPECIES_DATA } from '../../../src/physics/species.ts';
import { relative } from '../../../test/physics/plants.ts';
import vessels from '../../../test/physics/vectors/vessels.json' with { type: 'json' };
import type { Figure, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { evenly } from '../series.ts';

const GAMMA = 1.4;
const NITROGEN_R = MOLAR_GAS_CONSTANT / SPECIES_DATA.N2.molarMassKgPerMol;
const AIR_R = 287.053;
const XT = 0.7;
const CRITICAL_RATIO = 0.3;

interface Law {
  readonly text: string;
  readonly colour: string;
  readonly law: number;
  readonly parameter: number;
  readonly labelAt: Point;
  readonly rows: readonly { readonly ratio: number; readonly expected: number; readonly found: number }[];
}

interface Case {
  readonly p1: number;
  readonly p2: number;
  readonly T1: number;
}

function flowOf(sizing: ValveSizing, gasConstantJPerKgK: number, { p1, p2, T1 }: Case): number {
  const upstream = { pressurePa: p1, temperatureK: T1, gasConstantJPerKgK, gamma: GAMMA };
  return massFlowKgPerS(flowElement(sizing, DEFAULT_LAMINAR_RATIO), upstream, p2);
}

const LAWS: readonly Law[] = [
  {
    text: 'nozzle, γ = 1.4',
    colour: COLOUR.blue,
    law: FLOW_LAW.nozzle,
    parameter: 0,
    labelAt: [0.85, 0.82],
    rows: vessels['orifice_subsonic_N2_gamma_1.4'].map((row) => {
      const sizing: ValveSizing = { kind: 'area', areaM2: row.CdA, dischargeCoefficient: 1 };
      return { ratio: row.p2 / row.p1, expected: row.mdot, found: flowOf(sizing, NITROGEN_R, row) };
    }),
  },
  {
    text: 'ISO 6358, b = 0.3',
    colour: COLOUR.vermilion,
    law: FLOW_LAW.iso6358,
    parameter: CRITICAL_RATIO,
    labelAt: [0.3, 0.7],
    rows: vessels.iso6358.map((row) => {
      const sizing: ValveSizing = { kind: 'iso6358', sonicConductanceM3PerSPa: row.C, criticalRatio: row.b };
      return { ratio: row.p2 / row.p1, expected: row.qm, found: flowOf(sizing, AIR_R, row) };
    }),
  },
  {
    text: 'IEC 60534, xT = 0.7',
    colour: COLOUR.green,
    law: FLOW_LAW.kv,
    parameter: XT,
    labelAt: [0.3, 0.8],
    rows: vessels.iec60534_N2_Kv1.map((row) => {
      const sizing: ValveSizing = { kind: 'kv', kvM3PerH: row.Kv, xt: row.xT };
      const gasConstant = row.p1 / (row.rho1 * row.T1);
      return { ratio: row.p2 / row.p1, expected: row.W_kg_h / 3600, found: flowOf(sizing, gasConstant, row) };
    }),
  },
];

/** Flow over the choked flow of the same law. */
function shareOfChoked({ law, parameter }: Law, ratio: number): number {
  return flowFunction(law, parameter, GAMMA, ratio) / flowFunction(law, parameter, GAMMA, 0);
}

export function flowLaws(): Figure {
  return {
    title: 'Three flow laws',
    note: 'Lines: the laws as valves use them. Circles: values computed elsewhere from the same standards.',
    rows: [
      {
        heightPx: 240,
        panels: [
          {
            x: { label: null, from: 0, to: 1 },
            y: { label: 'mass flow over choked mass flow', from: 0, to: 1.1 },
            marks: LAWS.flatMap((law) => [
              {
                kind: 'line',
                points: evenly(0, 1, 400).map((ratio): Point => [ratio, shareOfChoked(law, ratio)]),
                colour: law.colour,
              },
              { kind: 'circles', points: law.rows.map((row) => circle(law, row)), colour: law.colour },
              { kind: 'label', at: law.labelAt, text: law.text, colour: law.colour },
            ]),
          },
        ],
      },
      {
        heightPx: 110,
        panels: [
          {
            x: { label: 'downstream over upstream pressure', from: 0, to: 1 },
            y: { label: 'relative error; at the edge: 10⁻¹² or less', from: 1e-12, to: 1e-6, isLog: true },
            marks: LAWS.map(({ rows, colour }) => ({
              kind: 'dots',
              points: rows.map(({ ratio, expected, found }): Point => [ratio, relative(found, expected)]),
              colour,
            })),
          },
        ],
      },
    ],
  };
}

/** A reference flow on the scale of the curve: over what the law lets through when choked. */
function circle(law: Law, { ratio, expected, found }: Law['rows'][number]): Point {
  return [ratio, (shareOfChoked(law, ratio) * expected) / found];
}
