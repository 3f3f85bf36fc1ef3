/** `control.toml` as loops and cycles in SI, checked against the tags of the site. */
import type { CycleDefinition } from '../control/cycle-definition.ts';
import type {
  BadAction,
  DeadBand,
  FeedForward,
  GainSchedule,
  LoopDefinition,
  LoopMode,
  OutputRate,
  OutputTracking,
  SetPointSource,
} from '../control/definition.ts';
import type { RepetitiveTuning } from '../control/repetitive.ts';
import { checkControl } from './checks/control.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { KeyPath } from './key-path.ts';
import { cycleOf } from './read-cycle.ts';
import { readTuning } from './read-tuning.ts';
import { checkShape } from './schema/check-shape.ts';
import { controlSchema, type LoopData } from './schema/control-schema.ts';
import type { TagInfo } from './tag-info.ts';
import {
  createTagReader,
  findTag,
  isOutput,
  readDifference,
  readRange,
  readValue,
  type TagReader,
  type TagTable,
} from './tag-table.ts';
import type { TomlDocument } from './toml-document.ts';

export interface ControlFile {
  readonly loops: readonly LoopDefinition[];
  readonly cycles: readonly CycleDefinition[];
}

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

function readLoop(reader: TagReader, data: LoopData, path: KeyPath): LoopDefinition | null {
  const outputs = (data.outputs ?? []).filter(({ tag }, index) =>
    isOutput(reader, tag, [...path, 'outputs', index, 'tag']),
  );
  const pv = findTag(reader, data.pv, [...path, 'pv']);
  const pid = readTuning(reader, data, [...path, 'pid']);
  if (pv === null) return null;
  const setPointRange = readRange(reader, pv, data.set_point_range, [...path, 'set_point_range']);
  const pvRange = readRange(reader, pv, data.pv_range, [...path, 'pv_range']);
  const setPoint = readSetPoint(reader, pv, data, path);
  const parts = {
    schedule: readSchedule(reader, data, path),
    feedForward: readFeedForward(reader, data, path),
    deadBand: readDeadBand(reader, pv, data, path),
    tracking: readTracking(reader, data, path),
    repetitive: readRepetitive(reader, pv, data, path),
  };
  if (setPoint === null || setPointRange === null || pvRange === null || pid === null) return null;
  return {
    id: data.id,
    title: data.title ?? data.id,
    pv: data.pv,
    pvFilterS: data.pv_filter ?? 0,
    setPoint,
    cascade: data.set_point.loop ?? null,
    remote: data.set_point.tag ?? null,
    startMode: startModeOf(data),
    setPointRange,
    setPointTracksPv: data.set_point_tracks_pv ?? false,
    pvRange,
    pid,
    ...parts,
    outputRange: data.output_range ?? [0, 1],
    outputRate: outputRateOf(data.output_rate),
    outputs: outputs.map(({ tag, from, to }) => ({ tag, from: from ?? 0, to: to ?? 1 })),
    onBad: onBadOf(data.on_bad),
    afterBad: data.after_bad ?? 'resume',
    onBadSetPoint: data.on_bad_set_point ?? 'hold',
    fatigue:
      data.fatigue === undefined
        ? null
        : {
            rangePa: data.fatigue.range,
            cycles: data.fatigue.cycles,
            exponent: data.fatigue.exponent,
          },
    usage: { gasFlow: data.usage?.gas_flow ?? null, power: data.usage?.power ?? null },
  };
}

function readSetPoint(reader: TagReader, pv: TagInfo, data: LoopData, path: KeyPath): SetPointSource | null {
  const { value, cycle, phase } = data.set_point;
  if (cycle !== undefined) return { kind: 'cycle', cycle, phaseS: phase ?? 0 };
  if (value === undefined) return { kind: 'last' };
  const si = readValue(reader, pv, value, [...path, 'set_point', 'value']);
  return si === null ? null : { kind: 'value', value: si };
}

/** Whoever names a set-point from elsewhere means to follow it. */
function startModeOf({ mode, set_point: { loop, tag } }: LoopData): LoopMode {
  if (mode !== undefined) return mode;
  if (loop !== undefined) return 'cascade';
  return tag === undefined ? 'auto' : 'remote';
}

function readSchedule(reader: TagReader, data: LoopData, path: KeyPath): GainSchedule | null {
  if (data.schedule === undefined) return null;
  const at = [...path, 'schedule'];
  const tag = findTag(reader, data.schedule.tag, [...at, 'tag']);
  if (tag === null) return null;
  const sign = data.action === 'direct' ? -1 : 1;
  const points = data.schedule.points.flatMap((point, index) => {
    const value = readValue(reader, tag, point.at, [...at, 'points', index, 'at']);
    if (value === null) return [];
    const { gain, integral_time: integralTimeS, derivative_time: derivativeTimeS } = point;
    return {
      at: value,
      gain: sign * gain,
      integralTimeS: integralTimeS ?? data.pid.integral_time ?? null,
      derivativeTimeS: derivativeTimeS ?? data.pid.derivative_time ?? 0,
    };
  });
  return { tag: tag.id, points };
}

function readFeedForward(reader: TagReader, data: LoopData, path: KeyPath): FeedForward | null {
  if (data.feed_forward === undefined) return null;
  const { tag: name, range: written, gain, lead, lag } = data.feed_forward;
  const at = [...path, 'feed_forward'];
  const tag = findTag(reader, name, [...at, 'tag']);
  const range = tag === null ? null : readRange(reader, tag, written, [...at, 'range']);
  return range === null ? null : { tag: name, range, gain, leadS: lead ?? 0, lagS: lag ?? 0 };
}

function readDeadBand(reader: TagReader, pv: TagInfo, data: LoopData, path: KeyPath): DeadBand | null {
  if (data.dead_band === undefined) return null;
  const width = readDifference(reader, pv, data.dead_band.width, [...path, 'dead_band', 'width']);
  return width === null || width === 0 ? null : { width, kind: data.dead_band.kind ?? 'continuous' };
}

const USUAL_LEARNING = 0.5;
const USUAL_POINTS = 200;

function readRepetitive(
  reader: TagReader,
  pv: TagInfo,
  { repetitive }: LoopData,
  path: KeyPath,
): RepetitiveTuning | null {
  if (repetitive === undefined) return null;
  const limit = readDifference(reader, pv, repetitive.limit, [...path, 'repetitive', 'limit']);
  if (limit === null || limit === 0) return null;
  const { gain, lead, points } = repetitive;
  return { gain: gain ?? USUAL_LEARNING, leadS: lead, limit, points: points ?? USUAL_POINTS };
}

function readTracking(reader: TagReader, { tracking }: LoopData, path: KeyPath): OutputTracking | null {
  if (tracking?.tag === undefined || tracking.while === undefined) return null;
  const tag = findTag(reader, tracking.tag, [...path, 'tracking', 'tag']);
  const whileTag = findTag(reader, tracking.while, [...path, 'tracking', 'while']);
  return tag === null || whileTag === null ? null : { tag: tag.id, whileTag: whileTag.id };
}

function outputRateOf(data: LoopData['output_rate']): OutputRate | null {
  if (data === undefined) return null;
  return {
    risePerS: data.rise_per_s ?? Number.POSITIVE_INFINITY,
    fallPerS: data.fall_per_s ?? Number.POSITIVE_INFINITY,
  };
}

function onBadOf(data: LoopData['on_bad']): BadAction {
  if (data === undefined) return { kind: 'hold' };
  return typeof data === 'string' ? { kind: data } : { kind: 'output', value: data.output };
}
