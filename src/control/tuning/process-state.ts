/**
 * A process in time: its lags, leads and integrator as a chain of first-order sections behind the dead time. A section
 * with lag τ and lead T passes T/τ of its input at once, so leads stand at the front of the chain, where at least one
 * plain section follows.
 */
import type { Process } from './process.ts';

interface Section {
  /** s; null: an integrator. */
  readonly lagS: number | null;
  readonly leadS: number;
}

export interface ProcessChain {
  readonly gain: number;
  readonly sections: readonly Section[];
}

export function processChain({ gain, lagsS, leadsS, integrating }: Process): ProcessChain {
  const lags = lagsS.map((lagS, i): Section => ({ lagS, leadS: leadsS[i] ?? 0 }));
  return { gain, sections: integrating ? [...lags, { lagS: null, leadS: 0 }] : lags };
}

/** The process value, of a state that holds one number per section. */
export function chainOutput({ gain, sections }: ProcessChain, state: Float64Array): number {
  return gain * (state[sections.length - 1] ?? 0);
}

/** Time derivatives of the sections at an input that has passed the dead time already. */
export function chainRates(
  { sections }: ProcessChain,
  state: Float64Array,
  input: number,
  rates: Float64Array,
): void {
  let passed = input;
  for (let i = 0; i < sections.length; i++) {
    const { lagS, leadS } = sections[i] as Section;
    const own = state[i] as number;
    if (lagS === null) {
      rates[i] = passed;
      passed = own;
      continue;
    }
    rates[i] = (passed - own) / lagS;
    passed = own + (leadS / lagS) * (passed - own);
  }
}
