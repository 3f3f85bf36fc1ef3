/** Work that a swinging volume turns into heat of its wall, cycle by cycle, against the linear theory. */

import { createPlant } from '../../../src/physics/plant.ts';
import vectors from '../../../test/physics/laws/vectors/vessels.json' with { type: 'json' };
import { gasSpringStiffness } from '../../../test/physics/oracles/gas-spring.ts';
import { chamber, lumpedWall, plantOf, read, relative, runTo } from '../../../test/physics/plants.ts';
import type { Figure, Point } from '../chart.ts';
import { COLOUR } from '../chart.ts';
import { evenRatios } from '../series.ts';

const GAMMA = 5 / 3;
const PRESSURE_PA = 1e5;
const VOLUME_M3 = 1e-3;
const TEMPERATURE_K = 300;
const SWING = 0.01;
const FREQUENCY_HZ = 10;
const STEPS_PER_CYCLE = 20;
const RATIOS = evenRatios(0.01, 100, 16);

/** Loss of a cycle over π p₀ V₀ ε² (γ − 1). */
export function simulatedLoss(ratio: number): number {
  const heatCapacityJPerK = (PRESSURE_PA * VOLUME_M3) / (TEMPERATURE_K * (GAMMA - 1));
  const plant = createPlant(
    plantOf({
      stepS: 1 / (FREQUENCY_HZ * STEPS_PER_CYCLE),
      chambers: [
        chamber('a', {
          volumeM3: VOLUME_M3,
          pressurePa: PRESSURE_PA,
          temperatureK: TEMPERATURE_K,
          gas: { He: 1 },
          wall: lumpedWall({
            // So heavy that its temperature stays.
            heatCapacityJPerK: 1e9,
            areaM2: 1,
            gasCoefficientWPerM2K: (2 * Math.PI * FREQUENCY_HZ * heatCapacityJPerK) / ratio,
            ambientCoefficientWPerM2K: 0,
            temperatureK: TEMPERATURE_K,
          }),
        }),
      ],
      pistons: [
        {
          id: 'piston',
          chamber: 'a',
          sweptVolumeM3: 2 * SWING * VOLUME_M3,
          frequencyHz: FREQUENCY_HZ,
          phaseRad: 0,
        },
      ],
    }),
  );
  // What is left of the start falls by e for every x radians.
  const settled = Math.ceil(5 + 2 * ratio);
  const before = read(runTo(plant, settled / FREQUENCY_HZ), 'ledger.shaft_work');
  const after = read(runTo(plant, (settled + 1) / FREQUENCY_HZ), 'ledger.shaft_work');
  return (after - before) / (Math.PI * PRESSURE_PA * VOLUME_M3 * SWING ** 2 * (GAMMA - 1));
}

export function theoreticalLoss(ratio: number): number {
  return gasSpringStiffness(GAMMA, ratio).imaginary / (GAMMA - 1);
}

export function gasSpring(): Figure {
  const found = RATIOS.map((ratio): Point => [ratio, simulatedLoss(ratio)]);
  const { table } = vectors.gas_spring_linear;
  return {
    title: 'Gas spring: loss of a cycle',
    note: `Helium swung by ${100 * SWING} % of its volume, wall at one temperature. Line: x/(1 + x²). Dots: simulation. Circles: reference.`,
    rows: [
      {
        heightPx: 230,
        panels: [
          {
            x: { label: null, from: 0.01, to: 100, isLog: true },
            y: { label: 'work of a cycle over π p₀ V₀ ε² (γ − 1)', from: 0, to: 0.6 },
            marks: [
              {
                kind: 'line',
                points: evenRatios(0.01, 100, 120).map((ratio): Point => [ratio, theoreticalLoss(ratio)]),
                colour: COLOUR.blue,
              },
              { kind: 'dots', points: found, colour: COLOUR.blue },
              {
                kind: 'circles',
                points: table.map(({ x, W_norm }): Point => [x, W_norm / 0.4]),
                colour: COLOUR.black,
              },
              {
                kind: 'label',
                at: [0.05, 0.05],
                by: [-8, -16],
                text: 'isothermal',
                colour: COLOUR.grey,
                anchor: 'end',
              },
              { kind: 'label', at: [20, 0.05], by: [8, -16], text: 'adiabatic', colour: COLOUR.grey },
            ],
          },
        ],
      },
      {
        heightPx: 110,
        panels: [
          {
            x: { label: 'x = ω m cv / (hA)', from: 0.01, to: 100, isLog: true },
            y: { label: 'relative error', from: 1e-7, to: 1e-1, isLog: true },
            marks: [
              { kind: 'guide', axis: 'y', value: SWING ** 2 },
              {
                kind: 'label',
                at: [0.011, SWING ** 2],
                by: [0, -6],
                text: 'ε²: where the linear theory ends',
                colour: COLOUR.grey,
              },
              {
                kind: 'dots',
                points: found.map(([ratio, loss]): Point => [ratio, relative(loss, theoreticalLoss(ratio))]),
                colour: COLOUR.blue,
              },
            ],
          },
        ],
      },
    ],
  };
}
