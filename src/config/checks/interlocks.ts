/** Cross-checks of the interlocks: the matrix is whole, and every output has a safe state. */

import { join } from 'node:path';
import { type Diagnostic, diagnosticAt, startOf } from '../diagnostic.ts';
import { unknownName } from '../schema/fields.ts';
import type { InterlockData } from '../schema/safety-schema.ts';
import type { TagReader, TagTable } from '../tag-table.ts';
import { checkTwoValuedSafeStates } from './two-valued.ts';

export function checkInterlocks(reader: TagReader, data: InterlockData): void {
  checkMatrix(reader, data);
  checkCauses(reader, data);
  checkEffects(reader, data);
  checkSafeStates(reader, data);
  checkTwoValuedSafeStates(reader, data);
}

function checkMatrix(reader: TagReader, data: InterlockData): void {
  const causes = (data.cause ?? []).map(({ id }) => id);
  const effects = (data.effect ?? []).map(({ id }) => id);
  for (const [cause, tripped] of Object.entries(data.matrix ?? {})) {
    if (!causes.includes(cause)) {
      reader.report(['matrix', cause], {
        id: 'unknown-cause',
        message: `There is no cause "${cause}".`,
        ...unknownName(cause, causes),
      });
    }
    for (const [position, effect] of tripped.entries()) {
      if (effects.includes(effect)) continue;
      reader.report(['matrix', cause, position], {
        id: 'unknown-effect',
        message: `There is no effect "${effect}".`,
        ...unknownName(effect, effects),
      });
    }
  }
}

function checkCauses(reader: TagReader, data: InterlockData): void {
  const matrix = new Map(Object.entries(data.matrix ?? {}));
  const watched = new Set((data.cause ?? []).filter(({ bad }) => bad !== undefined).map(({ tag }) => tag));
  for (const [index, cause] of (data.cause ?? []).entries()) {
    if ((matrix.get(cause.id) ?? []).length === 0) {
      reader.report(['cause', index, 'id'], {
        id: 'cause-without-effect',
        message: `The cause "${cause.id}" trips nothing.`,
        expected: `a line ${cause.id} = ["…"] in [matrix]`,
      });
    }
    if (cause.on_bad !== 'ignore' || watched.has(cause.tag)) continue;
    // A tag that does not exist has its own diagnostic, and advice about it would repeat the mistake.
    if (cause.tag === undefined || !reader.table.tags.has(cause.tag)) continue;
    reader.report(['cause', index, 'on_bad'], {
      id: 'loss-not-covered',
      message: `While "${cause.tag}" is bad, "${cause.id}" cannot trip, and no other cause watches for that.`,
      remedy: `remove on_bad, or add a cause with tag = "${cause.tag}" and bad = true`,
    });
  }
}

function checkEffects(reader: TagReader, data: InterlockData): void {
  const tripped = new Set(Object.values(data.matrix ?? {}).flat());
  for (const [index, { id }] of (data.effect ?? []).entries()) {
    if (tripped.has(id)) continue;
    reader.report(['effect', index, 'id'], {
      id: 'effect-without-cause',
      message: `Nothing trips the effect "${id}".`,
      expected: `"${id}" in the list of some cause in [matrix]`,
    });
  }
}

function checkSafeStates(reader: TagReader, data: InterlockData): void {
  const safe = new Set(Object.keys(data.safe_state ?? {}));
  const path = data.safe_state === undefined ? [] : ['safe_state'];
  for (const { id, kind, twoValued } of reader.table.tags.values()) {
    if (kind !== 'output' || safe.has(id)) continue;
    reader.report(path, {
      id: 'no-safe-state',
      message: `The output "${id}" has no safe state.`,
      expected: `"${id}" = 0 or ${twoValued ? '1' : 'another position up to 1'} in [safe_state]`,
      remedy: 'say what the output does without power, control or communication',
    });
  }
}

/** A site without the file has no safe states, and then it must have no outputs either. */
export function checkAbsentInterlocks(folder: string, table: TagTable): readonly Diagnostic[] {
  const outputs = [...table.tags.values()].filter(({ kind }) => kind === 'output').map(({ id }) => id);
  if (outputs.length === 0) return [];
  return [
    diagnosticAt(startOf(join(folder, 'interlocks.toml')), {
      id: 'no-safe-state',
      message: `The site drives ${outputs.length} outputs, and there is no interlocks.toml to say their safe states.`,
      expected: 'a file interlocks.toml with a table [safe_state]',
      remedy: `begin it with [safe_state] and "${outputs[0]}" = 0`,
    }),
  ];
}
