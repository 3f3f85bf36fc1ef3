/**
 * Fails on any import against the order of the rooms, on a Node built-in or package in a pure room, on a cycle, and
 * when suspiciously few modules were seen (a checker that looked at nothing must not pass).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { CLAIMS, LAYERS, PURE } from './rooms.mjs';

/** AssemblyScript: compiled apart, it stands on nothing else and nothing imports it. */
const ANOTHER_LANGUAGE = 'src/physics/kernel/assembly/';

const { version } = createRequire(import.meta.url)('typescript');
if (!version.startsWith('6.')) fail(`dependency-cruiser sees nothing through TypeScript ${version}: pin 6.0`);

const root = new URL('../..', import.meta.url).pathname;
process.chdir(root);

const rooms = [...LAYERS.flat(), 'claims'];
const unknown = readdirSync('src').filter((name) => !rooms.includes(name));
if (unknown.length > 0)
  fail(`no place in the order for src/${unknown.join(', src/')}: see test/lint/rooms.mjs`);

const result = await cruise(
  ['src'],
  {
    ruleSet: { forbidden: rules() },
    tsPreCompilationDeps: true,
    validate: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ANOTHER_LANGUAGE },
  },
  { extensions: ['.ts', '.js'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const { modules, summary } = result.output;
const own = modules.filter((module) => module.source.startsWith('src/'));
const onDisk = readdirSync('src', { recursive: true }).filter(
  (name) => name.endsWith('.ts') && !`src/${name}`.startsWith(ANOTHER_LANGUAGE),
).length;
if (own.length !== onDisk || own.length < 20) fail(`saw ${own.length} modules of ${onDisk}`);

for (const { from, to, rule } of summary.violations) console.error(`${rule.name}: ${from} -> ${to}`);
if (summary.violations.length > 0) fail(`${summary.violations.length} imports against the order`);
const impure = PURE.filter((room) => existsSync(`src/${room}`)).flatMap(impureLines);
for (const line of impure) console.error(line);
if (impure.length > 0) fail(`${impure.length} lines with randomness or async code in a pure room`);
console.log(`import order holds over ${own.length} modules`);

function rules() {
  const present = (names) => names.filter((name) => existsSync(`src/${name}`));
  const path = (names) => `^src/(${names.join('|')})/`;
  const order = LAYERS.flatMap((layer, depth) =>
    present(layer).map((room) => {
      const allowed = [
        room,
        ...LAYERS.slice(depth + 1).flat(),
        ...(CLAIMS.readers.includes(room) ? ['claims'] : []),
      ];
      return {
        name: `order-${room}`,
        severity: 'error',
        from: { path: path([room]) },
        to: { path: '^src/', pathNot: path(allowed) },
      };
    }),
  );
  return [
    ...order,
    {
      name: 'order-claims',
      severity: 'error',
      from: { path: path(['claims']) },
      to: { path: '^src/', pathNot: path(['claims', ...CLAIMS.reads]) },
    },
    {
      name: 'pure-rooms-import-no-platform',
      severity: 'error',
      from: { path: path(PURE) },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/fft\\.js' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
  ];
}

function impureLines(room) {
  const files = readdirSync(`src/${room}`, { recursive: true }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) =>
    readFileSync(`src/${room}/${name}`, 'utf8')
      .split('\n')
      .map((text, index) => ({ text, where: `src/${room}/${name}:${index + 1}` }))
      .filter(({ text }) => /Math\.random|\bawait\b|\basync\b/.test(text.replace(/\/\/.*|^\s*\*.*/, '')))
      .map(({ text, where }) => `${where}: ${text.trim()}`),
  );
}

function fail(message) {
  console.error(`import order: ${message}`);
  process.exit(1);
}
