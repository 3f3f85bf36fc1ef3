import type { Diagnostic, Finding } from '../diagnostic.ts';
import type { KeyPath } from '../key-path.ts';

/** Makes a diagnostic at a key of the `[[point]]` table that a point of the profile comes from. */
export type At = (index: number, path: KeyPath, finding: Finding) => Diagnostic;
