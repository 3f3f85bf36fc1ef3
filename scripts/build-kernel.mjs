#!/usr/bin/env node
/**
 * Compiles src/physics/kernel/assembly to WebAssembly and writes it into wasm-bytes.ts beside it.
 *
 *   node scripts/build-kernel.mjs [--check]
 *
 * With --check it writes nothing and exits 1 when the committed bytes are not those of the source.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = 'src/physics/kernel/assembly/index.ts';
const TARGET = 'src/physics/kernel/wasm-bytes.ts';
const MODULE = 'kernel.wasm';
/** The module never allocates. Its memory comes from outside, zero, so that several threads may have the same one. */
const OPTIONS = [
  ...['--enable', 'simd', '--enable', 'threads', '--runtime', 'stub', '--noAssert'],
  ...[
    '--importMemory',
    '--noExportMemory',
    '--zeroFilledMemory',
    '--sharedMemory',
    '--maximumMemory',
    '65536',
  ],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
];
const LINE_LENGTH = 100;

const text = sourceOf(await compile());
if (!process.argv.includes('--check')) {
  writeFileSync(`${ROOT}${TARGET}`, text);
} else if (readFileSync(`${ROOT}${TARGET}`, 'utf8') !== text) {
  console.error(`${TARGET} is not what ${SOURCE} compiles to: run npm run build:kernel`);
  process.exitCode = 1;
}

async function compile() {
  let bytes = null;
  const { error, stderr } = await main([SOURCE, '--baseDir', ROOT, '--outFile', MODULE, ...OPTIONS], {
    writeFile: (name, contents) => {
      if (name === MODULE) bytes = contents;
    },
  });
  if (error !== null || bytes === null) {
    console.error(stderr.toString());
    process.exit(1);
  }
  return bytes;
}

function sourceOf(bytes) {
  const base64 = Buffer.from(bytes).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g'));
  return [
    '/** Written by scripts/build-kernel.mjs from assembly/; a test compares it with its source. */',
    `export const WASM_BASE64 =\n  '${lines.join("' +\n  '")}';`,
    '',
  ].join('\n');
}
