import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceProfile } from '../../../field/profile.ts';
import { print } from '../../display.ts';
import { EXIT, environmentError } from '../../exit.ts';
import { readShelf, reportBroken } from '../shelf.ts';
import { INDEX_NAME, indexPage } from './index-page.ts';
import { devicePage, pageName } from './page.ts';

/** Writes a register page for each profile, and a list of them. Exit 1 when a profile does not hold. */
export function writeDocs(options: { readonly out: string }): void {
  const shelf = readShelf();
  reportBroken(shelf);
  if (shelf.broken.some(({ value }) => value === null)) process.exitCode = EXIT.doesNotHold;
  const pages = docsOf(shelf.profiles, shelf.texts);
  try {
    mkdirSync(options.out, { recursive: true });
    for (const [name, text] of pages) writeFileSync(join(options.out, name), text);
  } catch (error) {
    throw environmentError(`buhera: cannot write to ${options.out}: ${(error as Error).message}.`);
  }
  print(`${pages.size} pages in ${options.out}`);
}

/** Text of every page, by its file name. @param texts Files of the profiles, by their ids. */
export function docsOf(
  profiles: readonly DeviceProfile[],
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const pages = new Map([[INDEX_NAME, indexPage(profiles)]]);
  for (const profile of profiles)
    pages.set(pageName(profile), devicePage(profile, texts.get(profile.id) ?? ''));
  return pages;
}
