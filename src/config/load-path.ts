/** Reads whatever stands at a path: a site, a wiring, a plant, a profile, or a folder of them. */
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ZodType } from 'zod';
import { type Diagnostic, diagnosticAt, startOf } from './diagnostic.ts';
import { fileKind, KNOWN_KEYS, SCHEMAS, SITE_FILES } from './file-kind.ts';
import { findSite, type SiteSearch } from './find-site.ts';
import { valueAt } from './key-path.ts';
import { loadPlant } from './load-plant.ts';
import { loadProfile } from './load-profile.ts';
import { loadSite } from './load-site.ts';
import { loadWiring } from './load-wiring.ts';
import { type Loaded, loaded } from './loaded.ts';
import { didYouMean } from './nearest.ts';
import { namesIn, pathKind } from './path-kind.ts';
import { loadMqttAccess } from './read-mqtt-access.ts';
import { realPath } from './real-path.ts';
import { checkShape } from './schema/check-shape.ts';
import { createSourceFiles } from './source-files.ts';
import { readToml, type TomlDocument } from './toml-document.ts';

export type PathResult = Pick<Loaded<unknown>, 'diagnostics' | 'sources'>;

/** Where the files of a checkout stand. */
const PARTS = ['etc', 'devices', 'device-tree'] as const;

/** One result for each site and file at the path, or for the site of that name. Never throws on what it finds. */
export function loadPath(path: string, search: SiteSearch): readonly PathResult[] {
  const absolute = resolve(search.cwd, path);
  const found = pathKind(absolute);
  switch (found.kind) {
    case 'folder':
      return loadFolder(absolute, found.names, search);
    case 'file':
      return loadFile(absolute, search);
    case 'unreadable':
      return [only(found.diagnostic)];
    case 'absent': {
      const site = findSite(path, search);
      return ['folder' in site ? loadSite(site.folder, search) : only(site.diagnostic)];
    }
  }
}

function loadFolder(folder: string, names: readonly string[], search: SiteSearch): readonly PathResult[] {
  if (names.includes(SITE_FILES.site)) return [loadSite(folder, search)];
  const parts = PARTS.filter((part) => names.includes(part)).map((part) => join(folder, part));
  // Beside these folders lie the files of a project, and its TOML is not ours.
  const paths = (parts.length === 0 ? [folder] : parts).flatMap(candidatesIn);
  if (paths.length === 0) return [only(nothingToCheck(folder))];
  const results = paths.filter((path) => !isWiring(path)).flatMap((path) => loadPath(path, search));
  const wirings = paths.filter((path) => isWiring(path) && !results.some((result) => reads(result, path)));
  return [...results, ...wirings.flatMap((path) => loadPath(path, search))];
}

function candidatesIn(folder: string): readonly string[] {
  return namesIn(folder)
    .map((name) => join(folder, name))
    .filter((path) => {
      const isOurs = extname(path) === '.toml' || isWiring(path);
      return pathKind(path).kind === 'folder' ? namesIn(path).includes(SITE_FILES.site) : isOurs;
    });
}

function reads({ sources }: PathResult, path: string): boolean {
  return [...sources.keys()].some((source) => realPath(source) === realPath(path));
}

function isWiring(path: string): boolean {
  return extname(path) === '.dts';
}

/** A file of a site is checked with its site, because most of what can be wrong is between files. */
function loadFile(file: string, search: SiteSearch): readonly PathResult[] {
  const folder = dirname(file);
  const ofSite: readonly string[] = Object.values(SITE_FILES);
  if (ofSite.includes(basename(file)) && namesIn(folder).includes(SITE_FILES.site)) {
    return [loadSite(folder, search)];
  }
  if (isWiring(file)) return loadWiringFile(file, search);
  return [loadToml(file)];
}

/** A wiring is checked with the sites that name it: only they tell what it may sense and drive. */
function loadWiringFile(file: string, search: SiteSearch): readonly PathResult[] {
  const folder = dirname(file);
  const etc = join(folder, '..', 'etc');
  const sites = [folder, ...namesIn(etc).map((name) => join(etc, name))]
    .filter((site) => wiringOf(site) === basename(file))
    .map((site) => loadSite(site, search))
    .filter((result) => reads(result, file));
  return sites.length > 0 ? sites : [loadWiring(file, search)];
}

function wiringOf(folder: string): unknown {
  const file = join(folder, SITE_FILES.site);
  if (pathKind(file).kind !== 'file') return null;
  return valueAt(readToml(file, createSourceFiles(), [])?.value, ['wiring']);
}

function loadToml(file: string): PathResult {
  const sources = createSourceFiles();
  const diagnostics: Diagnostic[] = [];
  const document = readToml(file, sources, diagnostics);
  if (document === null) return loaded(null, diagnostics, sources);
  const kind = fileKind(file, Object.keys(document.value));
  switch (kind) {
    case 'plant':
      return loadPlant(file);
    case 'profile':
      return loadProfile(file);
    case 'mqtt-access':
      return loadMqttAccess(file);
    case null:
      diagnostics.push(unknownFile(document));
      break;
    default: {
      const schema: ZodType = SCHEMAS[kind];
      checkShape(document, schema, diagnostics);
      diagnostics.push(outsideSite(file, kind));
    }
  }
  return loaded(null, diagnostics, sources);
}

function unknownFile({ file, value }: TomlDocument): Diagnostic {
  if (Object.hasOwn(value, 'fault')) return faultTimeline(file);
  const meant = Object.keys(value).flatMap((key) => didYouMean(key, KNOWN_KEYS) ?? []);
  return diagnosticAt(startOf(file), {
    id: 'unknown-file',
    message: 'Nothing in this file says what it configures.',
    expected:
      '[[chamber]], [[boundary]] or [[valve]] of a plant, [device] of a profile, or a file of a site: site.toml, control.toml, interlocks.toml, alarms.toml, or [[rule]] of MQTT users',
    remedy: meant[0] ?? (extname(file) === '.dtsi' ? 'check the wiring that includes it' : null),
  });
}

/** What it strikes is known of a site only. */
function faultTimeline(file: string): Diagnostic {
  return diagnosticAt(startOf(file), {
    id: 'unknown-file',
    message: 'This is a fault timeline, which only a site gives a meaning.',
    remedy: 'check it with the site that it is for: buhera faults check <file> <site>',
  });
}

function outsideSite(file: string, kind: keyof typeof SITE_FILES): Diagnostic {
  const name = SITE_FILES[kind];
  const hasSite = namesIn(dirname(file)).includes(SITE_FILES.site);
  const message =
    kind === 'site'
      ? `This is the main file of a site, and no site reads it under the name "${basename(file)}".`
      : hasSite
        ? `The site in this folder reads its ${kind} from "${name}", not from "${basename(file)}".`
        : `This file holds the ${kind} of a site, and there is no site.toml beside it: what it names cannot be checked.`;
  return diagnosticAt(startOf(file), {
    id: 'file-outside-site',
    message,
    expected: `a file called ${name} in the folder of a site, beside its site.toml`,
    remedy: 'check the folder of the site instead: buhera validate etc/<site>',
  });
}

function nothingToCheck(folder: string): Diagnostic {
  return diagnosticAt(startOf(folder), {
    id: 'site-not-found',
    message: `The folder "${folder}" holds no site, no wiring, no plant and no profile.`,
    expected:
      'a folder with a site.toml, a folder of such folders, plant files, wirings or profiles, or one that holds etc, devices or device-tree',
  });
}

function only(diagnostic: Diagnostic): PathResult {
  return { diagnostics: [diagnostic], sources: new Map() };
}
