import { type Diagnostic, hasErrors, sortDiagnostics } from './diagnostic.ts';
import type { SourceFiles } from './source-files.ts';

/** What came of reading configuration: a value exactly when there is no error, and always the diagnostics. */
export interface Loaded<T> {
  readonly value: T | null;
  /** Sorted by file and line. */
  readonly diagnostics: readonly Diagnostic[];
  /** Text of every file that was read, by the path that the diagnostics name. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Puts a result together; a value beside an error is withheld. */
export function loaded<T>(
  value: T | null,
  diagnostics: readonly Diagnostic[],
  sources: SourceFiles,
): Loaded<T> {
  return {
    value: hasErrors(diagnostics) ? null : value,
    diagnostics: sortDiagnostics(diagnostics),
    sources: sources.texts,
  };
}
