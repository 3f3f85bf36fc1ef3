import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadSite } from '../../src/config/load-site.ts';
import { renderJson } from '../../src/config/render-json.ts';
import { renderSarif } from '../../src/config/render-sarif.ts';
import { renderText } from '../../src/config/render-text.ts';
import { copyOfSite } from './support/site-copy.ts';

const FILES = [
  'etc/demo/site.toml',
  'etc/demo/plant.toml',
  'etc/demo/control.toml',
  'etc/demo/interlocks.toml',
  'etc/demo/alarms.toml',
  'device-tree/demo.dts',
  'devices/keller-33x.toml',
] as const;

type Damage =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'byte'; readonly at: number; readonly byte: number }
  | { readonly kind: 'drop'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: share }),
  fc.record({ kind: fc.constant('byte' as const), at: share, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('drop' as const), at: share, length: fc.integer({ min: 1, max: 30 }) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: share,
    text: fc.constantFrom(
      '"',
      '[',
      '{',
      '}',
      ';',
      '=',
      '\n',
      '#',
      '/*',
      '&',
      '-',
      '0',
      '.',
      '<',
      '__proto__',
      '\\',
    ),
  }),
);

function damaged(bytes: Buffer, how: Damage): Buffer {
  const at = Math.floor(how.at * bytes.length);
  switch (how.kind) {
    case 'cut':
      return bytes.subarray(0, at);
    case 'byte': {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = how.byte;
      return copy;
    }
    case 'drop':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + how.length)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(how.text), bytes.subarray(at)]);
  }
}

it('a damaged file never throws, and gives a site or an error with a place in it', () => {
  const copy = copyOfSite();
  const intact = new Map(FILES.map((file) => [file, readFileSync(join(copy.root, file))]));
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...FILES), fc.array(damage, { minLength: 1, maxLength: 3 }), (file, hows) => {
      const original = intact.get(file) ?? Buffer.alloc(0);
      writeFileSync(join(copy.root, file), hows.reduce(damaged, original));
      const { value, diagnostics, sources } = loadSite(copy.folder, { installRoot: copy.root });
      writeFileSync(join(copy.root, file), original);
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect(value === null).toBe(errors.length > 0);
      if (value === null) refused++;
      for (const { file: at, line, column, endColumn } of diagnostics) {
        const lines = sources.get(at)?.split('\n');
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines?.length ?? Number.MAX_SAFE_INTEGER);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines?.[line - 1]?.length ?? Number.MAX_SAFE_INTEGER - 1) + 1);
        expect(endColumn).toBeGreaterThanOrEqual(column);
      }
      const text = renderText(diagnostics, sources, { cwd: copy.root });
      expect(text).not.toContain('undefined');
      JSON.parse(renderJson(diagnostics, { cwd: copy.root }));
      JSON.parse(renderSarif(diagnostics, { cwd: copy.root, version: '0' }));
    }),
    { numRuns: 400 },
  );
  expect(refused).toBeGreaterThan(50);
});
