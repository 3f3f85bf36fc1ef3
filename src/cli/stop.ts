import { EXIT } from './exit.ts';

/** What ends a run: a signal, or a defect that nobody caught. */
export interface Stop {
  readonly signal: AbortSignal;
  /** The defect, if that was it. */
  crash(): Error | null;
  release(): void;
}

/** The first Ctrl-C stops in good order, and says so; the second one leaves at once, and says what that means. */
export function stopOnSignal(): Stop {
  const controller = new AbortController();
  let crash: Error | null = null;
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      process.stderr.write('buhera: left at once; the safe state of the outputs is not confirmed\n');
      process.exit(EXIT.environment);
    }
    process.stderr.write('\nstopping in good order; once more leaves at once\n');
    controller.abort();
  };
  const onCrash = (error: Error): void => {
    crash ??= error;
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('uncaughtException', onCrash);
  return {
    signal: controller.signal,
    crash: () => crash,
    release: () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('uncaughtException', onCrash);
    },
  };
}
