import type { ArmingSnapshot } from '../runtime/site-view.ts';

/** Whether real outputs are written, in one or two lines. */
export function armingText({ state, remainingS, outputs, refusals }: ArmingSnapshot): string {
  if (outputs.length === 0) return 'no output is real: there is nothing to arm';
  const names = outputs.join(', ');
  if (state === 'armed') return `ARMED for another ${(remainingS ?? 0).toFixed(0)} s: writes ${names}`;
  if (state === 'disarming') return `disarming: takes ${names} to their safe state`;
  const against = refusals.length === 0 ? '' : `\ncannot be armed now: ${refusals.join('; ')}`;
  return `not armed: reads ${names} and writes none of them${against}`;
}
