import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES } from '../../src/config/codes.ts';
import type { Diagnostic } from '../../src/config/diagnostic.ts';
import { loadSite } from '../../src/config/load-site.ts';
import { renderText } from '../../src/config/render-text.ts';
import { shownPath } from '../../src/config/shown-path.ts';
import { CASES } from './support/cases.ts';
import { applyEdit, copyOfSite, REPOSITORY, type SiteCopy } from './support/site-copy.ts';

function load(copy: SiteCopy) {
  return loadSite(copy.folder, { installRoot: copy.root });
}

function placeOf(copy: SiteCopy, { file, line, column }: Diagnostic): string {
  return `${shownPath(file, copy.root)}:${line}:${column}`;
}

describe('a broken site', () => {
  it.each(CASES)('$id: $what', ({ id, edits, at, helps }) => {
    const copy = copyOfSite();
    const marks = edits.map((edit) => applyEdit(copy, edit)).filter((mark) => mark !== null);
    const { value, diagnostics, sources } = load(copy);
    const text = renderText(diagnostics, sources, { cwd: copy.root });
    expect(
      diagnostics.map((diagnostic) => diagnostic.id),
      text,
    ).toEqual([id]);
    const [found] = diagnostics as [Diagnostic];
    expect(placeOf(copy, found), text).toBe(at ?? marks[0]);
    expect(`${found.expected} ${found.remedy}`).toContain(helps ?? '');
    expect(value === null).toBe(CODES[id].severity === 'error');
    expect(text).not.toMatch(/\n\s+at .*:\d+|undefined|\[object/u);
  });

  it('is not what the demo is', () => {
    const { value, diagnostics } = loadSite(join(REPOSITORY, 'etc/demo'), { installRoot: REPOSITORY });
    expect(diagnostics).toEqual([]);
    expect(value?.id).toBe('demo');
  });
});

describe('a file that cannot be read', () => {
  const files: readonly { id: string; what: string; break: (file: string) => void; at?: string }[] = [
    { id: 'file-not-found', what: 'absent', break: (file) => rmSync(file) },
    {
      id: 'file-unreadable',
      what: 'a link to itself',
      break: (file) => {
        rmSync(file);
        symlinkSync(file, file);
      },
    },
    {
      id: 'file-is-directory',
      what: 'a folder',
      break: (file) => {
        rmSync(file);
        mkdirSync(file);
      },
    },
    { id: 'file-too-large', what: 'nine MiB', break: (file) => truncateSync(file, 9 * 1024 * 1024) },
    { id: 'file-empty', what: 'empty', break: (file) => truncateSync(file, 0) },
    {
      id: 'file-encoding',
      what: 'Latin-1',
      break: (file) => writeFileSync(file, Buffer.from('# caf\u00e9\n[solver]\n# 20 \u00b0C', 'latin1')),
      at: '1:6',
    },
    {
      id: 'file-encoding',
      what: 'UTF-16',
      break: (file) => writeFileSync(file, Buffer.from('\ufeff[solver]\n', 'utf16le')),
    },
    {
      id: 'file-encoding',
      what: 'binary data',
      break: (file) => writeFileSync(file, Buffer.from([0x61, 0x0a, 0x62, 0x00, 0xff])),
      at: '2:2',
    },
    {
      id: 'file-encoding',
      what: 'cut within a character',
      break: (file) => writeFileSync(file, Buffer.from('# a\n# °').subarray(0, -1)),
      at: '2:3',
    },
  ];

  it.each(files)('$id: $what', ({ id, break: damage, at }) => {
    const copy = copyOfSite();
    damage(join(copy.folder, 'plant.toml'));
    const { value, diagnostics } = load(copy);
    expect(value).toBeNull();
    expect(diagnostics.map((diagnostic) => `${diagnostic.id} ${placeOf(copy, diagnostic)}`)).toEqual([
      `${id} etc/demo/plant.toml:${at ?? '1:1'}`,
    ]);
  });

  it('a byte-order mark is a warning that moves no column', () => {
    const copy = copyOfSite();
    const file = join(copy.folder, 'plant.toml');
    writeFileSync(file, '\ufeffsolver = { step = "2 ms", stepp = 1 }\n');
    const { diagnostics } = load(copy);
    const found = diagnostics.filter((diagnostic) => diagnostic.file === file);
    expect(found.map(({ id, line, column }) => `${id} ${line}:${column}`)).toEqual([
      'byte-order-mark 1:1',
      'unknown-key 1:27',
    ]);
  });
});

describe('the table of codes', () => {
  it('holds nothing that no test triggers', () => {
    const elsewhere = [
      'site-not-found',
      'unknown-file',
      'file-outside-site',
      'file-is-directory',
      'file-unreadable',
      'file-too-large',
      'file-empty',
      'file-encoding',
      'byte-order-mark',
      // test/faults/read-faults.test.ts
      'fault-target',
      'fault-not-on-wire',
    ];
    const triggered = new Set<string>([...CASES.map(({ id }) => id), ...elsewhere]);
    expect(Object.keys(CODES).filter((id) => !triggered.has(id))).toEqual([]);
    expect(CASES.length).toBeGreaterThan(80);
  });
});
