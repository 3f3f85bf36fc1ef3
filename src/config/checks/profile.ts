/** Cross-checks inside a device profile: registers, messages and points fit together. */

import { REGISTER_COUNT } from '../../field/codec/registers.ts';
import { fieldMask } from '../../field/emulated/field-mask.ts';
import type { DeviceProfile, ModbusPoint, PointProfile, RegisterLayout } from '../../field/profile.ts';
import type { Diagnostic, Finding } from '../diagnostic.ts';
import type { KeyPath } from '../key-path.ts';
import { unknownName } from '../schema/fields.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';
import type { At } from './at-point.ts';
import { checkCompanions } from './profile-companions.ts';

/** `origins`: for each point the index of the `[[point]]` table that it comes from. */
export function checkProfile(
  profile: DeviceProfile,
  origins: readonly number[],
  document: TomlDocument,
): readonly Diagnostic[] {
  const at = (index: number, path: KeyPath, finding: Finding) =>
    tomlDiagnostic(document, ['point', origins[index] ?? 0, ...path], finding);
  return once([
    ...pointNames(profile, at),
    ...protocols(profile, at),
    ...registers(profile, at),
    ...layouts(profile, at),
    ...limits(profile, at),
    ...overlaps(profile, at),
    ...checkCompanions(profile, at),
    ...messageReferences(profile, at),
    ...templates(profile, document),
    ...payloads(profile, at),
    ...modbusTables(profile, document),
    ...actuator(profile, document),
  ]);
}

/** Repeated channels share their table, and one mistake in it is one diagnostic. */
function once(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return found.filter((diagnostic) => {
    const name = `${diagnostic.id} ${diagnostic.line} ${diagnostic.column}`;
    return seen.has(name) ? false : seen.add(name);
  });
}

function* pointNames({ points }: DeviceProfile, at: At): Generator<Diagnostic> {
  for (const [index, { name }] of points.entries()) {
    if (points.findIndex((point) => point.name === name) === index) continue;
    yield at(index, ['name'], {
      id: 'duplicate-id',
      message: `There is already a point "${name}".`,
      remedy: 'give each point its own name',
    });
  }
}

function* protocols({ points, protocol }: DeviceProfile, at: At): Generator<Diagnostic> {
  for (const [index, { name, source }] of points.entries()) {
    if (source.protocol === protocol) continue;
    yield at(index, [source.protocol], {
      id: 'protocol-mismatch',
      message: `Point "${name}" speaks ${source.protocol}, and the device speaks ${protocol}.`,
      expected: `a "${protocol}" table`,
    });
  }
}

function* registers({ points }: DeviceProfile, at: At): Generator<Diagnostic> {
  for (const [index, { name, access, source }] of points.entries()) {
    if (source.protocol !== 'modbus') continue;
    const isBits = source.table === 'coil' || source.table === 'discrete';
    if (isBits !== (source.type === 'bool')) {
      yield at(index, ['modbus', 'type'], {
        id: 'register-type',
        message: `The table "${source.table}" holds ${isBits ? 'single bits' : '16-bit registers'}, and the type is ${source.type}.`,
        expected: isBits ? 'bool' : oneOfTheRegisterTypes,
      });
    }
    if (access === 'read-write' && (source.table === 'discrete' || source.table === 'input')) {
      yield at(index, ['access'], {
        id: 'register-type',
        message: `Modbus has no way to write the table "${source.table}" of point "${name}".`,
        expected: '"read", or the table "coil" or "holding"',
      });
    }
    if (source.address + REGISTER_COUNT[source.type] > 65536) {
      yield at(index, ['modbus', 'address'], {
        id: 'out-of-range',
        message: `Point "${name}" would reach beyond register 65535.`,
        expected: 'registers from 0 to 65535',
      });
    }
  }
}

const oneOfTheRegisterTypes = 'one of int16, uint16, int32, uint32, int64, uint64, float32, float64';

function* layouts({ points }: DeviceProfile, at: At): Generator<Diagnostic> {
  for (const [index, { access, source }] of points.entries()) {
    if (source.protocol !== 'modbus') continue;
    const problem = layoutProblem(source);
    if (problem !== null) yield at(index, ['modbus', problem.key], problem.finding);
    else if (source.bits !== undefined && access !== 'read') {
      yield at(index, ['access'], {
        id: 'register-type',
        message: 'A write would change the other bits of the register too.',
        expected: '"read" where the point is a field of bits',
      });
    }
  }
}

interface LayoutProblem {
  readonly key: 'coding' | 'bits';
  readonly finding: Finding;
}

function layoutProblem({ type, coding, bits }: RegisterLayout): LayoutProblem | null {
  const unsigned = type === 'uint16' || type === 'uint32';
  if (coding === 'bcd' && !unsigned)
    return layoutNeeds('coding', 'BCD digits are stored in another type.', 'uint16 or uint32');
  if (coding === 'sign-magnitude' && type !== 'int16' && type !== 'int32') {
    return layoutNeeds('coding', 'A sign with its magnitude is stored in another type.', 'int16 or int32');
  }
  if (bits === undefined) return null;
  if (!unsigned || coding !== undefined)
    return layoutNeeds('bits', 'A field of bits is stored in another type.', 'uint16 or uint32');
  const [lowest, highest] = bits;
  if (lowest <= highest && highest < 16 * REGISTER_COUNT[type]) return null;
  return {
    key: 'bits',
    finding: {
      id: 'out-of-range',
      message: `A ${type} has no bits ${lowest} to ${highest}.`,
      expected: `[lowest, highest], from 0 to ${16 * REGISTER_COUNT[type] - 1}`,
    },
  };
}

function layoutNeeds(key: LayoutProblem['key'], message: string, types: string): LayoutProblem {
  return { key, finding: { id: 'register-type', message, expected: types } };
}

const READ_FUNCTION = { coil: 1, discrete: 2, holding: 3, input: 4 } as const;

/** What the device answers must reach its own points. */
function* limits({ points, modbus }: DeviceProfile, at: At): Generator<Diagnostic> {
  if (modbus === undefined) return;
  for (const [index, { name, access, source }] of points.entries()) {
    if (source.protocol !== 'modbus') continue;
    const missing = missingFunction(source, access, modbus.functions);
    if (missing !== null) {
      yield at(index, ['modbus', 'table'], {
        id: 'register-type',
        message: `Point "${name}" cannot be reached: the device does not answer ${missing}.`,
        expected: `${missing} among the functions of the table [modbus]`,
      });
    }
    if (modbus.maxRegisters !== null && REGISTER_COUNT[source.type] > modbus.maxRegisters) {
      yield at(index, ['modbus', 'type'], {
        id: 'out-of-range',
        message: `Point "${name}" is wider than one request to the device may be.`,
        expected: `at most ${modbus.maxRegisters} registers`,
      });
    }
  }
}

function missingFunction(
  source: ModbusPoint,
  access: PointProfile['access'],
  functions: readonly number[] | null,
): string | null {
  if (functions === null) return null;
  const read = READ_FUNCTION[source.table];
  if (!functions.includes(read)) return `function ${read}`;
  if (access === 'read') return null;
  const [single, several] = source.table === 'coil' ? [5, 15] : [6, 16];
  const fits =
    functions.includes(several) || (functions.includes(single) && REGISTER_COUNT[source.type] === 1);
  return fits ? null : `function ${several}`;
}

/** Fields of bits may share a register as long as they share no bit. */
function* overlaps({ points }: DeviceProfile, at: At): Generator<Diagnostic> {
  const owners = new Map<string, { readonly name: string; readonly mask: number }[]>();
  for (const [index, { name, source }] of points.entries()) {
    if (source.protocol !== 'modbus') continue;
    const registers = registersOf(source);
    const masks = fieldMask(source);
    const taken = registers.flatMap((register, i) =>
      (owners.get(register) ?? []).flatMap(({ name: owner, mask }) =>
        (mask & (masks[i] ?? 0)) === 0 ? [] : { register, owner },
      ),
    )[0];
    if (taken !== undefined) {
      yield at(index, ['modbus', 'address'], {
        id: 'register-overlap',
        message: `Point "${name}" uses ${taken.register}, which belongs to "${taken.owner}".`,
        expected: 'registers that no other point uses, or bits of them',
        remedy: 'check address, type and stride against the device document',
      });
    }
    for (const [i, register] of registers.entries()) {
      const sharing = owners.get(register) ?? [];
      sharing.push({ name, mask: masks[i] ?? 0 });
      owners.set(register, sharing);
    }
  }
}

function registersOf({ table, address, type }: ModbusPoint): readonly string[] {
  return Array.from({ length: REGISTER_COUNT[type] }, (_, offset) => `${table} ${address + offset}`);
}

function* messageReferences({ points, messages }: DeviceProfile, at: At): Generator<Diagnostic> {
  const names = messages.map(({ name }) => name);
  for (const [index, { source }] of points.entries()) {
    if (source.protocol !== 'mqtt' || names.includes(source.message)) continue;
    yield at(index, ['mqtt', 'message'], {
      id: 'unknown-message',
      message: `There is no message "${source.message}" in this profile.`,
      ...unknownName(source.message, names),
    });
  }
}

function* templates({ points, messages }: DeviceProfile, document: TomlDocument): Generator<Diagnostic> {
  const known = new Set(messages.map(({ name }) => name));
  for (const [index, message] of messages.entries()) {
    const own = points.filter(({ source }) => source.protocol === 'mqtt' && source.message === message.name);
    const names = own.map(({ name }) => name);
    const holes = [...message.template.matchAll(/\{([A-Za-z]\w*)\}/gu)].map((match) => match[1] ?? '');
    // A point that names no message of the profile has been reported, and may well be meant for this one.
    const lost = points.filter(({ source }) => source.protocol === 'mqtt' && !known.has(source.message));
    const possible = ['time', ...names, ...lost.map(({ name }) => name)];
    const stray = holes.find((hole) => !possible.includes(hole));
    const absent = names.find((name) => !holes.includes(name));
    if (stray !== undefined) {
      yield tomlDiagnostic(document, ['message', index, 'template'], {
        id: 'template-gap',
        message: `The template asks for {${stray}}, and no point of this message has that name.`,
        ...unknownName(stray, ['time', ...names]),
      });
    } else if (absent !== undefined) {
      yield tomlDiagnostic(document, ['message', index, 'template'], {
        id: 'template-gap',
        message: `The template leaves out point "${absent}" of this message.`,
        expected: `{${absent}} where the device prints its value`,
      });
    }
  }
}

/** Words have to mean something within the range, and a command is confirmed by a message that there is. */
function* payloads({ points, messages }: DeviceProfile, at: At): Generator<Diagnostic> {
  const names = messages.map(({ name }) => name);
  for (const [index, { name, access, source, range }] of points.entries()) {
    if (source.protocol !== 'mqtt') continue;
    if (access === 'read-write' && source.command === undefined) {
      yield at(index, ['access'], {
        id: 'register-type',
        message: `Point "${name}" has no command with which it could be written.`,
        expected: '"read", or a command in the table "mqtt"',
      });
    }
    const stray = Object.entries(source.words ?? {}).find(([, number]) => {
      const valueSi = number * source.scale + source.offset;
      return valueSi < range[0] || valueSi > range[1];
    });
    if (stray !== undefined) {
      yield at(index, ['mqtt', 'words'], {
        id: 'out-of-range',
        message: `The word "${stray[0]}" stands for a value outside the range of point "${name}".`,
        expected: 'numbers within the range',
      });
    }
    const { command } = source;
    if (command === undefined || names.includes(command.confirmedBy)) continue;
    yield at(index, ['mqtt', 'command', 'confirmed_by'], {
      id: 'unknown-message',
      message: `There is no message "${command.confirmedBy}" in this profile.`,
      ...unknownName(command.confirmedBy, names),
    });
  }
}

/** Tables that only a Modbus device has, and layouts that there are. */
function* modbusTables(
  { protocol, modbus, expectations = [] }: DeviceProfile,
  document: TomlDocument,
): Generator<Diagnostic> {
  if (protocol !== 'modbus') {
    for (const [key, given] of [
      ['modbus', modbus !== undefined],
      ['expect', expectations.length > 0],
    ] as const) {
      if (!given) continue;
      yield tomlDiagnostic(document, [key], {
        id: 'protocol-mismatch',
        message: `The table "${key}" speaks of Modbus, and the device speaks ${protocol}.`,
      });
    }
  }
  for (const [index, { content }] of expectations.entries()) {
    const problem = content.kind === 'number' ? layoutProblem(content.layout) : null;
    if (problem !== null) yield tomlDiagnostic(document, ['expect', index, problem.key], problem.finding);
  }
}

function* actuator(
  { actuator: motion, points, protocol }: DeviceProfile,
  document: TomlDocument,
): Generator<Diagnostic> {
  if (protocol === 'analog' && motion === null) {
    yield tomlDiagnostic(document, ['device', 'protocol'], {
      id: 'not-an-actuator',
      message: 'A device behind an output channel needs the table [actuator].',
      expected: '[actuator] with stroke_time and dead_time',
    });
  }
  if (motion !== null && (protocol !== 'analog' || points.length !== 1)) {
    yield tomlDiagnostic(document, ['actuator'], {
      id: 'not-an-actuator',
      message: 'An actuator has the protocol "analog" and exactly one point: the signal that it obeys.',
    });
  }
}
