/** The users of the embedded broker and their rights. */
import { resolve } from 'node:path';
import { ANONYMOUS } from '../field/mqtt/broker/gate.ts';
import type { AccessRules } from '../field/wiring.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Loaded, loaded } from './loaded.ts';
import { checkShape } from './schema/check-shape.ts';
import { unknownName } from './schema/fields.ts';
import { mqttAccessSchema } from './schema/mqtt-access-schema.ts';
import { createSourceFiles, type SourceFiles } from './source-files.ts';
import { readToml, tomlDiagnostic } from './toml-document.ts';

/** null when the file does not hold (which is reported). */
export function readMqttAccess(
  file: string,
  sources: SourceFiles,
  diagnostics: Diagnostic[],
): AccessRules | null {
  const written = readToml(file, sources, diagnostics);
  const shaped = written === null ? null : checkShape(written, mqttAccessSchema, diagnostics);
  if (shaped === null) return null;
  const { document, data } = shaped;
  const users = (data.user ?? []).map(({ name, password }) => ({ name, passwordHash: password }));
  const known = [...users.map(({ name }) => name), ANONYMOUS];
  for (const [index, rule] of data.rule.entries()) {
    for (const [at, name] of rule.users.entries()) {
      if (known.includes(name)) continue;
      const message = `There is no user "${name}".`;
      const finding = { id: 'unknown-user', message, ...unknownName(name, known) } as const;
      diagnostics.push(tomlDiagnostic(document, ['rule', index, 'users', at], finding));
    }
  }
  const rules = data.rule.map(({ users: names, read, write }) => {
    return { users: names, read: read ?? [], write: write ?? [] };
  });
  return { users, rules };
}

/** Reads such a file by itself. Never throws on what it holds. */
export function loadMqttAccess(path: string): Loaded<AccessRules> {
  const sources = createSourceFiles();
  const diagnostics: Diagnostic[] = [];
  return loaded(readMqttAccess(resolve(path), sources, diagnostics), diagnostics, sources);
}
