import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Diagnostic, diagnosticAt, hasErrors, startOf } from '../config/diagnostic.ts';
import { findSite } from '../config/find-site.ts';
import { loadPlant } from '../config/load-plant.ts';
import { loadProfile } from '../config/load-profile.ts';
import { loadSite } from '../config/load-site.ts';
import type { Loaded } from '../config/loaded.ts';
import { renderText } from '../config/render-text.ts';
import { print } from './display.ts';
import { EXIT } from './exit.ts';
import { INSTALL_ROOT, version } from './install-root.ts';

interface ValidateOptions {
  readonly format: 'text' | 'json' | 'sarif';
  readonly strict?: true;
}

/** Checks each path for what it is, and prints all that is wrong, in one run. Exit 1 when something is. */
export async function validate(paths: readonly string[], options: ValidateOptions): Promise<void> {
  const results = paths.flatMap(loadPath);
  const diagnostics = distinct(results.flatMap((result) => result.diagnostics));
  const sources = new Map(results.flatMap((result) => [...result.sources]));
  await printDiagnostics(diagnostics, sources, options);
  const fails =
    options.strict === true
      ? diagnostics.some(({ severity }) => severity !== 'note')
      : hasErrors(diagnostics);
  if (fails) process.exitCode = EXIT.doesNotHold;
}

type Result = Pick<Loaded<unknown>, 'diagnostics' | 'sources'>;

/** A site folder, a folder of sites or profiles, a plant file, a profile, or a site by its name. */
function loadPath(path: string): readonly Result[] {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind?.isDirectory() === true) return loadFolder(path);
  if (kind === undefined) return [loadNamedSite(path)];
  return [loadFile(path)];
}

function loadFolder(path: string): readonly Result[] {
  if (existsSync(join(path, 'site.toml'))) return [loadSite(path, { installRoot: INSTALL_ROOT })];
  const names = readdirSync(path);
  const sites = names.filter((name) => existsSync(join(path, name, 'site.toml')));
  const files = names.filter((name) => name.endsWith('.toml'));
  if (sites.length === 0 && files.length === 0) return [nothingToCheck(path)];
  return [...sites, ...files].flatMap((name) => loadPath(join(path, name)));
}

/** A file of a site is checked with its site, because most of what can be wrong is between files. */
function loadFile(path: string): Result {
  const folder = resolve(path, '..');
  if (existsSync(join(folder, 'site.toml'))) return loadSite(folder, { installRoot: INSTALL_ROOT });
  if (basename(folder) === 'devices') return loadProfile(path);
  return loadPlant(path);
}

function loadNamedSite(name: string): Result {
  const found = findSite(name, { cwd: process.cwd(), installRoot: INSTALL_ROOT });
  if ('folder' in found) return loadSite(found.folder, { installRoot: INSTALL_ROOT });
  return { diagnostics: [found.diagnostic], sources: new Map() };
}

function nothingToCheck(path: string): Result {
  const diagnostic = diagnosticAt(startOf(resolve(path)), {
    id: 'site-not-found',
    message: `The folder "${path}" holds no site and no profile.`,
    expected: 'a folder with a site.toml, a folder of such folders, or a folder of device profiles',
  });
  return { diagnostics: [diagnostic], sources: new Map() };
}

/** Two paths may lead to one site. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}

async function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  { format }: ValidateOptions,
): Promise<void> {
  const cwd = process.cwd();
  switch (format) {
    case 'json':
      return print((await import('../config/render-json.ts')).renderJson(diagnostics, { cwd }));
    case 'sarif':
      return print(
        (await import('../config/render-sarif.ts')).renderSarif(diagnostics, { cwd, version: version() }),
      );
    case 'text': {
      const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
      const text = renderText(diagnostics, sources, { cwd, colour });
      return print(text === '' ? 'no problems found' : text);
    }
  }
}
