/** Finds the folder of a site by name or path. */
import { join, resolve } from 'node:path';
import { type Diagnostic, diagnosticAt, startOf } from './diagnostic.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { namesIn, pathKind } from './path-kind.ts';

export interface SiteSearch {
  readonly cwd: string;
  readonly installRoot: string;
}

/** A folder as it stands, or a name under `etc/` of the working directory, then of the installation. */
export function findSite(
  nameOrPath: string,
  { cwd, installRoot }: SiteSearch,
): { readonly folder: string } | { readonly diagnostic: Diagnostic } {
  const parents = [...new Set([join(cwd, 'etc'), join(installRoot, 'etc')])];
  const candidates = [resolve(cwd, nameOrPath), ...parents.map((parent) => join(parent, nameOrPath))];
  const folder = candidates.find((path) => namesIn(path).includes('site.toml'));
  if (folder !== undefined) return { folder };
  const names = [...new Set(parents.flatMap(sitesIn))].sort();
  const folderAlone = candidates.find(isFolder);
  return {
    diagnostic: diagnosticAt(startOf(folderAlone ?? join(cwd, 'etc')), {
      id: 'site-not-found',
      message:
        folderAlone === undefined
          ? `There is no site "${nameOrPath}".`
          : `The folder "${nameOrPath}" holds no site.toml.`,
      expected:
        names.length === 0 ? 'a folder with a site.toml' : `a folder with a site.toml, or ${oneOf(names)}`,
      remedy: didYouMean(nameOrPath, names),
    }),
  };
}

function sitesIn(parent: string): readonly string[] {
  return namesIn(parent).filter((name) => namesIn(join(parent, name)).includes('site.toml'));
}

function isFolder(path: string): boolean {
  return pathKind(path).kind === 'folder';
}
