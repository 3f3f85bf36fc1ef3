/** Every profile that ships goes through its own emulator and driver and comes out the same. */
import { describe, expect, it } from 'vitest';
import { checkProfileRoundTrip } from '../../src/cli/devices/check/round-trip.ts';
import { firstComment } from '../../src/cli/devices/docs/page.ts';
import { DEVICE_KINDS } from '../../src/field/profile.ts';
import { SHIPPED_FILES, shipped, shippedText } from './shipped-profiles.ts';

describe('the shipped profiles', () => {
  it.each(SHIPPED_FILES)('%s: everything that goes in comes out', (file) => {
    const profile = shipped(file);
    const results = checkProfileRoundTrip(profile, 1);
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    const looked = new Set(results.map(({ point }) => point));
    for (const { name } of profile.points) expect(looked).toContain(name);
  });

  it('are at least 24, of every kind', () => {
    const kinds = new Set(SHIPPED_FILES.map((file) => shipped(file).kind));
    expect(SHIPPED_FILES.length).toBeGreaterThanOrEqual(24);
    expect([...DEVICE_KINDS].filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it.each(SHIPPED_FILES)('%s says what it was taken from', (file) => {
    const { document, id } = shipped(file);
    expect(document.url).toMatch(/^https?:\/\//u);
    expect(file).toBe(`${id.replace(',', '-')}.toml`);
    expect(firstComment(shippedText(file)).length).toBeGreaterThan(60);
  });
});
