/** SARIF 2.1.0 (OASIS Standard, 27 March 2020), the form in which code hosts take findings. */
import { pathToFileURL } from 'node:url';
import { CODES, type DiagnosticId } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { shownPath } from './shown-path.ts';

export function renderSarif(
  diagnostics: readonly Diagnostic[],
  options: { readonly cwd: string; readonly version: string },
): string {
  const ids = [...new Set(diagnostics.map((diagnostic) => diagnostic.id))].sort();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'buhera', version: options.version, rules: ids.map(rule) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(options.cwd).href}/` } },
        results: diagnostics.map((diagnostic) => result(diagnostic, ids, options.cwd)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rule(id: DiagnosticId) {
  return {
    id,
    shortDescription: { text: CODES[id].summary },
    defaultConfiguration: { level: CODES[id].severity },
  };
}

function result(diagnostic: Diagnostic, ids: readonly DiagnosticId[], cwd: string) {
  const { id, severity, message, expected, remedy, line, column, endColumn } = diagnostic;
  const text = [
    message,
    expected === null ? '' : `Expected: ${expected}.`,
    remedy === null ? '' : `Help: ${remedy}.`,
  ];
  return {
    ruleId: id,
    ruleIndex: ids.indexOf(id),
    level: severity,
    message: { text: text.filter((part) => part !== '').join(' ') },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(diagnostic.file, cwd),
          region: { startLine: line, startColumn: column, endColumn: Math.max(endColumn, column) },
        },
      },
    ],
  };
}

function artifact(file: string, cwd: string) {
  const shown = shownPath(file, cwd);
  return shown === file
    ? { uri: pathToFileURL(file).href }
    : { uri: shown.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' };
}
