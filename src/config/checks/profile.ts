/** Cross-checks inside a device profile: registers, messages and points fit together. */

import { REGISTER_COUNT } from '../../field/codec/registers.ts';
import type { DeviceProfile, ModbusPoint, PointProfile } from '../../field/profile.ts';
import type { Diagnostic, Finding } from '../diagnostic.ts';
import type { KeyPath } from '../key-path.ts';
import { unknownName } from '../schema/fields.ts';
import { type TomlDocument, tomlDiagnostic } from '../toml-document.ts';

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
    ...overlaps(profile, at),
    ...messageReferences(profile, at),
    ...templates(profile, document),
    ...actuator(profile, document),
  ]);
}

type At = (index: number, path: KeyPath, finding: Finding) => Diagnostic;

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

const oneOfTheRegisterTypes = 'one of int16, uint16, int32, uint32, float32, float64';

function* overlaps({ points }: DeviceProfile, at: At): Generator<Diagnostic> {
  const owners = new Map<string, PointProfile>();
  for (const [index, point] of points.entries()) {
    if (point.source.protocol !== 'modbus') continue;
    const taken = registersOf(point.source).find((register) => owners.has(register));
    if (taken !== undefined) {
      yield at(index, ['modbus', 'address'], {
        id: 'register-overlap',
        message: `Point "${point.name}" uses ${taken}, which belongs to "${owners.get(taken)?.name}".`,
        expected: 'registers that no other point uses',
        remedy: 'check address, type and stride against the device document',
      });
    }
    for (const register of registersOf(point.source)) {
      if (!owners.has(register)) owners.set(register, point);
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
