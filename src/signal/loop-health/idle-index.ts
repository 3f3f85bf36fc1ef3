/**
 * Sluggish control by the idle index (Hägglund, Control Eng. Practice 7 (1999) 1505; Automatisation of on-line
 * performance monitoring): after a load disturbance a sluggish loop moves output and PV the same way for long.
 *
 *   I = (t_same − t_opposite)/(t_same + t_opposite),   −1 … 1; above 0.4 sluggish, below −0.4 well tuned or oscillating
 *
 * for a process of positive gain; I counts only while both move by more than a dead band within the comparison time,
 * which keeps noise out, and fades over the memory. Changes of the set-point move both on purpose: leave them out.
 */
import { invariant } from '../../physics/invariant.ts';
import type { Finding } from './finding.ts';
import { above, findingOf, undecided } from './finding.ts';

export interface IdleSettings {
  /** Time over which moves are compared, s: about a tenth of the loop's response. */
  readonly compareS: number;
  /** Moves that count, in that time, in units of PV and of the output: a few times the noise. */
  readonly pvBand: number;
  readonly outputBand: number;
  readonly processGain: 'positive' | 'negative';
  /** Time of counted moves over which older ones fade, s. */
  readonly memoryS: number;
}

export interface Idle {
  readonly settings: IdleSettings;
  lastS: number;
  pv: number;
  output: number;
  sameS: number;
  oppositeS: number;
  refused: number;
}

const SLUGGISH = 0.4;
/** Comparisons without which the index is nothing but their chance. */
const FEWEST_COMPARISONS = 10;

export function createIdle(settings: IdleSettings): Idle {
  invariant(settings.compareS > 0 && settings.memoryS > 0, 'times are positive');
  return {
    settings,
    lastS: Number.NaN,
    pv: 0,
    output: 0,
    sameS: 0,
    oppositeS: 0,
    refused: 0,
  };
}

/** A reading that is not a number ends the comparison under way. */
export function pushIdle(state: Idle, timeS: number, pv: number, output: number): void {
  if (!Number.isFinite(pv) || !Number.isFinite(output) || !Number.isFinite(timeS)) {
    state.refused += 1;
    state.lastS = Number.NaN;
    return;
  }
  const { compareS, pvBand, outputBand, processGain, memoryS } = state.settings;
  const dtS = timeS - state.lastS;
  if (dtS < compareS) return;
  if (dtS <= 2 * compareS) {
    const pvMove = pv - state.pv;
    const outputMove = output - state.output;
    if (Math.abs(pvMove) > pvBand && Math.abs(outputMove) > outputBand) {
      const fading = Math.exp(-dtS / memoryS);
      const isSame = pvMove * outputMove > 0 === (processGain === 'positive');
      state.sameS = fading * state.sameS + (isSame ? dtS : 0);
      state.oppositeS = fading * state.oppositeS + (isSame ? 0 : dtS);
    }
  }
  state.lastS = timeS;
  state.pv = pv;
  state.output = output;
}

export function idleFinding({ settings, sameS, oppositeS }: Idle): Finding {
  const totalS = sameS + oppositeS;
  if (totalS < FEWEST_COMPARISONS * settings.compareS) return undecided('too few samples');
  return findingOf([above('idle index', (sameS - oppositeS) / totalS, SLUGGISH)]);
}
