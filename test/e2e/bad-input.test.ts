import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buhera, type Outcome } from './buhera.ts';
import { freePort } from './free-port.ts';
import { SiteCopy, temporaryFolder } from './site-copy.ts';

const FREE_PORTS = ['--http-port', '0', '--modbus-port', '0', '--mqtt-port', '0'];
const SITE = 'etc/demo/site.toml';
const PLANT = 'etc/demo/plant.toml';
const CONTROL = 'etc/demo/control.toml';
const INTERLOCKS = 'etc/demo/interlocks.toml';
const ALARMS = 'etc/demo/alarms.toml';
const WIRING = 'device-tree/demo.dts';
const PROFILE = 'devices/keller-33x.toml';
const TOML_FILES = [SITE, PLANT, CONTROL, INTERLOCKS, ALARMS, PROFILE];

/** Marks in a replacement where the diagnostic must point; it is not written. */
const MARK = '«';

const REMEDY = /^ += (expected|help): \S/mu;

interface Expected {
  readonly code: number;
  /** `file:line` without the column, where a file is to blame. */
  readonly place?: string;
  /** What is wrong, and what to do about it. */
  readonly words: readonly (string | RegExp)[];
}

/** One paragraph for people: no result, no stack trace, the place, the key and a remedy. */
function expectProblem(outcome: Outcome, { code, place, words }: Expected): void {
  const { stderr } = outcome;
  expect({ code: outcome.code, stdout: outcome.stdout, stderr }).toMatchObject({ code, stdout: '' });
  expect(stderr).not.toMatch(/\n\s+at /u);
  expect(stderr).not.toMatch(/internal error|undefined|\[object|NaN/u);
  for (const word of words) expect(stderr).toMatch(word);
  if (place === undefined) {
    expect(stderr.trim()).not.toContain('\n\n');
    return;
  }
  expect(stderr).toContain(` ${place}:`);
  expect(stderr).toMatch(REMEDY);
  expect(paragraphs(stderr)).toHaveLength(1);
}

/** The problems alone, without the line that counts them. */
function paragraphs(stderr: string): readonly string[] {
  const parts = stderr.trim().split('\n\n');
  expect(parts.at(-1)).toMatch(/^\d+ (error|warning)s?(, \d+ warnings?)?$/u);
  return parts.slice(0, -1);
}

/** Loads the copy as `run` does. No port is opened, because nothing here may get so far. */
function runCopy(copy: SiteCopy): Promise<Outcome> {
  return buhera(['run', 'etc/demo', '--speed', 'max', '--duration', '10ms'], { cwd: copy.root });
}

test('the copy that the cases spoil is itself fine', async () => {
  const { code, stderr } = await runCopy(new SiteCopy());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

interface FileCase {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly words: readonly (string | RegExp)[];
}

const FILE_CASES: readonly FileCase[] = [
  {
    what: 'a device profile that does not exist',
    file: WIRING,
    from: 'pt1: pressure-transmitter@1 {\n\t\t\tcompatible = "keller,33x"',
    to: 'pt1: pressure-transmitter@1 {\n\t\t\t«compatible = "keller,35x"',
    words: ['no device profile "keller,35x"', 'did you mean "keller,33x"'],
  },
  {
    what: 'a quantity in the wrong unit',
    file: PLANT,
    from: 'power = "40 W"',
    to: '«power = "40 bar"',
    words: ['power', /kW/u],
  },
  {
    what: 'a quantity without its unit',
    file: CONTROL,
    from: 'low = "1.5 bar"',
    to: '«low = 1.5',
    words: ['low', 'write "1.5 bar"'],
  },
  {
    what: 'a pressure in gauge',
    file: PLANT,
    from: 'pressure = "8 bar"',
    to: '«pressure = "7 barg"',
    words: ['pressure', /absolute|ambient/u],
  },
  {
    what: 'mole fractions that do not add up',
    file: PLANT,
    from: 'pressure = "8 bar"\ntemperature = "295 K"\ngas = { N2 = 1 }',
    to: 'pressure = "8 bar"\ntemperature = "295 K"\n«gas = { N2 = 0.8, Ar = 0.1 }',
    words: ['gas', '0.9', /add up to 1/u],
  },
  {
    what: 'an interlock that names an unknown tag',
    file: INTERLOCKS,
    from: 'title = "Chamber 1 gas hot"\ntag = "ch1.temperature"',
    to: 'title = "Chamber 1 gas hot"\n«tag = "ch1.temprature"',
    words: ['ch1.temprature', 'did you mean "ch1.temperature"'],
  },
  {
    what: 'a set-point outside its range',
    file: CONTROL,
    from: 'set_point = { value = "2 bar" }',
    to: '«set_point = { value = "5 bar" }',
    words: ['set_point', /4 bar|400000|4e5/u],
  },
  {
    what: 'an effect that moves an unknown output',
    file: INTERLOCKS,
    from: 'outputs = ["rack1.enabled"]',
    to: '«outputs = ["rack2.enabled"]',
    words: ['rack2.enabled', 'did you mean "rack1.enabled"'],
  },
  {
    what: 'a valve between chambers that do not exist',
    file: PLANT,
    from: 'from = "ch1"\nto = "ch2"',
    to: 'from = "ch1"\n«to = "ch9"',
    words: ['ch9', /ch1|ch2/u],
  },
  {
    what: 'a wiring that senses what the plant does not have',
    file: WIRING,
    from: 'buhera,senses = "ambient.temperature"',
    to: '«buhera,senses = "ambient.temprature"',
    words: ['ambient.temprature', 'ambient.temperature'],
  },
  {
    what: 'two devices at one unit id',
    file: WIRING,
    from: 'pt2: pressure-transmitter@2 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = <2>;',
    to: '«pt2: other-transmitter@1 {\n\t\t\tcompatible = "keller,33x";\n\t\t\treg = <1>;',
    words: ['pt1', 'pt2'],
  },
  {
    what: 'a broker that is no address',
    file: WIRING,
    from: 'buhera,broker = "embedded"',
    to: '«buhera,broker = "http://localhost"',
    words: ['http://localhost', 'mqtt://127.0.0.1:1883'],
  },
  {
    what: 'a wiring file that does not exist',
    file: SITE,
    from: 'wiring = "demo.dts"',
    to: '«wiring = "bench.dts"',
    words: ['bench.dts', 'device-tree/bench.dts'],
  },
  ...TOML_FILES.map((file) => ({
    what: 'an unknown key',
    file,
    from: '',
    to: `${MARK}colour = "red"\n`,
    words: ['colour', /expected|help/u],
  })),
];

describe('a site with', () => {
  test.each(FILE_CASES.map((item): [string, string, FileCase] => [item.what, item.file, item]))(
    '%s in %s is refused with its place and a remedy',
    async (_what, file, { from, to, words }) => {
      const copy = new SiteCopy();
      const before = copy.read(file).toString('utf8');
      const marked = from === '' ? to + before : before.replace(from, () => to);
      expect(marked).toContain(MARK);
      copy.write(file, marked.replace(MARK, ''));
      const line = marked.slice(0, marked.indexOf(MARK)).split('\n').length;
      expectProblem(await runCopy(copy), { code: 1, place: `${file}:${line}`, words });
    },
  );

  test('three mistakes in three files is told all three at once', async () => {
    const copy = new SiteCopy()
      .edit(PLANT, 'power = "40 W"', 'power = "40 K"')
      .edit(ALARMS, 'above = "370 K"', 'above = "370 bar"')
      .edit(INTERLOCKS, 'device = "ao1"', 'device = "ao2"');
    const { code, stdout, stderr } = await runCopy(copy);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(paragraphs(stderr)).toHaveLength(3);
    for (const file of [PLANT, ALARMS, INTERLOCKS])
      expect(stderr).toMatch(new RegExp(`${file}:\\d+:\\d+`, 'u'));
  });
});

const ALL_FILES = [...TOML_FILES, WIRING];

describe('a damaged file', () => {
  test.each(ALL_FILES)('%s, cut off within a text, is refused at the line of the cut', async (file) => {
    const copy = new SiteCopy();
    const text = copy.read(file).toString('utf8');
    const end = text.indexOf('= "', Math.floor(text.length / 2)) + '= "x'.length;
    expect(end).toBeGreaterThan(text.length / 2);
    const cut = text.slice(0, end);
    const { code, stderr } = await runCopy(copy.write(file, cut));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`${file}:${cut.split('\n').length}:\\d+`, 'u'));
    expect(stderr).toMatch(REMEDY);
    expect(stderr).not.toMatch(/\n\s+at |internal error/u);
  });

  test.each(ALL_FILES)('%s, empty, is refused', async (file) => {
    const { code, stderr } = await runCopy(new SiteCopy().write(file, ''));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`${file}:1:1`, 'u'));
    expect(stderr).toMatch(/empty|no content/u);
    expect(stderr).not.toMatch(/\n\s+at |internal error/u);
  });

  test.each(ALL_FILES)('%s, full of bytes that are no text, is refused', async (file) => {
    const garbage = Uint8Array.from({ length: 700 }, (_, index) => (index * 197 + 31) % 256);
    const { code, stderr } = await runCopy(new SiteCopy().write(file, garbage));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`${file}:\\d+:\\d+`, 'u'));
    expect(stderr).not.toMatch(/\n\s+at |internal error/u);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: garbage must not steer the terminal
    expect(stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/u);
  });

  test.each([SITE, PLANT])('%s, gone, is named', async (file) => {
    const { code, stderr } = await runCopy(new SiteCopy().remove(file));
    expect(code).toBe(file === SITE ? 2 : 1);
    expect(stderr).toContain(file === SITE ? 'site.toml' : file);
    expect(stderr).not.toMatch(/\n\s+at |internal error/u);
  });
});

describe('a machine that does not play along', () => {
  const busy = createTcpServer();
  let busyPort: number;
  beforeAll(async () => {
    await once(busy.listen(0, '127.0.0.1'), 'listening');
    busyPort = (busy.address() as AddressInfo).port;
  });
  afterAll(() => busy.close());

  test.each(['--http-port', '--modbus-port', '--mqtt-port'])(
    'a port in use is named, with %s to change it',
    async (option) => {
      const ports = FREE_PORTS.map((given, at) => (FREE_PORTS[at - 1] === option ? String(busyPort) : given));
      expectProblem(await buhera(['run', 'demo', ...ports]), {
        code: 3,
        words: [`127.0.0.1:${busyPort}`, /in use/u, option],
      });
    },
  );

  test('a broker that is away is named, with the property that says where it is', async () => {
    const port = await freePort();
    const copy = new SiteCopy().edit(
      WIRING,
      'buhera,broker = "embedded"',
      `buhera,broker = "mqtt://127.0.0.1:${port}"`,
    );
    expectProblem(await buhera(['run', copy.site, ...FREE_PORTS]), {
      code: 3,
      words: [`127.0.0.1:${port}`, /broker is away/u, 'buhera,broker', 'mqtt0'],
    });
  });

  test('a folder that holds something is not recorded into', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'notes.txt'), 'kept');
    expectProblem(await buhera(['run', 'demo', ...FREE_PORTS, '--record', folder]), {
      code: 3,
      words: [folder, /not empty/u, '--record'],
    });
  });

  test('a recording below a file is refused', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expectProblem(await buhera(['run', 'demo', ...FREE_PORTS, '--record', join(file, 'deeper')]), {
      code: 3,
      words: [file, '--record'],
    });
  });

  test.each([['get', 'ch1.pressure'], ['set', 'pc2.sp', '2 bar'], ['top', '--once'], ['alarms'], ['tags']])(
    '`%s` without a running site says how to start one',
    async (...command) => {
      const url = `http://127.0.0.1:${await freePort()}`;
      expectProblem(await buhera([...command, '--url', url]), {
        code: 3,
        words: [url, 'buhera run', '--url'],
      });
    },
  );

  test('a server that is no site is not taken for one', async () => {
    const stranger = createServer((_request, response) => response.end('<h1>hello</h1>'));
    await once(stranger.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    const outcomes = [
      await buhera(['get', 'ch1.pressure', '--url', url]),
      await buhera(['tags', '--url', url]),
      await buhera(['top', '--once', '--url', url]),
    ];
    stranger.closeAllConnections();
    stranger.close();
    for (const outcome of outcomes) expectProblem(outcome, { code: 3, words: [url] });
  });
});

describe('wrong usage', () => {
  const run = (...options: string[]): string[] => ['run', 'demo', ...FREE_PORTS, ...options];

  test.each<[string, readonly string[], readonly (string | RegExp)[]]>([
    ['an unknown site', ['run', 'demp', ...FREE_PORTS], ['demp', /did you mean "demo"|one of demo/u]],
    ['virtual time on real ports', run('--speed', 'max', '--wire', 'real'), ['--speed max', '--wire']],
    ['virtual time without an end', run('--speed', 'max'), ['--duration']],
    ['a speed that is no number', run('--speed', 'abc'), ['--speed abc', 'max']],
    ['a speed of nothing', run('--speed', '0'), ['--speed 0', /above 0/u]],
    ['an unknown wire', run('--wire', 'radio'), ['--wire', 'memory']],
    ['an unknown option', run('--sped', '2'), ['--sped', '--speed']],
    ['a duration in an unknown unit', run('--duration', '5 parsec'), ['--duration', 'parsec', /ms.*min/u]],
    ['a negative duration', run('--duration=-5s'), ['--duration', /negative/u]],
    ['a seed that is no number', run('--seed', 'x'), ['--seed x', /whole number/u]],
    ['a port that no machine has', run('--http-port', '99999'), ['--http-port 99999', '65535']],
    [
      'an outside controller in memory',
      run('--wire', 'memory', '--controller', 'external'),
      ['--wire real', '--controller external'],
    ],
    ['an outside controller in a hurry', run('--speed', '2', '--controller', 'external'), ['--speed 1']],
    ['a URL that is none', ['get', 'ch1.pressure', '--url', 'nonsense'], ['nonsense', '--url http://']],
    ['an unknown command', ['frobnicate'], ['frobnicate', '--help']],
    ['a command without its argument', ['get'], ['tag', '--help']],
    ['an unknown claim', ['claims', 'perpetual-motion'], ['perpetual-motion', 'zero-cost-cooling']],
    ['an unknown profile', ['devices', 'show', 'keller,35x'], ['keller,35x', 'keller,33x']],
  ])('%s is refused with exit code 2', async (_what, args, words) => {
    const outcome = await buhera(args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    for (const word of words) expect(outcome.stderr).toMatch(word);
    expect(outcome.stderr).not.toMatch(/\n\s+at |internal error/u);
  });
});

describe('a broken profile', () => {
  const spoilt = (): SiteCopy => new SiteCopy().edit(PROFILE, '[device]', '[device]\ncolour = "red"');

  test('does not keep `devices list` from listing the others', async () => {
    const copy = spoilt();
    const { code, stdout, stderr } = await buhera(['devices', 'list'], { cwd: copy.root });
    expect(code).toBe(1);
    expect(stdout).toContain('burkert,2873');
    expect(stderr).toContain(PROFILE);
    expect(stderr).toContain('colour');
  });

  test('is told of by `devices show` only when it may be the one asked for', async () => {
    const copy = spoilt();
    const shown = await buhera(['devices', 'show', 'burkert,2873'], { cwd: copy.root });
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    const unknown = await buhera(['devices', 'show', 'keller,99'], { cwd: copy.root });
    expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('colour') });
  });
});

describe('`validate`', () => {
  test('says in text, JSON and SARIF the same place of one mistake, and exits 1', async () => {
    const copy = new SiteCopy().edit(PLANT, 'power = "40 W"', 'power = "40 bar"');
    const line = copy.read(PLANT).toString('utf8').split('power = "40 bar"')[0]?.split('\n').length;
    const validate = (...options: string[]): Promise<Outcome> =>
      buhera(['validate', 'etc/demo', ...options], { cwd: copy.root });
    const text = await validate();
    expect(text.code).toBe(1);
    expect(text.stdout).toContain(`${PLANT}:${line}:`);
    const json = await validate('--format', 'json');
    expect(json.code).toBe(1);
    expect(JSON.stringify(JSON.parse(json.stdout))).toContain(`"line":${line}`);
    const sarif = await validate('--format', 'sarif');
    expect(sarif.code).toBe(1);
    expect(JSON.stringify(JSON.parse(sarif.stdout))).toContain(`"startLine":${line}`);
  });

  test.each([
    ['a link to itself', 'loop', 'file-unreadable'],
    ['a header of 20 000 parts', 'deep.toml', 'toml-syntax'],
    ['alarms without a site', 'alarms.toml', 'file-outside-site'],
    ['a file of no kind', 'x.toml', 'unknown-file'],
  ])('tells of %s, and exits 1', async (_what, name, id) => {
    const copy = new SiteCopy();
    symlinkSync('loop', join(copy.root, 'loop'));
    copy.write('deep.toml', `[${Array(20_000).fill('a').join('.')}]\n`).write('x.toml', 'x = 1\n');
    copy.write('alarms.toml', copy.read(ALARMS));
    const { code, stdout, stderr } = await buhera(['validate', name], { cwd: copy.root });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain(`[${id}]`);
    expect(stdout).toContain(`${name}:1:1`);
  });

  test('checks a wiring with its site, and a whole checkout at once', async () => {
    const copy = new SiteCopy();
    const validate = (path: string): Promise<Outcome> => buhera(['validate', path], { cwd: copy.root });
    expect(await validate('.')).toMatchObject({ code: 0, stderr: '' });
    expect(await validate(WIRING)).toMatchObject({ code: 0, stderr: '' });
    copy.edit(WIRING, 'buhera,senses = "ambient.temperature"', 'buhera,senses = "ambient.temprature"');
    for (const path of ['.', WIRING]) {
      const { code, stdout } = await validate(path);
      expect({ code, path }).toEqual({ code: 1, path });
      expect(stdout).toContain('ambient.temprature');
    }
  });

  test('finds nothing wrong with the demo, its profiles, and a profile alone', async () => {
    const { code, stderr } = await buhera(['validate', '--strict', 'etc/demo', 'devices', PROFILE]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
