/** The files in docs/devices.md are accepted as they stand, and hold. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProfileRoundTrip } from '../../src/cli/devices/check/round-trip.ts';
import { loadProfile } from '../../src/config/load-profile.ts';
import { temporaryFolder } from '../config/support/site-copy.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/devices.md'), 'utf8');
const examples = [...PAGE.matchAll(/^```toml\n(.*?)^```$/gmsu)].map((match) => match[1] ?? '');

describe('the page about profiles', () => {
  it('shows a device of each protocol', () => {
    expect(examples.map((text) => /^protocol = "(\w+)"/mu.exec(text)?.[1])).toEqual([
      'modbus',
      'modbus',
      'mqtt',
      'analog',
    ]);
  });

  it.each(examples)('%#: a profile that holds', (text) => {
    const file = join(temporaryFolder(), 'profile.toml');
    writeFileSync(file, text);
    const { value, diagnostics } = loadProfile(file);
    expect(diagnostics).toEqual([]);
    if (value === null) throw new Error('no profile');
    expect(checkProfileRoundTrip(value, 1).filter(({ failure }) => failure !== null)).toEqual([]);
  });
});
