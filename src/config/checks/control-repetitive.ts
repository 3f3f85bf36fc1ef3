/** Whether a loop has anything periodic to learn from. */
import type { CycleDefinition } from '../../control/cycle-definition.ts';
import type { LoopDefinition } from '../../control/definition.ts';
import type { KeyPath } from '../key-path.ts';
import type { TagReader } from '../tag-table.ts';

export function checkRepetitive(
  reader: TagReader,
  { id, repetitive, setPoint }: LoopDefinition,
  cycles: readonly CycleDefinition[],
  path: KeyPath,
): void {
  if (repetitive === null) return;
  const at = [...path, 'repetitive'];
  const cycle = setPoint.kind === 'cycle' ? cycles.find((each) => each.id === setPoint.cycle) : undefined;
  if (setPoint.kind !== 'cycle' || cycle?.shape.kind === 'sequence') {
    const why =
      setPoint.kind === 'cycle'
        ? `"${setPoint.cycle}" is a sequence without a period`
        : 'it follows no cycle';
    reader.report(at, {
      id: 'exclusive-keys',
      message: `"${id}" cannot learn from period to period: ${why}.`,
      remedy: 'let its set_point follow a periodic cycle, or remove "repetitive"',
    });
    return;
  }
  if (cycle === undefined || repetitive.leadS < cycle.periodS / 2) return;
  reader.report([...at, 'lead'], {
    id: 'out-of-range',
    message: `A lead of ${repetitive.leadS} s is no answer of a loop to a cycle of ${cycle.periodS} s.`,
    expected: 'less than half of the period: about the time after which the PV follows its set-point',
  });
}
