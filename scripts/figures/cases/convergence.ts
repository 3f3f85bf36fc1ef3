/** How the error falls with the substep, and with the tolerance that chooses it. */
import type { Plant } from '../../../src/physics/plant.ts';
import { plantWork } from '../../../src/physics/plant.ts';
import { read, relative, runTo } from '../../../test/physics/plants.ts';
import vessels from '../../../test/physics/vectors/vessels.json' with { type: 'json' };
import type { Figure, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { blowdownPlant, blowdownShares } from './blowdown.ts';
import { REFERENCE_ROWS, ringErrors, ringPlant } from './ring.ts';

const STEPS_S = [0.8, 0.4, 0.2, 0.1, 0.05];
const BLOWDOWN_S = 8;
/** So large that it never shortens a step. */
const NO_TOLERANCE = 0.9;
const TOLERANCES = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11];
const RING_S = 1;

/** Relative error of the pressure after steps of a fixed length. */
export function fixedStepError(stepS: number): number {
  const plant = runTo(blowdownPlant({ stepS, tolerance: NO_TOLERANCE }), BLOWDOWN_S);
  const expected = vessels.blowdown_adiabatic_choked.p0_Pa * blowdownShares(BLOWDOWN_S).pressure;
  return relative(read(plant, 'a.pressure'), expected);
}

function ringAt(tolerance: number): Plant {
  return runTo(ringPlant({ stepS: RING_S, tolerance }), RING_S);
}

export function convergence(): Figure {
  const steps = STEPS_S.map((stepS): Point => [stepS, fixedStepError(stepS)]);
  const [longest = 0, largest = 0] = steps[0] ?? [];
  const row = REFERENCE_ROWS.find(({ t }) => t === RING_S);
  if (row === undefined) throw new Error(`no reference at ${RING_S} s`);
  const runs = TOLERANCES.map((tolerance) => {
    const plant = ringAt(tolerance);
    const { pressure, temperature } = ringErrors(plant, row);
    return { tolerance, error: Math.max(pressure, temperature), substeps: plantWork(plant).substeps };
  });
  const tolerances = { from: 1e-11, to: 1e-3, isLog: true };
  return {
    title: 'Convergence of the integrator',
    note: 'Left: helium blowdown with substeps of a fixed length. Middle, right: ring of eight chambers after 1 s, by tolerance.',
    rows: [
      {
        heightPx: 210,
        panels: [
          {
            x: { label: 'substep, s', from: 0.03, to: 1.2, isLog: true },
            y: { label: 'error; dashed: fourth order', from: 1e-13, to: 1e-6, isLog: true },
            marks: [
              {
                kind: 'line',
                points: STEPS_S.map((stepS): Point => [stepS, largest * (stepS / longest) ** 4]),
                colour: COLOUR.grey,
                dash: true,
              },
              { kind: 'dots', points: steps, colour: COLOUR.blue },
            ],
          },
          {
            x: { label: 'tolerance', ...tolerances },
            y: { label: 'error; dashed: tolerance', from: 1e-11, to: 1e-3, isLog: true },
            marks: [
              {
                kind: 'line',
                points: [
                  [1e-11, 1e-11],
                  [1e-3, 1e-3],
                ],
                colour: COLOUR.grey,
                dash: true,
              },
              {
                kind: 'dots',
                points: runs.map(({ tolerance, error }): Point => [tolerance, error]),
                colour: COLOUR.vermilion,
              },
            ],
          },
          {
            x: { label: 'tolerance', ...tolerances },
            y: { label: 'substeps', from: 10, to: 1e4, isLog: true },
            marks: [
              {
                kind: 'dots',
                points: runs.map(({ tolerance, substeps }): Point => [tolerance, substeps]),
                colour: COLOUR.green,
              },
            ],
          },
        ],
      },
    ],
  };
}
