/** What an experiment on a loop may do, and why it ended. */

export interface ExperimentLimits {
  /** Of the PV, SI; beyond them the experiment ends at once. */
  readonly pvRange: readonly [number, number];
  /** Of the output. */
  readonly outputRange: readonly [number, number];
  /** Longest time that the whole of it may take, s. */
  readonly timeoutS: number;
}

export type ExperimentEnd<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** The output is back where it was; the text says what happened and what to change. */
  | { readonly kind: 'aborted'; readonly reason: string };

/** Why an experiment must end now; null: it may go on. */
export function limitReason(
  limits: ExperimentLimits,
  at: { readonly elapsedS: number; readonly pv: number; readonly good: boolean },
): string | null {
  if (!(at.good && Number.isFinite(at.pv))) return 'the process value went bad';
  const [low, high] = limits.pvRange;
  if (at.pv < low || at.pv > high) {
    return `the process value reached ${at.pv}, outside ${low} … ${high}: take a smaller step, or a wider limit`;
  }
  if (at.elapsedS > limits.timeoutS) {
    return `it was not done within ${limits.timeoutS} s: allow more time, or take a larger step`;
  }
  return null;
}
