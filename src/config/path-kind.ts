/** What stands at a path, without a throw where the operating system refuses to say. */
import { readdirSync, statSync } from 'node:fs';
import { type Diagnostic, diagnosticAt, startOf } from './diagnostic.ts';
import { cannotRead } from './source-files.ts';

export type PathKind =
  | { readonly kind: 'file' | 'absent' }
  | { readonly kind: 'folder'; readonly names: readonly string[] }
  | { readonly kind: 'unreadable'; readonly diagnostic: Diagnostic };

/** @param path absolute; a link counts as what it leads to */
export function pathKind(path: string): PathKind {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return { kind: 'absent' };
    return stat.isDirectory() ? { kind: 'folder', names: readdirSync(path).sort() } : { kind: 'file' };
  } catch (error) {
    return { kind: 'unreadable', diagnostic: diagnosticAt(startOf(path), cannotRead(error)) };
  }
}

/** Names in a folder, sorted; none where there is no readable folder. */
export function namesIn(path: string): readonly string[] {
  const found = pathKind(path);
  return found.kind === 'folder' ? found.names : [];
}
