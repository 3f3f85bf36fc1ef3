/** The profiles in `devices/`, with the text of their files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadProfile } from '../../src/config/load-profile.ts';
import type { DeviceProfile } from '../../src/field/profile.ts';

const FOLDER = join(import.meta.dirname, '../../devices');
export const SHIPPED_FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.toml'));

export function shipped(file: string): DeviceProfile {
  const { value, diagnostics } = loadProfile(join(FOLDER, file));
  if (value === null) throw new Error(`${file}: ${diagnostics.map(({ message }) => message).join('; ')}`);
  return value;
}

export function shippedText(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}
