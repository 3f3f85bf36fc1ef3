import type { Diagnostic } from '../config/diagnostic.ts';
import { renderText } from '../config/render-text.ts';

/** Prints diagnostics to standard error in the form that people read. */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): void {
  if (diagnostics.length === 0) return;
  const colour = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
  process.stderr.write(`${renderText(diagnostics, sources, { cwd: process.cwd(), colour })}\n`);
}
