/** The device profiles of a site: found by `<vendor>,<model>`, read when first asked for. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceProfile } from '../field/profile.ts';
import type { Diagnostic, Finding } from './diagnostic.ts';
import { nearest, oneOf } from './nearest.ts';
import { readProfile } from './read-profile.ts';
import type { SourceFiles } from './source-files.ts';

export interface ProfileShelf {
  /** The profile, or null: an unknown name goes to `report`, a file that does not hold to the diagnostics, once. */
  find(id: string, report: (finding: Finding) => void): DeviceProfile | null;
}

/** A shelf over folders of profiles; of two files with one name the first folder's counts. */
export function createProfileShelf(
  folders: readonly string[],
  sources: SourceFiles,
  diagnostics: Diagnostic[],
): ProfileShelf {
  const read = new Map<string, DeviceProfile | null>();
  return {
    find(id, report) {
      const known = read.get(id);
      if (known !== undefined) return known;
      const file = folders.map((folder) => join(folder, fileName(id))).find((path) => existsSync(path));
      if (file === undefined || !/^[^,/\\]+,[^,/\\]+$/u.test(id)) {
        report(unknownProfile(id, folders));
        return null;
      }
      const profile = readProfile(file, sources, diagnostics);
      const isNamesake = profile !== null && profile.id !== id;
      if (isNamesake) report(misnamed(id, file, profile.id));
      read.set(id, isNamesake ? null : profile);
      return read.get(id) ?? null;
    },
  };
}

function misnamed(id: string, file: string, found: string): Finding {
  return {
    id: 'unknown-profile',
    message: `The file ${file} describes "${found}", not "${id}".`,
    remedy: 'correct vendor and model in the profile, or compatible in the wiring',
  };
}

function fileName(id: string): string {
  return `${id.replace(',', '-')}.toml`;
}

function unknownProfile(id: string, folders: readonly string[]): Finding {
  const files = folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  // Vendor and model may both hold dashes, so names are compared as files and shown with the first dash as comma.
  const ids = files
    .filter((name) => name.endsWith('.toml'))
    .map((name) => name.slice(0, -5).replace('-', ','));
  const near = nearest(id, ids, 3);
  return {
    id: 'unknown-profile',
    message: `There is no device profile "${id}".`,
    expected: oneOf([...new Set(ids)].sort()),
    remedy:
      near.length > 0
        ? `did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
        : `write devices/${fileName(id)}`,
  };
}
