/** Points that say something of others: they exist, say it in numbers, and the emulated device shows something in them. */
import { companionNames, companionsOf, withDecimals } from '../../field/codec/companions.ts';
import { rawLimits } from '../../field/codec/registers.ts';
import type { DeviceProfile, ModbusPoint, PointProfile, Qualifier } from '../../field/profile.ts';
import type { Diagnostic, Finding } from '../diagnostic.ts';
import type { KeyPath } from '../key-path.ts';
import { unknownName } from '../schema/fields.ts';
import type { At } from './at-point.ts';

export function* checkCompanions(profile: DeviceProfile, at: At): Generator<Diagnostic> {
  for (const [index, point] of profile.points.entries()) {
    const { source } = point;
    if (source.protocol !== 'modbus') continue;
    for (const { path, finding } of [
      ...decimalsProblems(profile, source),
      ...qualifierProblems(profile, source),
      ...emulatedProblems(source),
    ]) {
      yield at(index, ['modbus', ...path], finding);
    }
  }
  yield* shownStates(profile, at);
}

interface Problem {
  readonly path: KeyPath;
  readonly finding: Finding;
}

function* decimalsProblems(profile: DeviceProfile, source: ModbusPoint): Generator<Problem> {
  if (source.decimals === undefined) return;
  const path = ['decimals'];
  if (!isWholeNumber(source)) {
    yield {
      path,
      finding: {
        id: 'register-type',
        message: `A ${source.type} has its decimals in itself, or none.`,
        expected: 'a whole number of 16, 32 or 64 bits',
      },
    };
  }
  const companion = companionAt(profile, source.decimals);
  if (typeof companion === 'object') yield* dependence(companion, path);
  else yield { path, finding: companionFinding(profile, source.decimals, companion) };
}

function* qualifierProblems(profile: DeviceProfile, source: ModbusPoint): Generator<Problem> {
  const counts = { bad: 0, uncertain: 0 };
  for (const qualifier of source.qualifiers ?? []) {
    const rule = [`${qualifier.quality}_when`, counts[qualifier.quality]++];
    const companion = companionAt(profile, qualifier.point);
    if (typeof companion !== 'object') {
      yield { path: [...rule, 'point'], finding: companionFinding(profile, qualifier.point, companion) };
      continue;
    }
    yield* dependence(companion, [...rule, 'point']);
    yield* stateProblems(companion, qualifier, [...rule, 'is']);
  }
}

function* stateProblems({ name, source }: Companion, { is }: Qualifier, path: KeyPath): Generator<Problem> {
  const [lowest, highest] = rawLimits(source);
  const stray = is.find((raw) =>
    source.meanings === undefined
      ? raw < lowest || raw > highest
      : !Object.hasOwn(source.meanings, String(raw)),
  );
  if (stray === undefined) return;
  const known =
    source.meanings === undefined ? `${lowest} to ${highest}` : Object.keys(source.meanings).join(', ');
  yield {
    path,
    finding: {
      id: 'out-of-range',
      message: `The point "${name}" never holds ${stray}.`,
      expected: `numbers in its register: ${known}`,
    },
  };
}

/** What says something of others stands for itself. */
function* dependence({ name, source }: Companion, path: KeyPath): Generator<Problem> {
  if (companionNames(source).length === 0) return;
  yield {
    path,
    finding: {
      id: 'register-type',
      message: `The point "${name}" depends on another point itself.`,
      expected: 'a point without decimals, bad_when and uncertain_when of its own',
    },
  };
}

function* emulatedProblems(source: ModbusPoint): Generator<Problem> {
  const { emulatedRaw } = source;
  if (emulatedRaw === undefined) return;
  const [lowest, highest] = rawLimits(source);
  const holds = emulatedRaw >= lowest && emulatedRaw <= highest;
  if (holds && (isFloat(source) || Number.isInteger(emulatedRaw))) return;
  yield {
    path: ['emulated'],
    finding: {
      id: 'out-of-range',
      message: `The register cannot hold ${emulatedRaw}.`,
      expected: `a whole number from ${lowest} to ${highest}`,
    },
  };
}

/** A register that nothing in the plant feeds would else show a failed sensor, and spoil what depends on it. */
function* shownStates(profile: DeviceProfile, at: At): Generator<Diagnostic> {
  const companions = companionsOf(profile);
  for (const [index, { name, source }] of profile.points.entries()) {
    if (source.protocol !== 'modbus' || !companions.has(name) || isFloat(source)) continue;
    const others = profile.points.map((point) => point.source).filter((other) => other.protocol === 'modbus');
    const shown = source.emulatedRaw;
    const spoilt = others
      .flatMap(({ qualifiers = [] }) => qualifiers)
      .some(({ point, is }) => point === name && shown !== undefined && is.includes(shown));
    const noDecimals =
      others.some(({ decimals }) => decimals === name) && withDecimals(source, shown ?? 0) === null;
    if (shown !== undefined && !spoilt && !noDecimals) continue;
    yield at(index, ['modbus', ...(shown === undefined ? [] : ['emulated'])], {
      id: shown === undefined ? 'missing-key' : 'out-of-range',
      message: `Other points depend on "${name}", ${shown === undefined ? 'and nothing says what the emulated device shows in it' : `and with ${shown} in it they have no good value`}.`,
      expected: 'emulated = the number in the register while all is well',
    });
  }
}

type Companion = Pick<PointProfile, 'name'> & { readonly source: ModbusPoint };

function companionAt({ points }: DeviceProfile, name: string): Companion | 'unknown' | 'fractional' {
  const found = points.find((point) => point.name === name);
  if (found?.source.protocol !== 'modbus') return 'unknown';
  return isFloat(found.source) ? 'fractional' : { name, source: found.source };
}

function companionFinding(
  { points }: DeviceProfile,
  name: string,
  problem: 'unknown' | 'fractional',
): Finding {
  if (problem === 'unknown') {
    return {
      id: 'unknown-point',
      message: `There is no point "${name}" in this profile.`,
      ...unknownName(
        name,
        points.map((point) => point.name),
      ),
    };
  }
  return {
    id: 'register-type',
    message: `The point "${name}" is a float, and states are whole numbers.`,
    expected: 'a point that holds whole numbers or bits',
  };
}

function isFloat({ type }: ModbusPoint): boolean {
  return type === 'float32' || type === 'float64';
}

function isWholeNumber(source: ModbusPoint): boolean {
  return !isFloat(source) && source.type !== 'bool' && source.bits === undefined;
}
