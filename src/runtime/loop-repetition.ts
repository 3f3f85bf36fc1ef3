import type { Loop } from '../control/loop-set.ts';
import { loopOutput } from '../control/loop-step.ts';
import { type PlainState, restorePlain, savePlain } from '../control/plain-state.ts';
import type { RepetitiveState, RepetitiveTuning } from '../control/repetitive.ts';
import { correctionAt, createRepetitive, forgetPeriod, learn } from '../control/repetitive.ts';

/** What a loop has learnt of its cycle. */
export class LoopRepetition {
  readonly #tuning: RepetitiveTuning;
  readonly #state: RepetitiveState;

  constructor(tuning: RepetitiveTuning) {
    this.#tuning = tuning;
    this.#state = createRepetitive(tuning);
  }

  /** Before the loop's own scan: what is added to its set-point at this phase. */
  correct(loop: Loop, turn: number, isFollowed: boolean): void {
    loop.input.correction = isFollowed ? correctionAt(this.#state, turn) : 0;
  }

  /** After it: what was still wrong. */
  learn(
    loop: Loop,
    at: { readonly turn: number; readonly periodS: number; readonly isFollowed: boolean },
  ): void {
    if (!at.isFollowed) {
      forgetPeriod(this.#state);
      return;
    }
    const error = loop.setPoint - loop.input.pv;
    const { turn, periodS } = at;
    learn(this.#state, this.#tuning, { turn, error, isSaturated: isSaturated(loop, error), periodS });
  }

  save(): PlainState {
    return savePlain(this.#state);
  }

  restore(saved: PlainState): void {
    restorePlain(this.#state, saved);
  }
}

/** The output stands at the limit that this error pushes it to. */
function isSaturated(loop: Loop, error: number): boolean {
  const { definition, input } = loop;
  const output = loopOutput(loop);
  const push = Math.sign(error) * Math.sign(definition.pid.gain);
  return push > 0 ? output >= input.openHigh : output <= input.openLow;
}
