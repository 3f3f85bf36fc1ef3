/** Processes in time, for experiments to be made on: scan by scan, with a dead time of whole scans. */
import type { Process } from '../../../src/control/tuning/process.ts';
import { chainOutput, chainRates, processChain } from '../../../src/control/tuning/process-state.ts';

export interface SimulatedProcess {
  readonly pv: number;
  /** One scan with an output that is held. */
  advance(output: number): void;
}

/** At rest, where PV and output are 0. */
export function simulated(process: Process, scanS: number): SimulatedProcess {
  const chain = processChain(process);
  const underWay = new Array<number>(Math.round(process.delayS / scanS)).fill(0);
  const state = new Float64Array(chain.sections.length);
  const rates = Array.from({ length: 4 }, () => state.slice());
  const along = (h: number, rate: Float64Array): Float64Array =>
    state.map((value, i) => value + h * (rate[i] ?? 0));
  return {
    get pv() {
      return chainOutput(chain, state);
    },
    advance(output) {
      underWay.push(output);
      const input = underWay.shift() ?? output;
      const [k1, k2, k3, k4] = rates as [Float64Array, Float64Array, Float64Array, Float64Array];
      chainRates(chain, state, input, k1);
      chainRates(chain, along(scanS / 2, k1), input, k2);
      chainRates(chain, along(scanS / 2, k2), input, k3);
      chainRates(chain, along(scanS, k3), input, k4);
      for (let i = 0; i < state.length; i++) {
        const slope = (k1[i] ?? 0) + 2 * (k2[i] ?? 0) + 2 * (k3[i] ?? 0) + (k4[i] ?? 0);
        state[i] = (state[i] ?? 0) + (scanS / 6) * slope;
      }
    },
  };
}

export function firstOrder(gain: number, delayS: number, timeConstantS: number): Process {
  return { gain, delayS, lagsS: [timeConstantS], leadsS: [], integrating: false };
}
