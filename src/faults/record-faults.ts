import type { Journal } from '../runtime/journal.ts';
import type { Recorder } from '../runtime/recorder.ts';
import type { FaultBoard } from './fault-board.ts';

/** Has the journal tell when faults begin and end, and the recording what each of them struck. */
export function recordFaults(
  board: FaultBoard,
  { journal, recorder }: { readonly journal: Journal; readonly recorder: Recorder | null },
): void {
  board.listen({
    event: (timeS, text) => journal.add(timeS, 'fault', text),
    strike: (timeS, { id, effect, target }, message) =>
      recorder?.wire(timeS, target.busId, `fault:${effect.kind}:${id}`, message),
  });
}
