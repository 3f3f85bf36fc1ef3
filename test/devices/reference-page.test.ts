/** The files in docs/devices.md are accepted as they stand, and hold. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProfileRoundTrip } from '../../src/cli/devices/check/round-trip.ts';
import { loadProfile } from '../../src/config/load-profile.ts';
import { temporaryFolder } from '../config/support/site-copy.ts';
import { SHIPPED_FILES, shipped } from './shipped-profiles.ts';

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

  it('lists every profile that ships under what it is for, and none that does not', () => {
    const profiles = SHIPPED_FILES.map(shipped);
    const table = /^## What is here$(.*?)^## /msu.exec(PAGE)?.[1] ?? '';
    const named = [...table.matchAll(/`([^`]+)`/gu)].map((match) => match[1]);
    expect([...new Set(named)].sort()).toEqual(profiles.map(({ id }) => id).sort());
    const counts = ['modbus', 'mqtt', 'analog'].map(
      (protocol) => profiles.filter((profile) => profile.protocol === protocol).length,
    );
    const [modbus, mqtt, analog] = counts;
    expect(table).toContain(
      `${profiles.length} profiles: ${modbus} on Modbus, ${mqtt} on MQTT, and ${analog} final elements`,
    );
  });
});
