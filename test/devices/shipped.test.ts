/** Every profile that ships goes through its own emulator and driver and comes out the same. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProfileRoundTrip } from '../../src/cli/devices/check/round-trip.ts';
import { loadProfile } from '../../src/config/load-profile.ts';
import { DEVICE_KINDS } from '../../src/field/profile.ts';

const FOLDER = join(import.meta.dirname, '../../devices');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.toml'));

function shipped(file: string) {
  const { value, diagnostics } = loadProfile(join(FOLDER, file));
  if (value === null) throw new Error(`${file}: ${diagnostics.map(({ message }) => message).join('; ')}`);
  return value;
}

describe('the shipped profiles', () => {
  it.each(files)('%s: everything that goes in comes out', (file) => {
    const profile = shipped(file);
    const results = checkProfileRoundTrip(profile, 1);
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    const looked = new Set(results.map(({ point }) => point));
    for (const { name } of profile.points) expect(looked).toContain(name);
  });

  it('are at least 24, of every kind', () => {
    const kinds = new Set(files.map((file) => shipped(file).kind));
    expect(files.length).toBeGreaterThanOrEqual(24);
    expect([...DEVICE_KINDS].filter((kind) => !kinds.has(kind))).toEqual([]);
  });
});
