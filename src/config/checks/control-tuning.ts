/** Whether a gain schedule is one: rising, of one sign, in the form in which its points are written. */
import type { LoopDefinition } from '../../control/definition.ts';
import type { KeyPath } from '../key-path.ts';
import type { TagReader } from '../tag-table.ts';

export function checkSchedule(reader: TagReader, loop: LoopDefinition, form: string, path: KeyPath): void {
  const { schedule, pid } = loop;
  if (schedule === null) return;
  const at = [...path, 'schedule'];
  if (form !== 'standard') {
    reader.report([...path, 'pid', 'form'], {
      id: 'exclusive-keys',
      message: `The points of a schedule are in the standard form, and "${loop.id}" is tuned in the ${form} form.`,
      remedy: 'write the tuning in the standard form as well',
    });
    return;
  }
  for (const [index, point] of schedule.points.entries()) {
    const before = schedule.points[index - 1];
    if (before !== undefined && point.at <= before.at) {
      reader.report([...at, 'points', index, 'at'], {
        id: 'not-increasing',
        message: 'This point of the schedule does not lie above the one before.',
        expected: 'points in rising order',
      });
    }
    if (point.gain * pid.gain < 0) {
      reader.report([...at, 'points', index, 'gain'], {
        id: 'action-sign',
        message: `The gain at this point has another sign than that of "${loop.id}": the loop would run away there.`,
        expected: 'gains of one sign',
      });
    }
    if ((point.integralTimeS === null) !== (pid.integralTimeS === null)) {
      reader.report([...at, 'points', index, 'integral_time'], {
        id: 'exclusive-keys',
        message: `A schedule cannot give "${loop.id}" integral action: its "pid" has no integral_time.`,
        remedy: 'write an integral_time in "pid" too',
      });
    }
  }
}
