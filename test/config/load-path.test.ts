import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPath } from '../../src/config/load-path.ts';
import { shownPath } from '../../src/config/shown-path.ts';
import { applyEdit, copyOfSite, type SiteCopy, temporaryFolder } from './support/site-copy.ts';

function check(copy: SiteCopy, path: string): readonly string[] {
  const results = loadPath(path, { cwd: copy.root, installRoot: copy.root });
  const found = results.flatMap(({ diagnostics }) => diagnostics);
  return found.map(({ id, file, line }) => `${id} ${shownPath(file, copy.root)}:${line}`);
}

function read(copy: SiteCopy, path: string): readonly string[] {
  const results = loadPath(path, { cwd: copy.root, installRoot: copy.root });
  return results
    .flatMap(({ sources }) => [...sources.keys()].map((file) => shownPath(file, copy.root)))
    .sort();
}

const UNKNOWN_CHAMBER = {
  file: 'device-tree/demo.dts',
  from: 'buhera,senses = "ch2.temperature"',
  to: 'buhera,senses = "ch9.temperature"',
};

describe('a wiring', () => {
  it('is checked with the site that names it', () => {
    const copy = copyOfSite();
    expect(check(copy, 'device-tree/demo.dts')).toEqual([]);
    expect(read(copy, 'device-tree/demo.dts')).toContain('etc/demo/plant.toml');
    applyEdit(copy, UNKNOWN_CHAMBER);
    expect(check(copy, 'device-tree/demo.dts')).toEqual(['unknown-plant-point device-tree/demo.dts:44']);
  });

  it('is not passed as checked because a site reads another file of that name', () => {
    const copy = copyOfSite();
    cpSync(join(copy.root, 'device-tree/demo.dts'), join(copy.folder, 'demo.dts'));
    applyEdit(copy, {
      file: 'device-tree/demo.dts',
      from: 'broker = "embedded"',
      to: 'broker = "somewhere"',
    });
    expect(check(copy, 'device-tree/demo.dts')).toEqual(['invalid-property device-tree/demo.dts:93']);
    expect(check(copy, '.')).toEqual(['invalid-property device-tree/demo.dts:93']);
  });

  it('that no site names is checked with the profiles beside it', () => {
    const copy = copyOfSite();
    rmSync(copy.folder, { recursive: true });
    applyEdit(copy, UNKNOWN_CHAMBER);
    expect(check(copy, 'device-tree/demo.dts')).toEqual([]);
    expect(read(copy, 'device-tree/demo.dts')).toContain('devices/keller-33x.toml');
    applyEdit(copy, {
      file: 'device-tree/demo.dts',
      from: 'broker = "embedded"',
      to: 'broker = "somewhere"',
    });
    expect(check(copy, 'device-tree/demo.dts')).toEqual(['invalid-property device-tree/demo.dts:93']);
  });

  it('finds profiles in the installation when there are none beside it', () => {
    const copy = copyOfSite();
    const alone = join(temporaryFolder(), 'alone.dts');
    cpSync(join(copy.root, 'device-tree/demo.dts'), alone);
    expect(check(copy, alone)).toEqual([]);
    expect(read(copy, alone)).toContain('devices/keller-33x.toml');
  });

  it('that is cut off is reported, although its site never comes to read it', () => {
    const copy = copyOfSite();
    writeFileSync(join(copy.root, 'device-tree/demo.dts'), '');
    expect(check(copy, 'device-tree/demo.dts')).toEqual(['file-empty device-tree/demo.dts:1']);
  });
});

describe('a TOML file is recognised by its keys, wherever it lies', () => {
  const elsewhere = (copy: SiteCopy, file: string, name = basename(file)): string => {
    const path = join(copy.root, 'elsewhere', name);
    mkdirSync(dirname(path), { recursive: true });
    cpSync(join(copy.root, file), path);
    return path;
  };

  it.each([
    ['a profile', 'devices/keller-33x.toml', '[device]', '[device]\ncolour = 1', 'unknown-key'],
    ['a plant', 'etc/demo/plant.toml', '"40 W"', '"40 bar"', 'invalid-quantity'],
  ])('%s', (_, file, from, to, id) => {
    const copy = copyOfSite();
    const path = elsewhere(copy, file, 'any.toml');
    expect(check(copy, path)).toEqual([]);
    applyEdit(copy, { file: 'elsewhere/any.toml', from, to });
    expect(check(copy, path).map((line) => line.split(' ')[0])).toEqual([id]);
  });

  it.each(['control', 'interlocks', 'alarms', 'site'])('%s without its site is said to need one', (kind) => {
    const copy = copyOfSite();
    const path = elsewhere(copy, `etc/demo/${kind}.toml`, 'any.toml');
    expect(check(copy, path)).toEqual(['file-outside-site elsewhere/any.toml:1']);
  });

  it('alarms without a site still have their shape checked', () => {
    const copy = copyOfSite();
    const path = elsewhere(copy, 'etc/demo/alarms.toml');
    applyEdit(copy, { file: 'elsewhere/alarms.toml', from: 'priority = "low"', to: 'priority = "lo"' });
    expect(check(copy, path)).toEqual([
      'file-outside-site elsewhere/alarms.toml:1',
      'invalid-choice elsewhere/alarms.toml:33',
    ]);
  });

  it('a file under a name that its site does not read is not passed as checked', () => {
    const copy = copyOfSite();
    cpSync(join(copy.folder, 'alarms.toml'), join(copy.folder, 'alarms-old.toml'));
    expect(check(copy, 'etc/demo/alarms-old.toml')).toEqual(['file-outside-site etc/demo/alarms-old.toml:1']);
  });

  it('a file of no kind is refused with the kinds there are', () => {
    const copy = copyOfSite();
    writeFileSync(join(copy.root, 'x.toml'), '[[chambr]]\nid = "a"\n');
    const [result] = loadPath('x.toml', { cwd: copy.root, installRoot: copy.root });
    expect(result?.diagnostics).toMatchObject([
      {
        id: 'unknown-file',
        remedy: 'did you mean "chamber"?',
        expected: expect.stringContaining('[device]'),
      },
    ]);
  });
});

describe('a folder', () => {
  it('with etc, devices and device-tree has all three searched', () => {
    const copy = copyOfSite();
    expect(check(copy, '.')).toEqual([]);
    expect(read(copy, '.')).toContain('devices/keller-33x.toml');
    writeFileSync(join(copy.root, 'foreign.toml'), 'project = 1\n');
    writeFileSync(join(copy.root, 'device-tree/bench.dts'), '/dts-v1/;\n/ { model = "x" };\n');
    writeFileSync(join(copy.root, 'devices/odd.toml'), 'colour = 1\n');
    applyEdit(copy, { file: 'etc/demo/plant.toml', from: '"40 W"', to: '"40 bar"' });
    const found = check(copy, '.').map((line) => line.split(':')[0]);
    expect(new Set(found)).toEqual(
      new Set([
        'invalid-quantity etc/demo/plant.toml',
        'dt-syntax device-tree/bench.dts',
        'unknown-key devices/odd.toml',
        'missing-key devices/odd.toml',
      ]),
    );
  });

  it('without anything to check is an error', () => {
    const copy = copyOfSite();
    mkdirSync(join(copy.root, 'empty'));
    expect(check(copy, 'empty')).toEqual(['site-not-found empty:1']);
  });

  it('reached through a link keeps its wiring and profiles', () => {
    const copy = copyOfSite();
    const link = join(temporaryFolder(), 'bench');
    symlinkSync(copy.folder, link);
    expect(check(copy, link)).toEqual([]);
  });

  it('that is a link out of its checkout finds the wiring of the checkout', () => {
    const copy = copyOfSite();
    const outside = join(temporaryFolder(), 'deep', 'er', 'demo');
    cpSync(copy.folder, outside, { recursive: true });
    rmSync(copy.folder, { recursive: true });
    symlinkSync(outside, copy.folder);
    expect(check(copy, 'etc/demo')).toEqual([]);
  });
});

describe('what cannot be read is a diagnostic, not a crash', () => {
  it('a link to itself, given or found', () => {
    const copy = copyOfSite();
    symlinkSync('loop', join(copy.root, 'loop'));
    expect(check(copy, 'loop')).toEqual(['file-unreadable loop:1']);
    expect(check(copy, 'loop/site.toml')).toEqual(['file-unreadable loop/site.toml:1']);
    symlinkSync('loop.toml', join(copy.root, 'devices/loop.toml'));
    symlinkSync('loop', join(copy.root, 'etc/loop'));
    expect(check(copy, '.')).toEqual(['file-unreadable devices/loop.toml:1']);
  });

  it('a name longer than the file system takes', () => {
    expect(check(copyOfSite(), 'x'.repeat(5000))).toMatchObject([expect.stringMatching(/^file-unreadable/u)]);
  });

  it.each([
    ['a header of 20 000 parts', `# a\n[${Array(20_000).fill('a').join('.')}]\n`, 2],
    ['a key of 20 000 parts', `${Array(20_000).fill('a').join('.')} = 1\n`, 1],
    ['900 tables in one another', `a = ${'{ a = '.repeat(900)}1${' }'.repeat(900)}\n`, 1],
    ['20 000 lists in one another', `a = ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, 1],
  ])('%s', (_, text, line) => {
    const copy = copyOfSite();
    for (const file of ['deep.toml', 'etc/demo/plant.toml']) {
      writeFileSync(join(copy.root, file), text);
      const results = loadPath(file, { cwd: copy.root, installRoot: copy.root });
      expect(results.flatMap(({ diagnostics }) => diagnostics)).toMatchObject([
        { id: 'toml-syntax', line, remedy: expect.stringContaining('depth') },
      ]);
    }
  });
});
