/** The pages in `docs/devices/` are those that the profiles give, and their wiring can be used as it stands. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docsOf } from '../../src/cli/devices/docs/docs.ts';
import { markdownTable } from '../../src/cli/devices/docs/markdown.ts';
import { devicePage } from '../../src/cli/devices/docs/page.ts';
import { wiringSnippet } from '../../src/cli/devices/docs/snippet.ts';
import { SHIPPED_FILES, shipped, shippedText } from './shipped-profiles.ts';

const PAGES = join(import.meta.dirname, '../../docs/devices');
const profiles = SHIPPED_FILES.map(shipped).sort((a, b) => (a.id < b.id ? -1 : 1));
const texts = new Map(SHIPPED_FILES.map((file) => [shipped(file).id, shippedText(file)]));

describe('the register pages', () => {
  it('are what `buhera devices docs` writes', () => {
    const pages = docsOf(profiles, texts);
    expect(readdirSync(PAGES).sort()).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages) expect(readFileSync(join(PAGES, name), 'utf8'), name).toBe(text);
  });

  it('have a row for every point, with the number of its document', () => {
    for (const profile of profiles) {
      const page = devicePage(profile, texts.get(profile.id) ?? '');
      for (const { name, source } of profile.points) {
        const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
        expect(row, `${profile.id} ${name}`).toBeDefined();
        if (source.protocol === 'modbus') {
          expect(row).toContain(`| ${source.documentAddress} | ${source.table} ${source.address} |`);
        }
      }
    }
  });

  it('show wiring that a device tree compiler takes', () => {
    const nodes = profiles.map((profile, i) =>
      // Labels and node names are those of one device, and here are many.
      `n${i} { ${wiringSnippet(profile).replace(/^(\s*)\w+: /gmu, '$1')} };`.replaceAll(
        /#(address|size)-cells.*\n/gu,
        '',
      ),
    );
    const tree = `/dts-v1/;\n/ {\n${nodes.join('\n')}\n};\n`;
    const output = execFileSync('dtc', ['-q', '-I', 'dts', '-O', 'dts'], { input: tree }).toString();
    for (const { id } of profiles) expect(output).toContain(`"${id}"`);
  });

  it('leave out columns without a cell, and let no cell end its column', () => {
    expect(markdownTable(['a', 'b', 'c'], [['1', '', 'x|y']])).toBe(
      '| a | c |\n| --- | --- |\n| 1 | x\\|y |',
    );
  });
});
