/** Cross-checks of loops and cycles. The index of a loop or cycle is that of its table in the file. */
import type { CycleDefinition } from '../../control/cycle-definition.ts';
import type { LoopDefinition } from '../../control/definition.ts';
import type { KeyPath } from '../key-path.ts';
import { LOOP_TAGS } from '../loop-tags.ts';
import type { ControlData } from '../schema/control-schema.ts';
import { unknownName } from '../schema/fields.ts';
import type { TagInfo } from '../tag-info.ts';
import { shown, type TagReader } from '../tag-table.ts';
import { isWithin } from '../within.ts';
import { checkCascades } from './control-cascade.ts';
import { checkRepetitive } from './control-repetitive.ts';
import { checkLoopTags } from './control-tags.ts';
import { checkSchedule } from './control-tuning.ts';
import { checkTwoValuedLoops } from './two-valued.ts';

/** `loops` holds null where a loop could not be read. */
export function checkControl(
  reader: TagReader,
  loops: readonly (LoopDefinition | null)[],
  cycles: readonly CycleDefinition[],
  data: ControlData,
): void {
  for (const [index, loop] of loops.entries()) {
    const pv = loop === null ? undefined : reader.table.tags.get(loop.pv);
    if (loop === null || pv === undefined) continue;
    const path = ['loop', index];
    checkRanges(reader, loop, pv, path);
    checkOutputs(reader, loop, data, path);
    checkLoopTags(reader, loop, pv, path);
    checkRepetitive(reader, loop, cycles, path);
    checkSchedule(reader, loop, data.loop?.[index]?.pid.form ?? 'standard', path);
    if (loop.setPoint.kind === 'cycle') checkCycleOf(reader, loop, pv, cycles, loop.setPoint.cycle, path);
  }
  checkCascades(reader, data);
  checkTagsOfLoops(reader, data);
  checkSharedOutputs(reader, data);
  checkTwoValuedLoops(reader, data);
  checkUnusedCycles(reader, cycles, data);
}

function checkRanges(reader: TagReader, loop: LoopDefinition, pv: TagInfo, path: KeyPath): void {
  const { setPoint, setPointRange, pvRange } = loop;
  if (setPoint.kind === 'value' && !isWithin(setPoint.value, setPointRange)) {
    reader.report([...path, 'set_point', 'value'], {
      id: 'set-point-outside-range',
      message: `The set-point of "${loop.id}" lies outside its own range.`,
      expected: `from ${shown(setPointRange[0], pv)} to ${shown(setPointRange[1], pv)}`,
      remedy: 'correct the set-point, or widen set_point_range',
    });
  }
  if (setPointRange.some((end) => !isWithin(end, pvRange))) {
    reader.report([...path, 'set_point_range'], {
      id: 'range-outside-span',
      message: `The set-point range of "${loop.id}" reaches beyond the span of its process value.`,
      expected: `within pv_range, from ${shown(pvRange[0], pv)} to ${shown(pvRange[1], pv)}`,
    });
  }
}

function checkOutputs(reader: TagReader, loop: LoopDefinition, data: ControlData, path: KeyPath): void {
  const [low, high] = loop.outputRange;
  const expected = `within output_range, from ${low} to ${high}`;
  if (loop.onBad.kind === 'output' && !isWithin(loop.onBad.value, loop.outputRange)) {
    reader.report([...path, 'on_bad', 'output'], {
      id: 'output-outside-range',
      message: `On a bad process value "${loop.id}" would go to ${loop.onBad.value}, which its output cannot be.`,
      expected,
    });
  }
  for (const [index, output] of (data.loop?.[Number(path[1])]?.outputs ?? []).entries()) {
    const bad = (['from', 'to'] as const).find((end) => {
      const value = output[end] ?? (end === 'from' ? 0 : 1);
      return !isWithin(value, loop.outputRange);
    });
    if (bad === undefined) continue;
    reader.report([...path, 'outputs', index, bad], {
      id: 'output-outside-range',
      message: `The output "${output.tag}" would move where the controller output of "${loop.id}" never comes.`,
      expected,
    });
  }
}

function checkCycleOf(
  reader: TagReader,
  loop: LoopDefinition,
  pv: TagInfo,
  cycles: readonly CycleDefinition[],
  name: string,
  path: KeyPath,
): void {
  const at = [...path, 'set_point', 'cycle'];
  const cycle = cycles.find(({ id }) => id === name);
  if (cycle === undefined) {
    const names = cycles.map(({ id }) => id);
    reader.report(at, {
      id: 'unknown-cycle',
      message: `There is no cycle "${name}".`,
      ...unknownName(name, names),
    });
    return;
  }
  if (pv.dimension !== 'pressure') {
    reader.report(at, {
      id: 'cycle-dimension',
      message: `"${name}" is a pressure cycle, and "${loop.pv}" is a ${pv.dimension}.`,
    });
    return;
  }
  const [low, high] = loop.setPointRange;
  if (cycle.lowPa >= low && cycle.highPa <= high) return;
  reader.report(at, {
    id: 'cycle-outside-range',
    message: `The cycle "${name}" runs from ${shown(cycle.lowPa, pv)} to ${shown(cycle.highPa, pv)}, beyond the set-point range of "${loop.id}".`,
    expected: `from ${shown(low, pv)} to ${shown(high, pv)}`,
    remedy: 'change the levels of the cycle, or widen set_point_range',
  });
}

function checkTagsOfLoops(reader: TagReader, data: ControlData): void {
  for (const [index, { id }] of (data.loop ?? []).entries()) {
    const taken = LOOP_TAGS.map((name) => `${id}.${name}`).find((tag) => reader.table.tags.has(tag));
    if (taken === undefined) continue;
    reader.report(['loop', index, 'id'], {
      id: 'duplicate-tag',
      message: `The loop "${id}" would fill the tag "${taken}", which another point fills.`,
      remedy: 'rename the loop',
    });
  }
}

function checkSharedOutputs(reader: TagReader, data: ControlData): void {
  const owners = new Map<string, string>();
  for (const [index, loop] of (data.loop ?? []).entries()) {
    for (const [position, { tag }] of (loop.outputs ?? []).entries()) {
      const owner = owners.get(tag);
      if (owner !== undefined) {
        reader.report(['loop', index, 'outputs', position, 'tag'], {
          id: 'shared-output',
          message: `"${tag}" is already driven by loop "${owner}".`,
          expected: 'one loop for each output',
        });
      }
      owners.set(tag, loop.id);
    }
  }
}

function checkUnusedCycles(reader: TagReader, cycles: readonly CycleDefinition[], data: ControlData): void {
  const used = new Set((data.loop ?? []).map((loop) => loop.set_point.cycle));
  for (const [index, { id }] of cycles.entries()) {
    if (used.has(id)) continue;
    reader.report(['cycle', index, 'id'], {
      id: 'unused-cycle',
      message: `No loop follows the cycle "${id}".`,
      remedy: `remove it, or write set_point = { cycle = "${id}" } in a loop`,
    });
  }
}
