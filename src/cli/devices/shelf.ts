/** All device profiles that a site started here could name. */
import { join } from 'node:path';
import { loadProfile } from '../../config/load-profile.ts';
import type { Loaded } from '../../config/loaded.ts';
import { didYouMean } from '../../config/nearest.ts';
import { namesIn } from '../../config/path-kind.ts';
import type { DeviceProfile } from '../../field/profile.ts';
import { usageError } from '../exit.ts';
import { INSTALL_ROOT } from '../install-root.ts';
import { reportDiagnostics } from '../report-diagnostics.ts';

export interface Shelf {
  /** In order of their ids. */
  readonly profiles: readonly DeviceProfile[];
  /** Text of the file of each profile, by its id. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files with something to report. */
  readonly broken: readonly Loaded<DeviceProfile>[];
}

/** The profiles in `devices/` of the working folder and of the installation; of two with one id the first counts. */
export function readShelf(): Shelf {
  const folders = [...new Set([join(process.cwd(), 'devices'), join(INSTALL_ROOT, 'devices')])];
  const files = folders.flatMap((folder) =>
    namesIn(folder)
      .filter((name) => name.endsWith('.toml'))
      .map((name) => join(folder, name)),
  );
  const loaded = files.map((file) => loadProfile(file));
  const profiles = new Map<string, DeviceProfile>();
  const texts = new Map<string, string>();
  for (const { value, sources } of loaded) {
    if (value === null || profiles.has(value.id)) continue;
    profiles.set(value.id, value);
    for (const text of sources.values()) texts.set(value.id, text);
  }
  return {
    profiles: [...profiles.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    texts,
    broken: loaded.filter(({ diagnostics }) => diagnostics.length > 0),
  };
}

/** The profile with an id; a usage error, with what is wrong in the files, where there is none. */
export function profileNamed(shelf: Shelf, id: string): DeviceProfile {
  const { profiles } = shelf;
  const profile = profiles.find((candidate) => candidate.id === id);
  if (profile !== undefined) return profile;
  // It may be the very profile that was asked for.
  reportBroken(shelf);
  const known = profiles.map((each) => each.id);
  const hint = didYouMean(id, known) ?? `there are ${known.join(', ')}.`;
  throw usageError(`buhera: no device profile "${id}"; ${hint}`);
}

export function reportBroken({ broken }: Pick<Shelf, 'broken'>): void {
  for (const { diagnostics, sources } of broken) reportDiagnostics(diagnostics, sources);
}
