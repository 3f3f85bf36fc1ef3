import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buhera, eventually, type Outcome, RunningSite, type Tag } from './buhera.ts';
import { mbpoll, type Place, readNumber } from './mbpoll.ts';
import { temporaryFolder } from './site-copy.ts';

const PA_PER_BAR = 1e5;
/** Both readings carry the transmitter's noise (20 Pa each, here six sigma of the difference) and its resolution. */
const NOISE_AND_RESOLUTION_PA = 6 * Math.SQRT2 * 20 + 10;
/** What mbpoll prints: six significant digits of a figure in bar. */
const PRINTED_PA = 1;

const record = join(temporaryFolder(), 'new', 'record');
let site: RunningSite;
let pt2: Place;

beforeAll(async () => {
  site = await RunningSite.start('demo', ['--record', record]);
  pt2 = { port: site.modbusPort, unit: 2, address: 2 };
  await eventually(() => ch2Within(2e5, 500), 'chamber 2 to reach its set-point');
});

async function ch2Within(targetPa: number, bandPa: number): Promise<boolean> {
  return Math.abs((await site.value('ch2.pressure')) - targetPa) < bandPa;
}

async function getCh2(): Promise<number> {
  const { code, stdout } = await site.cli('get', 'ch2.pressure', '--format', 'json');
  expect(code).toBe(0);
  const tag = JSON.parse(stdout) as Tag & { unit: string; source: string };
  expect(tag).toMatchObject({ id: 'ch2.pressure', unit: 'Pa', quality: 'good', source: 'emulated' });
  return tag.value ?? Number.NaN;
}

describe('the emulated transmitter on the wire', () => {
  test('tells mbpoll what `buhera get` shows, within noise, resolution and the drift between the readings', async () => {
    const beforePa = await getCh2();
    const polledPa = (await readNumber(pt2, '4:float')) * PA_PER_BAR;
    const afterPa = await getCh2();
    const slackPa = NOISE_AND_RESOLUTION_PA + PRINTED_PA + 200;
    expect(Math.abs(beforePa - 2e5)).toBeLessThan(2000);
    expect(polledPa).toBeGreaterThan(Math.min(beforePa, afterPa) - slackPa);
    expect(polledPa).toBeLessThan(Math.max(beforePa, afterPa) + slackPa);
  });

  test('is silent at a unit id that nobody has', async () => {
    const { code, stderr } = await mbpoll({ ...pt2, unit: 9, timeoutS: 1 }, '4');
    expect(code).not.toBe(0);
    expect(stderr).toContain('Connection timed out');
  });

  test.each([
    ['a read beyond its registers', { address: 3000 }, '4', [], 'Illegal data address'],
    ['a read of a table that it does not have', { unit: 5 }, '4', [], 'Illegal'],
    ['a write to a measurement', { address: 2 }, '4', [1], 'Illegal'],
  ] as const)('answers %s with an exception', async (_what, place, kind, written, words) => {
    const { code, stderr } = await mbpoll({ ...pt2, ...place }, kind, ...written);
    expect(code).not.toBe(0);
    expect(stderr).toContain(words);
  });
});

describe('reading tags', () => {
  test('an unknown tag is refused with near names', async () => {
    const { code, stdout, stderr } = await site.cli('get', 'ch2.presure');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/no tag ch2\.presure.*ch2\.pressure/u);
  });

  test('`get` and `tags` show value, unit, quality and origin', async () => {
    const { stdout } = await site.cli('get', 'ch2.pressure');
    expect(stdout).toMatch(/^ch2\.pressure {2}\d\.\d{4} bar {2}good {2}emulated\n$/u);
    const lines = (await site.cli('tags')).stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(25);
    expect(lines.find((line) => line.startsWith('ch1.temperature '))).toMatch(/ \d{3}\.\d\d K .*emulated/u);
    expect((await site.cli('tags', 'wall')).stdout.trim().split('\n')).toHaveLength(2);
    const json = JSON.parse((await site.cli('tags', '--format', 'json')).stdout) as readonly Tag[];
    expect(json.map(({ id }) => id)).toEqual(lines.map((line) => line.split(' ')[0]));
  });

  test('BUHERA_URL names the site as `--url` does', async () => {
    const { code, stdout } = await buhera(['get', 'ch2.pressure'], { env: { BUHERA_URL: site.url } });
    expect(code).toBe(0);
    expect(stdout).toContain(' bar ');
  });

  test('the room thermometer and every device are good', async () => {
    await eventually(() => site.isGood('room.temperature'), 'the thermometer to report');
    expect(await site.value('room.temperature')).toBeCloseTo(295, 0);
    for (const device of ['pt1', 'pt2', 'tm1', 'ao1', 'do1', 'room']) {
      expect(await site.value(`${device}.online`)).toBe(1);
    }
  });
});

describe('writing tags', () => {
  test('a set-point moves, and the pressure follows it on the wire', async () => {
    const { code, stdout } = await site.cli('set', 'pc2.sp', '2.5 bar');
    expect(code).toBe(0);
    expect(stdout).toContain('pc2.sp');
    expect(await site.value('pc2.sp')).toBeCloseTo(2.5e5, 6);
    await eventually(() => ch2Within(2.5e5, 1000), 'the pressure to follow');
    expect(Math.abs((await readNumber(pt2, '4:float')) - 2.5)).toBeLessThan(0.05);
  });

  test.each([
    ['a set-point outside its range', 'pc2.sp', '9 bar', /pc2.*range/u],
    ['a pressure without its unit', 'pc2.sp', '2.5', /no unit.*write/u],
    ['a pressure in kelvin', 'pc2.sp', '250 K', /K/u],
    ['gauge pressure', 'pc2.sp', '1.5 barg', /gauge|absolute|ambient/iu],
    ['a sensor tag', 'ch2.pressure', '2 bar', /ch2\.pressure is a sensor/u],
    ['a valve that a loop drives', 'inlet2.position', '1', /manual/u],
    ['a position beyond its range', 'cross.position', '1.5', /a switch: expected on or off/u],
    ['a word that is no mode', 'pc2.mode', 'off', /auto or manual/u],
    ['a cycle that the loop does not have', 'pc2.sp', 'cycle', /cycle/u],
    ['a ledger tag', 'ledger.mass_residual_relative', '0', /nobody can write/u],
    ['an unknown tag', 'pc9.sp', '1 bar', /no tag pc9\.sp/u],
  ])('%s is refused, and changes nothing', async (_what, tag, value, words) => {
    const before = await site.value('pc2.sp');
    const { code, stdout, stderr } = await site.cli('set', tag, value);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(await site.value('pc2.sp')).toBe(before);
  });

  test('a loop in manual holds the output that it is given, and automatic takes it back', async () => {
    expect((await site.cli('set', 'pc2.mode', 'manual')).code).toBe(0);
    expect((await site.cli('set', 'pc2.out', '-0.5')).code).toBe(0);
    await eventually(async () => (await site.value('vent2.position')) === 0.5, 'the vent to be half open');
    expect(await site.value('inlet2.position')).toBe(0);
    expect((await readNumber({ ...pt2, unit: 4, address: 3 }, '4')) / 10_000).toBe(0.5);
    await eventually(async () => (await site.value('ch2.pressure')) < 1.5e5, 'chamber 2 to empty');
    expect((await site.cli('get', 'pc2.mode')).stdout).toContain('manual');
    expect((await site.cli('set', 'pc2.mode', 'auto')).code).toBe(0);
    await eventually(() => ch2Within(2.5e5, 1000), 'the loop to take over');
  });

  test('the relay between the chambers opens and shuts', async () => {
    expect((await site.cli('set', 'cross.position', '1')).code).toBe(0);
    await eventually(async () => (await readNumber({ ...pt2, unit: 5, address: 0 }, '0')) === 1, 'the coil');
    expect((await site.cli('set', 'cross.position', '0 %')).code).toBe(0);
    await eventually(async () => (await readNumber({ ...pt2, unit: 5, address: 0 }, '0')) === 0, 'the coil');
  });
});

describe('pictures and lists', () => {
  test('`top --once` shows sensors, loops, outputs, interlocks and links', async () => {
    const { code, stdout } = await site.cli('top', '--once');
    expect(code).toBe(0);
    for (const text of [
      'Demo bench',
      'EMULATED',
      'ch1.pressure',
      'follows breath',
      'AUTO pc2',
      'vent2.position',
      'effects ready',
      'links',
    ]) {
      expect(stdout).toContain(text);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a pipe is no terminal
    expect(stdout).not.toMatch(/\u001b/u);
  });

  test('`alarms` lists what stands, and `--all` what may', async () => {
    expect(await site.cli('alarms')).toMatchObject({ code: 0, stdout: 'no alarms\n' });
    const all = (await site.cli('alarms', '--all')).stdout.trim().split('\n');
    expect(all).toHaveLength(5);
    expect(all[0]).toMatch(/high +normal +ch1-pressure-hi/u);
    expect(all[4]).toMatch(/high +normal +ledger-breach/u);
    expect(JSON.parse((await site.cli('alarms', '--format', 'json')).stdout)).toEqual([]);
  });

  test('`tree` shows every device at its address', async () => {
    const { code, stdout } = await buhera(['tree', 'demo']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/modbus0 .*127\.0\.0\.1:5020/u);
    expect(stdout).toMatch(/pt2 {2}unit 2 {2}keller,33x {2}EMULATED/u);
    expect(stdout).toContain('pressure senses ch2.pressure');
    expect(stdout).toContain('ao1 drives inlet1.position');
    expect(stdout).toContain('temperature senses ambient.temperature as room.temperature');
  });

  test('`devices` lists every profile, and shows the registers of one', async () => {
    const profiles = readdirSync(new URL('../../devices', import.meta.url)).filter((name) =>
      name.endsWith('.toml'),
    );
    const list = await buhera(['devices']);
    expect(list.stdout.trim().split('\n')).toHaveLength(profiles.length);
    const shown = await buhera(['devices', 'show', 'keller,33x']);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^pressure +read +holding 2 .*float32/mu);
  });
});

describe('what needs no site', () => {
  test('`claims` lists the register, and argues one', async () => {
    const list = await buhera(['claims']);
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(list.stdout).toContain('zero-cost-cooling');
    const one = await buhera(['claims', 'zero-cost-cooling']);
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/second law|Carnot/u);
    const json = JSON.parse((await buhera(['claims', '--format', 'json'])).stdout) as readonly unknown[];
    expect(json.length).toBeGreaterThan(20);
  });

  test('`doctor` says what this machine has', async () => {
    const { code, stdout, stderr } = await buhera(['doctor']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/Node(\.js)?.*\d+\.\d+/u);
    expect(stdout).toContain('mbpoll');
  });
});

const STOPPING = '\nstopping in good order; once more leaves at once\n';

/** The last tests of the file, because they end the site. */
describe('the end of a run', () => {
  let ended: Outcome;

  test('Ctrl-C exits 0, drives the outputs safe, and reports timing and ledger', async () => {
    ended = await site.stop('SIGINT');
    expect(ended).toMatchObject({ code: 0, stderr: STOPPING });
    expect(ended.stdout).toMatch(/^ended +stopped after \d/mu);
    expect(ended.stdout).toMatch(/^scan +\d+ made, \d+ missed, \d+ overruns of 10 ms$/mu);
    for (const row of ['late', 'work']) {
      expect(ended.stdout).toMatch(
        new RegExp(`^ +${row} +p50 \\S+ ms +p99 \\S+ ms +p99\\.9 \\S+ ms +max \\S+ ms$`, 'mu'),
      );
    }
    expect(ended.stdout).toMatch(/^ledger +closes: mass \S+, energy \S+ of the throughput/mu);
    expect(ended.stdout).toMatch(/^outputs +in their safe state, confirmed by every device$/mu);
  });

  test('its recording is whole: as many bytes as its digests say, and the safe state as the last event', () => {
    const digests = [...ended.stdout.matchAll(/([0-9a-f]{64}) {2}(\S+)$/gmu)];
    expect(digests.map(([, , name]) => name)).toEqual(['tags.csv', 'events.jsonl', 'wire.log']);
    for (const [, digest, name] of digests) {
      const bytes = readFileSync(join(record, name ?? ''));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest);
    }
    const tags = readFileSync(join(record, 'tags.csv'), 'utf8');
    expect(tags.startsWith('time_s,tag,value,quality,reason\n')).toBe(true);
    expect(tags.endsWith('\n')).toBe(true);
    expect(tags).toMatch(/^\d+\.\d{6},ch2\.pressure,[\d.]+,good,$/mu);
    const events = readFileSync(join(record, 'events.jsonl'), 'utf8').trim().split('\n');
    expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({
      kind: 'run',
      text: expect.stringContaining('safe state'),
    });
    expect(events.some((line) => line.includes('pc2.sp set to 2.5000 bar'))).toBe(true);
    expect(JSON.parse(readFileSync(join(record, 'run.json'), 'utf8'))).toMatchObject({
      site: 'demo',
      seed: 1,
    });
  });

  test('its recording ends with every output in its safe state', () => {
    const last = new Map<string, string>();
    for (const line of readFileSync(join(record, 'tags.csv'), 'utf8').split('\n')) {
      const [, tag = '', value = ''] = line.split(',');
      last.set(tag, value);
    }
    const shown = ['inlet1', 'vent1', 'inlet2', 'vent2', 'cross'].map((id) => last.get(`${id}.position`));
    expect([...shown, last.get('rack1.enabled')]).toEqual(['0', '1', '0', '1', '0', '0']);
  });

  test('SIGTERM does the same', async () => {
    const other = await RunningSite.start('demo');
    await eventually(() => other.isGood('vent1.position'), 'the outputs to be driven');
    const { code, stdout, stderr } = await other.stop('SIGTERM');
    expect({ code, stderr }).toEqual({ code: 0, stderr: STOPPING });
    expect(stdout).toMatch(/^outputs +in their safe state, confirmed by every device$/mu);
  });
});
