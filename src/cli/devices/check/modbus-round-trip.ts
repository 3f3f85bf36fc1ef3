/** Reads and writes every point of a Modbus profile over its emulator and its driver, and compares what arrives. */
import { companionsOf } from '../../../field/codec/companions.ts';
import { encodeRaw } from '../../../field/codec/registers.ts';
import { randomStream } from '../../../field/emulated/random.ts';
import type { DeviceProfile, ModbusPoint, PointProfile } from '../../../field/profile.ts';
import type { Reading } from '../../../units/reading.ts';
import { driven, ModbusBench, type ModbusPointProfile, sensed } from './modbus-bench.ts';
import { checkCompanions } from './modbus-companions.ts';
import { failureProblem, isFloat, readingProblem, toleranceOf } from './modbus-reading.ts';
import { Findings, type PointResult } from './result.ts';
import { statesOf, type Trial, trialsOf } from './values.ts';
import { readRaw } from './wire-oracle.ts';

/** Positions to which every output is sent, and what it must then give. */
const POSITIONS: readonly (readonly [commanded: number, given: number])[] = [
  [0, 0],
  [1, 1],
  [0.5, 0.5],
  [0.123, 0.123],
  [-0.5, 0],
  [1.5, 1],
  [0.999, 0.999],
];

type Point = ModbusPointProfile;

export function checkModbus(profile: DeviceProfile, seed: number): PointResult[] {
  const points = profile.points.filter((point): point is Point => point.source.protocol === 'modbus');
  const companions = companionsOf(profile);
  // Points that say something of others stay as all is well, and are tried by themselves.
  const others = points.filter(({ name }) => !companions.has(name));
  const states = points.filter(({ name }) => companions.has(name));
  return [
    ...checkReading(profile, others, seed),
    ...(states.length === 0 ? [] : checkReading(profile, states, seed)),
    ...checkResolution(profile, others, seed),
    ...checkFailValues(profile, others),
    ...checkWriting(profile, points),
    ...checkCompanions(profile, points, seed),
  ];
}

function checkReading(profile: DeviceProfile, points: readonly Point[], seed: number): PointResult[] {
  const findings = new Findings(profile.id, 'reading');
  const bench = new ModbusBench(profile, only(points));
  const trials = new Map(points.map((point) => [point.name, trialsFor(profile, point, seed)]));
  const steps = Math.max(...[...trials.values()].map((list) => list.length));
  for (let step = 0; step < steps; step++) {
    const now = points.map((point) => ({ point, trial: trialAt(trials.get(point.name) ?? [], step) }));
    const exchange = bench.exchange(new Map(now.map(({ point, trial }) => [point.name, trial.truthSi])));
    for (const { point, trial } of now) {
      findings.look(point.name, readingProblem({ bench, exchange, point, trial }));
    }
  }
  return findings.results();
}

/** Binds these points, and leaves the others to the device. */
function only(points: readonly Point[], resolutionOf: (point: PointProfile) => number = () => 0) {
  const names = new Set(points.map(({ name }) => name));
  return (point: PointProfile) => (names.has(point.name) ? sensed(point, resolutionOf(point)) : null);
}

function trialsFor(profile: DeviceProfile, point: Point, seed: number): readonly Trial[] {
  return trialsOf(point, randomStream(seed, profile.id, point.name));
}

/** Points with fewer trials go through theirs again while the others finish. */
function trialAt(trials: readonly Trial[], step: number): Trial {
  const trial = trials[step % trials.length];
  if (trial === undefined) throw new Error('invariant: a point without trials');
  return trial;
}

/** With the sensor's own steps, what arrives lies on one of them. */
function checkResolution(profile: DeviceProfile, points: readonly Point[], seed: number): PointResult[] {
  const stepped = points.filter((point) => point.sensor.resolution > 0 && statesOf(point) === null);
  const findings = new Findings(profile.id, 'resolution');
  const bench = new ModbusBench(
    profile,
    only(points, ({ sensor }) => sensor.resolution),
  );
  const trials = new Map(stepped.map((point) => [point.name, trialsFor(profile, point, seed)]));
  for (const name of ['random 1', 'random 2', 'random 3', 'middle']) {
    const truth = new Map(
      [...trials].map(([point, list]) => [point, list.find((trial) => trial.name === name)?.truthSi ?? 0]),
    );
    const { readings } = bench.exchange(truth);
    for (const point of stepped) {
      const { resolution } = point.sensor;
      const value = readings.get(point.name)?.value ?? Number.NaN;
      const truthSi = truth.get(point.name) ?? Number.NaN;
      const reach = resolution / 2 + toleranceOf({ ...point.source, scale: bench.scaleOf(point) }, truthSi);
      const holds = Math.abs(value - truthSi) <= reach;
      findings.look(point.name, holds ? null : `${name}: ${truthSi} reads ${value}, over half a step away`);
    }
  }
  return findings.results();
}

/** Every documented fail value, put into the registers, makes a bad reading, and takes no neighbour with it. */
function checkFailValues(profile: DeviceProfile, points: readonly Point[]): PointResult[] {
  const findings = new Findings(profile.id, 'fail values');
  const bench = new ModbusBench(profile, only(points));
  const middle = new Map(points.map(({ name, range }) => [name, (range[0] + range[1]) / 2]));
  for (const point of points) {
    for (const raw of failValues(point.source)) {
      const { readings } = bench.exchange(middle, () => {
        bench.device.map.set(point.source.table, point.source.address, encodeRaw(point.source, raw));
      });
      const reading = readings.get(point.name);
      const problem =
        reading === undefined ? 'no reading' : failureProblem(`raw ${raw}`, reading, point.source);
      findings.look(point.name, problem ?? neighbourProblem(points, point, readings));
      // The emulator writes a register when its sensor converts; the next exchange puts it right.
      bench.exchange(middle);
    }
  }
  return findings.results();
}

function failValues(source: ModbusPoint): readonly number[] {
  return isFloat(source) ? [...source.failRaw, Number.NaN] : source.failRaw;
}

function neighbourProblem(
  points: readonly Point[],
  failed: Point,
  readings: ReadonlyMap<string, Reading>,
): string | null {
  const hurt = points.find(({ name }) => name !== failed.name && readings.get(name)?.quality === 'bad');
  return hurt === undefined ? null : `its fail value makes "${hurt.name}" bad too`;
}

/** Sends every output through its range, all at once, and reads what the device then holds. */
function checkWriting(profile: DeviceProfile, points: readonly Point[]): PointResult[] {
  const outputs = points.filter(({ access }) => access === 'read-write');
  const findings = new Findings(profile.id, 'writing');
  if (outputs.length === 0) return [];
  const bench = new ModbusBench(profile, (point) => (point.access === 'read-write' ? driven(point) : null));
  for (const [commanded, given] of POSITIONS) {
    for (const { name } of outputs) bench.command(name, commanded);
    const { refusals } = bench.exchange(new Map());
    const positions = new Map<string, number>();
    bench.device.forEachDrive((plantPoint, position) => void positions.set(plantPoint, position));
    for (const point of outputs) {
      const position = positions.get(point.name) ?? Number.NaN;
      findings.look(
        point.name,
        refusals[0] === undefined
          ? writingProblem(bench, point, given, position)
          : `at ${commanded}: the device refuses a ${refusals[0]}`,
      );
    }
  }
  return findings.results();
}

function writingProblem(bench: ModbusBench, point: Point, given: number, position: number): string | null {
  const [lowest, highest] = point.range;
  const source = { ...point.source, scale: bench.scaleOf(point) };
  const wanted = source.type === 'bool' ? Math.round(given) : lowest + given * (highest - lowest);
  const onWire = readRaw(source, bench.registersOf(point)) * source.scale + source.offset;
  const tolerance = toleranceOf(source, wanted);
  if (!(Math.abs(onWire - wanted) <= tolerance))
    return `at ${given}: the registers say ${onWire}, not ${wanted}`;
  const reached = lowest + position * (highest - lowest);
  return Math.abs(reached - wanted) <= 2 * tolerance ? null : `at ${given}: the device stands at ${position}`;
}
