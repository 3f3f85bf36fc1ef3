import { availableParallelism } from 'node:os';
import { parseInteger } from './options.ts';

/** Far more than a plant has use for. */
const MOST_THREADS = 64;

/** Threads that compute the plant; more than the machine has cores get in each other's way, and are warned of. */
export function parseThreads(text: string): number {
  const threads = parseInteger(text, '--threads', [1, MOST_THREADS]);
  const cores = availableParallelism();
  if (threads > cores) {
    process.stderr.write(
      `buhera: warning: --threads ${threads} is more than the ${cores} cores of this machine; they will wait for each other.\n`,
    );
  }
  return threads;
}

/** Says what `--threads` has not done: null workers were not asked for. */
export function warnOfUnusedThreads(workers: { readonly areStarted: boolean } | null): void {
  if (workers === null || workers.areStarted) return;
  process.stderr.write(
    'buhera: warning: --threads changes nothing for this plant: only one of ideal gas with many chambers is shared among threads.\n',
  );
}
