/** `control.toml` as loops and cycles in SI, checked against the tags of the site. */
import type {
  CycleDefinition,
  CycleShape,
  LoopDefinition,
  PidTuning,
  SetPointSource,
} from '../control/definition.ts';
import { checkControl } from './checks/control.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { KeyPath } from './key-path.ts';
import { checkShape } from './schema/check-shape.ts';
import { type ControlData, controlSchema } from './schema/control-schema.ts';
import {
  createTagReader,
  findTag,
  isOutput,
  readRange,
  readValue,
  type TagReader,
  type TagTable,
} from './tag-table.ts';
import type { TagInfo } from './tags.ts';
import type { TomlDocument } from './toml-document.ts';

export interface ControlFile {
  readonly loops: readonly LoopDefinition[];
  readonly cycles: readonly CycleDefinition[];
}

/** Åström and Hägglund, Advanced PID Control (2006), section 3.3: N from 2 to 20, commonly 10. */
const DEFAULT_DERIVATIVE_FILTER = 10;

type LoopData = NonNullable<ControlData['loop']>[number];

/** The loops and cycles of a document; what does not hold is reported and left out. */
export function readControl(
  written: TomlDocument,
  table: TagTable,
  diagnostics: Diagnostic[],
): ControlFile | null {
  const shaped = checkShape(written, controlSchema, diagnostics);
  if (shaped === null) return null;
  const reader = createTagReader(table, shaped.document, diagnostics);
  const cycles = (shaped.data.cycle ?? []).map(cycleOf);
  const read = (shaped.data.loop ?? []).map((loop, index) => readLoop(reader, loop, ['loop', index]));
  checkControl(reader, read, cycles, shaped.data);
  return { cycles, loops: read.flatMap((loop) => loop ?? []) };
}

function cycleOf(data: NonNullable<ControlData['cycle']>[number]): CycleDefinition {
  return {
    id: data.id,
    shape: shapeOf(data),
    lowPa: data.low,
    highPa: data.high,
    periodS: data.period,
    phaseS: data.phase ?? 0,
  };
}

function shapeOf(data: NonNullable<ControlData['cycle']>[number]): CycleShape {
  switch (data.shape) {
    case 'sine':
      return { kind: 'sine' };
    case 'square':
      return { kind: 'square', dutyRatio: data.duty ?? 0.5 };
    case 'trapezoid':
      return { kind: 'trapezoid', riseS: data.rise, highS: data.high_time, fallS: data.fall };
  }
}

function readLoop(reader: TagReader, data: LoopData, path: KeyPath): LoopDefinition | null {
  const outputs = data.outputs.filter(({ tag }, index) =>
    isOutput(reader, tag, [...path, 'outputs', index, 'tag']),
  );
  const pv = findTag(reader, data.pv, [...path, 'pv']);
  if (pv === null) return null;
  const setPointRange = readRange(reader, pv, data.set_point_range, [...path, 'set_point_range']);
  const pvRange = readRange(reader, pv, data.pv_range, [...path, 'pv_range']);
  const setPoint = readSetPoint(reader, pv, data, path);
  if (setPoint === null || setPointRange === null || pvRange === null) return null;
  return {
    id: data.id,
    title: data.title ?? data.id,
    pv: data.pv,
    setPoint,
    setPointRange,
    pvRange,
    pid: tuningOf(data.pid),
    outputRange: data.output_range ?? [0, 1],
    outputs: outputs.map(({ tag, from, to }) => ({ tag, from: from ?? 0, to: to ?? 1 })),
    onBad: onBadOf(data.on_bad),
  };
}

function readSetPoint(reader: TagReader, pv: TagInfo, data: LoopData, path: KeyPath): SetPointSource | null {
  const { value, cycle } = data.set_point;
  if (cycle !== undefined) return { kind: 'cycle', cycle };
  if (value === undefined)
    throw new Error(`invariant: loop ${data.id} passed the schema without a set-point`);
  const si = readValue(reader, pv, value, [...path, 'set_point', 'value']);
  return si === null ? null : { kind: 'value', value: si };
}

function tuningOf(data: LoopData['pid']): PidTuning {
  return {
    gain: data.gain,
    integralTimeS: data.integral_time ?? null,
    derivativeTimeS: data.derivative_time ?? 0,
    derivativeFilterN: data.derivative_filter ?? DEFAULT_DERIVATIVE_FILTER,
    setPointWeight: data.set_point_weight ?? 1,
    trackingTimeS: data.tracking_time ?? null,
  };
}

function onBadOf(data: LoopData['on_bad']): LoopDefinition['onBad'] {
  return data === undefined || data === 'hold' ? { kind: 'hold' } : { kind: 'output', value: data.output };
}
