import { CODES, type DiagnosticId, type Severity } from './codes.ts';

/** A stretch of one line of a file; lines and columns count from 1, columns in UTF-16 units as editors do. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** First column after the stretch; never before `column`. */
  readonly endColumn: number;
}

/** What is wrong in a user's configuration, where, and how to mend it. */
export interface Diagnostic extends Place {
  readonly id: DiagnosticId;
  readonly severity: Severity;
  /** Dotted path such as `valve[2].area`; null where there is none. */
  readonly key: string | null;
  /** The offending value as the file has it. */
  readonly value: string | null;
  readonly message: string;
  readonly expected: string | null;
  readonly remedy: string | null;
}

/** What a check has to say, before it is placed. */
export interface Finding {
  readonly id: DiagnosticId;
  readonly message: string;
  readonly expected?: string | null;
  readonly remedy?: string | null;
}

/** A diagnostic of `finding` at `place`; severity comes from the table of codes. */
export function diagnosticAt(
  place: Place,
  finding: Finding,
  about: { key?: string | null; value?: string | null } = {},
): Diagnostic {
  return {
    id: finding.id,
    severity: CODES[finding.id].severity,
    file: place.file,
    line: place.line,
    column: place.column,
    endColumn: place.endColumn,
    key: about.key ?? null,
    value: about.value ?? null,
    message: finding.message,
    expected: finding.expected ?? null,
    remedy: finding.remedy ?? null,
  };
}

/** The beginning of a file, for what concerns the file as a whole. */
export function startOf(file: string): Place {
  return { file, line: 1, column: 1, endColumn: 1 };
}

/** In order of file, line, column; a new array. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.id, b.id),
  );
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
