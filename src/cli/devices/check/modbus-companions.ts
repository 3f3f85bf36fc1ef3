/**
 * Puts points that say something of others through their values: with other decimals the same readings arrive, and in
 * a state that spoils a reading it has that quality, with the state for a reason, and no other reading has.
 */
import { companionNames } from '../../../field/codec/companions.ts';
import { rawLimits } from '../../../field/codec/registers.ts';
import { randomStream } from '../../../field/emulated/random.ts';
import type { DeviceProfile, Qualifier } from '../../../field/profile.ts';
import type { Reading } from '../../../units/reading.ts';
import { driven, ModbusBench, type ModbusPointProfile, sensed } from './modbus-bench.ts';
import { readingProblem } from './modbus-reading.ts';
import { Findings, type PointResult } from './result.ts';
import { trialsOf } from './values.ts';
import { readRaw } from './wire-oracle.ts';

type Point = ModbusPointProfile;

export function checkCompanions(
  profile: DeviceProfile,
  points: readonly Point[],
  seed: number,
): readonly PointResult[] {
  return [
    ...checkDecimals(profile, points, seed),
    ...checkDecimalsWritten(profile, points),
    ...checkQualifiers(profile, points),
  ];
}

function checkDecimals(profile: DeviceProfile, points: readonly Point[], seed: number): PointResult[] {
  const findings = new Findings(profile.id, 'decimals');
  for (const point of points) {
    const companion = companionOf(points, point.source.decimals);
    if (companion === null) continue;
    const bench = new ModbusBench(profile, (each) => (each.name === point.name ? sensed(each) : null));
    for (const decimals of valuesOf(companion)) {
      bench.put(companion, decimals);
      for (const trial of trialsOf(point, randomStream(seed, profile.id, point.name))) {
        // A device with so many decimals cannot show the value, and is not set up like this.
        if (!fits(point, decimals, trial.truthSi)) continue;
        const exchange = bench.exchange(new Map([[point.name, trial.truthSi]]));
        const problem = readingProblem({ bench, exchange, point, trial });
        findings.look(point.name, problem === null ? null : `with ${decimals} decimals, ${problem}`);
      }
    }
  }
  return findings.results();
}

/** The number that is written changes with the decimals, and what it stands for does not. */
function checkDecimalsWritten(profile: DeviceProfile, points: readonly Point[]): PointResult[] {
  const findings = new Findings(profile.id, 'decimals written');
  for (const point of points) {
    const companion = companionOf(points, point.source.decimals);
    if (companion === null || point.access === 'read') continue;
    const bench = new ModbusBench(profile, (each) => (each.name === point.name ? driven(each) : null));
    const [lowest, highest] = point.range;
    for (const decimals of valuesOf(companion)) {
      if (!fits(point, decimals, lowest) || !fits(point, decimals, highest)) continue;
      bench.put(companion, decimals);
      bench.command(point.name, 0.25);
      bench.exchange(new Map());
      const raw = readRaw(point.source, bench.registersOf(point));
      const value = (raw * point.source.scale) / 10 ** decimals + point.source.offset;
      const wanted = lowest + 0.25 * (highest - lowest);
      const holds = Math.abs(value - wanted) <= (0.51 * Math.abs(point.source.scale)) / 10 ** decimals;
      findings.look(
        point.name,
        holds ? null : `with ${decimals} decimals, the device holds ${value}, not ${wanted}`,
      );
    }
  }
  return findings.results();
}

function checkQualifiers(profile: DeviceProfile, points: readonly Point[]): PointResult[] {
  const findings = new Findings(profile.id, 'states');
  const states = new Set(points.flatMap(({ source }) => [...companionNames(source)]));
  const bench = new ModbusBench(profile, (each) => (states.has(each.name) ? null : sensed(each)));
  const middle = new Map(points.map(({ name, range }) => [name, (range[0] + range[1]) / 2]));
  bench.exchange(middle);
  for (const point of points) {
    for (const rule of point.source.qualifiers ?? []) {
      const companion = companionOf(points, rule.point);
      if (companion === null) continue;
      for (const raw of rule.is) {
        const { readings } = bench.exchange(middle, () => bench.put(companion, raw));
        findings.look(point.name, stateProblem(points, point, { rule, companion, raw }, readings));
        bench.put(companion, companion.source.emulatedRaw ?? 0);
        const mended = bench.exchange(middle).readings.get(point.name);
        findings.look(
          point.name,
          mended?.quality === 'good'
            ? null
            : `after ${companion.name} = ${raw} it does not become good again`,
        );
      }
    }
  }
  return findings.results();
}

interface Tried {
  readonly rule: Qualifier;
  readonly companion: Point;
  readonly raw: number;
}

function stateProblem(
  points: readonly Point[],
  point: Point,
  { rule, companion, raw }: Tried,
  readings: ReadonlyMap<string, Reading>,
): string | null {
  const reading = readings.get(point.name);
  const name = `${companion.name} = ${raw}`;
  if (reading?.quality !== rule.quality)
    return `with ${name} it reads ${reading?.quality}, not ${rule.quality}`;
  if (reading.reason?.startsWith(`${companion.title}: `) !== true)
    return `with ${name} it reads ${reading.reason}`;
  const hurt = points.find(
    (other) =>
      !companionNames(other.source).includes(companion.name) && readings.get(other.name)?.quality === 'bad',
  );
  return hurt === undefined ? null : `with ${name} "${hurt.name}" is bad too`;
}

function companionOf(points: readonly Point[], name: string | undefined): Point | null {
  return points.find((point) => point.name === name) ?? null;
}

/** Raw numbers of a point: those with a meaning, or the whole ones of its range. */
function valuesOf({ source, range }: Point): readonly number[] {
  if (source.meanings !== undefined) return Object.keys(source.meanings).map(Number);
  const [from, to] = range.map((end) => Math.round((end - source.offset) / source.scale)) as [number, number];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Whether the register can hold a value with so many decimals; a failed sensor shows beyond all that it can hold. */
function fits(point: Point, decimals: number, valueSi: number): boolean {
  if (Number.isNaN(valueSi)) return point.range.every((end) => fits(point, decimals, end));
  const { source } = point;
  const [lowest, highest] = rawLimits(source);
  const raw = ((valueSi - source.offset) / source.scale) * 10 ** decimals;
  return raw > lowest && raw < highest;
}
