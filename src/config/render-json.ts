import type { Diagnostic } from './diagnostic.ts';
import { shownPath } from './shown-path.ts';

/** Diagnostics as one JSON document: `{ "diagnostics": [ … ] }`, every field of `Diagnostic`, paths as shown. */
export function renderJson(diagnostics: readonly Diagnostic[], options: { readonly cwd: string }): string {
  const shown = diagnostics.map((diagnostic) => ({
    ...diagnostic,
    file: shownPath(diagnostic.file, options.cwd),
  }));
  return `${JSON.stringify({ diagnostics: shown }, null, 2)}\n`;
}
