import { resolve } from 'node:path';
import type { DeviceProfile } from '../field/profile.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Loaded, loaded } from './loaded.ts';
import { readProfile } from './read-profile.ts';
import { createSourceFiles } from './source-files.ts';

/** Reads one device profile, such as `devices/keller-33x.toml`. Never throws on what the file holds. */
export function loadProfile(path: string): Loaded<DeviceProfile> {
  const sources = createSourceFiles();
  const diagnostics: Diagnostic[] = [];
  const profile = readProfile(resolve(path), sources, diagnostics);
  return loaded(profile, diagnostics, sources);
}
