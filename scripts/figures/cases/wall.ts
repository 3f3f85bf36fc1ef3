/**
 * A heated gas, its wall and the surroundings: two lumps, linear. With θ over ambient and A the matrix of the two
 * balances, θ(t) = θ_∞ + Σ cᵢ vᵢ exp(λᵢ t).
 */
import { createPlant } from '../../../src/physics/plant.ts';
import { MOLAR_GAS_CONSTANT } from '../../../src/physics/species.ts';
import { chamber, lumpedWall, plantOf } from '../../../test/physics/plants.ts';
import vessels from '../../../test/physics/vectors/vessels.json' with { type: 'json' };
import type { Figure } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { errorsOf, evenly, pointsOf, readings } from '../series.ts';

const { params, rows: reference, steady } = vessels.wall_coupled_linear;
const UNTIL_S = 7200;

/** Gas and wall temperature at a time, K. */
export function twoLumps(timeS: number): { gasK: number; wallK: number } {
  const { Cg, Cw, hA, UA, T0 } = params;
  const [gasEnd = 0, wallEnd = 0] = steady;
  const [a, b, c, d] = [-hA / Cg, hA / Cg, hA / Cw, -(hA + UA) / Cw];
  const middle = (a + d) / 2;
  const half = Math.sqrt(middle ** 2 - (a * d - b * c));
  const [slow, fast] = [middle + half, middle - half];
  // Each eigenvector is (b, λ − a); the two shares bring both lumps to T₀ at the start.
  const start = [T0 - gasEnd, T0 - wallEnd] as const;
  const slowShare = (start[1] - ((fast - a) * start[0]) / b) / (slow - fast);
  const fastShare = start[0] / b - slowShare;
  const [s, f] = [slowShare * Math.exp(slow * timeS), fastShare * Math.exp(fast * timeS)];
  return { gasK: gasEnd + b * (s + f), wallK: wallEnd + (slow - a) * s + (fast - a) * f };
}

const LUMPS = [
  { name: 'temperature', of: 'gasK', row: 'Tg', colour: COLOUR.vermilion, text: 'gas', by: [0, -12] },
  { name: 'wall_temperature', of: 'wallK', row: 'Tw', colour: COLOUR.blue, text: 'wall', by: [0, 22] },
] as const;

export function wall(): Figure {
  const rows = readings(heatedPlant(), evenly(0, UNTIL_S, 120), ['a.temperature', 'a.wall_temperature']);
  return {
    title: 'Gas and wall, heated',
    note: '200 W into 1 m³ of helium, wall of 5 kJ/K. Lines: simulation. Circles: solution of the two linear balances.',
    rows: [
      {
        heightPx: 230,
        panels: [
          {
            x: { label: null, from: 0, to: UNTIL_S },
            y: { label: 'temperature, K', from: 300, to: 420 },
            marks: LUMPS.flatMap(({ name, of, row, colour, text, by }) => [
              { kind: 'line', points: pointsOf(rows, `a.${name}`), colour },
              { kind: 'circles', points: reference.map((r) => [r.t, r[row]] as const), colour },
              { kind: 'label', at: [3000, twoLumps(3000)[of]], by, text, colour },
            ]),
          },
        ],
      },
      {
        heightPx: 110,
        panels: [
          {
            x: { label: 'time, s', from: 0, to: UNTIL_S },
            y: { label: 'greatest relative error so far', from: 1e-12, to: 1e-8, isLog: true },
            marks: LUMPS.map(({ name, of, colour }) => ({
              kind: 'line',
              points: errorsOf(rows, `a.${name}`, ({ timeS }) => twoLumps(timeS)[of]),
              colour,
            })),
          },
        ],
      },
    ],
  };
}

function heatedPlant() {
  const { Cg, Cw, hA, UA, Tamb, P, T0 } = params;
  const amountMol = Cg / (1.5 * MOLAR_GAS_CONSTANT);
  return createPlant(
    plantOf({
      stepS: 10,
      ambient: { temperatureK: Tamb, pressurePa: 1e5, gas: { N2: 1 } },
      chambers: [
        chamber('a', {
          volumeM3: 1,
          pressurePa: amountMol * MOLAR_GAS_CONSTANT * T0,
          temperatureK: T0,
          gas: { He: 1 },
          wall: lumpedWall({
            heatCapacityJPerK: Cw,
            areaM2: 1,
            gasCoefficientWPerM2K: hA,
            ambientCoefficientWPerM2K: UA,
            temperatureK: T0,
          }),
        }),
      ],
      heatLoads: [{ id: 'heater', into: 'a', powerW: P }],
    }),
  );
}
