/**
 * Copies of a site in a temporary folder, with single edits, for tests of what is wrong in a file. The site is the
 * demo as it once was: the demo itself may be tuned without a test of the reader taking notice.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export const REPOSITORY = new URL('../../..', import.meta.url).pathname.replace(/\/$/u, '');

/** Marks in a replacement where the diagnostic must point; it is not written. */
export const MARK = '«';

export interface SiteCopy {
  readonly root: string;
  /** `<root>/etc/demo`. */
  readonly folder: string;
}

export interface Edit {
  /** Relative to the root of the copy. */
  readonly file: string;
  /** Text that stands exactly once in the file; absent: the whole file. */
  readonly from?: string;
  readonly to: string;
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'buhera-config-'));
  made.push(folder);
  return folder;
}

export function copyOfSite(): SiteCopy {
  const root = temporaryFolder();
  cpSync(join(REPOSITORY, 'test/config/site'), root, { recursive: true });
  cpSync(join(REPOSITORY, 'devices'), join(root, 'devices'), { recursive: true });
  return { root, folder: join(root, 'etc', 'demo') };
}

/** Applies an edit; gives `file:line:column` of the mark in it, or null when it has none. */
export function applyEdit(copy: SiteCopy, { file, from, to }: Edit): string | null {
  const path = join(copy.root, file);
  const marked = from === undefined ? to : replaceOnce(readFileSync(path, 'utf8'), from, to, file);
  const at = marked.indexOf(MARK);
  writeFileSync(path, marked.replace(MARK, ''));
  if (at < 0) return null;
  const lines = marked.slice(0, at).split('\n');
  return `${file}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

function replaceOnce(text: string, from: string, to: string, file: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}
