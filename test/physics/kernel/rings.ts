/** A plant for whole runs, and the runs. */
import { FLOW_LAW } from '../../../src/physics/flow.ts';
import type { Kernel } from '../../../src/physics/kernel/kernel.ts';
import type { ChamberData, OrificeData, PlantData } from './memories.ts';

const AMBIENT_K = 295;

export function chamberAt(number: number): ChamberData {
  return {
    amountsMol: [1, 0.5, 0.1, 0.05, 0.02, 0.3].map((mol, k) => mol * (1 + 0.3 * Math.sin(number + k))),
    temperatureK: 300 + 40 * Math.sin(2 * number),
    guessK: 310,
    volumeM3: 0.01 * (1 + 0.5 * Math.cos(3 * number)),
    wallK: 300,
    wallCapacityJPerK: 500,
    gasConductanceWPerK: 2,
    ambientConductanceWPerK: 1,
    heatInputW: 50 * Math.sin(number),
  };
}

/** A ring with an orifice to a boundary at every third chamber. */
export function mixedRing(count: number): PlantData {
  const law = (number: number): number => [FLOW_LAW.nozzle, FLOW_LAW.iso6358, FLOW_LAW.kv][number % 3] ?? 0;
  const orifice = (from: number, to: number, number: number): OrificeData => ({
    from,
    to,
    openAreaM2: 1e-5,
    law: number < count ? FLOW_LAW.nozzle : law(number),
    parameter: 0.4,
    laminarDrop: 1e-3,
    check: number % 5 === 4,
  });
  const links = Array.from({ length: count }, (_, c) => orifice(c, (c + 1) % count, c));
  const vents = Array.from({ length: Math.ceil(count / 3) }, (_, i) => orifice(3 * i, count, count + i));
  return {
    chambers: Array.from({ length: count }, (_, c) => chamberAt(c)),
    boundaries: [{ pressurePa: 1e5, gamma: 1.4, massFlux: 340, perKg: [35, 0, 0, 0, 0, 0, 3e5, 0] }],
    orifices: [...links, ...vents],
  };
}

/** Classical Runge-Kutta steps of 1 ms. */
export function run({ memory, ...kernel }: Kernel, steps: number): Float64Array {
  const { state } = memory;
  const [slope, sum, trial] = memory.scratch as readonly [Float64Array, Float64Array, Float64Array];
  const derivative = (vector: Float64Array): void => {
    if (!kernel.chambers(vector)) throw new Error('no state of matter');
    kernel.orifices();
    kernel.rates(vector, slope, AMBIENT_K);
  };
  const h = 1e-3;
  for (let i = 0; i < steps; i++) {
    derivative(state);
    kernel.along(sum, state, h / 6, slope);
    for (const [ahead, weight] of [
      [h / 2, h / 3],
      [h / 2, h / 3],
      [h, h / 6],
    ] as const) {
      kernel.along(trial, state, ahead, slope);
      derivative(trial);
      kernel.along(sum, sum, weight, slope);
    }
    kernel.copy(state, sum);
  }
  return state;
}
