import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDts } from '../../src/config/devicetree/read-dts.ts';
import type { Diagnostic } from '../../src/config/diagnostic.ts';
import { createSourceFiles } from '../../src/config/source-files.ts';
import { flatOfBlob, flatOfTree } from './support/flattened.ts';
import { REPOSITORY, temporaryFolder } from './support/site-copy.ts';

function read(file: string) {
  const diagnostics: Diagnostic[] = [];
  return { tree: readDts(file, createSourceFiles(), diagnostics), diagnostics };
}

function dtc(file: string): Buffer | null {
  const { status, stdout, error } = spawnSync('dtc', ['-q', '-I', 'dts', '-O', 'dtb', file]);
  if (error !== undefined) throw error;
  return status === 0 ? stdout : null;
}

function inFolder(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return join(folder, Object.keys(files)[0] ?? '');
}

const dts = (body: string) => `/dts-v1/;\n${body}\n`;

const ACCEPTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'values of every kind': {
    'a.dts': dts(`/ {
      empty;
      text = "one";
      list = "one", "two";
      cells = <1 2 0x10 010 0xffffffff>;
      parts = <1>, <2>, "mixed", [00 ff 10], [abcd];
      nothing = <>, [];
      escapes = "tab\\t quote\\" hex\\x41\\x7 octal\\101 back\\\\slash ü";
      suffixed = <1U 2L 3UL 0x4ULL>;
      letters = <'a' '\\n' '\\x41'>;
    };`),
  },
  'cells of every width': {
    'a.dts': dts(`/ {
      a = /bits/ 8 <1 0xff (-1)>;
      b = /bits/ 16 <1 0xffff>, /bits/ 64 <0x123456789abcdef0 (-1)>, <1>;
      c = "text", /bits/ 8 <7>;
    };`),
  },
  'expressions as in C': {
    'a.dts': dts(`/ {
      a = <(1 + 2 * 3) (7 - 10 + 5) (10 / 3) (10 % 3) (1 << 4 | 1) (0xf0 & ~0x30)>;
      b = <(1 ? 2 : 3) (0 ? 2 : 0 ? 4 : 5) (1 && 0) (1 || 0) (!5) (3 == 3) (3 != 3)>;
      c = <(2 < 3) (2 > 3) (2 <= 2) (3 >= 4) (6 ^ 3) (-1) (1 << 40 >> 38) (-(2 + 3))>;
      d = <(1 + 2 == 3 && 4 | 2 ^ 1) (-1 > 1) ((((5))))>;
    };`),
  },
  'labels, references and phandles': {
    'a.dts': dts(`/ {
      one: two: a@1 { to = <&late 1 &one>; path = &late; };
      b { inner: c { x = l1: <l2: 1 l3: 2 l4:>, "y" l5:; }; };
      fixed { phandle = <1>; };
      late: d { by-path = <&{/b/c}>; at = &{/a@1}; };
    };`),
  },
  'overrides and deletions': {
    'a.dts': dts(`/ {
      a: a { x = <1>; y = <2>; z = <3>; child { p; }; gone { q; }; };
      b: b { kept; };
      c { };
    };
    / { a { x = <4>; w = "new"; /delete-node/ gone; }; };
    &a { /delete-property/ y; child { r = <5>; }; extra: extra { }; };
    &{/b} { more = "by path"; };
    &extra { deep; };
    /delete-node/ &b;
    / { c { back; }; };`),
  },
  comments: {
    'a.dts': `/* one */ /dts-v1/; // two\n/ { a /* three */ = // four\n <1 /* five */ 2>; /* "}" */ };\n`,
  },
  includes: {
    'a.dts': dts('/include/ "b.dtsi"\n/ { a = <1>; n { /include/ "c.dtsi"\n }; };\n&l { changed; };'),
    'b.dtsi': '/ { l: b { x = <1>; }; };\n',
    'c.dtsi': 'inner = <2>;\nleaf { };\n',
  },
  'memory reservations and odd names': {
    'a.dts': dts(
      `/memreserve/ 0x1000 0x2000;\n/ { #address-cells = <1>; a,b.c_d+e?f = <1>; 1st { }; node-x@1f,0 { }; };`,
    ),
  },
};

describe('agreement with dtc', () => {
  it.each(Object.entries(ACCEPTED))('%s', (_, files) => {
    const file = inFolder(files);
    const blob = dtc(file);
    if (blob === null) throw new Error('dtc refuses the source: the case is worthless');
    const { tree, diagnostics } = read(file);
    expect(diagnostics).toEqual([]);
    if (tree === null) throw new Error('no tree');
    expect(Object.fromEntries(flatOfTree(tree))).toEqual(Object.fromEntries(flatOfBlob(blob)));
  });

  it('on the wiring of the demo', () => {
    const file = join(REPOSITORY, 'device-tree/demo.dts');
    const { tree } = read(file);
    if (tree === null) throw new Error('no tree');
    const flat = Object.fromEntries(flatOfTree(tree));
    expect(flat).toEqual(Object.fromEntries(flatOfBlob(dtc(file) ?? Buffer.alloc(4))));
    expect(Object.keys(flat).length).toBeGreaterThan(60);
  });
});

describe('refused by dtc and by us, where it is wrong', () => {
  const cases: readonly [string, string, string][] = [
    ['no semicolon', '/ { a = <1>\n b; };', 'dt-syntax 2:12'],
    ['an open cell list', '/ { a = <1; };', 'dt-syntax 2:11'],
    ['an open node', '/ { a { b; };', 'dt-syntax 2:14'],
    ['an open text', '/ { a = "x;\n b; };', 'dt-syntax 2:9'],
    ['an open comment', '/ { /* a; };', 'dt-syntax 2:5'],
    ['a name alone at top level', 'node { };', 'dt-syntax 2:1'],
    ['half a byte', '/ { a = [0]; };', 'dt-syntax 2:10'],
    ['a bad width', '/ { a = /bits/ 12 <1>; };', 'dt-syntax 2:9'],
    ['a bad octal', '/ { a = <09>; };', 'dt-expression 2:10'],
    ['a cell too large', '/ { a = /bits/ 8 <256>; };', 'dt-expression 2:19'],
    ['a division by zero', '/ { a = <(1 / 0)>; };', 'dt-expression 2:15'],
    ['a dangling label in a cell', '/ { a = <&b>; };', 'dt-unknown-node 2:10'],
    ['a dangling path', '/ { a = &{/b}; };', 'dt-unknown-node 2:9'],
    [
      'a label of a deleted node',
      '/ { a { x: b { }; }; };\n/ { /delete-node/ a; };\n&x { };',
      'dt-unknown-node 4:1',
    ],
    ['a dangling override', '/ { }; &b { };', 'dt-unknown-node 2:8'],
    ['a label twice', '/ { x: a { }; x: b { }; };', 'dt-duplicate 2:15'],
    ['a property twice', '/ { a; a; };', 'dt-duplicate 2:8'],
    ['a node twice', '/ { a { }; a { }; };', 'dt-duplicate 2:12'],
    ['a property behind a node', '/ { a { }; b; };', 'dt-syntax 2:12'],
    ['an absent include', '/include/ "none.dtsi"\n/ { };', 'dt-include 2:11'],
    ['an include of itself', '/include/ "a.dts"\n/ { };', 'dt-include 2:11'],
  ];

  it.each(cases)('%s', (_, body, expected) => {
    const file = inFolder({ 'a.dts': dts(body) });
    expect(dtc(file)).toBeNull();
    const { tree, diagnostics } = read(file);
    expect(tree).toBeNull();
    expect(diagnostics.map(({ id, line, column }) => `${id} ${line}:${column}`)).toEqual([expected]);
  });

  it('does not overflow on nesting without end', () => {
    for (const body of [
      '/ { '.repeat(50_000),
      `/ { a = <${'('.repeat(50_000)}1`,
      `/ { a = <(${'-'.repeat(50_000)}1)`,
    ]) {
      const { diagnostics } = read(inFolder({ 'a.dts': dts(body) }));
      expect(diagnostics.map(({ id }) => id)).toEqual(['dt-syntax']);
    }
    const nested = `/ { ${'a { '.repeat(50_000)}`;
    expect(read(inFolder({ 'a.dts': dts(nested) })).diagnostics.map(({ id }) => id)).toEqual(['dt-syntax']);
  });

  it('a mistake in an included file is placed in that file', () => {
    const file = inFolder({
      'a.dts': dts('/include/ "b.dtsi"\n/ { };'),
      'b.dtsi': '/ {\n  a = <1>\n  b;\n};\n',
    });
    const [found] = read(file).diagnostics;
    expect(found).toMatchObject({ id: 'dt-syntax', line: 2, column: 10 });
    expect(found?.file.endsWith('b.dtsi')).toBe(true);
  });
});
