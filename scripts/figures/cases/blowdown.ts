/**
 * Helium that leaves an adiabatic vessel through a choked nozzle. Closed form for constant heat capacities:
 * T/T₀ = X⁻², m/m₀ = X^(−2/(γ−1)), p/p₀ = X^(−2γ/(γ−1)) with X = 1 + (γ − 1) t/(2τ).
 */

import type { Plant } from '../../../src/physics/plant.ts';
import { createPlant } from '../../../src/physics/plant.ts';
import type { PlantDefinition } from '../../../src/physics/plant-definition.ts';
import { boundary, chamber, plantOf, valve } from '../../../test/physics/plants.ts';
import vessels from '../../../test/physics/vectors/vessels.json' with { type: 'json' };
import type { Figure } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { errorsOf, evenly, pointsOf, readings } from '../series.ts';

const { V_m3, p0_Pa, T0_K, CdA_m2, pb_Pa, tau_s, m0_kg } = vessels.blowdown_adiabatic_choked;
const GAMMA = 5 / 3;
/** Below this the pressure would leave choked flow soon. */
const UNTIL_S = 40;

export function blowdownPlant(solver: PlantDefinition['solver']): Plant {
  return createPlant({
    ...plantOf({
      chambers: [chamber('a', { volumeM3: V_m3, pressurePa: p0_Pa, temperatureK: T0_K, gas: { He: 1 } })],
      boundaries: [boundary('back', { pressurePa: pb_Pa, temperatureK: T0_K, gas: { He: 1 } })],
      valves: [valve('out', 'a', 'back', { cdAreaM2: CdA_m2 })],
    }),
    solver,
  });
}

/** Shares of pressure, temperature and mass that are left at a time. */
export function blowdownShares(timeS: number): { pressure: number; temperature: number; mass: number } {
  const x = 1 + ((GAMMA - 1) * timeS) / (2 * tau_s);
  return {
    pressure: x ** ((-2 * GAMMA) / (GAMMA - 1)),
    temperature: x ** -2,
    mass: x ** (-2 / (GAMMA - 1)),
  };
}

const QUANTITIES = [
  { name: 'pressure', unit: p0_Pa, colour: COLOUR.blue, text: 'p/p₀' },
  { name: 'mass', unit: m0_kg, colour: COLOUR.green, text: 'm/m₀' },
  { name: 'temperature', unit: T0_K, colour: COLOUR.vermilion, text: 'T/T₀' },
] as const;

export function blowdown(): Figure {
  const plant = blowdownPlant({ stepS: 0.5, tolerance: 1e-9 });
  const rows = readings(plant, evenly(0, UNTIL_S, 80), ['a.pressure', 'a.mass', 'a.temperature']);
  return {
    title: 'Choked blowdown of helium',
    note: '1 L at 10 bar and 300 K, adiabatic, through 0.1 mm². Lines: simulation. Circles: closed form.',
    rows: [
      {
        heightPx: 230,
        panels: [
          {
            x: { label: null, from: 0, to: UNTIL_S },
            y: { label: 'share left', from: 0, to: 1 },
            marks: QUANTITIES.flatMap(({ name, unit, colour, text }) => [
              { kind: 'line', points: pointsOf(rows, `a.${name}`, unit), colour },
              {
                kind: 'circles',
                points: evenly(0, UNTIL_S, 10).map((t) => [t, blowdownShares(t)[name]] as const),
                colour,
              },
              { kind: 'label', at: [18, blowdownShares(18)[name]], by: [4, -9], text, colour },
            ]),
          },
        ],
      },
      {
        heightPx: 110,
        panels: [
          {
            x: { label: 'time, s', from: 0, to: UNTIL_S },
            y: { label: 'greatest relative error so far', from: 1e-12, to: 1e-7, isLog: true },
            marks: QUANTITIES.map(({ name, unit, colour }) => ({
              kind: 'line',
              points: errorsOf(rows, `a.${name}`, ({ timeS }) => unit * blowdownShares(timeS)[name]),
              colour,
            })),
          },
        ],
      },
    ],
  };
}
